"""What of the UPT reports waits for one person: to file, mend, verify, accept; and who is late."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q

from bengkalis.access import Permission
from registry.models.people import today
from reports import bundling
from reports.enums import OPEN_TO_EDIT, ReportState
from reports.models import ReportDuty, UnitReport
from reports.reach import offices_of

MOST = 6


@dataclass
class Waiting:
    """``to_file``: duties with their newest report; ``to_review``: how many wait, the oldest."""

    to_file: list[dict] = field(default_factory=list)
    to_review: int = 0
    oldest: date | None = None
    late: int = 0

    def __bool__(self) -> bool:
        return bool(self.to_file or self.to_review or self.late)


def waiting_for(user) -> Waiting:
    """Everything about reports that waits for ``user``."""
    found = Waiting()
    if offices_of(user, Permission.FILE_REPORTS):
        found.to_file = to_file(user)[:MOST]
    rows = to_review(user)
    if rows is not None:
        found.to_review = rows.count()
        oldest = rows.first()
        found.oldest = oldest.filed_at if oldest else None
    if offices_of(user, Permission.MANAGE_PERIODS):
        found.late = overdue().count()
    return found


def to_file(user) -> list[dict]:
    """What ``user`` has to write: each duty, its draft or returned report, the days left."""
    return [
        {"duty": duty, "report": report, "days": (duty.due_on - today()).days}
        for duty in bundling.duties_for(user)
        if (report := bundling.newest_of(duty)) is None or report.state in OPEN_TO_EDIT
    ]


def to_review(user):
    """Reports that ``user`` may verify or accept, the oldest first; never their own. None for
    whoever does neither."""
    wanted = Q(pk__in=[])
    if offices_of(user, Permission.VERIFY_REPORTS):
        wanted |= Q(state=ReportState.SUBMITTED)
    if offices_of(user, Permission.ACCEPT_REPORTS):
        wanted |= Q(state=ReportState.VERIFIED) & ~Q(verified_by=user)
    if wanted == Q(pk__in=[]):
        return None
    rows = UnitReport.objects.visible_to(user).filter(wanted).exclude(submitted_by=user)
    return rows.with_duty().order_by("filed_at", "id")


def overdue():
    """Duties past their day that can still be met, with nothing filed."""
    day = today()
    rows = ReportDuty.objects.annotate(
        filed=Count("reports", filter=Q(reports__first_filed_at__isnull=False))
    ).filter(filed=0, period__due_on__lt=day, period__closes_on__gte=day)
    return rows.filter(Q(extended_to__isnull=True) | Q(extended_to__lt=day))
