"""Entry of realisation: one small form a line, all of them in one POST; and closing months."""

from django import forms
from django.core.exceptions import ValidationError

from bengkalis import values
from bengkalis.forms import RupiahField, TypedField
from programs.models import Realisation
from programs.realising import FIELDS, FIGURES, Entry, LineState
from registry.forms.removing import RemovalForm

WORDS = {"problem": 500, "follow_up": 500, "explanation": 300}
STALE = "Baris ini dicatat orang lain sejak Anda membukanya; bandingkan, lalu simpan lagi."


class NumberField(TypedField):
    """A number with up to two decimals: 45 or 45,5."""

    kind = "number"

    def parse(self, value):
        number = values.parse_number(value)
        if number is not None and number != round(number, 2):
            raise ValidationError(f"Ditemukan “{value}”, diharapkan paling banyak dua desimal.")
        return number

    def show(self, value) -> str:
        return values.format_number(value)


class WordsField(forms.CharField):
    """A sentence or two; the browser's hint and the server's sentence agree on the length."""

    def __init__(self, most: int, **kwargs):
        super().__init__(max_length=most, required=False, **kwargs)
        self.error_messages["max_length"] = (
            "Ditemukan %(show_value)s huruf dan tanda, diharapkan paling banyak %(limit_value)s."
        )
        self.widget = forms.Textarea(attrs={"rows": 2, "maxlength": str(most)})


class LineForm(forms.Form):
    """One line of the plan in one month. Who left it as it was shown has entered nothing.

    Each field carries what was first shown beside it (``show_hidden_initial``), so that a row that
    somebody else changed meanwhile is no conflict for who did not touch it.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)
    amount = RupiahField(label="keuangan (Rp)", required=False, show_hidden_initial=True)
    physical = NumberField(label="fisik (%)", required=False, show_hidden_initial=True)
    output = NumberField(label="keluaran", required=False, show_hidden_initial=True)
    problem = WordsField(500, label="masalah", show_hidden_initial=True)
    follow_up = WordsField(500, label="tindak lanjut", show_hidden_initial=True)
    explanation = WordsField(300, label="penjelasan", show_hidden_initial=True)

    def __init__(self, data, state: LineState):
        super().__init__(data, prefix=f"b-{state.uid}", initial=_shown(state))
        self.state = state
        self.differences: list[dict] = []
        for name in FIELDS:
            field = self.fields[name]
            field.label = f"{state.row.item.code} {field.label}"
            field.widget.attrs["aria-label"] = field.label
        for bound in self.visible_fields():
            if data is not None and bound.errors:
                self._mark(bound.name)

    @property
    def is_touched(self) -> bool:
        return any(name != "version" for name in self.changed_data)

    @property
    def has_words(self) -> bool:
        """Whether the part with words stands open."""
        names = ("problem", "follow_up", "explanation")
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def entry(self) -> Entry:
        """What was typed, for ``realising``; only of a valid form."""
        said = {name: self.cleaned_data.get(name) for name in FIELDS}
        return Entry(self.state.uid, self.cleaned_data.get("version") or 0, said)

    def refuse(self, name: str, sentence: str) -> None:
        """Put a sentence of the domain beside its field."""
        self.add_error(name, sentence)
        self._mark(name)

    def _mark(self, name: str) -> None:
        attrs = self.fields[name].widget.attrs
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{self[name].auto_id}_error"}

    def show_stale(self, current: Realisation | None) -> None:
        """Put what stands in the database beside what was typed; the next save is against that."""
        saved = _shown_of(current)
        for name in FIELDS:
            mine, theirs = self.cleaned_data.get(name), saved[name]
            if (mine or "") != (theirs or "") and not (mine is None and theirs is None):
                self.differences.append(
                    {
                        "code": self.state.row.item.code,
                        "label": self.base_fields[name].label,
                        "mine": self._said(name, mine),
                        "saved": self._said(name, theirs),
                    }
                )
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = current.version if current else 0
        self.add_error(None, f"{self.state.row.item.code}: {STALE}")

    def _said(self, name: str, value) -> str:
        return values.format_number(value) if name in FIGURES and value is not None else value or ""


def _shown(state: LineState) -> dict:
    return {"version": state.version} | _shown_of(state.current)


def _shown_of(row: Realisation | None) -> dict:
    return {name: getattr(row, name) if row else None for name in FIELDS}


class ClosingForm(forms.Form):
    """Up to which month realisation is closed, and why, where that opens months again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    month = forms.TypedChoiceField(label="Ditutup sampai bulan", coerce=int)
    reason = forms.CharField(
        label="Alasan",
        required=False,
        max_length=300,
        help_text="Wajib hanya bila bulan yang sudah ditutup dibuka lagi; tersimpan dalam jejak.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        months = list(enumerate(values.MONTHS, 1))
        self.fields["month"].choices = [(0, "Tidak ada yang ditutup"), *months]


__all__ = ["ClosingForm", "LineForm", "NumberField", "RemovalForm"]
