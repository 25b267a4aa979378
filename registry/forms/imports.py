"""Forms of the import: the file, and the cells of one line to mend."""

from django import forms
from django.conf import settings

from bengkalis.values import is_blank
from registry.imports.headings import COOPERATIVES
from registry.models import ImportBatch, ImportLine


class WorkbookForm(forms.Form):
    """The workbook to read."""

    workbook = forms.FileField(
        label="Buku kerja",
        help_text="xlsx, xls, ods atau csv, paling besar 32 MB. Judul dan baris tanda tangan tidak "
        "perlu dihapus. Tidak ada yang masuk register sebelum Anda memutuskan.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )

    def clean_workbook(self):
        workbook = self.cleaned_data["workbook"]
        if workbook.size > settings.MAX_WORKBOOK_BYTES:
            raise forms.ValidationError(
                f"Ditemukan berkas {workbook.size // 2**20} MB, paling besar 32 MB."
            )
        return workbook


class LineForm(forms.Form):
    """Every cell of a line as found, those with a problem first, to be corrected as text."""

    def __init__(self, batch: ImportBatch, line: ImportLine, data=None):
        self.line, self.batch = line, batch
        super().__init__(data)
        troubled = [problem["field"] for problem in line.problems]
        keys = sorted(batch.columns, key=lambda key: (key not in troubled,))
        extra = [key for key in troubled if key in COOPERATIVES.labels and key not in keys]
        for key in dict.fromkeys([*extra, *keys]):
            heading = batch.columns.get(key, {}).get("heading") or COOPERATIVES.labels[key]
            self.fields[key] = forms.CharField(
                label=heading, required=False, max_length=1000, initial=shown(line.raw.get(key))
            )

    @property
    def changed_cells(self) -> dict[str, str]:
        """Only what was typed anew: an untouched cell keeps its type."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self.data}


def shown(value) -> str:
    """A raw cell as a person reads it."""
    if is_blank(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
