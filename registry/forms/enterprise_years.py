"""Forms of the figures of one year of an MSME, beside those of the year before.

What is unusual does not block: the form comes back with a box for each doubt, and saves when every
one is ticked.
"""

from django import forms

from bengkalis.forms import CountField, RupiahField, YearField
from bengkalis.templatetags.ui import number, rupiah
from registry.enterprise_doubts import CODES, doubts_of
from registry.enterprises import YEAR_FIELDS
from registry.forms.cooperatives import CHOOSE
from registry.forms.versioned import VersionedForm
from registry.models import Enterprise, EnterpriseYear, KbliSection


class YearForm(VersionedForm):
    """The figures of one year; ``past`` holds those of ``before``, an earlier year, in words."""

    year = YearField(label="Tahun", help_text="Empat angka: 2021.")
    sales = RupiahField(label="Hasil penjualan setahun", required=False)
    capital = RupiahField(
        label="Modal usaha", required=False, help_text="Tanpa tanah dan bangunan tempat usaha."
    )
    assets = RupiahField(
        label="Aset", required=False, help_text="Tanpa tanah dan bangunan tempat usaha."
    )
    workers_male = CountField(label="Tenaga kerja laki-laki", required=False)
    workers_female = CountField(label="Tenaga kerja perempuan", required=False)
    checked = forms.MultipleChoiceField(
        label="Sudah diperiksa dan memang begitu",
        required=False,
        choices=[(code, code) for code in CODES],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = EnterpriseYear
        fields = YEAR_FIELDS
        help_texts = {"source": "Dari mana angkanya: wawancara, pendataan lengkap, NIB."}

    def __init__(self, *args, before: EnterpriseYear | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.before, self.doubts = before, []
        self.fields["version"].required = bool(self.instance.pk)
        self.past = {name: self._past(name) for name in EnterpriseYear.FIGURES}
        if "section" in self.fields:
            sections = KbliSection.objects.filter(edition=2020)
            self.fields["section"].queryset = sections
            choices = [("", CHOOSE), *((one.pk, str(one)) for one in sections)]
            self.fields["section"].choices = choices

    def _past(self, name: str) -> str:
        if self.before is None:
            return ""
        show = rupiah if name in EnterpriseYear.MONEY else number
        return f"Tahun {self.before.year}: {show(getattr(self.before, name)) or 'tidak diisi'}"

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            self._weigh()

    def _weigh(self) -> None:
        """Ask about every doubt that is not ticked."""
        self.doubts = doubts_of(self.instance, self.before)
        self.fields["checked"].choices = [(one.code, one.sentence) for one in self.doubts]
        if {one.code for one in self.doubts} - set(self.cleaned_data["checked"]):
            self.add_error("checked", "Periksa angka ini; centang bila memang begitu.")

    def saved_value(self, current: EnterpriseYear, name: str):
        if name == "checked":
            return self.cleaned_data.get(name)
        return super().saved_value(current, name)


class FirstYearForm(YearForm):
    """The figures of one year of an enterprise that is being entered; may be left empty."""

    year = YearField(label="Tahun", required=False, help_text="Empat angka: 2021.")

    def __init__(self, *args, enterprise: Enterprise, **kwargs):
        super().__init__(*args, instance=EnterpriseYear(enterprise=enterprise), **kwargs)
        for name in ("version", "checked", "district", "section"):
            del self.fields[name]

    @property
    def is_given(self) -> bool:
        """Whether any figure was filled in; a year alone says nothing."""
        return any(self.cleaned_data.get(name) is not None for name in EnterpriseYear.FIGURES)

    def clean(self) -> dict:
        data = super().clean()
        if self.is_given and data.get("year") is None and "year" not in self.errors:
            self.add_error("year", "Isi tahun angkanya.")
        return data

    def _post_clean(self) -> None:
        if self.is_given:
            super()._post_clean()

    def _weigh(self) -> None:
        """There is nothing to compare with yet."""

    def _get_validation_exclusions(self) -> set[str]:
        """The enterprise is judged by its own form, and gives place and field."""
        return super()._get_validation_exclusions() | {"enterprise", "district", "section"}

    def years_given(self) -> list[EnterpriseYear]:
        return [self.instance] if self.is_given else []
