"""The register of any day: as_of against a plain replay of the history, and its cost."""

from datetime import date, timedelta
from random import Random

import pytest
from django.core.management import call_command

from registry.asof import NotYet, as_of, earlier_districts, read_day
from registry.deeds import PLACEHOLDER_DATE
from registry.enums import CooperativeKind, DatedField, Status
from registry.models import Cooperative, District, FormerDetail, StatusChange, Village
from registry.models.people import today
from registry.status import change_status

NEW_YEARS_EVE, NEW_YEAR = date(2020, 12, 31), date(2021, 1, 1)
PLAIN = ("name", "form", "kind", "pattern", "group", "address")
SPLIT = date(2017, 2, 9)


def former(cooperative, field, value, until):
    row = FormerDetail(
        cooperative=cooperative, field=field, value=value, until=until, basis="PAD 1"
    )
    row.full_clean()
    row.save()
    return row


def step(cooperative, status, day):
    return StatusChange.objects.create(
        cooperative=cooperative, status=status, effective_on=day, reason="uji"
    )


def on(day, cooperative):
    return as_of(Cooperative.objects.all(), day).filter(pk=cooperative.pk).order_by("id").first()


# --- a plain replay ----------------------------------------------------------------------------


def replay(cooperative, day) -> dict | None:
    """What a person with the paper files would say of ``day``; None: did not exist."""
    steps = sorted(
        cooperative.status_history.all(), key=lambda s: (s.effective_on or date.min, s.pk)
    )
    taken = [s for s in steps if s.effective_on is None or s.effective_on <= day]
    unknown = cooperative.deed_date in (None, PLACEHOLDER_DATE)
    begun = (bool(taken) or not steps) if unknown else cooperative.deed_date <= day
    if cooperative.merged_into_id or not begun:
        return None
    last = taken[-1] if taken else None
    found = {name: _past(cooperative, name, day) for name in PLAIN}
    return found | {
        "status": (last or steps[0]).status if steps else cooperative.status,
        "status_since": last.effective_on if last else None,
        "district": _district(cooperative, day),
        "village": _past(cooperative, "village", day) or None,
        "founding_unknown": unknown and not any(s.effective_on for s in taken),
    }


def _past(cooperative, name, day):
    rows = [r for r in cooperative.former_details.all() if r.field == name and r.until >= day]
    if rows:
        return min(rows, key=lambda row: row.until).value
    value = getattr(cooperative, name)
    return getattr(value, "kemendagri_code", value)


def _district(cooperative, day):
    place = District.objects.get(kemendagri_code=_past(cooperative, "district", day))
    while place.valid_from and place.valid_from > day and place.split_from:
        place = place.split_from
    return place.kemendagri_code


def _told(row) -> dict:
    names = (*PLAIN, "status", "status_since", "district")
    found = {name: getattr(row, f"{name}_on") for name in names}
    return found | {"village": row.village_on or None, "founding_unknown": row.founding_unknown}


DAY_RANGE = (date(2012, 1, 1) - date(2000, 1, 1)).days * 2


def _some_day(dice) -> date:
    return date(2000, 1, 1) + timedelta(days=dice.randrange(DAY_RANGE))


def _lives(make_cooperative, dice, count) -> list:
    """Cooperatives with every kind of history that the tables admit."""
    districts, lives = list(District.objects.all()), []
    for number in range(count):
        district = dice.choice(districts)
        cooperative = make_cooperative(
            f"K.U.D. {number}",
            district.name,
            village=dice.choice([None, *Village.objects.filter(district=district)[:3]]),
            deed_date=dice.choice([None, PLACEHOLDER_DATE, _some_day(dice), _some_day(dice)]),
            kind=dice.choice(["", *CooperativeKind.values]),
        )
        _past_of(cooperative, dice, districts)
        lives.append(cooperative)
    lives[0].merged_into = lives[1]
    lives[0].save(update_fields=["merged_into"])
    return lives


def _past_of(cooperative, dice, districts) -> None:
    if dice.random() < 0.5:
        cooperative.status_history.all().delete()
    for _ in range(dice.randrange(4)):
        step(cooperative, dice.choice(Status.values), _some_day(dice))
    latest = cooperative.status_history.first()
    cooperative.status_since = latest and latest.effective_on
    cooperative.status = latest.status if latest else cooperative.status
    cooperative.save(update_fields=["status", "status_since"])
    values = {"kind": CooperativeKind.values, "district": [d.kemendagri_code for d in districts]}
    values["village"] = ["", *Village.objects.values_list("kemendagri_code", flat=True)[:5]]
    for field in dice.sample(DatedField.values, 3):
        for day in {_some_day(dice) for _ in range(dice.randrange(3))}:
            value = dice.choice(values.get(field, [f"semula {day}"]))
            former(cooperative, field, value[:10] if field not in PLAIN[:1] else value, day)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_day_is_what_a_plain_replay_of_the_history_says(make_cooperative, seed):
    dice = Random(seed)
    lives = _lives(make_cooperative, dice, 15)
    turns = {
        day + timedelta(days=shift)
        for life in lives
        for day in (
            *life.former_details.values_list("until", flat=True),
            *life.status_history.values_list("effective_on", flat=True),
        )
        if day
        for shift in (0, 1)
    }
    for day in [*dice.sample(sorted(turns), 20), SPLIT, SPLIT - timedelta(days=1), today()]:
        told = {row.pk: _told(row) for row in as_of(Cooperative.objects.all(), day)}
        expected = {life.pk: replay(life, day) for life in lives}
        assert told == {pk: said for pk, said in expected.items() if said}


