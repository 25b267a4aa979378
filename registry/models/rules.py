"""Rules of law and of the office, each with the days on which it is in force."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value

from bengkalis.audit import audited
from bengkalis.constraints import dates_in_order, not_blank
from bengkalis.versions import Versioned, count_versions
from registry.rule_values import in_words, problems_of


class RuleQuerySet(models.QuerySet):
    def in_force(self, day: date) -> "RuleQuerySet":
        """Rules that hold on ``day``, both ends included."""
        return self.filter(valid_from__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


def day_range(first: str, last: str) -> Func:
    """The days from ``first`` to ``last``, both included; NULL is open on that side."""
    return Func(F(first), F(last), Value("[]"), function="DATERANGE", output_field=models.Field())


@audited()
class Rule(Versioned):
    """One rule in one wording: what it says, from when to when, and where that is written.

    ``value`` is what programs read; its shape depends on ``key`` (see ``registry/rules.py``).
    """

    key = models.SlugField("aturan", max_length=40)
    title = models.CharField("nama", max_length=150)
    value = models.JSONField("isi")
    valid_from = models.DateField("berlaku sejak")
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)
    source = models.CharField("dasar", max_length=250)
    is_verified = models.BooleanField("sudah dicocokkan dengan naskahnya", default=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = "aturan"
        verbose_name_plural = "aturan"
        ordering = ["key", "-valid_from"]
        triggers = [count_versions()]
        constraints = [
            not_blank("rule_source_given", "source", "Dasar aturan wajib diisi."),
            dates_in_order(
                "rule_in_order", "valid_from", "valid_to", "Aturan: awal harus sebelum akhir."
            ),
            ExclusionConstraint(
                name="rule_no_overlap",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    (day_range("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Pada masa itu sudah ada aturan lain dengan nama ini.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.valid_to and self.valid_from and self.valid_to < self.valid_from:
            # Said before the exclusion is asked: PostgreSQL has no range that ends first.
            raise ValidationError({"valid_to": "Aturan: awal harus sebelum akhir."})
        if problems := problems_of(self.key, self.value):
            raise ValidationError({"value": problems})

    @property
    def words(self) -> list[str]:
        """What the rule says, one line a part."""
        return in_words(self.key, self.value)

    def holds(self, day: date) -> bool:
        """``RuleQuerySet.in_force`` for one row."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
