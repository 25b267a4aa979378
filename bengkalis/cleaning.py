"""``full_clean()`` that asks the database once for all CHECK constraints of a row, not once each.

Django validates a CheckConstraint with a query of its own; a cooperative has sixteen. An import of
thousands of rows, and every save of a form, would pay for that.
"""

from django.core.exceptions import FieldError, ValidationError
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import BooleanField, CheckConstraint, Value
from django.db.models.functions import Coalesce
from django.db.models.sql import Query
from django.db.models.sql.constants import SINGLE

from bengkalis.sealed import SealedTextField


class Cleaned(models.Model):
    """Base of the portal's models: all CHECKs of a row in one query, every violation at once."""

    class Meta:
        abstract = True

    def validate_constraints(self, exclude=None) -> None:
        """Like Django's, with the same messages and codes. Raises ValidationError."""
        errors: dict = {}
        for model, constraints in self.get_constraints():
            checks = [one for one in constraints if isinstance(one, CheckConstraint)]
            for constraint in _violated(self, model, checks, exclude):
                _add(errors, _error_of(constraint))
            for constraint in constraints:
                if constraint not in checks:
                    try:
                        constraint.validate(model, self, exclude=exclude)
                    except ValidationError as error:
                        _add(errors, error)
        if errors:
            raise ValidationError(errors)

    def _get_field_expression_map(self, meta, exclude=None) -> dict:
        """As constraints will see the row: sealed text that is empty is NULL in the database."""
        found = super()._get_field_expression_map(meta, exclude)
        for field in meta.local_concrete_fields:
            if isinstance(field, SealedTextField) and getattr(self, field.attname) == "":
                found |= {field.name: Value(None, field)} if field.name in found else {}
        return found


def _violated(instance, model, checks: list[CheckConstraint], exclude) -> list[CheckConstraint]:
    query = Query(None)
    against = instance._get_field_expression_map(meta=model._meta, exclude=exclude)
    for name, value in against.items():
        query.add_annotation(value, name, select=False)
    asked = []
    for number, constraint in enumerate(checks):
        verdict = Coalesce(constraint.condition, True, output_field=BooleanField())
        try:
            query.add_annotation(verdict, f"check_{number}")
        except FieldError:
            continue  # it speaks of an excluded field
        asked.append(constraint)
    if not asked:
        return []
    compiler = query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
    verdicts = compiler.execute_sql(SINGLE)
    return [one for one, holds in zip(asked, verdicts, strict=True) if not holds]


def _error_of(constraint: CheckConstraint) -> ValidationError:
    return ValidationError(
        constraint.get_violation_error_message(), code=constraint.violation_error_code
    )


def _add(errors: dict, error: ValidationError) -> None:
    error.update_error_dict(errors)
