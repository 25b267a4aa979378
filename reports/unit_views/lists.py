"""What is to be filed, verified, accepted; and who reported when: UPT by period."""

from dataclasses import dataclass, field

from django.shortcuts import render
from django.views.decorators.http import require_safe

from bengkalis.access import Permission
from bengkalis.values import counted
from registry.models.people import today
from reports.enums import OPEN_TO_EDIT, Rhythm, Timeliness
from reports.models import ReportDuty, ReportPeriod, UnitReport
from reports.periods import Standing, standings
from reports.reach import demands_reach
from reports.waiting import to_file, to_review

MOST = 30
FILED = {Timeliness.ON_TIME, Timeliness.EXTENDED, Timeliness.LATE}
IN_TIME = {Timeliness.ON_TIME, Timeliness.EXTENDED}
DUE = FILED | {Timeliness.OVERDUE, Timeliness.MISSING}
TONES = {
    Timeliness.AHEAD: "neutral",
    Timeliness.WAITING: "info",
    Timeliness.ON_TIME: "good",
    Timeliness.EXTENDED: "good",
    Timeliness.LATE: "warn",
    Timeliness.OVERDUE: "bad",
    Timeliness.MISSING: "bad",
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


@dataclass(frozen=True)
class Cell:
    """A duty as everybody may know it: nothing of what is still being written."""

    standing: Standing

    @property
    def duty(self) -> ReportDuty:
        return self.standing.duty

    @property
    def timeliness(self) -> Timeliness:
        return self.standing.timeliness

    @property
    def accepted(self) -> UnitReport | None:
        return self.standing.accepted

    @property
    def filed(self) -> UnitReport | None:
        """The newest version that was handed in at least once."""
        newest = self.standing.newest
        return newest if newest and newest.first_filed_at else self.accepted

    @property
    def is_nil(self) -> bool:
        """It was handed in as a nil report; what is changed since does not count."""
        return bool(self.filed and self.filed.state not in OPEN_TO_EDIT and self.filed.is_nil)


@dataclass
class Line:
    """A UPT or a period with its cells, and how many were due, filed, in time, accepted."""

    name: str
    cells: list[Cell | None] = field(default_factory=list)

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

    @property
    def complete_percent(self) -> int | None:
        return _percent(self.filed, self.due)

    @property
    def in_time_percent(self) -> int | None:
        return _percent(self.in_time, self.due)


def _percent(part: int, whole: int) -> int | None:
    """Rounded half up; None where nothing was due yet."""
    return (200 * part + whole) // (2 * whole) if whole else None


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
        "to_file": to_file(user) if user.may(Permission.FILE_REPORTS) else [],
        "to_review": list((to_review(user) or UnitReport.objects.none())[:MOST]),
        "years": years,
        "year": year,
        "rhythm": rhythm,
        "rhythms": Rhythm.choices,
        "periods": periods,
        "lines": lines,
        "sums": sums(periods, lines),
        "total": Line("Semua", [cell for line in lines for cell in line.cells]),
        "may_manage": user.may(Permission.MANAGE_PERIODS),
    }
    return render(request, "reports/unit/desk/list.html", context)


def matrix(user, year: int, rhythm: str) -> tuple[list[ReportPeriod], list[Line]]:
    """The periods of a year and a line for each UPT that owes them; in three queries."""
    periods = list(ReportPeriod.objects.filter(year=year, rhythm=rhythm).order_by("number"))
    duties = ReportDuty.objects.visible_to(user).filter(period__in=[one.pk for one in periods])
    cells = {(one.duty.office, one.duty.period_id): Cell(one) for one in standings(duties)}
    offices = sorted({office for office, _ in cells}, key=lambda office: office.code)
    lines = [
        Line(office.name, [cells.get((office, period.pk)) for period in periods])
        for office in offices
    ]
    return periods, lines


def sums(periods: list[ReportPeriod], lines: list[Line]) -> list[Line]:
    """A line for each period over all UPTs."""
    columns = zip(*(line.cells for line in lines), strict=True)
    return [Line(str(period), list(cells)) for period, cells in zip(periods, columns, strict=False)]
