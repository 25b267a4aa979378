"""Forms of tasks, field visits and dissolution cases, named like the fields they fill."""

import re
from datetime import date
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from bengkalis.errors import error_dict
from bengkalis.forms import CleanForm, DateField
from bengkalis.values import Unparsable
from registry import enums
from registry.forms.versioned import VersionedForm
from registry.models import DissolutionCase, FieldVisit, Task
from registry.models.people import today
from registry.nik import refuse_nik

CHOOSE = "Pilih…"
MOST = 50  # cooperatives in one bulk action: one page
SEEN = (("", "Belum diketahui"), ("ya", "Ya"), ("tidak", "Tidak"))


class VersionForm(forms.Form):
    """A step taken from a row as it was read; the domain function refuses a newer one."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def text(label: str, most: int = 300, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, **kwargs)


def paragraph(label: str, rows: int = 4, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


# --- tasks and visits --------------------------------------------------------------------------


class TaskForm(CleanForm):
    """What somebody should find out at one cooperative."""

    due_on = DateField(label="Paling lambat", required=False, help_text="Boleh dikosongkan.")

    class Meta:
        model = Task
        fields = ("kind", "reason", "due_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", CHOOSE), *enums.TaskKind.choices]


class ClosingForm(VersionForm):
    closing_note = text(
        "Catatan penutup", help_text="Mengapa tugas ini selesai tanpa kunjungan baru."
    )


class VisitForm(VersionedForm):
    """What was found: short, so that it can be filled on a phone at the place itself.

    ``tasks`` are the open tasks of the cooperative that this visit answers.
    """

    visited_on = DateField(label="Tanggal kunjungan")
    has_board = forms.TypedChoiceField(
        label="Pengurus masih ada",
        choices=SEEN,
        required=False,
        widget=forms.RadioSelect,
        coerce=lambda value: value == "ya",
        empty_value=None,
    )
    tasks = forms.ModelMultipleChoiceField(
        label="Tugas yang selesai dengan kunjungan ini",
        queryset=Task.objects.none(),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tugas itu sudah selesai atau bukan milik koperasi ini."},
    )

    class Meta:
        model = FieldVisit
        fields = ("visited_on", "found", "has_board", "met_with", "result", "follow_up")
        widgets = {
            "found": forms.RadioSelect,
            "result": forms.Textarea(attrs={"rows": 4}),
            "follow_up": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "met_with": "Nama dan jabatannya; kosongkan bila tidak bertemu siapa pun.",
            "result": "Apa yang terlihat dan dikatakan di tempat.",
            "follow_up": "Yang perlu dikerjakan sesudah ini.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["found"].choices = enums.Found.choices
        self.initial["has_board"] = {True: "ya", False: "tidak"}.get(self.instance.has_board, "")
        if self.instance._state.adding:
            self.fields["tasks"].queryset = self.instance.cooperative.tasks.open()
            self.initial.setdefault("visited_on", None)
            self.initial["visited_on"] = self.initial["visited_on"] or today()
        else:
            del self.fields["tasks"]
            self.fields["version"].required = True


class BulkForm(forms.Form):
    """Several cooperatives at once; which of them the user reaches is for the view to say."""

    uid = forms.MultipleChoiceField(
        label="Koperasi",
        error_messages={"required": "Centang dahulu koperasi yang dimaksud."},
    )
    reason = text("Alasan (kosong: dari bukti)", required=False)

    def __init__(self, *args, offered=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["uid"].choices = [(uid, uid) for uid in offered if _is_uid(uid)]

    def clean_reason(self) -> str:
        try:
            refuse_nik(self.cleaned_data["reason"])
        except Unparsable as error:
            raise ValidationError(str(error), code=error.code) from error
        return self.cleaned_data["reason"]

    def clean_uid(self) -> list[str]:
        if len(self.cleaned_data["uid"]) > MOST:
            raise ValidationError(f"Paling banyak {MOST} koperasi sekali kirim.")
        return self.cleaned_data["uid"]


def _is_uid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


class BulkTaskForm(BulkForm):
    kind = forms.ChoiceField(label="Perihal", choices=enums.TaskKind.choices)
    due_on = DateField(label="Paling lambat", required=False)


class BulkCaseForm(BulkForm):
    basis = forms.ChoiceField(label="Dasar usulan", choices=enums.CaseBasis.choices)


# --- dissolution cases -------------------------------------------------------------------------


class YearsField(forms.CharField):
    """Book years, parted by commas or spaces: ``2018, 2019``."""

    def to_python(self, value) -> list[int]:
        if isinstance(value, list):
            return value
        found = re.split(r"[\s,;]+", super().to_python(value).strip())
        wrong = [one for one in filter(None, found) if not re.fullmatch(r"(19|20)\d\d", one)]
        if wrong:
            raise ValidationError(f"Ditemukan “{wrong[0]}”, diharapkan tahun empat angka: 2019.")
        return sorted({int(one) for one in filter(None, found)})

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def run_validators(self, value) -> None:
        """Each year was checked; the validators of CharField expect one text."""


def years(**kwargs) -> YearsField:
    return YearsField(
        label="Tahun buku yang RAT-nya dibuktikan",
        required=False,
        help_text="Tahun empat angka, dipisah koma: 2018, 2019.",
        **kwargs,
    )


class ProposalForm(forms.Form):
    basis = forms.ChoiceField(label="Dasar usulan", choices=enums.CaseBasis.choices)
    reason = text("Alasan")
    proposed_on = DateField(label="Tanggal usulan")


class NoticeForm(VersionForm):
    notified_on = DateField(label="Tanggal surat pemberitahuan")
    notice_number = text("Nomor surat pemberitahuan", 80)


class ObjectionForm(VersionForm):
    objected_on = DateField(label="Keberatan diterima")
    objection = paragraph("Isi keberatan")
    objection_years = years()
    has_statement = forms.BooleanField(label="Pernyataan pengurus dilampirkan", required=False)


class DecisionForm(VersionForm):
    """``statuses`` are the ways back for a cooperative that is kept."""

    outcome = forms.ChoiceField(
        label="Keputusan",
        choices=[("dibubarkan", "Dibubarkan"), ("dipertahankan", "Dipertahankan")],
        widget=forms.RadioSelect,
    )
    decided_on = DateField(label="Tanggal keputusan")
    decision_number = text("Nomor keputusan", 80, required=False, help_text="Wajib bila bubar.")
    decision_reason = text(
        "Pertimbangan", required=False, help_text="Wajib bila dipertahankan atau ada keberatan."
    )
    status = forms.ChoiceField(
        label="Status bila dipertahankan", required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args, statuses=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = statuses


class WithdrawalForm(VersionForm):
    reason = text("Alasan penarikan")


class CorrectionForm(VersionForm):
    """The steps that were taken, as recorded; fields of steps to come are left out."""

    basis = forms.ChoiceField(label="Dasar usulan", choices=enums.CaseBasis.choices)
    reason = text("Alasan usulan")
    notified_on = DateField(label="Tanggal surat pemberitahuan")
    notice_number = text("Nomor surat pemberitahuan", 80)
    objected_on = DateField(label="Keberatan diterima")
    objection = paragraph("Isi keberatan")
    objection_years = years()
    has_statement = forms.BooleanField(label="Pernyataan pengurus dilampirkan", required=False)
    why = text("Alasan perbaikan")

    LATER = {
        enums.CaseState.PROPOSED: ("notified_on", "notice_number"),
        enums.CaseState.NOTIFIED: (),
    }
    OBJECTION = ("objected_on", "objection", "objection_years", "has_statement")

    def __init__(self, *args, case: DissolutionCase, **kwargs):
        super().__init__(*args, **kwargs)
        absent = () if case.state == enums.CaseState.OBJECTED else self.OBJECTION
        for name in (*absent, *self.LATER.get(case.state, ())):
            del self.fields[name]

    @property
    def changes(self) -> dict:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"version", "why"}
        }


def tell(form: forms.Form, error: Exception, model) -> None:
    """A refusal at the fields of ``form``; what concerns none of them stands above all."""
    if not isinstance(error, ValidationError):
        form.add_error(None, str(error))
        return
    for name, sentences in error_dict(error, model).items():
        form.add_error(name if name in form.fields else None, sentences)


def starting(day: date | None = None) -> dict:
    """What the forms of a case begin with: today."""
    day = day or today()
    return {"proposed_on": day, "notified_on": day, "objected_on": day, "decided_on": day}
