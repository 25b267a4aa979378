"""Forms of figures that others published: the file, what a table says, pairs, explanations."""

from dataclasses import replace

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from bengkalis.forms import CountField, DateField, YearField
from registry.forms.versioned import VersionedForm
from registry.imports.files import MAX_FILE_BYTES
from registry.imports.reading import Sheet
from registry.models import KbliSection
from reports.bps.places import SKIP, PlaceReader
from reports.bps.reading import MAX_BYTES
from reports.bps.suggesting import Suggestion, unknown_names
from reports.bps.tables import MOST_COLUMNS, MOST_ROWS, Described, Meaning, letter
from reports.models import CodeSystem, Comparison, Explanation
from reports.statistics.reconciliation import unmapped

SERIES = RegexValidator(
    r"^[a-z0-9]+([._-][a-z0-9]+)*$",
    "Ditemukan nama deret yang lain; diharapkan huruf kecil, angka, dan titik, seperti umkm.bps.",
)


class PastDayField(DateField):
    """A day that has come."""

    def clean(self, value):
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise forms.ValidationError(
                f"Ditemukan {day:%d-%m-%Y}, diharapkan paling lambat hari ini."
            )
        return day


SAID = (
    *("series", "label", "unit", "source", "source_ref", "retrieved_on", "as_of", "note"),
    *("first_row", "place_column"),
)


class _FileForm(forms.Form):
    largest: int

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > self.largest:
            raise forms.ValidationError(
                f"Ditemukan berkas {file.size / 2**20:.0f} MB, diharapkan paling besar "
                f"{self.largest // 2**20} MB."
            )
        return file


