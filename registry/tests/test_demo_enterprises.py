"""The demonstration's MSMEs as the database has them: no rule broken, nobody real."""

import re

import pytest
from django.db.models import Count, F, Q, Sum

from bengkalis.sealed import blind_index
from registry.demo import enterprise_plan
from registry.demo.plan import HORIZON
from registry.enums import Sex
from registry.models import (
    Coaching,
    District,
    Enterprise,
    EnterpriseWord,
    EnterpriseYear,
    Office,
)
from reports.models import EnterpriseFact

pytestmark = pytest.mark.usefixtures("demo")


@pytest.mark.parametrize("model", [Enterprise, EnterpriseYear, Coaching])
def test_rows_written_by_copy_obey_every_rule_of_their_form(model):
    rows = model.objects.order_by("pk")[: 41 * 20 : 41]
    for row in rows:
        row.full_clean()
    assert len(rows) >= 15


def test_every_kecamatan_has_its_share_and_most_villages_have_some():
    counted = dict(
        Enterprise.objects.order_by().values_list("district__kemendagri_code").annotate(Count("id"))
    )
    plan = {code: count // enterprise_plan.ONE_IN for code, count in enterprise_plan.COUNTS.items()}
    assert counted == plan
    assert Enterprise.objects.values("village").distinct().count() > 100


def test_the_printed_counts_say_how_many_of_what(demonstrated):
    for model in (Enterprise, EnterpriseYear, Coaching):
        count = f"{model.objects.count():,}".replace(",", ".")
        assert re.search(rf"{count} {model._meta.verbose_name}\n", demonstrated)


def test_everything_says_that_it_is_an_example():
    assert not Enterprise.objects.exclude(note__startswith="CONTOH", is_demo=True).exists()
    assert not EnterpriseYear.objects.exclude(source__contains="(CONTOH)").exists()
    assert not Coaching.objects.exclude(is_demo=True).exists()


def test_a_nik_is_built_as_real_ones_are_and_is_nobodys():
    owners = [one for one in Enterprise.objects.order_by("pk") if one.owner_nik]
    assert 0.55 <= len(owners) / Enterprise.objects.count() <= 0.65
    assert all(re.fullmatch(r"\d{12}9\d{3}", one.owner_nik) for one in owners)
    told = [one for one in owners if one.owner_sex]
    other = sum((int(one.owner_nik[6:8]) > 40) != (one.owner_sex == Sex.FEMALE) for one in told)
    assert 0 < other / len(told) < 0.03
    for one in owners[::40]:
        assert bytes(one.owner_nik_index) == blind_index(one.owner_nik, "nik")


def test_telephones_are_nobodys_and_a_few_owners_have_two_businesses():
    numbers = [one.phone for one in Enterprise.objects.order_by("pk") if one.phone]
    assert all(re.fullmatch(r"08110000\d{4}", number) for number in numbers)
    twice = Enterprise.objects.filter(owner_nik_index__isnull=False).order_by()
    assert twice.values("owner_nik_index").annotate(n=Count("pk")).filter(n__gt=1).exists()


def test_an_enterprise_repeats_the_classes_of_its_newest_year():
    """What COPY wrote beforehand is what the trigger would have written: no row changed twice."""
    newest = EnterpriseYear.objects.order_by("enterprise", "-year").distinct("enterprise")
    told = newest.values_list("enterprise", "year", "size_uu20", "size_pp7")
    rows = Enterprise.objects.filter(latest_year__isnull=False)
    assert set(told) == set(rows.values_list("pk", "latest_year", "latest_uu20", "latest_pp7"))
    assert not Enterprise.objects.filter(version__gt=1).exists()
    assert not Enterprise.pgh_event_models["update"].objects.filter(pgh_label="update").exists()


def test_the_sums_for_statistics_are_there():
    found = EnterpriseFact.objects.filter(year=2021).aggregate(
        units=Sum("units"), sales=Sum("sales")
    )
    years = EnterpriseYear.objects.filter(year=2021).aggregate(
        units=Count("pk"), sales=Sum("sales")
    )
    assert found == years
    assert found["units"] > 1_500


def test_names_of_businesses_and_owners_are_found_by_their_words():
    one = Enterprise.objects.exclude(owner_name="").order_by("pk").first()
    words = set(EnterpriseWord.objects.filter(enterprise=one).values_list("word", flat=True))
    assert words == {*one.search_name.split(), *one.search_owner.split()}


def test_nothing_happens_after_the_horizon_or_in_the_wrong_order():
    assert not Enterprise.objects.filter(closed_on__gt=HORIZON).exists()
    assert not Enterprise.objects.filter(started_year__gt=2021).exists()
    assert not Coaching.objects.filter(held_on__gt=HORIZON).exists()
    before = Q(enterprise__started_year__gt=F("year"))
    after = Q(enterprise__closed_on__year__lt=F("year"))
    assert not EnterpriseYear.objects.filter(before | after).exists()
    closed = Q(held_on__gt=F("enterprise__closed_on"))
    early = Q(held_on__year__lte=F("enterprise__started_year"))
    assert not Coaching.objects.filter(closed | early).exists()


def test_places_lie_near_their_kecamatan():
    rows = Enterprise.objects.filter(latitude__isnull=False)
    assert rows.count() > 300
    assert not rows.exclude(latitude__range=(0.8, 2.3), longitude__range=(100.9, 102.7)).exists()
    assert rows.values("district").distinct().count() == District.objects.count()


def test_of_msmes_at_most_150_a_year_are_coached_since_2019():
    rows = Coaching.objects.filter(enterprise__isnull=False).order_by()
    counted = dict(rows.values_list("held_on__year").annotate(Count("enterprise", distinct=True)))
    assert set(counted) == set(range(2019, HORIZON.year + 1))
    assert 0 < max(counted.values()) <= 150
    of_cooperatives = Coaching.objects.filter(cooperative__isnull=False, held_on__year=2024)
    assert 50 <= of_cooperatives.values("cooperative").distinct().count() <= 70


def test_offices_coach_and_their_accounts_write_it_down():
    offices = set(Office.objects.values_list("name", flat=True))
    assert set(Coaching.objects.values_list("coach", flat=True)) <= offices
    recorded = Coaching.objects.filter(recorded_by__isnull=False)
    assert set(recorded.values_list("recorded_by__username", flat=True)) == {
        "upt.mandau",
        "upt.rupat",
    }


def test_trainings_have_several_at_once_and_their_day_and_coach_in_common():
    rows = Coaching.objects.exclude(title="").order_by()
    together = rows.values("title", "held_on", "coach").annotate(n=Count("pk"))
    assert max(one["n"] for one in together) >= 8
    assert set(rows.values_list("kind", flat=True)) == {"pelatihan"}


def test_most_next_steps_were_taken_and_some_are_overdue():
    rows = list(Coaching.objects.order_by("held_on", "pk"))
    newest = {(row.cooperative_id, row.enterprise_id): row for row in rows}
    waiting = [row for row in newest.values() if row.next_on]
    overdue = sum(row.next_on < HORIZON for row in waiting)
    assert 10 <= overdue <= 120
    assert overdue < len(waiting)
    assert len(waiting) < sum(row.next_on is not None for row in rows) / 2
