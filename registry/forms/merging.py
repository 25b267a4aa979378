"""The decision about a pair: which row survives, whose values are right, why."""

from django import forms

from registry.comparing import LEFT, RIGHT, Line
from registry.merging import ABSORBED, SURVIVOR

REASON = "Ditulis ke riwayat, misalnya: akta dan alamatnya sama."
SIDES = [(LEFT, "kiri"), (RIGHT, "kanan")]


class ReasonForm(forms.Form):
    """Why two rows are different, or why a merge is taken back."""

    reason = forms.CharField(label="Alasan", max_length=300, help_text=REASON)


class ChooseForm(forms.Form):
    """The other row, picked from what the search found."""

    other = forms.UUIDField()


class MergeForm(forms.Form):
    """Versions of both rows, the survivor, a side for every value that differs, the reason."""

    left_version = forms.IntegerField(widget=forms.HiddenInput)
    right_version = forms.IntegerField(widget=forms.HiddenInput)
    survivor = forms.ChoiceField(label="Data yang dipertahankan", choices=SIDES)
    reason = forms.CharField(label="Alasan penggabungan", max_length=300, help_text=REASON)

    def __init__(self, *args, lines: list[Line], **kwargs):
        super().__init__(*args, **kwargs)
        self.names = [line.name for line in lines]
        for line in lines:
            self.fields[f"choice-{line.name}"] = forms.ChoiceField(label=line.label, choices=SIDES)

    def choices(self) -> dict[str, str]:
        """What ``registry.merging.merge`` takes: for each name SURVIVOR or ABSORBED."""
        survivor = self.cleaned_data["survivor"]
        return {
            name: SURVIVOR if self.cleaned_data[f"choice-{name}"] == survivor else ABSORBED
            for name in self.names
        }
