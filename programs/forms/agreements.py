"""Forms of an agreement: a new one, its date and place, the rows of its indicators, its money."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from bengkalis import values
from bengkalis.forms import CleanForm, CountField, DateField, TypedField
from programs.achievement import DEFAULT_RULE, target_problem
from programs.agreements import RUNGS_WITH_ONE, above
from programs.enums import Direction, QuarterRule
from programs.models import Agreement, AgreementIndicator, AgreementProgram, Plan
from registry.forms.versioned import VersionedForm
from registry.models import Position
from registry.nik import refuse_nik

EMPTY_ROW = {"direction": Direction.HIGHER.value, "quarter_rule": ""}
QUARTERS = ("target_1", "target_2", "target_3", "target_4")
NEW_PLACE = 1000  # until the rows are numbered; no place that another row holds


class AmountField(TypedField):
    """A number with at most two decimals, not negative: ``350``, ``1.500``, ``87,5``."""

    kind = "number"

    def parse(self, value) -> Decimal | None:
        number = values.parse_number(value)
        if number is not None and number < 0:
            raise values.Unparsable(
                "negative_value", f"Ditemukan {value}, diharapkan 0 atau lebih."
            )
        return number

    def show(self, value) -> str:
        return values.format_number(Decimal(value).normalize() if value % 1 else int(value))


def without_nik(text: str) -> None:
    """Validator: raises ValidationError for a text with the number of a person in it."""
    try:
        refuse_nik(text)
    except values.Unparsable as error:
        raise ValidationError(str(error), code=error.code) from error


def plain(number: Decimal | None) -> Decimal | None:
    """40.00 as 40: what the field echoes is what somebody would type."""
    if number is None or number % 1:
        return number
    return number.to_integral_value()


class NewAgreementForm(forms.Form):
    """For which post, which year, dated when."""

    year = forms.ModelChoiceField(
        Plan.objects.order_by("-year"), to_field_name="year", label="Tahun", empty_label="Pilih…"
    )
    position = forms.ModelChoiceField(
        Position.objects.none(), to_field_name="uid", label="Jabatan", empty_label="Pilih…"
    )
    dated_on = DateField(
        label="Tanggal naskah",
        help_text="Pemangku jabatan, pangkat, dan atasan diambil menurut hari ini. "
        "Contoh: 27-1-2021.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].label_from_instance = lambda plan: str(plan.year)
        posts = Position.objects.filter(is_active=True, echelon__in=RUNGS_WITH_ONE)
        self.fields["position"].queryset = posts.order_by("echelon", "code")


class RenewalForm(forms.Form):
    dated_on = DateField(
        label="Tanggal naskah baru",
        help_text="Pihak-pihaknya menurut hari ini. Contoh: 4-10-2021.",
    )


class AgreementForm(VersionedForm):
    """Day and place of a draft."""

    dated_on = DateField(
        label="Tanggal naskah",
        help_text="Bila diganti, kedua pihak diambil lagi menurut hari yang baru.",
    )

    class Meta:
        model = Agreement
        fields = ("signed_in",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("dated_on", self.instance.paper.dated_on)
        self.fields["version"].required = True

    def saved_value(self, current: Agreement, name: str):
        return current.paper.dated_on if name == "dated_on" else super().saved_value(current, name)


class IndicatorForm(CleanForm):
    """One row of page 2, with what it needs to be measured."""

    uid = forms.CharField(widget=forms.HiddenInput, required=False)
    order = forms.IntegerField(label="Urutan", min_value=1, max_value=999, required=False)
    target = AmountField(label="Target setahun")
    target_1 = AmountField(label="Triwulan I", required=False)
    target_2 = AmountField(label="Triwulan II", required=False)
    target_3 = AmountField(label="Triwulan III", required=False)
    target_4 = AmountField(label="Triwulan IV", required=False)
    cap = CountField(label="Batas capaian (%)", required=False)
    supports = forms.TypedChoiceField(
        label="Mendukung indikator atasan", required=False, empty_value=None
    )

    class Meta:
        model = AgreementIndicator
        fields = (
            *("goal", "indicator", "unit", "target", *QUARTERS),
            *("direction", "quarter_rule", "cap", "supports"),
        )

    def __init__(self, *args, higher: dict[str, AgreementIndicator], index: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.index = index
        self._choose_supports(higher)
        rule = self.fields["quarter_rule"]
        rule.required, rule.choices = False, [("", "Menurut arah"), *QuarterRule.choices]
        self.initial["order"] = index + 1
        for field in self.fields.values():
            field.label = f"Indikator {index + 1}, {str(field.label).lower()}"
        for name in ("goal", "indicator"):
            self.fields[name].validators.append(without_nik)
        for name in ("target", *QUARTERS):
            self.initial[name] = plain(self.initial.get(name))
        if self.instance.pk:
            self.initial["uid"] = str(self.instance.uid)
        else:
            self.initial["quarter_rule"] = ""

    def _choose_supports(self, higher: dict[str, AgreementIndicator]) -> None:
        """What it supports stays choosable, also where the agreement above was renewed since."""
        known = dict(higher)
        if self.instance.supports_id and str(self.instance.supports_id) not in known:
            known[str(self.instance.supports_id)] = self.instance.supports
        field = self.fields["supports"]
        field.choices = [
            ("", "Tidak mendukung indikator atasan"),
            *((key, one.indicator) for key, one in known.items()),
        ]
        field.coerce = lambda key: known.get(key, key)
        self.initial["supports"] = str(self.instance.supports_id or "")

    def clean_quarter_rule(self) -> str:
        """Left open, it follows the direction."""
        given = self.cleaned_data.get("quarter_rule")
        return given or DEFAULT_RULE.get(self.cleaned_data.get("direction"), QuarterRule.SUM)

    def clean(self) -> dict:
        data = super().clean()
        if not {"target", "quarter_rule", *QUARTERS} & set(self.errors):
            quarters = [data.get(name) for name in QUARTERS]
            if problem := target_problem(data["quarter_rule"], data["target"], quarters):
                self.add_error("target_4", problem)
        return data

    @property
    def is_empty(self) -> bool:
        return self.instance.pk is None and not self.has_changed()


class IndicatorRows(BaseFormSet):
    """All rows of one agreement in one form; a row that is not known any more is a new one."""

    def __init__(self, data=None, *, agreement: Agreement, **kwargs):
        self.agreement = agreement
        rows = list(agreement.indicators.select_related("supports"))
        self.rows, self.known = rows, {str(row.uid): row for row in rows}
        up = above(agreement)
        self.higher = {str(one.pk): one for one in up.indicators.all()} if up else {}
        self.extra = len(rows) + 1
        super().__init__(data, prefix="i", **kwargs)

    def get_form_kwargs(self, index):
        return {"instance": self._instance(index or 0), "higher": self.higher, "index": index or 0}

    def _instance(self, index: int) -> AgreementIndicator:
        if self.is_bound:
            row = self.known.get(self.data.get(f"{self.prefix}-{index}-uid", ""))
        else:
            row = self.rows[index] if index < len(self.rows) else None
        new = AgreementIndicator(agreement=self.agreement, place=NEW_PLACE + index)
        return row or new

    @property
    def in_order(self) -> list[IndicatorForm]:
        """As the rows are numbered; what has no number comes last."""
        return sorted(self.forms, key=_order)

    @property
    def kept(self) -> list[AgreementIndicator]:
        """Instances to save, in their order. Only of valid rows."""
        return [
            form.instance
            for form in self.in_order
            if not form.is_empty and form not in self.deleted_forms
        ]

    @property
    def removed(self) -> list[AgreementIndicator]:
        return [form.instance for form in self.deleted_forms if form.instance.pk]


IndicatorFormSet = formset_factory(IndicatorForm, formset=IndicatorRows, can_delete=True, extra=0)


def _order(form: IndicatorForm) -> tuple[int, int]:
    order = values.counted(str(form["order"].value() or ""))
    index = int(form.prefix.rpartition("-")[2])
    return (9999 if order is None else order, index)


class ProgramForm(CleanForm):
    """Where the money of one row comes from; what it is and how much is the pagu's."""

    class Meta:
        model = AgreementProgram
        fields = ("fund_source",)

    def _get_validation_exclusions(self) -> set[str]:
        """Several lines of one code are one row without a line."""
        return super()._get_validation_exclusions() | {"line"}


