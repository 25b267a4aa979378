"""The demonstration's programmes hold together, and leave something to do."""

from collections import Counter

import pytest

from programs import demo
from programs.models import Beneficiary, Paper, Plan, PlanRow, Realisation
from programs.signing import awaiting
from registry.demo import accounts, offices, posts
from registry.models import Incumbency, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def counts(make_cooperative) -> Counter:
    offices.seed()
    accounts.seed()
    posts.seed()
    make_cooperative(district="Mandau", is_demo=True)
    return demo.seed(1)


def test_the_demonstration_is_whole_and_leaves_something_to_do(counts):
    """One test: sealing seventy papers takes its time."""
    for year, versions in ((2020, 3), (2021, 2)):
        _judge_plan(Plan.objects.get(year=year), versions)
    _judge_what_is_left()
    _judge_posts()
    _judge_papers()
    assert demo.seed(1) == posts.seed() == Counter()


def _judge_plan(plan: Plan, versions: int) -> None:
    assert plan.versions.filter(state="disahkan").count() == versions
    assert plan.in_force.rows.leaves().count() >= 30
    assert Realisation.objects.filter(line__plan=plan, month=9).exists()
    assert Beneficiary.objects.filter(line__plan=plan).exists()
    dropped = PlanRow.objects.filter(item__code="2.11.03.01")
    assert set(dropped.values_list("budget__sequence", flat=True)) == {1}


def _judge_what_is_left() -> None:
    late = Realisation.objects.filter(line__plan__year=2021, month__gt=9)
    assert late.exists()
    assert not late.filter(line__rows__office__code="UPT-MANDAU").exists()


def _judge_posts() -> None:
    assert Incumbency.objects.filter(position__code="kabid-usaha-mikro").count() == 2
    held = Incumbency.objects.within_year(2021).values_list("position__code", "standing")
    assert ("ka-upt-rupat", "plt") in held
    assert "kasi-fasilitasi" not in {code for code, _ in held}


def _judge_papers() -> None:
    states = set(Paper.objects.filter(kind="pk").values_list("state", flat=True))
    assert states == {"rancangan", "ditandatangani", "berlaku", "digantikan", "dicabut"}
    assert not Paper.objects.filter(is_demo=False).exists()
    assert Paper.objects.filter(kind="pi", state="ditandatangani").count() == 3
    unit = User.objects.get(username="kepala.upt.mandau")
    assert {one.kind for one in awaiting(unit)} == {"pk", "pi"}
    division = User.objects.get(username="kabid.kelembagaan")
    assert awaiting(division).get(kind="pk").supersedes.state == "berlaku"
