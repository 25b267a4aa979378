"""A former value of a cooperative: typed as it stands in the old deed, or chosen from its codes."""

from django import forms
from django.core.exceptions import ValidationError

from bengkalis.forms import CleanForm, DateField
from registry.enums import DatedField
from registry.former import choices, understand
from registry.models import FormerDetail

UNKNOWN = ("", "Tidak diketahui")


class FormerFieldForm(forms.Form):
    """Which former value will be written down; its form comes next."""

    field = forms.ChoiceField(label="Data yang dulu lain", choices=DatedField.choices)


class FormerForm(CleanForm):
    """One former value of ``instance.field``; that of a code is chosen, that of a text typed.

    ``version`` is the version of the cooperative it was opened with.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    until = DateField(label="Berlaku sampai", help_text="Hari terakhirnya. Contoh: 31-12-2019.")

    class Meta:
        model = FormerDetail
        fields = ("field", "value", "until", "basis")
        help_texts = {
            "value": "Seperti pada akta lama. Kosong: tidak diketahui.",
            "basis": "Akta, surat, atau berita acara: nomor dan tanggalnya.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].widget = forms.HiddenInput()
        named = self["field"].value()
        if named in DatedField.values:
            self._ask_for(DatedField(named))

    def _ask_for(self, named: DatedField) -> None:
        value = self.fields["value"]
        value.label = f"{named.label} semula"
        if known := choices(named):
            value.widget = forms.Select(choices=[UNKNOWN, *known])
            value.help_text = "Seperti pada akta lama."

    def clean(self) -> dict:
        data = super().clean()
        if data.get("field") and "value" in data:
            try:
                data["value"] = understand(data["field"], data["value"])
            except ValidationError as error:
                self.add_error("value", error)
        return data
