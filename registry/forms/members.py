"""Forms of a member: entry and correction, leaving, coming back, savings, search by NIK."""

from binascii import Error as BadBase64
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import b64_decode, b64_encode
from django.utils.html import format_html

from bengkalis import values
from bengkalis.forms import CleanForm, DateField, RupiahField
from bengkalis.sealed import CannotOpen, seal, unseal
from bengkalis.templatetags.ui import mask_phone, tanggal_pendek
from registry.forms.cooperatives import CHOOSE, PurposeForm
from registry.forms.versioned import VersionedForm
from registry.membership import SAVINGS_FIELDS
from registry.models import Member, MemberSavings, Village
from registry.models.people import today
from registry.nik import mask_nik, parse_nik, parse_phone

DAY = "Contoh: 31-12-2019."


class SecretInput(forms.TextInput):
    """An input that never shows its value again: it is masked, and travels along sealed.

    Left empty it keeps what was there; the box beside it empties the field.
    """

    def __init__(self, mask, mode: str, word: str = "Tersimpan"):
        super().__init__({"autocomplete": "off", "spellcheck": "false", "inputmode": mode})
        self.mask, self.word = mask, word

    def use_required_attribute(self, initial) -> bool:
        """What is kept counts, so the browser must not ask for it again."""
        return False

    def value_from_datadict(self, data, files, name):
        if data.get(f"{name}-drop"):
            return ""
        return (data.get(name) or "").strip() or _opened(name, data.get(f"{name}-kept", ""))

    def value_omitted_from_data(self, data, files, name):
        return not any(part in data for part in (name, f"{name}-kept"))

    def render(self, name, value, attrs=None, renderer=None):
        field = super().render(name, "", attrs, renderer)
        if not value:
            return field
        return format_html(
            '{} <span class="muted nowrap">{}: {}</span>'
            '<input type="hidden" name="{}-kept" value="{}">'
            '<label class="nowrap"><input type="checkbox" name="{}-drop" value="1"> Kosongkan'
            "</label>",
            *(field, self.word, self.mask(str(value)), name, _closed(name, str(value)), name),
        )


def _closed(name: str, value: str) -> str:
    """Sealed for the one input: an error of another would show it in clear."""
    return b64_encode(seal(value, f"form.{name}")).decode()


def _opened(name: str, token: str) -> str:
    """The value that ``_closed`` sealed for this input; "" for anything else."""
    try:
        return unseal(b64_decode(token.encode()), f"form.{name}") if token else ""
    except (CannotOpen, BadBase64, ValueError):
        return ""


class MemberForm(VersionedForm):
    """One membership. Leaving is asked only of those who left: others leave by a form of its own.

    A NIK that does not go with birth date or sex is a warning of the view, never an error here.
    """

    nik = forms.CharField(
        label="NIK KTP",
        required=False,
        max_length=40,
        widget=SecretInput(mask_nik, "numeric"),
        help_text="16 angka. Disandikan; hanya empat angka terakhir yang tampil.",
    )
    birth_date = DateField(label="Tanggal lahir", required=False)
    phone = forms.CharField(
        label="Telepon",
        required=False,
        max_length=40,
        widget=SecretInput(mask_phone, "tel"),
        help_text="Satu nomor. Disandikan.",
    )
    joined_on = DateField(label="Masuk", required=False, help_text="Kosongkan bila tidak tercatat.")
    left_on = DateField(
        label="Berhenti", required=False, help_text="Hari pertama bukan lagi anggota."
    )

    class Meta:
        model = Member
        fields = (
            "number",
            "name",
            "nik",
            "birth_place",
            "birth_date",
            "sex",
            "address",
            "village",
            "occupation",
            "phone",
            "joined_on",
            "left_on",
            "leave_reason",
            "note",
        )
        help_texts = {"village": "Desa tempat tinggal; kosongkan bila di luar kabupaten."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].required = bool(self.instance.pk)
        if not self.instance.left_on:
            del self.fields["left_on"], self.fields["leave_reason"]
        for name in ("sex", "leave_reason"):
            if name in self.fields:
                self.fields[name].choices = [("", CHOOSE), *self.fields[name].choices[1:]]
        villages = Village.objects.select_related("district")
        self.fields["village"].queryset = villages
        self.fields["village"].choices = by_district(villages)

    def clean_nik(self) -> str:
        return understood(parse_nik, self.cleaned_data["nik"])

    def clean_phone(self) -> str:
        return understood(parse_phone, self.cleaned_data["phone"])

    def show_stale(self, current: Member) -> None:
        """As ever, with NIK and phone masked."""
        super().show_stale(current)
        for row in self.differences:
            for label, mask in (("NIK KTP", mask_nik), ("Telepon", mask_phone)):
                if row["label"] == label:
                    row["mine"], row["saved"] = mask(row["mine"]), mask(row["saved"])


