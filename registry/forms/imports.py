"""Forms of the import: the file, and the cells of one line to mend."""

from django import forms

from registry.enums import CooperativeKind, Status
from registry.imports.files import MAX_FILE_BYTES
from registry.imports.headings import COOPERATIVES
from registry.imports.lines import shown
from registry.imports.problems import WARNINGS
from registry.imports.vocabulary import written
from registry.models import District, ImportBatch, ImportLine, Village

LARGEST = MAX_FILE_BYTES // 2**20
LONGEST_CELL = 32_767  # letters that a cell of a spreadsheet holds


def _names(model) -> list[str]:
    return list(model.objects.order_by("name").values_list("name", flat=True).distinct())


def _words(choices) -> list[str]:
    return [written(choices, value) for value in choices.values]


CHOICES = {
    "district": lambda: _names(District),
    "village": lambda: _names(Village),
    "status": lambda: _words(Status),
    "kind": lambda: _words(CooperativeKind),
}


class WorkbookForm(forms.Form):
    """The workbook to read."""

    workbook = forms.FileField(
        label="Buku kerja",
        help_text=f"xlsx, xls, ods atau csv, paling besar {LARGEST} MB. Judul, baris jumlah, dan "
        "tanda tangan tidak perlu dihapus. Tidak ada yang masuk register sebelum Anda memutuskan.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )

    def clean_workbook(self):
        workbook = self.cleaned_data["workbook"]
        if workbook.size > MAX_FILE_BYTES:
            found = workbook.size / 2**20
            raise forms.ValidationError(
                f"Ditemukan berkas {found:.0f} MB, diharapkan paling besar {LARGEST} MB."
            )
        return workbook


class LineForm(forms.Form):
    """Every cell of a line as found, to be corrected as text; ``troubled`` ones apart.

    What is wrong with a cell stands at its field, as long as the cell is as it was judged.
    """

    def __init__(self, batch: ImportBatch, line: ImportLine, data=None):
        super().__init__(data)
        self.line = line
        wrong = [p["field"] for p in line.problems if p["field"] in COOPERATIVES.labels]
        serious = [p["field"] for p in line.problems if p["code"] not in WARNINGS]
        self.keys = sorted(dict.fromkeys(wrong), key=lambda key: key not in serious)
        for key in dict.fromkeys([*self.keys, *batch.columns]):
            self.fields[key] = _cell(_heading(batch, key), line.raw.get(key))
            if key in CHOICES and key in self.keys:
                self.fields[key].widget.attrs["list"] = f"pilihan-{key}"

    @property
    def troubled(self) -> list[dict]:
        """The cells something is wrong with: field, findings, and a near miss to offer."""
        return [{"field": self[key], **_findings(self.line, key)} for key in self.keys]

    @property
    def choices(self) -> list[dict]:
        """What may be typed into a cell in trouble, where that is a closed list."""
        keys = [key for key in self.keys if key in CHOICES]
        return [{"id": f"pilihan-{key}", "words": CHOICES[key]()} for key in keys]

    @property
    def others(self) -> list[forms.BoundField]:
        """The cells nothing is wrong with."""
        return [cell for cell in self if cell.name not in self.keys]

    @property
    def changed_cells(self) -> dict[str, str]:
        """Only what was typed anew: an untouched cell keeps its type."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self.data}


def _heading(batch: ImportBatch, key: str) -> str:
    column = batch.columns.get(key)
    return f"{column['heading']} (kolom {column['letter']})" if column else COOPERATIVES.labels[key]


def _cell(label: str, value) -> forms.CharField:
    text = shown(value)
    lines = text.count("\n") + 1
    widget = forms.Textarea(attrs={"rows": lines + 1}) if lines > 1 else forms.TextInput()
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_CELL, initial=text, widget=widget
    )


def _findings(line: ImportLine, key: str) -> dict:
    found = [problem for problem in line.problems if problem["field"] == key]
    offers = [problem["suggestion"] for problem in found if problem["suggestion"]]
    return {
        "found": [{**one, "is_error": one["code"] not in WARNINGS} for one in found],
        "offer": offers[0] if offers else "",
        "take": f"Pakai {offers[0]}" if offers else "",
        "form_id": f"pakai-{key}",
    }
