"""Asking for a REST token."""

from django import forms

from bengkalis.forms import CountField
from registry.models.people import TokenScope

LONGEST = 366  # days


class TokenForm(forms.Form):
    label = forms.CharField(
        label="Untuk apa", max_length=100, help_text="Program atau orang yang memakainya."
    )
    scope = forms.ChoiceField(
        label="Cakupan",
        choices=TokenScope.choices,
        initial=TokenScope.READ,
        widget=forms.RadioSelect,
        help_text="Token tidak pernah boleh lebih dari yang boleh Anda lakukan sendiri.",
    )
    days = CountField(
        label="Berlaku berapa hari", initial=180, help_text=f"Paling lama {LONGEST} hari."
    )

    def clean_days(self) -> int:
        days = self.cleaned_data["days"]
        if not 1 <= days <= LONGEST:
            raise forms.ValidationError(f"Ditemukan {days}, diharapkan 1 sampai {LONGEST} hari.")
        return days
