"""Agreements from data: who with whom, for which money, and when one must be made anew."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError

from bengkalis.errors import StaleVersion, TransitionRefused
from programs.achievement import Scale, Scored
from programs.agreements import (
    carry_results,
    prepare,
    refresh,
    remove,
    renew,
    revise,
    without_one,
)
from programs.allotting import rows_of
from programs.budgets import add_row, next_version, resum
from programs.models import Agreement, AgreementIndicator, IndicatorResult, Paper
from programs.results import Entry, record
from programs.tests.agreements import DAY, FULL, UPT, in_force_of, shared_plan, succeed
from programs.tests.samples import (
    approved,
    cascade,
    item,
    office,
    plan_of,
    put_in_force,
)
from registry.models import Incumbency


@pytest.fixture
def people(cast):
    return cascade(cast)


@pytest.fixture
def plan(people):
    return shared_plan()


def table(agreement: Agreement) -> list[tuple]:
    return list(agreement.programs.values_list("code", "amount"))


# --- prepared ----------------------------------------------------------------------------------


def test_the_head_answers_for_every_program(plan, people):
    agreement = prepare(plan, people["head"].position, DAY)
    assert table(agreement) == [("2.17.03", 5), ("2.17.05", 100), ("2.17.06", 900)]
    assert (agreement.first, agreement.second) == (people["head"], people["regent"])
    assert agreement.budget == plan.in_force
    assert agreement.paper.state == "rancangan"


def test_a_division_answers_for_its_kegiatan_and_those_of_its_upt(plan, people):
    agreement = prepare(plan, people["division"].position, DAY)
    assert table(agreement) == [("2.17.03.2.01", 5), ("2.17.05.2.01", 100)]
    assert agreement.second == people["head"]


def test_a_upt_answers_for_its_own_rows_only(plan, people):
    agreement = prepare(plan, people["unit"].position, DAY)
    assert table(agreement) == [("2.17.05.2.01.01", 70), ("2.17.05.2.01.02", 30)]
    assert [one.line.item.code for one in agreement.programs.all()] == [
        "2.17.05.2.01.01",
        "2.17.05.2.01.02",
    ]


@pytest.mark.parametrize("who", ["head", "division", "unit"])
def test_the_amounts_add_up_to_the_rows_of_the_post_exactly(plan, people, who):
    position = people[who].position
    agreement = prepare(plan, position, DAY)
    rows = rows_of(position, plan.in_force)
    assert sum(amount for _, amount in table(agreement)) == sum(row.pagu for row in rows)


def test_a_kegiatan_that_two_offices_share_counts_only_the_own_rows(people):
    plan = plan_of(2020, {"2.11.18.01": 60}, office=office(UPT))
    budget = plan.versions.get()
    add_row(budget, item("2.11.18.01"), office("SEKRETARIAT"), pagu=40, **FULL)
    resum(budget)
    approved(plan)
    agreement = prepare(plan, people["unit"].position, date(2020, 1, 27))
    assert table(agreement) == [("2.11.18.01", 60)]


def test_indicators_are_proposed_from_the_rows(plan, people):
    agreement = prepare(plan, people["unit"].position, DAY)
    (one,) = agreement.indicators.all()
    assert (one.indicator, one.unit, one.target) == (
        "Banyaknya pengurus yang dilatih",
        "orang",
        120,
    )
    assert (one.direction, one.quarter_rule) == ("naik", "jumlah")


def test_an_indicator_of_the_program_itself_comes_before_those_of_its_rows(people):
    plan = plan_of(2021, {"2.17.05.2.01.01": 70})
    own = {"goal": "Koperasi sehat", "indicator": "Koperasi sehat", "unit": "%", "target": 60}
    plan.versions.get().rows.filter(item__code="2.17.05").update(**own)
    approved(plan)
    (one,) = prepare(plan, people["head"].position, DAY).indicators.all()
    assert (one.indicator, one.target) == ("Koperasi sehat", 60)
    assert (one.direction, one.quarter_rule) == ("persentase", "terakhir")


def test_percentages_of_several_rows_are_not_added(people):
    plan = plan_of(2021, {"2.17.05.2.01.01": 70, "2.17.05.2.01.02": 9}, unit="persen", target=80)
    approved(plan)
    (one,) = prepare(plan, people["head"].position, DAY).indicators.all()
    assert one.target == 80


def test_a_proposed_indicator_supports_the_one_above_that_says_the_same(plan, people):
    higher = prepare(plan, people["division"].position, DAY)
    agreement = prepare(plan, people["unit"].position, DAY)
    wanted = higher.indicators.get(indicator="Banyaknya pengurus yang dilatih")
    assert agreement.indicators.get().supports == wanted


def refused(sentence: str):
    return pytest.raises(TransitionRefused, match=sentence)


def test_without_a_holder_there_is_no_agreement(plan, people):
    post = people["unit"].position
    with refused("Pada 01-01-2021 tidak ada yang memangku Kepala UPTD Mandau"):
        Incumbency.objects.filter(position=post).update(valid_from=date(2021, 2, 1))
        prepare(plan, post, date(2021, 1, 1))
    Incumbency.objects.filter(position=people["division"].position).delete()
    with refused("Kepala Bidang Kelembagaan, atasan langsung Kepala UPTD Mandau"):
        prepare(plan, post, date(2021, 3, 1))
    with refused("tidak ada yang memangku"):
        prepare(plan, people["division"].position, DAY)
    assert not Paper.objects.exists()


def test_nobody_promises_to_himself(plan, people):
    post = people["head"].position
    Incumbency.objects.filter(position=post).delete()
    Incumbency.objects.create(
        official=people["division"].official,
        position=post,
        standing="plt",
        valid_from=date(2021, 1, 1),
    )
    with refused("kepada dirinya sendiri"):
        prepare(plan, people["division"].position, DAY)


def test_without_an_approved_budget_there_is_no_agreement(people):
    with refused("belum punya pagu yang disahkan"):
        prepare(plan_of(2021), people["head"].position, DAY)


def test_one_in_work_or_in_force_is_not_made_twice(plan, people):
    agreement = prepare(plan, people["head"].position, DAY)
    with refused("sudah punya rancangan"):
        prepare(plan, people["head"].position, DAY)
    put_in_force(agreement.paper)
    with refused("perbarui yang itu"):
        prepare(plan, people["head"].position, DAY)


def test_the_regent_and_a_post_that_is_gone_make_none(plan, people):
    with refused("eselon II sampai IV"):
        prepare(plan, people["regent"].position, DAY)
    post = people["unit"].position
    post.is_active = False
    with refused("tidak ada lagi"):
        prepare(plan, post, DAY)


def test_the_day_lies_in_the_year(plan, people):
    with refused("ditemukan 31-12-2020, diharapkan hari dalam tahun 2021"):
        prepare(plan, people["head"].position, date(2020, 12, 31))


def test_who_has_none_is_named_with_the_holder(plan, people):
    prepare(plan, people["head"].position, DAY)
    Incumbency.objects.filter(position=people["unit"].position).delete()
    found = [(post.code, post.holder) for post in without_one(plan)]
    assert found == [("kabid", people["division"]), ("ka-upt-mandau", None)]


# --- drafts ------------------------------------------------------------------------------------


@pytest.fixture
def draft(plan, people):
    return prepare(plan, people["division"].position, DAY)


def fresh_row(**values) -> AgreementIndicator:
    given = {"goal": "Tertib", "indicator": "Koperasi ber-RAT", "unit": "koperasi", "target": 9}
    return AgreementIndicator(**(given | values))


def test_a_draft_is_saved_in_the_order_given(draft):
    first, second = draft.indicators.all()
    first.target = 7
    revise(draft, draft.version, "Duri", DAY, [second, fresh_row(), first])
    assert [one.indicator for one in draft.indicators.all()] == [
        second.indicator,
        "Koperasi ber-RAT",
        first.indicator,
    ]
    assert draft.indicators.last().target == 7
    assert Agreement.objects.get().signed_in == "Duri"


def test_two_savers_do_not_overwrite_each_other(draft):
    revise(draft, 1, "Duri", DAY, list(draft.indicators.all()))
    with pytest.raises(StaleVersion):
        revise(draft, 1, "Rupat", DAY, removed=list(draft.indicators.all()))
    assert Agreement.objects.get().signed_in == "Duri"
    assert draft.indicators.count() == 2


def test_another_day_brings_the_holders_of_that_day(draft, people):
    succeed(people["head"], "Ir. Baru", date(2021, 3, 2))
    revise(draft, None, "Bengkalis", date(2021, 3, 2))
    assert Agreement.objects.get().second.official.name == "Ir. Baru"


def test_what_others_support_is_not_removed(draft, people):
    lower = prepare(draft.plan, people["unit"].position, DAY)
    held = lower.indicators.get().supports
    with refused("mendukungnya; ubah yang itu dulu"):
        revise(draft, None, "Bengkalis", DAY, removed=[held])
    with refused("mendukungnya"):
        remove(draft, None)
    assert draft.indicators.filter(pk=held.pk).exists()


def test_a_refreshed_draft_follows_the_budget_in_force(draft):
    fresh = next_version(draft.plan, "pergeseran")
    fresh.rows.filter(item__code="2.17.03.2.01.01").update(pagu=8)
    resum(fresh)
    approved(draft.plan, dated=date(2021, 5, 1))
    refresh(draft, draft.version)
    assert table(draft) == [("2.17.03.2.01", 8), ("2.17.05.2.01", 100)]
    assert Agreement.objects.get().budget == fresh


def test_a_draft_goes_with_its_paper(draft):
    remove(draft, draft.version)
    assert not Paper.objects.exists()
    assert not AgreementIndicator.objects.exists()


def test_once_opened_nothing_is_edited_refreshed_or_removed(draft):
    put_in_force(draft.paper)
    for step in (lambda: revise(draft, None, "x", DAY), lambda: refresh(draft, None)):
        with refused("tarik kembali sebelum mengubahnya"):
            step()
    with refused("tarik kembali"):
        remove(draft, None)
    assert Paper.objects.get().state == "berlaku"


# --- renewed -----------------------------------------------------------------------------------


@pytest.fixture
def in_force(draft):
    put_in_force(draft.paper)
    return Agreement.objects.get(pk=draft.pk)


def test_a_renewal_supersedes_with_holders_and_budget_of_now(in_force, people):
    succeed(people["division"], "Hj. Rosna", date(2021, 6, 2))
    version = next_version(in_force.plan, "perubahan")
    approved(in_force.plan, dated=date(2021, 9, 1))
    fresh = renew(in_force, None, date(2021, 10, 4))
    assert fresh.paper.supersedes == in_force.paper
    assert fresh.first.official.name == "Hj. Rosna"
    assert fresh.budget == version
    old = list(in_force.indicators.all())
    assert [one.replaces for one in fresh.indicators.all()] == old
    assert [one.target for one in fresh.indicators.all()] == [one.target for one in old]


def test_a_renewal_supports_what_the_superior_promises_now(in_force, people):
    lower = prepare(in_force.plan, people["unit"].position, DAY)
    put_in_force(lower.paper)
    higher = renew(in_force, None, date(2021, 10, 4))
    put_in_force(higher.paper)
    fresh = renew(lower, None, date(2021, 10, 5))
    supported = fresh.indicators.get().supports
    assert supported.agreement == higher
    assert supported.replaces == lower.indicators.get().supports


def test_only_what_is_in_force_is_renewed_and_only_once(in_force):
    with refused("diharapkan sejak 27-01-2021"):
        renew(in_force, None, date(2021, 1, 1))
    fresh = renew(in_force, None, date(2021, 10, 4))
    with refused("sudah punya rancangan"):
        renew(in_force, None, date(2021, 10, 4))
    with refused("Hanya perjanjian yang berlaku"):
        renew(fresh)


def test_a_year_that_is_over_is_renewed_on_its_last_day(in_force):
    assert renew(in_force).paper.dated_on == date(2021, 12, 31)


def test_results_are_carried_over_once_the_renewal_is_in_force(in_force, cast):
    one, other = in_force.indicators.all()
    record(in_force, 1, [Entry(one, Decimal(3), "Awal"), Entry(other, Decimal(4))], cast.planner)
    fresh = renew(in_force, None, date(2021, 10, 4))
    changed = fresh.indicators.get(replaces=other)
    AgreementIndicator.objects.filter(pk=changed.pk).update(unit="persen")
    put_in_force(fresh.paper)
    assert carry_results(fresh) == 1
    assert carry_results(fresh) == 0
    copied = IndicatorResult.objects.get(indicator__agreement=fresh)
    assert (copied.value, copied.note, copied.quarter) == (3, "Awal", 1)
    assert copied.recorded_by == cast.planner
    assert IndicatorResult.objects.filter(indicator__agreement=in_force).count() == 2


def test_no_result_is_carried_to_a_draft(in_force, cast):
    record(in_force, 1, [Entry(in_force.indicators.first(), Decimal(3))], cast.planner)
    fresh = renew(in_force, None, date(2021, 10, 4))
    with pytest.raises(IntegrityError, match="sudah berlaku"):
        carry_results(fresh)


@pytest.mark.parametrize(("cap", "percent"), [(None, 120), (150, 140)])
def test_an_own_cap_counts_before_the_rule(plan, people, cast, cap, percent):
    agreement = in_force_of(plan, people["unit"], target=10, cap=cap)
    one = agreement.indicators.get()
    record(agreement, 2, [Entry(one, Decimal(14))], cast.planner)
    scored = Scored(one, Scale.of_year(2021))
    assert (scored.year.percent, scored.value) == (percent, 14)
    assert [scored.quarter(n) for n in (1, 2)] == [None, None]  # no target of their own