# --- single truths -----------------------------------------------------------------------------


def test_a_change_of_status_counts_from_its_day(make_cooperative):
    cooperative = make_cooperative(deed_date=date(2010, 1, 1))
    change_status(cooperative, "beku", effective_on=NEW_YEAR, reason="uji")
    assert on(NEW_YEARS_EVE, cooperative).status_on == "aktif"
    found = on(NEW_YEAR, cooperative)
    assert (found.status_on, found.status_since_on) == ("beku", NEW_YEAR)


def test_a_former_name_holds_up_to_and_including_its_last_day(make_cooperative):
    cooperative = make_cooperative("KOPERASI BARU", deed_date=date(2010, 1, 1))
    former(cooperative, "name", "K.U.D. Lama", NEW_YEARS_EVE)
    found = on(NEW_YEARS_EVE, cooperative)
    assert (found.name_on, found.search_name_on) == ("K.U.D. Lama", "kud lama")
    assert on(NEW_YEAR, cooperative).name_on == "KOPERASI BARU"


def test_a_cooperative_begins_on_the_day_of_its_deed(make_cooperative):
    cooperative = make_cooperative(deed_date=NEW_YEAR)
    assert on(NEW_YEARS_EVE, cooperative) is None
    assert on(NEW_YEAR, cooperative).founding_unknown is False


@pytest.mark.parametrize("deed_date", [None, PLACEHOLDER_DATE])
def test_an_unknown_beginning_is_said_and_hides_nothing(make_cooperative, deed_date):
    cooperative = make_cooperative(deed_date=deed_date)
    assert on(date(1990, 1, 1), cooperative).founding_unknown is True
    cooperative.status_history.all().delete()
    step(cooperative, "aktif", NEW_YEAR)
    assert on(NEW_YEARS_EVE, cooperative) is None
    assert on(NEW_YEAR, cooperative).founding_unknown is False


def test_before_the_kecamatan_was_split_the_older_one_is_shown(make_cooperative):
    cooperative = make_cooperative(district="Bathin Solapan", deed_date=date(2010, 1, 1))
    assert on(SPLIT - timedelta(days=1), cooperative).district_on == "14.03.09"
    assert on(SPLIT, cooperative).district_on == "14.03.16"
    assert earlier_districts(SPLIT) == {}


def test_a_merged_row_is_no_cooperative_on_any_day(make_cooperative):
    kept, merged = make_cooperative("A"), make_cooperative("B")
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    assert on(NEW_YEARS_EVE, merged) is None
    assert on(today(), merged) is None


def test_a_day_is_read_as_people_and_as_programs_write_it():
    assert read_day("31-12-2020", today()) == read_day("2020-12-31", today()) == NEW_YEARS_EVE
    assert read_day("", today()) is None
    tomorrow = today() + timedelta(days=1)
    with pytest.raises(NotYet, match="belum tiba"):
        read_day(f"{tomorrow:%d-%m-%Y}", today())


@pytest.mark.parametrize("size", [1, 3])
def test_the_cost_is_two_queries_beside_the_one_that_reads(
    make_cooperative, django_assert_num_queries, size
):
    for number in range(size):
        former(make_cooperative(f"K {number}"), "name", "Lama", NEW_YEARS_EVE)
    with django_assert_num_queries(3):
        assert len(as_of(Cooperative.objects.all(), NEW_YEARS_EVE).order_by("id")) == size


def test_today_gives_exactly_what_the_register_of_the_demonstration_shows(few_msmes, db):
    call_command("seed_demo", verbosity=0)
    columns = (*PLAIN, "search_name", "status", "status_since")
    places = ("district__kemendagri_code", "village__kemendagri_code")
    register = set(Cooperative.objects.standing().values_list("pk", *columns, *places))
    names = [*(f"{name}_on" for name in columns), "district_on", "village_on"]
    rows = as_of(Cooperative.objects.all(), today())
    assert set(rows.values_list("pk", *names)) == register
    assert len(register) > 800
