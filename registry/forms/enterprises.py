"""Forms of an MSME: entry and correction, closing, and what is shown once."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from bengkalis.access import Scope
from bengkalis.forms import DateField, YearField
from bengkalis.templatetags.ui import mask_phone
from registry.enterprises import CARRIED
from registry.explaining import LEAST
from registry.forms.cooperatives import CHOOSE, PurposeForm
from registry.forms.cooperatives import PURPOSES as OFFICE_PURPOSES
from registry.forms.members import SecretInput, by_district, understood
from registry.forms.versioned import VersionedForm
from registry.models import District, Enterprise, KbliSection, Village
from registry.models.people import today
from registry.nik import mask_nik, parse_nik, parse_phone

CORRECTION, CHANGE = "perbaikan", "perubahan"
WHAT_HAPPENED = (
    (CORRECTION, "Perbaikan catatan: semua tahun yang memuat nilai lama ikut diperbaiki"),
    (CHANGE, "Usaha pindah atau berganti bidang: hanya tahun-tahun sesudahnya yang ikut"),
)


class EnterpriseForm(VersionedForm):
    """Who and where an MSME is. ``scope`` is where the user may write: only its kecamatan can be
    chosen.

    Where kecamatan or lapangan usaha of an enterprise with figures changes, ``what_happened``
    asks whether it is a correction or a change, because the figures of its years follow it.
    """

    owner_nik = forms.CharField(
        label="NIK pemilik",
        required=False,
        max_length=40,
        widget=SecretInput(mask_nik, "numeric"),
        help_text="16 angka. Disandikan; hanya empat angka terakhir yang tampil.",
    )
    phone = forms.CharField(
        label="Telepon",
        required=False,
        max_length=40,
        widget=SecretInput(mask_phone, "tel"),
        help_text="Satu nomor. Disandikan.",
    )
    started_year = YearField(label="Tahun berdiri", required=False, help_text="Empat angka: 2019.")
    started_on = DateField(
        label="Tanggal berdiri",
        required=False,
        help_text="Perlu bila berdiri tahun 2021: PP 7/2021 membedakan sebelum dan sejak "
        "2 Februari 2021.",
    )
    latitude = forms.CharField(
        label="Lintang", required=False, max_length=20, help_text="Contoh: 1,4712."
    )
    longitude = forms.CharField(
        label="Bujur", required=False, max_length=20, help_text="Contoh: 102,1126."
    )
    what_happened = forms.ChoiceField(
        label="Kecamatan atau lapangan usaha berubah karena",
        required=False,
        choices=WHAT_HAPPENED,
        widget=forms.RadioSelect,
    )
    since = YearField(
        label="Sejak tahun",
        required=False,
        help_text="Bila pindah atau berganti bidang: tahun pertama di tempat atau bidang baru.",
    )

    class Meta:
        model = Enterprise
        fields = (
            *("name", "activity", "section", "kbli_code", "nib", "permit_number"),
            *("started_year", "started_on"),
            *("owner_name", "owner_sex", "owner_nik", "phone"),
            *("district", "village", "address", "latitude", "longitude", "note"),
        )
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "activity": "Seperti usaha itu menyebutnya: kedai kopi, bengkel, keripik nenas.",
            "kbli_code": "2 sampai 5 angka dari NIB; kosongkan bila belum ada.",
            "nib": "13 angka.",
            "district": "Boleh dikosongkan bila desa/kelurahan dipilih.",
            "note": "Jangan menulis NIK atau nomor telepon di sini.",
        }

    def __init__(self, *args, scope: Scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].required = bool(self.instance.pk)
        self._limit_places(scope)
        for name in ("latitude", "longitude"):
            if isinstance(self.initial.get(name), Decimal):
                self.initial[name] = format_degrees(self.initial[name])
        sections = KbliSection.objects.filter(edition=2020)
        self.fields["section"].queryset = sections
        self.fields["section"].choices = [("", CHOOSE), *((one.pk, str(one)) for one in sections)]
        self.fields["owner_sex"].choices = [("", CHOOSE), *self.fields["owner_sex"].choices[1:]]
        for name in ("owner_nik", "phone"):  # a draft is not kept in the browser with these in it
            self.fields[name].widget.attrs["data-draft-ignore"] = True
        if not self._has_years():
            del self.fields["what_happened"], self.fields["since"]

    def _has_years(self) -> bool:
        return bool(self.instance.pk) and self.instance.years.exists()

    def _limit_places(self, scope: Scope) -> None:
        districts, villages = District.objects.all(), Village.objects.select_related("district")
        if not scope.everywhere:
            districts = districts.filter(pk__in=scope.districts)
            villages = villages.filter(district__in=scope.districts)
        self.fields["district"].queryset = districts
        self.fields["district"].required = False
        self.fields["district"].choices = [("", CHOOSE), *((d.pk, d.name) for d in districts)]
        self.fields["village"].queryset = villages
        self.fields["village"].choices = by_district(villages)

    def clean_owner_nik(self) -> str:
        return understood(parse_nik, self.cleaned_data["owner_nik"])

    def clean_phone(self) -> str:
        return understood(parse_phone, self.cleaned_data["phone"])

    def clean_latitude(self):
        return _degrees(self.cleaned_data["latitude"])

    def clean_longitude(self):
        return _degrees(self.cleaned_data["longitude"])

    def clean(self) -> dict:
        data = super().clean()
        if data.get("village") and not data.get("district") and "district" not in self.errors:
            data["district"] = data["village"].district
        elif not data.get("district") and "district" not in self.errors:
            self.add_error("district", "Pilih kecamatan, atau desa/kelurahannya.")
        if "since" in self.fields:
            self._judge_change(data)
        return data

    def _judge_change(self, data: dict) -> None:
        """What is done with the yearly figures is said, never guessed.

        Not asked of a form that is out of date: the place that differs there may be another
        person's change, and the refusal shows both.
        """
        if data.get("version") != self.instance.version:
            return
        happened, since = data.get("what_happened"), data.get("since")
        if not any(self._changes(name, data) for name in CARRIED):
            data["since"] = None
        elif not happened:
            self.add_error(
                "what_happened",
                "Pilih salah satu: data tahunan usaha ini ikut kecamatan dan lapangan usahanya.",
            )
        elif happened == CHANGE and since is None and "since" not in self.errors:
            self.add_error("since", "Isi tahun pertama di tempat atau bidang yang baru.")
        elif happened == CORRECTION:
            data["since"] = None

    def _changes(self, name: str, data: dict) -> bool:
        chosen = data.get(name)
        return getattr(self.instance, f"{name}_id") != (chosen.pk if chosen else None)

    @property
    def since_year(self) -> int | None:
        """The argument of ``enterprises.correct`` that tells a change from a correction."""
        return self.cleaned_data.get("since")

    def saved_value(self, current: Enterprise, name: str):
        """What was decided about the years is no column, so nothing else is saved there."""
        if name in {"what_happened", "since"}:
            return self.cleaned_data.get(name)
        return super().saved_value(current, name)

    def show_stale(self, current: Enterprise) -> None:
        """As ever, with NIK and phone masked."""
        super().show_stale(current)
        masks = {"NIK pemilik": mask_nik, "Telepon": mask_phone}
        for row in self.differences:
            if mask := masks.get(row["label"]):
                row["mine"], row["saved"] = mask(row["mine"]), mask(row["saved"])


def format_degrees(value: Decimal) -> str:
    """1.471200 → 1,4712."""
    return f"{value.normalize():f}".replace(".", ",")


def _degrees(text: str) -> Decimal | None:
    """Degrees with comma or point, as maps give them; None for nothing."""
    text = text.strip().removesuffix("°").replace(",", ".")
    if not text:
        return None
    if not re.fullmatch(r"-?\d{1,3}(\.\d{1,15})?", text):
        raise ValidationError(f"Ditemukan “{text}”, diharapkan derajat desimal: 1,4712.")
    return round(Decimal(text), 6)


REASON = f"Sedikitnya {LEAST} huruf; tersimpan di keterangan dan jejak audit."


class CloseForm(forms.Form):
    """Since when an enterprise is closed, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DateField(label="Tutup sejak", help_text="Contoh: 31-12-2023.")
    reason = forms.CharField(
        label="Alasan", max_length=200, help_text=REASON, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day and day > today():
            raise ValidationError(f"Ditemukan {day:%d-%m-%Y}, diharapkan paling lambat hari ini.")
        return day


class ReopenForm(CloseForm):
    """Why an enterprise that was recorded as closed is not."""

    on = None


SECRETS = (("owner_nik", "NIK pemilik"), ("phone", "Telepon"))


PURPOSES = [(word.replace("pengurus", "pemilik"),) * 2 for word, _ in OFFICE_PURPOSES]


class RevealForm(PurposeForm):
    """Which personal data of the owner, of what is recorded, is to be shown, and why."""

    field = forms.ChoiceField(label="Data", choices=SECRETS)
    purpose = forms.ChoiceField(label="Keperluan", choices=PURPOSES)
    field_order = ("field", "purpose")

    def __init__(self, *args, enterprise: Enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        held = [choice for choice in SECRETS if getattr(enterprise, choice[0])]
        self.fields["field"].choices = held
        self.fields["field"].initial = held[0][0] if held else None

    @property
    def is_empty(self) -> bool:
        """Nothing is recorded that could be shown."""
        return not self.fields["field"].choices