def program_forms(agreement: Agreement, data=None) -> list[ProgramForm]:
    """One form a row of money, by its place."""
    rows = agreement.programs.all()
    return [ProgramForm(data, instance=row, prefix=f"p-{row.place}") for row in rows]


def rearranged(data, step: str):
    """What was typed with one row more (``tambah``), or one row moved (``naik-2``, ``turun-2``).

    Raises ValidationError for a step that there is not.
    """
    data = data.copy()
    try:
        total = int(data["i-TOTAL_FORMS"])
        name, _, index = step.partition("-")
        if name == "tambah" and total < 200:
            return _with_a_row(data, total)
        if name in {"naik", "turun"} and int(index) < total:
            return _moved(data, total, int(index), -1 if name == "naik" else 1)
    except (KeyError, ValueError) as error:
        raise ValidationError("Isian ini tidak lengkap; muat ulang halaman.") from error
    raise ValidationError(f"Langkah “{step[:20]}” tidak dikenal.")


def _with_a_row(data, total: int):
    data["i-TOTAL_FORMS"] = str(total + 1)
    data[f"i-{total}-order"] = str(total + 1)
    for name, value in EMPTY_ROW.items():
        data[f"i-{total}-{name}"] = value
    return data


def _moved(data, total: int, index: int, way: int):
    """Rows are numbered anew as they are shown, the row and its neighbour changing places."""

    def number(one: int) -> tuple[int, int]:
        order = values.counted(data.get(f"i-{one}-order", ""))
        return (9999 if order is None else order, one)

    shown = sorted(range(total), key=number)
    at = shown.index(index)
    to = min(max(at + way, 0), total - 1)
    shown[at], shown[to] = shown[to], shown[at]
    for place, one in enumerate(shown, 1):
        data[f"i-{one}-order"] = str(place)
    return data
