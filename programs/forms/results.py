"""The form of one quarter's results: a row an indicator."""

from django import forms

from programs.achievement import quarter_target
from programs.forms.agreements import AmountField, plain, without_nik
from programs.models import Agreement, AgreementIndicator, IndicatorResult
from programs.results import NEVER, Entry


class ResultForm(forms.Form):
    """What was reached on one indicator; left empty, nothing is recorded."""

    value = AmountField(label="Realisasi", required=False)
    note = forms.CharField(
        label="Penjelasan",
        required=False,
        max_length=500,
        validators=[without_nik],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args, indicator: AgreementIndicator, quarter: int, row: IndicatorResult | None, **kw
    ):
        stored = (
            {"value": plain(row.value), "note": row.note, "version": row.version} if row else {}
        )
        super().__init__(*args, initial=stored or {"version": NEVER}, **kw)
        self.indicator, self.row = indicator, row
        for field in self.fields.values():
            field.label = f"{indicator}, {str(field.label).lower()}"
        self.target = quarter_target(indicator, quarter)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("note") and data.get("value") is None and "value" not in self.errors:
            self.add_error("value", "Penjelasan ditulis bersama realisasinya.")
        return data

    @property
    def entry(self) -> Entry:
        data = self.cleaned_data
        return Entry(self.indicator, data["value"], data["note"], data["version"] or NEVER)


class ResultRows:
    """One form an indicator, in their order; as a whole valid or not."""

    def __init__(self, agreement: Agreement, quarter: int, data=None):
        self.is_bound = data is not None
        self.forms = [
            ResultForm(
                data,
                indicator=one,
                quarter=quarter,
                row=next((row for row in one.results.all() if row.quarter == quarter), None),
                prefix=f"r-{one.place}",
            )
            for one in agreement.indicators.prefetch_related("results")
        ]

    def __iter__(self):
        return iter(self.forms)

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self)

    @property
    def entries(self) -> list[Entry]:
        return [form.entry for form in self]

    def renew_versions(self) -> None:
        """Make the next save one against what is recorded now; keeps what was typed."""
        for form in self:
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = str(form.row.version if form.row else NEVER)
