"""How a plan stands against itself, and the S-curves that say so."""

from decimal import Decimal

import pytest

from programs.curves import Curve, draw, runs
from programs.standing import BEHIND, CRITICALLY, ON_TRACK, UNPLANNED, Limits, standings
from programs.tests.realised import CODE, OTHER, approved_plan, done, line_of
from programs.tests.samples import office

MONTHS = {1: (100_000, 10), 2: (100_000, 25), 3: (100_000, 60)}


def standing(plan, offices=None):
    return standings([plan.in_force], offices)[plan.pk]


@pytest.mark.parametrize(
    ("points", "verdict"),
    [
        *[("3", ON_TRACK), ("-5", ON_TRACK), ("-5.1", BEHIND), ("-10", BEHIND)],
        *[("-10.1", CRITICALLY), (None, UNPLANNED)],
    ],
)
def test_thresholds(points, verdict):
    assert Limits(5, 10).judge(None if points is None else Decimal(points)) == verdict


@pytest.mark.django_db
def test_work_is_weighed_by_pagu_and_money_added_up():
    plan = approved_plan(months=MONTHS)
    done(line_of(plan), 2, 300_000, 30)
    done(line_of(plan, OTHER), 2, 0, 0)
    point = standing(plan).total.points[1]
    assert (point.planned, point.realised, point.pagu) == (400_000, 300_000, 1_500_000)
    assert (point.physical, point.planned_physical) == (Decimal("20.0"), Decimal("25.0"))
    assert (point.money, point.deviation) == (Decimal("20.0"), Decimal("-5.0"))
    assert point.verdict == ON_TRACK


@pytest.mark.django_db
def test_a_month_without_an_entry_is_a_gap_and_never_a_zero():
    plan = approved_plan(months=MONTHS)
    done(line_of(plan), 1, 100_000, 10)
    done(line_of(plan), 3, 600_000, 60)
    total = standing(plan).total
    assert [point.money for point in total.points[:4]] == [Decimal("6.7"), None, Decimal(40), None]
    assert [point.month for point in total.reported] == [1, 3]
    assert (total.last.entered, total.last.lines, total.last.is_partial) == (1, 2, True)
    assert Curve.of_money(total).coverage.startswith("Baru 1 dari 2 baris")


@pytest.mark.django_db
def test_a_line_that_is_silent_for_a_month_counts_with_its_last_entry():
    plan = approved_plan()
    done(line_of(plan), 1, 100_000, 10)
    done(line_of(plan, OTHER), 2, 50_000, 10)
    assert standing(plan).total.points[1].realised == 150_000


@pytest.mark.django_db
def test_programs_offices_and_quarters_stand_for_themselves():
    plan = approved_plan(rows={CODE: 1_000_000, "2.11.17.01": 500_000}, months=MONTHS)
    done(line_of(plan), 3, 100_000, 20)
    found = standing(plan)
    assert len(found.programs) == 2
    assert found.programs[line_of(plan).item.parent_id].verdict == CRITICALLY
    silent = found.programs[line_of(plan, "2.11.17.01").item.parent_id]
    assert (silent.last, silent.verdict.word) == (None, "Belum dilaporkan")
    quarters = dict(found.offices[office().pk].quarters)
    assert [quarters[n] and quarters[n].month for n in (1, 2, 3, 4)] == [3, None, None, None]
    assert standings([plan.in_force], [office("UPT-MANDAU").pk]) == {}


@pytest.mark.django_db
def test_a_line_of_2021_belongs_to_the_program_two_rungs_above():
    code = "2.17.05.2.01.01"
    plan = approved_plan(2021, {code: 1000})
    found = standing(plan)
    assert list(found.programs) == [line_of(plan, code).item.parent.parent_id]
    assert found.total.points[0].planned is None


def curve(planned, realised) -> Curve:
    rest = [None] * 12
    pad = [[None if v is None else Decimal(v) for v in one] for one in (planned, realised)]
    return Curve("Keuangan", *[(one + rest)[:12] for one in pad])


@pytest.mark.parametrize(
    ("planned", "realised", "finding"),
    [
        ([10, 20], [9, 12], "Keuangan 8 poin di belakang rencana pada Februari"),
        ([10, 20], [11, "21.5"], "Keuangan 1,5 poin di depan rencana pada Februari"),
        ([10, 20], [None, 20], "Keuangan sesuai rencana pada Februari"),
        ([], [None, 20], "Keuangan 20,0% pada Februari, tanpa rencana bulanan"),
        ([10], [], "Keuangan: belum ada realisasi yang dicatat"),
    ],
)
def test_the_title_says_the_finding(planned, realised, finding):
    one = curve(planned, realised)
    assert one.finding == finding
    assert f">{finding}</title>" in draw(one, "x")


def test_a_gap_breaks_the_line():
    one = curve([10, 20, 30, 40, 50], [10, 20, None, 40, 45])
    assert [[month for month, _ in run] for run in runs(one.realised)] == [[1, 2], [4, 5]]
    drawn = draw(one, "x")
    assert drawn.count('class="line line-s1"') == 2
    assert drawn.count("<circle") == 4


def test_both_lines_are_named_where_they_end_and_apart():
    drawn = draw(curve([10, 50], [10, 49]), "x", narrow=True)
    places = [part.partition('y="')[2].partition('"')[0] for part in drawn.split("<text")[-2:]]
    assert "Rencana 50%" in drawn
    assert "Realisasi 49%" in drawn
    assert abs(float(places[0]) - float(places[1])) >= 15
    assert "style=" not in drawn
