"""Forms of beneficiaries: when and what they got, and which training they are taken from."""

from django import forms

from bengkalis.forms import DateField
from programs.models import Beneficiary, PlanLine

MOST = Beneficiary._meta.get_field("benefit").max_length


class BenefitForm(forms.Form):
    """What those who are ticked beside it got, and on which day."""

    received_on = DateField(label="Tanggal")
    benefit = forms.CharField(
        label="Bentuk manfaat",
        max_length=MOST,
        help_text="Pelatihan, pendampingan, bantuan peralatan, …; sama untuk semua yang dipilih.",
    )

    def about(self, line: PlanLine) -> Beneficiary:
        """What was typed, without a subject; only of a valid form."""
        return Beneficiary(line=line, **self.cleaned_data)


class TrainingForm(forms.Form):
    """One of the trainings of the year, and what it was for its participants."""

    training = forms.ChoiceField(
        label="Kegiatan pembinaan",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih salah satu kegiatan."},
    )
    benefit = forms.CharField(
        label="Bentuk manfaat",
        max_length=MOST,
        required=False,
        help_text="Dikosongkan: nama kegiatannya.",
    )

    def __init__(self, *args, trainings, **kwargs):
        super().__init__(*args, **kwargs)
        self.trainings = {f"{one['held_on']:%Y-%m-%d}|{one['title']}": one for one in trainings}
        self.fields["training"].choices = [(key, _said(one)) for key, one in self.trainings.items()]

    @property
    def chosen(self) -> dict:
        """The title and day of the training; only of a valid form."""
        return self.trainings[self.cleaned_data["training"]]


def _said(one: dict) -> str:
    return (
        f"{one['held_on']:%d-%m-%Y}, {one['title']}: {one['cooperatives']} koperasi, "
        f"{one['enterprises']} UMKM"
    )