class AnswerForm(_FileForm):
    """A saved answer of the BPS WebAPI and the day it was fetched."""

    largest = MAX_BYTES
    file = forms.FileField(
        label="Jawaban WebAPI BPS",
        help_text="Berkas JSON dari list/model/data, disimpan apa adanya; paling besar 20 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )
    retrieved_on = PastDayField(
        label="Diambil dari BPS", help_text="Hari jawaban itu diambil. Contoh: 31-12-2025."
    )


class TableFileForm(_FileForm):
    """A workbook with a published table."""

    largest = MAX_FILE_BYTES
    file = forms.FileField(
        label="Buku kerja",
        help_text="xlsx, xls, ods atau csv: wilayah pada baris, tahun atau lapangan usaha pada "
        f"kolom; paling besar {MAX_FILE_BYTES // 2**20} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )
    code_system = forms.ChoiceField(
        label="Sistem kode wilayah",
        choices=CodeSystem.choices,
        initial=CodeSystem.BPS,
        widget=forms.RadioSelect,
        help_text="Kabupaten Bengkalis: BPS 1408, Kemendagri 14.03. Kode 1403 pada BPS adalah "
        "Indragiri Hilir, 14.08 pada Kemendagri adalah Siak.",
    )


class TableForm(forms.Form):
    """What a table says: of the whole, of each column, of each name that is not known."""

    series = forms.CharField(
        label="Nama deret",
        max_length=190,
        validators=[SERIES],
        help_text="Huruf kecil, angka, titik. Nama yang sama untuk terbitan berikutnya.",
    )
    label = forms.CharField(label="Yang dihitung", max_length=250)
    unit = forms.CharField(label="Satuan", max_length=60, help_text="Contoh: usaha, orang.")
    source = forms.CharField(label="Sumber", max_length=200, help_text="Penerbit dan terbitannya.")
    source_ref = forms.CharField(label="Rujukan", max_length=300, help_text="Tabel dan halaman.")
    retrieved_on = PastDayField(label="Diambil", help_text="Contoh: 31-12-2025.")
    as_of = PastDayField(
        label="Keadaan per", required=False, help_text="Kosong: angka sepanjang tahun."
    )
    note = forms.CharField(label="Catatan", max_length=500, required=False)
    first_row = CountField(label="Baris wilayah pertama")
    place_column = forms.TypedChoiceField(label="Kolom wilayah", coerce=int)

    def __init__(
        self,
        sheet: Sheet,
        code_system: str,
        seen: Suggestion,
        data=None,
        before: Described | None = None,
    ):
        """``before``: what was said of the same sheet already."""
        first = {"first_row": seen.first_row, "place_column": seen.place_column}
        super().__init__(
            data, initial={name: getattr(before, name, first.get(name)) for name in SAID}
        )
        self.sheet, self.code_system, self.heads = sheet, code_system, seen.heads
        self.before, self.place = before, seen.place_column
        self.fields["place_column"].choices = [(at, self._head(at)) for at in seen.heads]
        columns = before.columns if before else seen.columns
        sections = KbliSection.objects.filter(edition=2020).order_by("code")
        choices = [("", "semua"), *((row.code, str(row)) for row in sections)]
        for at in list(seen.heads)[:MOST_COLUMNS]:
            self._add_column(at, choices, columns.get(at))
        self.unknown: dict[str, str] = {}
        if self.is_bound:
            self._ask_for_names()

    def _head(self, at: int) -> str:
        nearest = self.heads[at].rpartition(" / ")[2] if at == self.place else self.heads[at]
        return f"{letter(at)} {nearest}".strip()[:80]

    def _add_column(self, at: int, sections: list, meaning: Meaning | None) -> None:
        name = f"Kolom {self._head(at)}"
        self.fields[f"year_{at}"] = YearField(
            label=f"{name}: tahun", required=False, initial=meaning and meaning.year
        )
        self.fields[f"section_{at}"] = forms.ChoiceField(
            label=f"{name}: lapangan usaha",
            choices=sections,
            required=False,
            initial=meaning.section if meaning else "",
        )

    def _ask_for_names(self) -> None:
        """A field for each name in the place column that is no kecamatan."""
        self.full_clean()
        if not self.is_valid():
            return
        self.unknown = unknown_names(self.sheet, self.described())
        places = PlaceReader(self.code_system).known.values()
        choices = [("", "pilih…"), *((p.code, p.name) for p in places), (SKIP, "bukan wilayah")]
        self._remember_answers()
        for number, (typed, near) in enumerate(self.unknown.items()):
            self.fields[f"place_{number}"] = forms.ChoiceField(
                label=f"“{typed[:60]}” adalah",
                choices=choices,
                help_text=f"Mungkin maksudnya {near}?" if near else "",
                error_messages={"required": "Pilih kecamatannya, atau bukan wilayah."},
            )
        if self.unknown:
            self.full_clean()

    def _remember_answers(self) -> None:
        """What was answered when the sheet was described before, unless it is answered anew."""
        known = self.before.answers if self.before else {}
        self.data = self.data.copy()
        for number, typed in enumerate(self.unknown):
            self.data.setdefault(f"place_{number}", known.get(typed, ""))

    @property
    def column_fields(self) -> list[dict]:
        columns = [at for at in self.heads if f"year_{at}" in self.fields and at != self.place]
        return [
            {"head": self._head(at), "year": self[f"year_{at}"], "section": self[f"section_{at}"]}
            for at in columns
        ]

    @property
    def place_fields(self) -> list[forms.BoundField]:
        return [self[f"place_{number}"] for number in range(len(self.unknown))]

    def clean_first_row(self):
        row = self.cleaned_data["first_row"]
        if not row or not 1 <= row <= MOST_ROWS:
            raise forms.ValidationError(f"Diharapkan nomor baris 1 sampai {MOST_ROWS}.")
        return row

    def clean(self) -> dict:
        data = super().clean()
        place = data.get("place_column")
        columns = {at: data.get(f"year_{at}") for at in self.heads if at != place}
        if not any(columns.values()) and not self.errors:
            raise forms.ValidationError(
                "Belum ada kolom yang bertahun; isi tahun pada setiap kolom yang akan dimuat."
            )
        day = data.get("as_of")
        if day and any(year not in (None, day.year) for year in columns.values()):
            self.add_error("as_of", f"Ditemukan {day:%d-%m-%Y}, diharapkan tahun semua kolom sama.")
        return data

    def described(self) -> Described:
        """What was said; call when valid."""
        data = self.cleaned_data
        columns = {
            at: Meaning(year, data[f"section_{at}"])
            for at in self.heads
            if at != data["place_column"] and (year := data.get(f"year_{at}"))
        }
        said = Described(
            sheet=self.sheet.name,
            code_system=self.code_system,
            columns=columns,
            **{name: data[name] for name in SAID},
        )
        answers = {
            typed: data[f"place_{number}"]
            for number, typed in enumerate(self.unknown)
            if f"place_{number}" in data
        }
        return replace(said, answers=answers)


class ComparisonForm(VersionedForm):
    """What a series is compared with."""

    class Meta:
        model = Comparison
        fields = ("series", "counted", "section")
        help_texts = {
            "section": "Hanya untuk UMKM: deret yang menghitung satu lapangan usaha.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = KbliSection.objects.filter(edition=2020)
        self.fields["section"].empty_label = "semua"
        if self.instance.pk:
            del self.fields["series"]
        else:
            names = [(name, name) for name in unmapped()]
            self.fields["series"] = forms.ChoiceField(
                label="Deret", choices=[("", "pilih…"), *names]
            )


class ExplanationForm(VersionedForm):
    """Why the figure and the register differ."""

    class Meta:
        model = Explanation
        fields = ("text", "text_en")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "text_en": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "text": "Terbit di halaman umum. Jangan menyebut nama orang atau nomor pribadi.",
            "text_en": "Boleh kosong: halaman berbahasa Inggris lalu memakai yang Indonesia.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["version"] = (
                0  # of no row: whoever writes first wins, and the next sees it
            )
