"""``/api/v1/visits``, ``/tasks`` and ``/dissolution-cases``: read with a token."""

from collections import defaultdict

from rest_framework import serializers

from bengkalis.access import Permission
from bengkalis.listing import Computed, DetailView, ListView, RowsView
from bengkalis.serializers import RowSerializer
from registry.api.columns import link
from registry.filters_cases import CaseFilter, TaskFilter, VisitFilter
from registry.models import CaseStep, DissolutionCase, FieldVisit, Task

OF_COOPERATIVE = ("uid", "cooperative", "cooperative_name", "district")
AT_LAST = ("is_demo", "version", "created_at", "updated_at", "url")


def _copied(source: str, label: str, field=serializers.CharField, **kwargs):
    return field(source=source, read_only=True, label=label, **kwargs)


class _OfCooperativeSerializer(RowSerializer):
    cooperative = _copied("cooperative.uid", "koperasi (uid)", serializers.UUIDField)
    cooperative_name = _copied("cooperative.name", "nama koperasi")
    district = _copied("cooperative.district.kemendagri_code", "kecamatan (kode Kemendagri)")
    url = serializers.URLField(read_only=True, help_text="Alamat data ini di API.")


class VisitSerializer(_OfCooperativeSerializer):
    class Meta:
        model = FieldVisit
        fields = (
            *OF_COOPERATIVE,
            "visited_on",
            "found",
            "has_board",
            "met_with",
            "result",
            "follow_up",
            *AT_LAST,
        )


class TaskSerializer(_OfCooperativeSerializer):
    visit = _copied("visit.uid", "kunjungan (uid)", serializers.UUIDField, allow_null=True)

    class Meta:
        model = Task
        fields = (
            *OF_COOPERATIVE,
            "kind",
            "reason",
            "opened_on",
            "due_on",
            "closed_on",
            "closing_note",
            "visit",
            *AT_LAST,
        )


class CaseStepSerializer(RowSerializer):
    class Meta:
        model = CaseStep
        fields = ("state", "happened_on", "note", "recorded_at")


class CaseSerializer(_OfCooperativeSerializer):
    """A dissolution case with its steps, the oldest first."""

    steps = CaseStepSerializer(many=True, read_only=True)

    class Meta:
        model = DissolutionCase
        fields = (
            *OF_COOPERATIVE,
            "state",
            "basis",
            "reason",
            "proposed_on",
            "status_before",
            "notified_on",
            "notice_number",
            "objection_until",
            "objected_on",
            "objection",
            "objection_years",
            "has_statement",
            "decided_on",
            "decision_number",
            "decision_reason",
            "steps",
            *AT_LAST,
        )


def _steps(rows, request):
    """The steps of a page of cases, in one query."""
    found = defaultdict(list)
    steps = CaseStep.objects.filter(case_id__in=[row["id"] for row in rows]).order_by("id")
    for step in steps.values("case_id", *CaseStepSerializer.Meta.fields):
        found[step.pop("case_id")].append(step)
    return [found[row["id"]] for row in rows]


class _Parts(RowsView):
    permissions = {"GET": Permission.VIEW_REGISTER}
    versioned = True

    def rows(self, request):
        model = self.serializer_class.Meta.model
        return model.objects.visible_to(request.user).standing()


class _Visits(_Parts):
    serializer_class = VisitSerializer
    computed = {"url": link("api-visit", "uid")}


class VisitList(_Visits, ListView):
    """Kunjungan lapangan."""

    filterset_class = VisitFilter
    orderings = {"visited_on": "visited_on", "updated_at": "updated_at"}


class VisitDetail(_Visits, DetailView):
    """Satu kunjungan lapangan."""


class _Tasks(_Parts):
    serializer_class = TaskSerializer
    computed = {"url": link("api-task", "uid")}


class TaskList(_Tasks, ListView):
    """Tugas di koperasi."""

    filterset_class = TaskFilter
    orderings = {"due_on": "due_on", "opened_on": "opened_on", "updated_at": "updated_at"}


class TaskDetail(_Tasks, DetailView):
    """Satu tugas."""


class _Cases(_Parts):
    serializer_class = CaseSerializer
    computed = {"url": link("api-dissolution-case", "uid"), "steps": Computed(("id",), _steps)}


class CaseList(_Cases, ListView):
    """Usulan pembubaran koperasi."""

    filterset_class = CaseFilter
    orderings = {"proposed_on": "proposed_on", "state": "state", "updated_at": "updated_at"}


class CaseDetail(_Cases, DetailView):
    """Satu usulan pembubaran."""
