"""Signing in and choosing a password."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts

from registry.accounts import choose_password


class SignInForm(AuthenticationForm):
    """One sentence for every failure: it never says whether the username exists."""

    error_messages = {
        "invalid_login": (
            "Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar dan kecil pada kata "
            "sandi, lalu coba lagi."
        ),
        "inactive": "Nama pengguna atau kata sandi tidak cocok.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Nama pengguna"
        self.fields["password"].label = "Kata sandi"

    def clean_username(self) -> str:
        """Usernames are lower case; a telephone likes to begin with a capital.

        The record of failures holds 255 characters; a longer name is nobody's.
        """
        return self.cleaned_data["username"].strip().lower()[:255]


class NewPasswordForm(PasswordChangeForm):
    """The old password and the new one twice."""

    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": "Kata sandi lama tidak cocok.",
        "password_mismatch": "Kedua kata sandi baru tidak sama.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = {
            "old_password": "Kata sandi sekarang",
            "new_password1": "Kata sandi baru",
            "new_password2": "Kata sandi baru, sekali lagi",
        }
        for name, label in words.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
        self.requirements = password_validators_help_texts()

    def clean_new_password1(self) -> str:
        password = self.cleaned_data["new_password1"]
        if password == self.cleaned_data.get("old_password"):
            raise forms.ValidationError("Kata sandi baru harus berbeda dari yang sekarang.")
        return password

    def save(self, commit: bool = True):
        choose_password(self.user, self.cleaned_data["new_password1"])
        return self.user
