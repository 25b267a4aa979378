"""Forms of coachings: one subject, many that took part in one training, a removal."""

from uuid import UUID, uuid4

from django import forms

from bengkalis.forms import DateField
from registry import coaching, enums
from registry.filters_coaching import SubjectKind
from registry.forms.versioned import VersionedForm
from registry.models import Coaching
from registry.models.people import today

CHOOSE = "Pilih…"


class CoachingForm(VersionedForm):
    """Short enough for a phone at the place itself."""

    held_on = DateField(label="Tanggal pembinaan")
    next_on = DateField(
        label="Dilanjutkan paling lambat", required=False, help_text="Boleh dikosongkan."
    )

    class Meta:
        model = Coaching
        fields = coaching.FIELDS
        widgets = {
            "result": forms.Textarea(attrs={"rows": 3}),
            "next_step": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "title": "Untuk pelatihan atau kegiatan bersama; boleh dikosongkan.",
            "coach": "Nama yang membina, dan lembaganya bila bukan dari dinas.",
            "result": "Apa yang dibahas dan apa yang berubah.",
            "next_step": "Apa yang dikerjakan sesudah ini; kosongkan bila sudah selesai.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in (("kind", enums.CoachingKind), ("topic", enums.CoachingTopic)):
            self.fields[name].choices = [("", CHOOSE), *choices.choices]
        if self.instance._state.adding:
            self.initial["held_on"] = self.initial.get("held_on") or today()
        else:
            self.fields["version"].required = True


class TogetherForm(CoachingForm):
    """One training and the list of who took part, pasted; the ticked ones are beside the form."""

    lines = forms.CharField(
        label="Tempel daftar peserta",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=(
            "Satu baris satu peserta: NIK koperasi atau NIB (13 angka), atau alamat halamannya."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True
        self.fields["title"].help_text = "Sama untuk semua peserta."

    def _get_validation_exclusions(self) -> set[str]:
        """Who took part is no column of this row: each of them gets a row of its own."""
        return super()._get_validation_exclusions() | {"cooperative", "enterprise"}


class UncoachedForm(forms.Form):
    """Which of those that were not coached are asked for."""

    subject = forms.ChoiceField(
        label="Koperasi atau UMKM", choices=SubjectKind.choices, required=False
    )
    year = forms.TypedChoiceField(label="Belum dibina", coerce=int, empty_value=0, required=False)
    district = forms.ChoiceField(label="Kecamatan", required=False)

    def __init__(self, *args, years, districts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [
            ("", "Sama sekali belum"),
            *((y, f"Belum pada {y}") for y in years),
        ]
        self.fields["district"].choices = [("", "Semua kecamatan"), *districts]


def key_of(text: str) -> UUID:
    """The key that a form was given, so that a second click is known as such."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
