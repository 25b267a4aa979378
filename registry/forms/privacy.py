"""Forms of the requests that people make about their own data, and of their answers."""

from django import forms
from django.utils import timezone

from bengkalis.forms import CleanForm, DateField
from bengkalis.values import Unparsable
from registry.models import SubjectRequest
from registry.nik import refuse_nik


class SubjectRequestForm(CleanForm):
    """What is asked, when it came in, and how it was made sure who asks."""

    received_on = DateField(label="Diterima tanggal", help_text="Contoh: 31-3-2023.")
    details = forms.CharField(
        label="Isi permintaan",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = SubjectRequest
        fields = ("kind", "received_on", "identity_check", "details")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["identity_check"].help_text = "Misalnya: KTP asli diperlihatkan di kantor."

    def _get_validation_exclusions(self) -> set[str]:
        """The day by which to answer follows from the rule, when the request is received."""
        return super()._get_validation_exclusions() | {"due_on"}


def _without_nik(text: str) -> str:
    """Raises ValidationError: what is written down here is not sealed, and never forgotten."""
    try:
        refuse_nik(text)
    except Unparsable as error:
        raise forms.ValidationError(str(error), code=error.code) from error
    return text


class AnswerForm(forms.Form):
    """What the person was told, on which day."""

    answered_on = DateField(label="Dijawab tanggal")
    answer = forms.CharField(
        label="Jawaban", min_length=10, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_answer(self):
        return _without_nik(self.cleaned_data["answer"])

    def clean_answered_on(self):
        day = self.cleaned_data["answered_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                f"Ditemukan {day:%d-%m-%Y}, diharapkan hari ini atau sebelumnya."
            )
        return day


class ForgetForm(forms.Form):
    """Erasing cannot be taken back: the reason, and a tick that this is understood."""

    reason = forms.CharField(label="Dasar penghapusan", min_length=10, max_length=200)
    understood = forms.BooleanField(
        label="Saya mengerti bahwa data yang dihapus tidak dapat dikembalikan."
    )

    def clean_reason(self):
        return _without_nik(self.cleaned_data["reason"])
