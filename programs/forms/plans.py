"""Forms of a plan and of the steps of its versions."""

from itertools import groupby

from django import forms

from bengkalis.forms import DateField
from programs.enums import VersionKind
from programs.models import BudgetVersion, NomenclatureEdition, NomenclatureItem, Plan
from registry.explaining import LEAST, reason_given
from registry.models import Office

MOST = BudgetVersion._meta.get_field("returned_reason").max_length


class StartForm(forms.Form):
    """Which nomenclature the plan of a year follows."""

    edition = forms.ModelChoiceField(
        NomenclatureEdition.objects.none(), label="Nomenklatur", empty_label=None
    )

    def __init__(self, *args, editions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = editions


class NextVersionForm(forms.Form):
    """Why there is another version of the pagu."""

    kind = forms.ChoiceField(
        label="Jenis perubahan",
        choices=[one for one in VersionKind.choices if one[0] != VersionKind.ORIGINAL],
        widget=forms.RadioSelect,
        help_text="Pergeseran: antarkegiatan atau antarrincian. Perubahan: bersama perubahan APBD.",
    )


class StepForm(forms.Form):
    """Which state of a version was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReturnForm(StepForm):
    """Why a version goes back to the planner."""

    reason = forms.CharField(
        label="Alasan",
        max_length=MOST,
        help_text=f"Apa yang perlu diperbaiki; sedikitnya {LEAST} huruf. Perencana membacanya.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        return reason_given(self.cleaned_data["reason"])


class ApprovalForm(StepForm):
    """Number and date of the document by which a version is in force."""

    document_number = forms.CharField(
        label="Nomor DPA/DPPA",
        max_length=BudgetVersion._meta.get_field("document_number").max_length,
    )
    document_date = DateField(label="Tanggal DPA/DPPA")


class RowForm(forms.Form):
    """What is planned, and which office answers for it."""

    item = forms.ModelChoiceField(NomenclatureItem.objects.none(), label="Kegiatan")
    office = forms.ModelChoiceField(
        Office.objects.none(), label="Penanggung jawab", required=False, empty_label="Nanti saja"
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        items = leaf_items(plan)
        self.fields["item"].queryset = items
        self.fields["item"].label = str(plan.edition.get_leaf_level_display())
        self.fields["item"].choices = [("", "Pilih…"), *_by_parent(items)]
        self.fields["office"].queryset = Office.objects.filter(is_active=True).order_by("code")


def leaf_items(plan: Plan):
    """Where the nomenclature of ``plan`` lets money be planned."""
    return (
        NomenclatureItem.objects.filter(
            edition=plan.edition, level=plan.edition.leaf_level, is_active=True
        )
        .select_related("parent")
        .order_by("code")
    )


def _by_parent(items) -> list:
    return [
        (str(parent), [(item.pk, str(item)) for item in under])
        for parent, under in groupby(items, key=lambda item: item.parent)
    ]
