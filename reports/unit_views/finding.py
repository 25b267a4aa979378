"""Finding a duty by its address, within the person's reach."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from reports.bundling import NEWEST
from reports.models import ReportDuty, UnitReport
from reports.reach import offices_of


def find_duty(user, office: str, period: str) -> ReportDuty:
    """The duty that ``user`` may see, with its ``newest`` report. Raises Http404."""
    rows = ReportDuty.objects.visible_to(user).named(office, period)
    rows = rows.select_related("office", "period__form", "extended_by")
    duty = rows.prefetch_related(NEWEST).first()
    if duty is None:
        raise Http404("Laporan ini tidak ada, atau bukan milik kantor Anda.")
    return duty


def demand(user, duty: ReportDuty, permission: str) -> None:
    """Raises PermissionDenied unless ``user`` holds ``permission`` for the duty's office."""
    if not offices_of(user, permission).covers(duty.office_id):
        raise PermissionDenied("Anda boleh melihat laporan ini, tetapi bukan langkah ini.")


def reports_of(duty: ReportDuty, user) -> list[UnitReport]:
    """All versions of the report that ``user`` may see, the newest first."""
    rows = UnitReport.objects.visible_to(user).filter(duty=duty).order_by("-revision")
    people = ("submitted_by", "verified_by", "accepted_by", "returned_by")
    return list(rows.select_related("form", *people))
