"""Forms of dated rules: a wording corrected, and a new wording from a day on."""

from django import forms

from bengkalis.forms import CountField, DateField
from registry.forms.versioned import VersionedForm
from registry.models import Rule
from registry.rule_values import PARTS, Part


class WordingForm(VersionedForm):
    """Title, value and source of one wording; each number of the value is a field of its own.

    The weights of a health assessment are shown and not edited.
    """

    class Meta:
        model = Rule
        fields = ("title", "source", "is_verified")
        help_texts = {
            "source": "Peraturan dan pasalnya, atau surat dinas dengan nomor dan tanggalnya.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for part in self.parts:
            self.fields[_name(part)] = _field(part)
            self.initial.setdefault(_name(part), self.instance.value.get(part.name))

    @property
    def parts(self) -> tuple[Part, ...]:
        return PARTS.get(self.instance.key, ())

    @property
    def value_fields(self) -> list[forms.BoundField]:
        return [self[_name(part)] for part in self.parts]

    def clean(self) -> dict:
        data = super().clean()
        given = [part for part in self.parts if _name(part) not in self.errors]
        for part in given:
            if problem := part.problem(data[_name(part)]):
                self.add_error(_name(part), problem)
        if self.parts and not any(_name(part) in self.errors for part in self.parts):
            self.instance.value = {part.name: data[_name(part)] for part in self.parts}
        return data

    def saved_value(self, current: Rule, name: str):
        if name.startswith("value_"):
            return current.value.get(name.removeprefix("value_"))
        return super().saved_value(current, name)


class NewWordingForm(WordingForm):
    """A wording from a day on: ``instance`` is unsaved, ``version`` is that of the latest."""

    after = forms.IntegerField(widget=forms.HiddenInput, required=False)
    valid_from = DateField(
        label="Berlaku sejak",
        help_text="Rumusan yang sekarang berakhir sehari sebelumnya. Contoh: 1-1-2021.",
    )
    backdated = forms.BooleanField(
        label="Hari itu sudah lewat dan hitungan sejak hari itu memang harus berubah",
        required=False,
    )

    class Meta(WordingForm.Meta):
        fields = ("title", "source", "is_verified", "valid_from")

    def show_stale(self, current: Rule) -> None:
        super().show_stale(current)
        self.data["after"] = current.pk

    def saved_value(self, current: Rule, name: str):
        if name == "backdated":
            return self.cleaned_data[name]
        return super().saved_value(current, name)

    def _get_validation_exclusions(self) -> set[str]:
        """Whether two wordings overlap is judged once the old one is closed."""
        return super()._get_validation_exclusions() | {"key"}


def _name(part: Part) -> str:
    return f"value_{part.name}"


def _field(part: Part) -> forms.Field:
    if part.is_flag:
        return forms.BooleanField(label=f"{part.label} wajib", required=False)
    return CountField(label=f"{part.label} ({part.unit})")
