"""The base of every form, and the fields that take dates, numbers and rupiah as Indonesians type.

``CleanForm`` ends in ``full_clean()`` of the whole instance: a stock ModelForm skips every
constraint that mixes an input with a field the server owns, and dies as IntegrityError.
"""

import re

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone

from bengkalis import values


class CleanForm(forms.ModelForm):
    """A ModelForm whose instance, server-owned fields included, is valid when the form is.

    Set server-owned fields on ``instance`` before ``is_valid()``.
    """

    def _get_validation_exclusions(self) -> set[str]:
        """Only what the form itself already refused stays out, so that it is not said twice."""
        return {name for name in self.errors if name in self.fields}

    def _update_errors(self, errors: ValidationError) -> None:
        known = {}
        for name, found in errors.update_error_dict({}).items():
            target = name if name in self.fields else NON_FIELD_ERRORS
            known.setdefault(target, []).extend(found)
        super()._update_errors(ValidationError(known))


class TypedField(forms.CharField):
    """A text input whose value is parsed; ``understood`` echoes what was understood."""

    kind = ""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs.update({"data-parse": self.kind, "autocomplete": "off"})
        if self.kind != "date":
            self.widget.attrs.setdefault("inputmode", "text")

    def to_python(self, value):
        if value in (None, ""):
            return None
        try:
            return self.parse(value)
        except values.Unparsable as error:
            raise ValidationError(str(error), code=error.code) from error

    def clean(self, value):
        value = self.to_python(value)
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return value

    def has_changed(self, initial, data) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else self.show(value)


class DateField(TypedField):
    """``31-12-2019``, ``31 Desember 2019``, ``2019-12-31``."""

    kind = "date"

    def parse(self, value):
        return values.parse_date(value, today=timezone.localdate())

    def show(self, value) -> str:
        return value.strftime("%d-%m-%Y")


class RupiahField(TypedField):
    """``1.500.000``, ``Rp 1.500.000,00``, ``(12.500.000)`` for a loss."""

    kind = "rupiah"

    def parse(self, value):
        return values.parse_money(value)

    def show(self, value) -> str:
        return values.format_number(value)


class CountField(TypedField):
    """A whole number of persons or things, not negative."""

    kind = "integer"

    def parse(self, value):
        return values.parse_integer(value)

    def show(self, value) -> str:
        return values.format_number(value)

    def clean(self, value):
        number = super().clean(value)
        if number is not None and number < 0:
            raise ValidationError(f"Ditemukan {number}, diharapkan 0 atau lebih.", "negative_value")
        return number


class YearField(CountField):
    """A year of four digits, typed without separators."""

    kind = "year"

    def parse(self, value):
        if not re.fullmatch(r"\s*[0-9]{4}\s*", str(value)):
            raise values.Unparsable(
                "unparsable_number", f"Ditemukan “{value}”, diharapkan tahun empat angka: 2019."
            )
        return int(value)

    def show(self, value) -> str:
        return str(value)
