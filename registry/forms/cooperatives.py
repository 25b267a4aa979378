"""Forms of a cooperative: its entry, its first status, its officers, its deeds."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import inlineformset_factory

from bengkalis import values
from bengkalis.access import Scope
from bengkalis.forms import CleanForm, DateField
from bengkalis.templatetags.ui import tanggal_pendek
from registry.entry import FIRST_ENTRY
from registry.models import (
    Cooperative,
    DeedAmendment,
    District,
    StatusChange,
    Village,
)

CHOOSE = "Pilih…"


class CooperativeForm(CleanForm):
    """What stands in the register of one cooperative; state, board and RAT have their own forms.

    ``scope`` is where the user may write: only its kecamatan can be chosen. ``offer`` is the
    kecamatan that the chosen village really lies in, when another was given.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    deed_date = DateField(label="Tanggal badan hukum", required=False)
    certificate_valid_until = DateField(label="Sertifikat berlaku sampai", required=False)
    website = forms.URLField(
        label="Situs web", required=False, max_length=200, assume_scheme="https"
    )
    effective_from = DateField(
        label="Berlaku sejak",
        required=False,
        help_text="Kosong: perbaikan catatan, berlaku untuk semua hari. Tanggal: perubahan nyata; "
        "nama, jenis, tempat yang lama tetap terbaca untuk hari-hari sebelumnya.",
    )
    basis = forms.CharField(
        label="Dasar perubahan",
        required=False,
        max_length=200,
        help_text="Akta, surat, atau berita acara: nomor dan tanggalnya.",
    )

    class Meta:
        model = Cooperative
        fields = (
            "name",
            "form",
            "kind",
            "pattern",
            "group",
            "business_sector",
            "business_activity",
            "deed_number",
            "deed_date",
            "district",
            "village",
            "address",
            "phone",
            "email",
            "website",
            "nik_koperasi",
            "certificate_status",
            "certificate_valid_until",
            "recorded_grade",
            "note",
        )
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "deed_number": "Seperti pada akta: 518.08/96/BH/XIV.10/VIII/2008.",
            "deed_date": "Contoh: 31-12-2019 atau 31 Desember 2019.",
            "district": "Boleh dikosongkan bila desa/kelurahan dipilih.",
            "phone": "Satu nomor. Data pribadi: hanya terlihat oleh petugas, pembacaannya dicatat.",
            "nik_koperasi": "13 angka dari Kementerian, bukan NIK KTP.",
        }

    def __init__(self, *args, scope: Scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer: District | None = None
        self.fields["version"].required = bool(self.instance.pk)
        self.initial.setdefault("version", self.instance.version if self.instance.pk else None)
        for name in () if self.instance.pk else ("effective_from", "basis"):
            del self.fields[name]
        for name in ("form", "kind", "pattern", "group", "certificate_status", "recorded_grade"):
            self.fields[name].choices = [("", CHOOSE), *self.fields[name].choices[1:]]
        self._limit_places(scope)

    @property
    def real_change(self) -> dict:
        """The arguments of ``entry.correct`` that say whether this is a change or a correction."""
        return {name: self.cleaned_data[name] for name in ("effective_from", "basis")}

    def _limit_places(self, scope: Scope) -> None:
        districts = District.objects.all()
        villages = Village.objects.select_related("district__split_from")
        if not scope.everywhere:
            districts = districts.filter(pk__in=scope.districts)
            villages = villages.filter(district__in=scope.districts)
        self.fields["district"].queryset = districts
        self.fields["district"].required = False
        self.fields["village"].queryset = villages
        self.fields["district"].choices = [("", CHOOSE), *((d.pk, d.name) for d in districts)]
        self.fields["village"].choices = _by_district(villages)

    def _get_validation_exclusions(self) -> set[str]:
        """The status of a new cooperative is judged by the form of its first status."""
        judged_elsewhere = {"status"} if self.instance._state.adding else set()
        return super()._get_validation_exclusions() | judged_elsewhere

    def clean_phone(self) -> str:
        try:
            return values.normalise_phone(self.cleaned_data["phone"])
        except values.Unparsable as error:
            raise ValidationError(str(error), code=error.code) from error

    def clean(self) -> dict:
        data = super().clean()
        district, village = data.get("district"), data.get("village")
        if village and not district and "district" not in self.errors:
            data["district"] = village.district
        elif village and district and village.district_id != district.pk:
            self._offer(village, district)
        elif not district and "district" not in self.errors:
            self.add_error("district", "Pilih kecamatan, atau desa/kelurahannya.")
        return data

    def _offer(self, village: Village, given: District) -> None:
        """The village lies elsewhere: say where, since when, and offer it."""
        home = self.offer = village.district
        if home.split_from_id == given.pk:
            year = f" {home.valid_from:%Y}" if home.valid_from else " pemekaran"
            sentence = (
                f"{_village_name(village)} sejak{year} masuk Kecamatan {home.name}, pecahan dari "
                f"Kecamatan {given.name}."
            )
        else:
            sentence = f"{_village_name(village)} ada di Kecamatan {home.name}, bukan {given.name}."
        self.add_error("district", sentence)
        self.cleaned_data.pop("village")  # judged already; the model need not say it again


def _village_name(village: Village) -> str:
    return f"{village.get_kind_display()} {village.name}"


def _by_district(villages) -> list:
    """Options of a select: one group per kecamatan."""
    groups: dict[str, list] = {}
    for village in villages:
        groups.setdefault(village.district.name, []).append((village.pk, _village_name(village)))
    return [("", CHOOSE), *groups.items()]


class StatusForm(CleanForm):
    """One step of the status history."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    effective_on = DateField(label="Berlaku sejak", help_text="Contoh: 31-12-2019.")

    class Meta:
        model = StatusChange
        fields = ("status", "effective_on", "reason", "evidence")
        help_texts = {
            "reason": "Mengapa statusnya demikian, misalnya “tidak RAT tiga tahun berturut-turut”.",
            "evidence": "Surat atau berita acara: nomor dan tanggalnya.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", CHOOSE), *StatusChange.status.field.choices]


class FirstStatusForm(StatusForm):
    """The status a cooperative is first recorded with; its date may be unknown."""

    effective_on = DateField(
        label="Berlaku sejak",
        required=False,
        help_text="Kosongkan bila tidak diketahui.",
    )

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"reason": FIRST_ENTRY} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        del self.fields["version"]

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"cooperative"}


class NamesField(forms.CharField):
    """Names of persons, one a line or parted by semicolons; a comma belongs to a title."""

    def to_python(self, value) -> list[str]:
        text = super().to_python(value)
        names = [values.squeeze(name) for name in text.replace(";", "\n").splitlines()]
        for name in filter(None, names):
            if len(name) > 150:
                raise ValidationError(f"Nama “{name[:30]}…” lebih dari 150 huruf.")
        return [name for name in names if name]

    def run_validators(self, value) -> None:
        """Each name was checked; the validators of CharField expect one text."""


class OfficersForm(forms.Form):
    """Who holds which position, by name; terms are entered on the page of the board."""

    ketua = NamesField(label="Ketua", required=False)
    sekretaris = NamesField(label="Sekretaris", required=False)
    bendahara = NamesField(label="Bendahara", required=False)
    pengawas = NamesField(
        label="Pengawas",
        required=False,
        help_text="Satu nama per baris.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    manajer = NamesField(label="Manajer", required=False)


class AmendmentForm(CleanForm):
    decided_on = DateField(label="Tanggal PAD", required=False)

    class Meta:
        model = DeedAmendment
        fields = ("number", "decided_on", "subject")


AmendmentFormSet = inlineformset_factory(Cooperative, DeedAmendment, form=AmendmentForm, extra=1)

PURPOSES = (
    ("Menghubungi pengurus", "Menghubungi pengurus"),
    ("Mencocokkan data", "Mencocokkan data"),
    ("Undangan atau pemberitahuan", "Undangan atau pemberitahuan"),
    ("Pemeriksaan atau pengawasan", "Pemeriksaan atau pengawasan"),
)


class PurposeForm(forms.Form):
    """Why somebody wants to see personal data; the answer is kept with the reading."""

    purpose = forms.ChoiceField(label="Keperluan", choices=PURPOSES)


def shown(form: forms.Form, name: str, value) -> str:
    """A field's value in words, as its reader knows it; the phone stays as it is given."""
    if value in (None, ""):
        return ""
    if name in {"district", "village"}:
        return dict(_flat(form.fields[name].choices)).get(value, str(value))
    choices = getattr(form.fields[name], "choices", None)
    if choices:
        return str(dict(choices).get(value, value))
    return tanggal_pendek(value) if isinstance(form.fields[name], DateField) else str(value)


def _flat(choices):
    for key, label in choices:
        yield from label if isinstance(label, list | tuple) else [(key, label)]
