"""The demonstration holds two years of UPT reports in every state, all marked CONTOH."""

import pytest

from registry.models import Cooperative, District, Office
from reports.demo import unit_reports
from reports.enums import ReportState, Timeliness
from reports.models import ReportDuty, ReportEvent, ReportPeriod, UnitReport
from reports.periods import standings

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(make_cooperative):
    """As after the demonstration of the register: UPTs, and an example cooperative."""
    for code in ("MANDAU", "BENGKALIS", "BANTAN", "BUKIT-BATU", "PINGGIR", "RUPAT"):
        Office.objects.get_or_create(code=f"UPT-{code}", defaults={"name": code, "kind": "upt"})
    make_cooperative(district="Mandau")
    Cooperative.objects.update(is_demo=True)
    assert District.objects.exists()
    return unit_reports.seed()


def test_every_state_is_there(seeded):
    states = set(UnitReport.objects.values_list("state", flat=True))
    assert states == set(ReportState.values)
    assert not UnitReport.objects.filter(is_demo=False).exists()
    assert not ReportDuty.objects.filter(is_demo=False).exists()


def test_in_time_late_extended_nil_and_missing_are_told_apart(seeded):
    rows = standings(ReportDuty.objects.filter(period__year__in=(2020, 2021)))
    found = {one.timeliness for one in rows}
    assert {Timeliness.ON_TIME, Timeliness.LATE, Timeliness.EXTENDED, Timeliness.MISSING} <= found
    assert any(one.is_nil for one in rows)


def test_each_report_has_a_history_that_fits_its_state(seeded):
    accepted = UnitReport.objects.accepted().count()
    assert ReportEvent.objects.filter(step="terima").count() >= accepted > 100
    returned = UnitReport.objects.filter(state=ReportState.RETURNED)
    assert all(one.events.filter(step="kembalikan").exists() for one in returned)


def test_it_is_seeded_once_and_leaves_something_to_file(seeded):
    assert unit_reports.seed() == {}
    assert ReportPeriod.objects.filter(year__gt=2021).exists()
