"""Forms of integrity pacts: whom to prepare for, day and place of a draft, the next wording."""

from django import forms

from bengkalis.forms import CleanForm, DateField
from programs.models import Pact, PactTemplate
from registry.forms.versioned import VersionedForm

LONGEST_POINT = 500


class PrepareForm(forms.Form):
    """The day of the papers, and for whom; ``people`` are who holds a post on that day."""

    dated_on = DateField(label="Tanggal naskah")
    officials = forms.TypedMultipleChoiceField(
        label="Pembuat pernyataan",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih sedikitnya satu orang."},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officials"].choices = [
            (one.official_id, f"{one.official}, {one.position}") for one in people
        ]


class PactForm(VersionedForm):
    """Day and place of a draft."""

    dated_on = DateField(
        label="Tanggal naskah",
        help_text="Jabatan, yang menyaksikan, dan naskah baku mengikuti tanggal ini.",
    )

    class Meta:
        model = Pact
        fields = ["signed_in"]

    field_order = ["dated_on", "signed_in"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["dated_on"] = self.instance.paper.dated_on
        self.fields["version"].required = True

    def saved_value(self, current: Pact, name: str):
        return current.paper.dated_on if name == "dated_on" else getattr(current, name)


class RenewForm(forms.Form):
    dated_on = DateField(label="Tanggal naskah baru")


class TemplateForm(CleanForm):
    """The next wording of the pact, which starts as a copy of the last."""

    points = forms.CharField(
        label="Butir-butir",
        help_text="Satu baris satu butir, tanpa nomor.",
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    valid_from = DateField(label="Dipakai sejak")

    class Meta:
        model = PactTemplate
        fields = ["title", "opening", "points", "valid_from", "source"]
        widgets = {"opening": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"source": "Peraturan atau surat yang menjadi dasar naskah ini."}

    def clean_points(self) -> list[str]:
        points = [line.strip() for line in self.cleaned_data["points"].splitlines()]
        points = [line for line in points if line]
        longest = max(points, key=len, default="")
        if len(longest) > LONGEST_POINT:
            raise forms.ValidationError(
                f"Satu butir paling panjang {LONGEST_POINT} huruf; butir “{longest[:30]}…” "
                f"{len(longest)} huruf."
            )
        return points
