"""Forms of the steps of a paper; each remembers which version of the paper was looked at."""

from django import forms

from bengkalis.forms import DateField
from programs.enums import SignatureKind
from programs.signing import INK, LONGEST_REASON
from registry.documents import EXPECTED
from registry.explaining import LEAST, reason_given


class StepForm(forms.Form):
    """A step that asks nothing but to be confirmed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def show_version(self, version: int) -> None:
        """After a refusal: the next attempt is made against what is there now."""
        self.data = self.data.copy()
        self.data["version"] = version


class ReasonForm(StepForm):
    """A step back: why."""

    reason = forms.CharField(
        label="Alasan",
        help_text=f"Sedikitnya {LEAST} huruf; tampil pada riwayat naskah.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        return reason_given(self.cleaned_data["reason"])


class SignForm(StepForm):
    """One's own signature: on this content, with one's password."""

    content_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agreed = forms.BooleanField(
        error_messages={"required": "Centang pernyataan bahwa Anda menandatangani naskah ini."}
    )
    password = forms.CharField(
        label="Kata sandi Anda",
        help_text="Kata sandi yang dipakai untuk masuk ke portal; ini tanda tangan Anda.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Isi kata sandi Anda; tanpa itu tidak ada tanda tangan."},
    )

    def show_content(self, digest: str) -> None:
        """After a refusal: the next attempt is about the content that is there now."""
        self.data = self.data.copy()
        self.data["content_sha256"] = digest


class InkForm(StepForm):
    """A signature in ink, with or without its scan."""

    kind = forms.ChoiceField(
        label="Bukti",
        choices=[(kind.value, kind.label) for kind in map(SignatureKind, INK)],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih buktinya: dengan pindaian, atau hanya dicatat."},
    )
    signed_on = DateField(label="Tanggal tanda tangan")
    scan = forms.FileField(
        label="Pindaian halaman bertanda tangan",
        required=False,
        help_text=f"{EXPECTED}; wajib bila buktinya pindaian.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
