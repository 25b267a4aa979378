"""Versions of the pagu: begun, submitted, returned, approved; two people at one moment."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from bengkalis.errors import StaleVersion, TransitionRefused
from programs.budgets import (
    add_row,
    approve,
    difference,
    gaps,
    next_version,
    overspent,
    resum,
    send_back,
    start_plan,
    submit,
)
from programs.models import BudgetVersion, MonthPlan, NomenclatureEdition, Plan, Realisation
from programs.tests.samples import approved, item, office, plan_of
from registry.tests.test_merging_races import at_once, kinds

pytestmark = pytest.mark.django_db
DAY = date(2020, 1, 6)
TWO = {"2.11.18.01": 70, "2.11.17.01": 30}


def the_row(budget, code="2.11.18.01"):
    return budget.rows.get(item__code=code)


def test_a_year_has_one_plan():
    edition = NomenclatureEdition.objects.get(first_year=2007)
    start_plan(2020, edition)
    with pytest.raises(ValidationError, match="Tahun anggaran"):
        start_plan(2020, edition)


def test_what_is_missing_is_said_row_by_row():
    plan = plan_of(2020, TWO)
    budget = plan.versions.get()
    budget.rows.filter(item__code="2.11.18.01").update(place="", target=None, office=None)
    assert gaps(budget) == [
        "2.11.18.01: lokasi belum diisi.",
        "2.11.18.01: target belum diisi.",
        "2.11.18.01: penanggung jawab belum diisi.",
    ]
    with pytest.raises(TransitionRefused, match="lokasi belum diisi"):
        submit(budget, None, None)


def test_months_that_do_not_make_the_pagu_are_a_gap():
    budget = plan_of(2020, TWO).versions.get()
    MonthPlan.objects.create(row=the_row(budget), month=1, amount=69)
    assert gaps(budget) == ["2.11.18.01: jumlah rencana bulanan tidak sama dengan pagunya."]
    MonthPlan.objects.update(amount=70)
    assert gaps(budget) == []


def test_an_empty_version_is_not_submitted():
    plan = start_plan(2020, NomenclatureEdition.objects.get(first_year=2007))
    with pytest.raises(TransitionRefused, match="Belum ada kegiatan"):
        submit(plan.versions.get(), None, None)


def test_a_stale_step_changes_nothing(cast):
    budget = plan_of().versions.get()
    seen = budget.version
    submit(budget, seen, cast.planner)
    for step in (lambda: submit(budget, seen, None), lambda: send_back(budget, seen, "x" * 20)):
        with pytest.raises(StaleVersion):
            step()
    with pytest.raises(StaleVersion):
        approve(budget, seen, cast.head, "DPA/1", DAY)
    budget.refresh_from_db()
    assert (budget.state, budget.document_number) == ("diajukan", "")


def test_each_step_asks_for_the_state_before_it(cast):
    budget = plan_of().versions.get()
    with pytest.raises(TransitionRefused):
        approve(budget, None, cast.head, "DPA/1", DAY)
    with pytest.raises(TransitionRefused):
        send_back(budget, None, "Lokasi belum tepat")
    budget = submit(budget, None, cast.planner)
    with pytest.raises(TransitionRefused):
        submit(budget, None, cast.planner)


@pytest.mark.parametrize("reason", ["", "kurang", "x" * 301])
def test_who_sends_back_says_why_in_as_many_words_as_fit(reason):
    budget = submit(plan_of().versions.get(), None, None)
    with pytest.raises(ValidationError):
        send_back(budget, None, reason)
    assert BudgetVersion.objects.get().state == "diajukan"


def test_the_reason_goes_when_it_is_submitted_again():
    budget = submit(plan_of().versions.get(), None, None)
    budget = send_back(budget, None, "Lokasi belum tepat")
    assert budget.returned_reason == "Lokasi belum tepat"
    assert submit(budget, None, None).returned_reason == ""


def test_only_one_version_is_in_work_and_only_the_first_is_original(cast):
    plan = plan_of()
    with pytest.raises(TransitionRefused, match="belum disahkan"):
        next_version(plan, "pergeseran")
    approved(plan, cast.head)
    with pytest.raises(TransitionRefused, match="hanya versi pertama"):
        next_version(plan, "murni")


def test_the_copy_brings_the_months_and_leaves_the_original(cast):
    plan = plan_of(2020, TWO)
    MonthPlan.objects.create(row=the_row(plan.versions.get()), month=3, amount=70, physical=50)
    first = approved(plan, cast.head)
    second = next_version(plan, "perubahan")
    the_row(second).months.update(amount=1)
    assert the_row(first).months.get().amount == 70
    assert {row.line_id for row in first.rows.all()} == {row.line_id for row in second.rows.all()}


def test_what_was_spent_bounds_the_next_version(cast):
    plan = plan_of(2020, TWO)
    approved(plan, cast.head)
    line = plan.lines.get(item__code="2.11.18.01")
    Realisation.objects.create(line=line, month=1, amount=60, physical=10)
    fresh = next_version(plan, "pergeseran")
    the_row(fresh).delete()
    resum(fresh)
    assert overspent(fresh) == "2.11.18.01"
    with pytest.raises(TransitionRefused, match=r"2\.11\.18\.01"):
        approve(submit(fresh, None, None), None, cast.head, "DPPA/1", DAY)


def test_a_difference_tells_what_came_went_and_changed(cast):
    plan = plan_of(2020, TWO)
    first = approved(plan, cast.head)
    second = next_version(plan, "perubahan")
    the_row(second, "2.11.17.01").delete()
    second.rows.filter(item__code="2.11.18.01").update(pagu=90, place="Duri")
    add_row(second, item("2.11.15.01"), office(), pagu=5)
    resum(second)
    told = {one.row.item.code: one for one in difference(first, second)}
    assert told["2.11.17.01"].after is None
    assert told["2.11.15.01"].before is None
    assert told["2.11.18.01"].fields == ["place", "pagu"]
    assert told["2.11.18.01"].pagu_difference == told["2.11.18"].pagu_difference == 20
    assert all(one.is_same for one in difference(first, first))


def test_a_row_that_comes_back_goes_on_in_its_line(cast):
    plan = plan_of(2020, TWO)
    first = approved(plan, cast.head)
    second = next_version(plan, "perubahan")
    before = the_row(first, "2.11.17.01")
    the_row(second, "2.11.17.01").delete()
    resum(second)
    again = add_row(second, item("2.11.17.01"), office(), pagu=30)
    elsewhere = add_row(second, item("2.11.17.01"), office("UPT-MANDAU"), pagu=1)
    resum(second)
    assert again.line_id == before.line_id
    assert elsewhere.line_id != again.line_id
    came_or_went = [one for one in difference(first, second) if not (one.before and one.after)]
    assert [one.row for one in came_or_went] == [elsewhere]


# --- two people at once -------------------------------------------------------------------------


def begun() -> Plan:
    with transaction.atomic():
        return plan_of()


def submitted() -> BudgetVersion:
    submit(begun().versions.get(), None, None)
    return BudgetVersion.objects.get()


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_are_one_approval(cast):
    budget, head = submitted(), cast.head
    answers = at_once(
        lambda: approve(budget, budget.version, head, "DPA/1", DAY),
        lambda: approve(budget, budget.version, head, "DPA/2", DAY),
    )
    assert kinds(answers) == {BudgetVersion, StaleVersion}
    (done,) = [one for one in answers if isinstance(one, BudgetVersion)]
    stored = BudgetVersion.objects.get()
    assert (stored.state, stored.document_number) == ("disahkan", done.document_number)


@pytest.mark.django_db(transaction=True)
def test_approved_and_returned_at_once_is_one_of_both(cast):
    budget, head = submitted(), cast.head
    answers = at_once(
        lambda: approve(budget, budget.version, head, "DPA/1", DAY),
        lambda: send_back(budget, budget.version, "Lokasi belum tepat"),
    )
    assert kinds(answers) == {BudgetVersion, StaleVersion}
    stored = BudgetVersion.objects.get()
    assert (stored.state, bool(stored.returned_reason)) in [("disahkan", False), ("draf", True)]


@pytest.mark.django_db(transaction=True)
def test_two_next_versions_at_once_are_one(cast):
    plan = begun()
    approved(plan, cast.head)
    answers = at_once(
        lambda: next_version(plan, "pergeseran"), lambda: next_version(plan, "perubahan")
    )
    assert kinds(answers) == {BudgetVersion, TransitionRefused}
    assert Plan.objects.get().versions.count() == 2
