"""A former value of a cooperative, typed as it stands in the old deed."""

from django import forms
from django.core.exceptions import ValidationError

from bengkalis.forms import CleanForm, DateField
from registry.former import understand
from registry.models import FormerDetail


class FormerForm(CleanForm):
    """One former value. ``version`` is the version of the cooperative it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    until = DateField(label="Berlaku sampai", help_text="Hari terakhirnya. Contoh: 31-12-2019.")

    class Meta:
        model = FormerDetail
        fields = ("field", "value", "until", "basis")
        help_texts = {
            "value": "Seperti pada akta lama. Jenis, bentuk, pola, kelompok, kecamatan, dan "
            "desa/kelurahan: salah satu namanya. Kosong: tidak diketahui.",
            "basis": "Akta, surat, atau berita acara: nomor dan tanggalnya.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", "Pilih…"), *FormerDetail.field.field.choices]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("field") and "value" in data:
            try:
                data["value"] = understand(data["field"], data["value"])
            except ValidationError as error:
                self.add_error("value", error)
        return data
