"""The form by which a document is added, and the one by which it is removed."""

from django import forms
from django.core.exceptions import ValidationError

from bengkalis.forms import CleanForm
from registry.documents import EXPECTED, about_choices, describe
from registry.enums import DocumentKind
from registry.models import Document


class DocumentForm(CleanForm):
    """Kind, title, what it is about, and the file itself, judged by its content."""

    about = forms.ChoiceField(label="Menyangkut", required=False)
    upload = forms.FileField(
        label="Berkas",
        help_text=f"{EXPECTED}. Berkas hanya dapat diunduh petugas yang berwenang.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    class Meta:
        model = Document
        fields = ("kind", "title")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Pilih…"), *DocumentKind.choices]
        choices = about_choices(self.instance.cooperative)
        self.fields["about"].choices = [("", "Koperasi ini pada umumnya"), *choices]

    def clean(self) -> dict:
        data = super().clean()
        name, _, key = (data.get("about") or "").partition(":")
        if name:
            setattr(self.instance, f"{name}_id", int(key))
        if data.get("upload"):
            try:
                describe(self.instance, data["upload"])
            except ValidationError as error:
                self.add_error("upload", error)
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """Without a suitable file there is nothing to say of its size or hash."""
        found = super()._get_validation_exclusions()
        if self.instance.sha256:
            return found
        return found | {"filename", "media_type", "size", "sha256"}


class RemovalForm(forms.Form):
    """Why a document is removed; kept in the audit trail."""

    reason = forms.CharField(label="Alasan penghapusan", min_length=10, max_length=200)
