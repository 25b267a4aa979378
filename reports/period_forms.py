"""Forms of periods: opening a year, the days of a period, more time for one office."""

from django import forms
from django.core.exceptions import ValidationError

from bengkalis.errors import DomainError
from bengkalis.forms import DateField, YearField
from registry.forms.versioned import VersionedForm
from reports.enums import Rhythm
from reports.models import ReportDuty, ReportPeriod
from reports.periods import open_year


class OpenYearForm(forms.Form):
    """A year whose periods are to be opened; what is open already stays as it is."""

    year = YearField(label="Tahun")
    rhythm = forms.ChoiceField(label="Laporan", choices=Rhythm)

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if not 2015 <= year <= 2100:
            raise ValidationError(f"Ditemukan {year}, diharapkan tahun 2015 sampai 2100.")
        return year

    def open(self) -> list[ReportPeriod]:
        """The new periods. Adds an error and returns nothing where there is no form yet."""
        try:
            return open_year(self.cleaned_data["year"], self.cleaned_data["rhythm"])
        except DomainError as error:
            self.add_error("year", str(error))
            return []


class PeriodForm(VersionedForm):
    """From when a period may be filed, until when in time, until when at all."""

    opens_on = DateField(label="Dibuka")
    due_on = DateField(label="Batas waktu")
    closes_on = DateField(label="Ditutup", help_text="Sesudah hari ini hanya dengan perpanjangan.")

    class Meta:
        model = ReportPeriod
        fields = ("opens_on", "due_on", "closes_on")


class ExtensionForm(VersionedForm):
    """More time for one office, and why."""

    extended_to = DateField(label="Diperpanjang sampai")
    extension_reason = forms.CharField(
        label="Alasan", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dibaca oleh UPT; laporan dengan perpanjangan dihitung terpisah dari yang telat.",
    )  # fmt: skip

    class Meta:
        model = ReportDuty
        fields = ("extended_to", "extension_reason")

    def clean_extended_to(self):
        until = self.cleaned_data["extended_to"]
        due = self.instance.period.due_on
        if until <= due:
            raise ValidationError(
                f"Ditemukan {until:%d-%m-%Y}, diharapkan sesudah batas waktu {due:%d-%m-%Y}."
            )
        return until
