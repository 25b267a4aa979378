"""The form of a health assessment: its aspects are those of the rule of the day it names."""

from contextlib import suppress
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from bengkalis import values
from bengkalis.errors import DomainError
from bengkalis.forms import DateField, TypedField, YearField
from registry import health
from registry.forms.versioned import VersionedForm
from registry.models import HealthAssessment, Rule
from registry.models.people import today
from registry.rules import NoRule

SCORE = "score_"
SETTLED = {"rule", "scores", "total", "predicate"}  # judged only when every score is there


class ScoreField(TypedField):
    """A score with at most two decimals, ``12,5`` or ``12.5``: no score has thousands."""

    kind = "score"

    def parse(self, value):
        return values.parse_number(str(value).strip().replace(".", ","))

    def show(self, value) -> str:
        return values.format_number(value)


class HealthForm(VersionedForm):
    """``rule`` is the wording in force on the day of the assessment, None where there is none."""

    book_year = YearField(label="Tahun buku", help_text="Empat angka: 2019.")
    assessed_on = DateField(
        label="Tanggal penilaian", help_text="Menentukan aturan dan aspek yang dinilai."
    )

    class Meta:
        model = HealthAssessment
        fields = ("book_year", "assessed_on", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].required = bool(self.instance.pk)
        self.rule = self._rule()
        self.aspects = self._aspects()
        for one in self.aspects:
            self.fields[SCORE + one.code] = ScoreField(
                label=one.label,
                help_text=f"0 sampai {values.format_number(one.most)}"
                + (f", bobot {values.format_number(one.weight)}" if one.most != one.weight else ""),
            )
            if one.code in (self.instance.scores or {}):
                score = Decimal(str(self.instance.scores[one.code]))
                self.initial.setdefault(SCORE + one.code, score)

    def _rule(self) -> Rule | None:
        day = self.instance.assessed_on or today()
        if self.is_bound:
            with suppress(ValidationError):  # said by the field itself
                day = self.fields["assessed_on"].clean(self.data.get("assessed_on")) or day
        try:
            return health.rule_on(day)
        except NoRule:
            return None

    def _aspects(self) -> list[health.Aspect]:
        pattern = self.instance.cooperative.pattern
        return health.aspects(self.rule, pattern) if self.rule else []

    @property
    def scores(self) -> list:
        """The fields of the aspects, in the order of the rule."""
        return [self[SCORE + one.code] for one in self.aspects]

    def clean(self) -> dict:
        data = super().clean()
        if self.data.get("rule") and self.rule and self.data["rule"] != str(self.rule.pk):
            self.add_error(
                "assessed_on", f"Pada hari itu berlaku {self.rule}; nilai aspeknya di bawah."
            )
        if not self.errors:
            self._mark(data)
        return data

    def _mark(self, data: dict) -> None:
        one = self.instance
        one.book_year, one.assessed_on = data["book_year"], data["assessed_on"]
        try:
            health.mark(one, {part.code: data[SCORE + part.code] for part in self.aspects})
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                self.add_error(name if name in self.fields else SCORE + name, sentences)
        except DomainError as error:
            self.add_error("assessed_on", str(error))

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | (SETTLED if self.errors else set())

    def saved_value(self, current: HealthAssessment, name: str):
        if name.startswith(SCORE):
            score = current.scores.get(name.removeprefix(SCORE))
            return None if score is None else Decimal(str(score))
        return super().saved_value(current, name)
