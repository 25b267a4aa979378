"""The form by which something that was entered by mistake is deleted."""

from django import forms

from registry.explaining import LEAST, reason_given


class RemovalForm(forms.Form):
    """Which version of the row was looked at, and why it is deleted."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Alasan",
        help_text=f"Sedikitnya {LEAST} huruf; tersimpan dalam jejak audit.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_reason(self) -> str:
        return reason_given(self.cleaned_data["reason"])
