"""The cascade of a year: who promises whom, and where something is missing."""

from datetime import date

import pytest

from programs.cascade import Cascade, Gap
from programs.models import AgreementIndicator
from programs.tests.samples import agreement_of, approved, cascade, plan_of, put_in_force
from registry.models import Incumbency, Official, Position


@pytest.fixture
def people(cast):
    return cascade(cast)


@pytest.fixture
def plan(people):
    plan = plan_of()
    approved(plan)
    return plan


def counted(plan) -> dict[Gap, int]:
    return {gap: number for gap, number in Cascade(plan).counts() if number}


def agreed(plan, people, first: str, second: str, supports=None):
    agreement = agreement_of(plan, people[first], people[second])
    agreement.indicators.update(supports=supports)
    put_in_force(agreement.paper)
    return agreement


def test_posts_stand_under_their_superiors(plan):
    (top,) = Cascade(plan).roots
    names = []
    while top:
        names.append((top.position.code, str(top.holder.official)))
        top = top.children[0] if top.children else None
    assert [code for code, _ in names] == ["bupati", "kadis", "kabid", "ka-upt-mandau"]
    assert names[1][1] == "Drs. Hasan, M.Si"


def test_holders_without_an_agreement_and_posts_without_a_holder_are_counted(plan, people):
    assert counted(plan) == {Gap.NO_AGREEMENT: 3}
    Incumbency.objects.filter(position=people["unit"].position).delete()
    assert counted(plan) == {Gap.NO_AGREEMENT: 2, Gap.NO_HOLDER: 1}


def test_indicators_that_hang_together_leave_no_gap(plan, people):
    top = agreed(plan, people, "head", "regent")
    middle = agreed(plan, people, "division", "head", top.indicators.get())
    agreed(plan, people, "unit", "division", middle.indicators.get())
    assert counted(plan) == {}


def test_an_indicator_alone_is_a_gap_above_and_below(plan, people):
    agreed(plan, people, "head", "regent")
    agreed(plan, people, "division", "head")
    found = counted(plan)
    assert found[Gap.SUPPORTS_NOTHING] == 1
    assert found[Gap.UNSUPPORTED] == 2
    assert found[Gap.NO_AGREEMENT] == 1


def test_support_holds_on_when_the_superior_renews(plan, people):
    top = agreed(plan, people, "head", "regent")
    agreed(plan, people, "division", "head", top.indicators.get())
    fresh = agreement_of(
        plan, people["head"], people["regent"], date(2020, 10, 5), supersedes=top.paper
    )
    AgreementIndicator.objects.filter(agreement=fresh).update(replaces=top.indicators.get())
    put_in_force(fresh.paper)
    found = Cascade(plan)
    node = found.nodes[people["division"].position_id]
    assert node.promised[0].supports == fresh.indicators.get()
    assert dict(found.counts())[Gap.SUPPORTS_NOTHING] == 0


def test_the_one_in_force_stands_before_the_one_in_work(plan, people):
    top = agreed(plan, people, "head", "regent")
    agreement_of(plan, people["head"], people["regent"], date(2020, 10, 5), supersedes=top.paper)
    assert Cascade(plan).nodes[people["head"].position_id].agreement == top


def test_an_agreement_with_somebody_who_left_is_a_gap(plan, people):
    agreed(plan, people, "division", "head")
    Incumbency.objects.filter(pk=people["head"].pk).update(valid_to=date(2020, 5, 31))
    Incumbency.objects.create(
        official=Official.objects.create(name="Ir. Baru"),
        position=people["head"].position,
        valid_from=date(2020, 6, 1),
    )
    assert counted(plan)[Gap.OTHER_SUPERIOR] == 1
    Incumbency.objects.filter(pk=people["division"].pk).update(valid_to=date(2020, 5, 31))
    Incumbency.objects.create(
        official=Official.objects.create(name="Hj. Rosna"),
        position=people["division"].position,
        valid_from=date(2020, 6, 1),
    )
    assert counted(plan)[Gap.FORMER_HOLDER] == 1


def test_posts_that_are_each_others_superior_are_shown_all_the_same(plan, people):
    head, division = people["head"].position, people["division"].position
    Position.objects.filter(pk=head.pk).update(superior=division)
    codes = {root.position.code for root in Cascade(plan).roots}
    assert {"kadis", "kabid"} <= codes
