"""Factories of named CHECK constraints, each with the Indonesian sentence a person is shown."""

from django.db.models import CheckConstraint, F, Q


def check(name: str, condition: Q, sentence: str) -> CheckConstraint:
    """A named CHECK with its human message (shelf 1 of the design)."""
    return CheckConstraint(condition=condition, name=name, violation_error_message=sentence)


def dates_in_order(name: str, first: str, last: str, sentence: str) -> CheckConstraint:
    """``first <= last`` where both are given."""
    condition = Q(**{f"{first}__isnull": True}) | Q(**{f"{last}__isnull": True})
    return check(name, condition | Q(**{f"{first}__lte": F(last)}), sentence)


def set_together(name: str, first: str, last: str, sentence: str) -> CheckConstraint:
    """Both columns are given, or neither."""
    both = Q(**{f"{first}__isnull": False, f"{last}__isnull": False})
    neither = Q(**{f"{first}__isnull": True, f"{last}__isnull": True})
    return check(name, both | neither, sentence)


def state_needs(name: str, state: dict, condition: Q, sentence: str) -> CheckConstraint:
    """Rows in ``state`` (field=value) must satisfy ``condition``."""
    return check(name, ~Q(**state) | condition, sentence)


def not_negative(name: str, *fields: str, sentence: str) -> CheckConstraint:
    """Every one of ``fields`` is empty or at least zero."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0})
    return check(name, condition, sentence)


def not_blank(name: str, field: str, sentence: str) -> CheckConstraint:
    """The text column holds more than white space."""
    return check(name, Q(**{f"{field}__regex": r"\S"}), sentence)
