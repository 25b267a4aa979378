"""Findings about the demonstration get a history; those about real cooperatives keep their days."""

from datetime import date

import pytest

from registry.demo import findings
from registry.demo.plan import HORIZON
from registry.models import Cooperative, Finding

TODAY = date(2026, 11, 1)
RULES = ("no_phone", "no_village", "old_kind", "no_meeting", "sum_mismatch")


@pytest.fixture
def checked(make_cooperative):
    """Forty demonstration cooperatives, of which every second one breaks all RULES since today."""
    made = [make_cooperative(name=f"Koperasi {number}") for number in range(40)]
    Cooperative.objects.update(is_demo=True)
    Finding.objects.all().delete()
    Finding.objects.bulk_create(
        Finding(cooperative=one, rule=rule, opened_on=TODAY) for one in made[::2] for rule in RULES
    )
    return made


def days() -> list[tuple]:
    return sorted(Finding.objects.values_list("cooperative", "rule", "opened_on", "closed_on"))


def test_open_findings_are_spread_over_the_years(checked):
    assert findings.backdate()[0] == 100
    opened = Finding.objects.open().values_list("opened_on", flat=True)
    assert len(opened) == 100
    assert all(findings.SINCE <= day <= HORIZON for day in opened)
    assert len({day.year for day in opened}) >= 6
    assert 2 <= sum((HORIZON - day).days <= findings.LATELY for day in opened) <= 35


def test_findings_that_are_gone_are_added_where_the_rule_holds_now(checked):
    added = findings.backdate()[1]
    gone = Finding.objects.filter(closed_on__isnull=False)
    assert gone.count() == added > 0
    assert {one.cooperative_id for one in gone} <= {one.pk for one in checked[1::2]}
    assert all(findings.SINCE <= one.opened_on < one.closed_on <= HORIZON for one in gone)


def test_a_second_time_changes_nothing(checked):
    findings.backdate()
    before = days()
    assert findings.backdate() == (100, 0)
    assert days() == before


def test_a_finding_is_never_dated_later_than_it_was_found(checked):
    Finding.objects.update(opened_on=date(2019, 2, 1))
    findings.backdate()
    assert not Finding.objects.open().filter(opened_on__gt=date(2019, 2, 1)).exists()


def test_findings_about_real_cooperatives_stay(checked):
    Cooperative.objects.filter(pk=checked[0].pk).update(is_demo=False)
    findings.backdate()
    real = Finding.objects.filter(cooperative=checked[0])
    assert [(one.opened_on, one.closed_on) for one in real] == [(TODAY, None)] * len(RULES)


def test_without_findings_there_is_nothing_to_do(db):
    assert findings.backdate() == (0, 0)
