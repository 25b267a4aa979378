"""A form that remembers which version of a row it was opened with."""

from django import forms
from django.db.models import Model

from bengkalis.forms import CleanForm

STALE = (
    "Data ini disimpan orang lain sejak Anda membukanya. Isian Anda belum disimpan dan masih ada "
    "di bawah; bandingkan, lalu simpan lagi bila isian Anda yang benar."
)


class VersionedForm(CleanForm):
    """Carries ``version`` in a hidden field. After a refused save, ``differences`` says what
    stands in the database instead, and the next save is made against that version."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.differences: list[dict] = []
        self.initial.setdefault("version", self.instance.version)

    def show_stale(self, current: Model) -> None:
        """Put ``current``, the row as it now stands, beside what was typed."""
        for bound in self.visible_fields():
            mine = _shown(bound.field, self.cleaned_data.get(bound.name))
            saved = _shown(bound.field, self.saved_value(current, bound.name))
            if mine != saved:
                self.differences.append({"label": bound.label, "mine": mine, "saved": saved})
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = current.version
        self.add_error(None, STALE)

    def saved_value(self, current: Model, name: str):
        """The value of one field in the database; forms with fields of their own add theirs."""
        return getattr(current, name)


def _shown(field: forms.Field, value) -> str:
    """A value as the form's reader knows it."""
    if isinstance(value, str) and hasattr(field, "choices"):
        return str(dict(field.choices).get(value, value))
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return ", ".join(sorted(map(str, value)))
    return "" if value is None else str(value)
