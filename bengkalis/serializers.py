"""The base of every writing serializer: it ends in ``full_clean()``, as CleanForm does."""

from copy import copy

from django.core.exceptions import FieldDoesNotExist
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from rest_framework import serializers
from rest_framework.fields import SkipField
from rest_framework.validators import ProhibitSurrogateCharactersValidator, UniqueValidator

from bengkalis.errors import error_dict

TEXT = {
    "required": "Isian ini wajib ada.",
    "null": "Isian ini tidak boleh null.",
    "blank": "Isian ini tidak boleh kosong.",
    "does_not_exist": "Kode “{value}” tidak dikenal.",
    "datetime": "Diharapkan tanggal tanpa jam: 2019-12-31.",
}
EXPECTED = {
    serializers.DateField: "Diharapkan tanggal dalam bentuk 2019-12-31.",
    serializers.EmailField: "Diharapkan alamat surel: nama@contoh.go.id.",
    serializers.URLField: "Diharapkan alamat web yang diawali https://.",
    serializers.SlugRelatedField: "Diharapkan kode berupa teks.",
    serializers.CharField: "Diharapkan teks.",
}
TEXTUAL = (serializers.CharField, serializers.ChoiceField)
READ_ONLY = "Isian ini hanya dapat dibaca."


class RowSerializer(serializers.ModelSerializer):
    """Declares the fields of a row as ``listing`` shows them: empty text is ``null``, and a
    decimal is a number."""

    def get_fields(self) -> dict:
        fields = super().get_fields()
        for name, field in fields.items():
            if _optional_text(self.Meta.model, name):
                field.allow_null = True
            if isinstance(field, serializers.DecimalField):
                field.coerce_to_string = False
        return fields


class CleanSerializer(RowSerializer):
    """Validates by ``full_clean()`` of the instance as it would be saved.

    Every error is reported at once. A field that is unknown or only for reading is refused: a
    misspelt field that is silently dropped is a lost value. Empty text is ``null`` in JSON; both
    are accepted. Uniqueness and the like are the model's business.
    """

    def clean(self):
        """The instance as it would be saved; what is no column of it stands in ``self.extra``.

        Raises serializers.ValidationError with the errors of every field.
        """
        if not isinstance(self.initial_data, dict):
            raise serializers.ValidationError({"_": ["Diharapkan satu objek JSON."]})
        wanted = copy(self.instance) if self.instance else self.Meta.model()
        self.extra, errors = {}, self._refused()
        failed = set()
        for field in self._writable_fields:
            try:
                self._take(wanted, field, field.run_validation(field.get_value(self.initial_data)))
            except SkipField:
                continue
            except serializers.ValidationError as error:
                errors[field.field_name] = error.detail
                failed.add(field.source)
        errors.update(self._violations(wanted, failed))
        if errors:
            raise serializers.ValidationError(errors)
        return wanted

    def get_fields(self) -> dict:
        fields = super().get_fields()
        for field in fields.values():
            field.error_messages.update(TEXT | _expected(field))
            field.validators = [v for v in field.validators if not isinstance(v, UniqueValidator)]
            for validator in field.validators:
                if isinstance(validator, ProhibitSurrogateCharactersValidator):
                    validator.message = "Teks memuat karakter Unicode yang tidak utuh."
            if field.allow_null and isinstance(field, TEXTUAL):
                field.allow_blank = True
        return fields

    def get_validators(self) -> list:
        return []

    def _refused(self) -> dict[str, list[str]]:
        known = [name for name, field in self.fields.items() if not field.read_only]
        unknown = f"Isian tidak dikenal; yang ada: {', '.join(known)}."
        return {
            name: [READ_ONLY if name in self.fields else unknown]
            for name in self.initial_data
            if name not in known
        }

    def _take(self, wanted, field, value) -> None:
        column = _column(self.Meta.model, field.source)
        if column is None:
            self.extra[field.field_name] = value
        else:
            empty = value is None and not column.null and column.empty_strings_allowed
            setattr(wanted, field.source, "" if empty else value)

    def _violations(self, wanted, failed: set[str]) -> dict:
        try:
            wanted.full_clean(exclude=failed)
        except DjangoValidationError as error:
            found = error_dict(error, self.Meta.model)
            return {name: found[name] for name in found if name not in failed}
        return {}


def _column(model, name: str) -> models.Field | None:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _optional_text(model, name: str) -> bool:
    column = _column(model, name)
    return isinstance(column, models.CharField | models.TextField) and column.blank


def _expected(field) -> dict[str, str]:
    if isinstance(field, serializers.ChoiceField):
        known = ", ".join(str(choice) for choice in field.choices if choice != "")
        return {"invalid_choice": f"Ditemukan “{{input}}”, diharapkan salah satu dari: {known}."}
    for kind, sentence in EXPECTED.items():
        if isinstance(field, kind):
            return {"invalid": sentence}
    return {}