def understood(parse, value: str) -> str:
    try:
        return parse(value)
    except values.Unparsable as error:
        raise ValidationError(str(error), code=error.code) from error


def by_district(villages) -> list:
    """Options of a select: one group per kecamatan."""
    ordered = sorted(villages, key=lambda village: (village.district.name, village.name))
    groups = groupby(ordered, key=lambda village: village.district.name)
    return [
        ("", CHOOSE),
        *(
            (name, [(v.pk, f"{v.get_kind_display()} {v.name}") for v in v_s])
            for name, v_s in groups
        ),
    ]


class LeaveForm(VersionedForm):
    """Since when somebody is no longer a member, and why."""

    left_on = DateField(label="Berhenti", help_text=f"Hari pertama bukan lagi anggota. {DAY}")

    class Meta:
        model = Member
        fields = ("left_on", "leave_reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].required = True
        reasons = self.fields["leave_reason"]
        reasons.required = True
        reasons.choices = [("", CHOOSE), *reasons.choices[1:]]


class RejoinForm(CleanForm):
    """Since when somebody who left is a member again."""

    joined_on = DateField(label="Masuk lagi", help_text=DAY)

    class Meta:
        model = Member
        fields = ("joined_on", "number")


class SavingsForm(VersionedForm):
    """What a member has saved, as of a day."""

    as_of = DateField(label="Keadaan per", help_text=DAY)
    principal = RupiahField(label="Simpanan pokok", required=False)
    mandatory = RupiahField(label="Simpanan wajib", required=False)
    voluntary = RupiahField(label="Simpanan sukarela", required=False)

    class Meta:
        model = MemberSavings
        fields = SAVINGS_FIELDS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in MemberSavings.AMOUNTS:  # nothing of it may stand in an address
            self.fields[name].widget.attrs.pop("data-parse", None)
        self.fields["version"].required = bool(self.instance.pk)


class DayForm(forms.Form):
    """The day on which the book is read; today when empty."""

    pada = DateField(label="Keadaan per", required=False)

    def clean_pada(self):
        day = self.cleaned_data["pada"]
        if day and day > today():
            raise ValidationError(
                f"Ditemukan {tanggal_pendek(day)}, diharapkan paling akhir hari ini."
            )
        return day


class NikForm(PurposeForm):
    """Whose NIK is looked for, and why; the reading is recorded."""

    nik = forms.CharField(
        label="NIK KTP",
        max_length=40,
        widget=SecretInput(mask_nik, "numeric", "Yang tadi"),
        help_text="16 angka. Dikirim tanpa masuk ke alamat halaman.",
    )
    field_order = ("nik", "purpose")

    def clean_nik(self) -> str:
        return understood(parse_nik, self.cleaned_data["nik"])


SECRETS = (("nik", "NIK KTP"), ("phone", "Telepon"), ("savings", "Simpanan"))


class RevealForm(PurposeForm):
    """Which personal data of a member, of what is recorded, is to be shown, and why."""

    field = forms.ChoiceField(label="Data", choices=SECRETS)
    field_order = ("field", "purpose")

    def __init__(self, *args, member: Member, savings: list[MemberSavings], **kwargs):
        super().__init__(*args, **kwargs)
        held = {"nik": member.nik, "phone": member.phone, "savings": savings}
        self.fields["field"].choices = [choice for choice in SECRETS if held[choice[0]]]

    @property
    def is_empty(self) -> bool:
        """Nothing is recorded that could be shown."""
        return not self.fields["field"].choices
