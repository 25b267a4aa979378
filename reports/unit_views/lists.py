"""What is to be filed, verified, accepted; and who reported when: UPT by period."""

from dataclasses import dataclass, field

from django.shortcuts import render
from django.views.decorators.http import require_safe

from bengkalis.access import Permission
from bengkalis.values import counted
from registry.models.people import today
from reports.enums import Rhythm, Timeliness
from reports.models import ReportDuty, ReportPeriod, UnitReport
from reports.periods import Standing, standings
from reports.reach import demands_reach
from reports.waiting import to_file, to_review

MOST = 30
FILED = {Timeliness.ON_TIME, Timeliness.EXTENDED, Timeliness.LATE}
IN_TIME = {Timeliness.ON_TIME, Timeliness.EXTENDED}
DUE = FILED | {Timeliness.OVERDUE, Timeliness.MISSING}
TONES = {
    Timeliness.AHEAD: ("neutral", ""),
    Timeliness.WAITING: ("info", ""),
    Timeliness.ON_TIME: ("good", ""),
    Timeliness.EXTENDED: ("good", ""),
    Timeliness.LATE: ("warn", ""),
    Timeliness.OVERDUE: ("bad", ""),
    Timeliness.MISSING: ("bad", ""),
}
SHORT = {
    Timeliness.AHEAD: "–",
    Timeliness.WAITING: "Ditunggu",
    Timeliness.ON_TIME: "Tepat",
    Timeliness.EXTENDED: "Diperpanjang",
    Timeliness.LATE: "Terlambat",
    Timeliness.OVERDUE: "Lewat",
    Timeliness.MISSING: "Tidak ada",
}


@dataclass
class Line:
    """A UPT with its cells, one a period, and how many were due, filed, in time, accepted."""

    name: str
    cells: list[Standing | None] = field(default_factory=list)

    def _count(self, wanted) -> int:
        return sum(one is not None and one.timeliness in wanted for one in self.cells)

    @property
    def due(self) -> int:
        return self._count(DUE)

    @property
    def filed(self) -> int:
        return self._count(FILED)

    @property
    def in_time(self) -> int:
        return self._count(IN_TIME)

    @property
    def accepted(self) -> int:
        return sum(one is not None and one.accepted is not None for one in self.cells)


@require_safe
@demands_reach(Permission.VIEW_REPORTS)
def unit_reports(request):
    """The person's own work first, then the matrix of a year."""
    user = request.user
    years = list(ReportPeriod.objects.order_by("-year").values_list("year", flat=True).distinct())
    year = counted(request.GET.get("tahun", ""))
    year = year if year in years else (years[0] if years else today().year)
    asked = request.GET.get("irama", "")
    rhythm = asked if asked in Rhythm.values else Rhythm.MONTHLY
    periods, lines = matrix(user, year, rhythm)
    context = {
        "today": today(),
        "to_file": to_file(user) if user.may(Permission.FILE_REPORTS) else [],
        "to_review": list((to_review(user) or UnitReport.objects.none())[:MOST]),
        "years": years,
        "year": year,
        "rhythm": rhythm,
        "rhythms": Rhythm.choices,
        "periods": periods,
        "lines": lines,
        "total": _total(lines),
        "may_manage": user.may(Permission.MANAGE_PERIODS),
    }
    return render(request, "reports/unit/desk/list.html", context)


def matrix(user, year: int, rhythm: str) -> tuple[list[ReportPeriod], list[Line]]:
    """The periods of a year and a line for each UPT that owes them; in three queries."""
    periods = list(ReportPeriod.objects.filter(year=year, rhythm=rhythm).order_by("number"))
    duties = ReportDuty.objects.visible_to(user).filter(period__in=[one.pk for one in periods])
    cells = {(one.duty.office, one.duty.period_id): one for one in standings(duties)}
    offices = sorted({office for office, _ in cells}, key=lambda office: office.code)
    lines = [
        Line(office.name, [cells.get((office, period.pk)) for period in periods])
        for office in offices
    ]
    return periods, lines


def _total(lines: list[Line]) -> dict:
    due = sum(line.due for line in lines)
    return {
        "due": due,
        "filed": sum(line.filed for line in lines),
        "in_time": sum(line.in_time for line in lines),
        "accepted": sum(line.accepted for line in lines),
    }
