"""The demonstration's member books: they count as the RAT do, and nobody in them is real."""

import re
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.db.models import Count, F, Q, Sum

from bengkalis.sealed import blind_index
from registry.demo import savings
from registry.demo.plan import HORIZON
from registry.enums import Group, Sex, Status
from registry.models import AnnualMeeting, Enterprise, Member, MemberSavings, OfficeDistrict

FIGURES = ("book_year", "members_total", "members_male", "members_female")


def latest() -> dict[int, dict]:
    """The figures of the latest RAT of every aktif cooperative, by its key."""
    rows = AnnualMeeting.objects.filter(cooperative__status=Status.ACTIVE).order_by("book_year")
    return {row.pop("cooperative"): row for row in rows.values("cooperative", *FIGURES)}


def here() -> list[Member]:
    return list(Member.objects.filter(left_on__isnull=True).order_by("pk"))


def test_the_books_of_the_aktif_ones_hold_10500_members(demo):
    counted = Counter(one.cooperative_id for one in here())
    assert counted.total() == 10_500
    assert set(counted) == set(demo.filter(status=Status.ACTIVE).values_list("pk", flat=True))


def test_a_book_holds_as_many_as_the_latest_rat_says_or_a_few_more_or_less(demo):
    counted = Counter(one.cooperative_id for one in here())
    gaps = [counted[pk] - row["members_total"] for pk, row in latest().items()]
    assert max(map(abs, gaps)) <= 4
    assert 10 <= sum(gap != 0 for gap in gaps) <= 70


@pytest.mark.parametrize("year", [2015, 2017, 2019, 2022, 2025])
def test_the_books_count_at_the_end_of_a_year_about_as_its_rat(demo, year):
    rows = AnnualMeeting.objects.filter(book_year=year, cooperative__status=Status.ACTIVE)
    told = rows.aggregate(sum=Sum("members_total"))["sum"]
    keys = rows.values("cooperative")
    counted = Member.objects.filter(cooperative__in=keys).on(date(year, 12, 31)).count()
    assert abs(counted - told) < told * 0.03


def test_men_and_women_are_as_many_as_the_rat_says(demo):
    counted = Counter((one.cooperative_id, one.sex) for one in here())
    for pk, row in latest().items():
        men, women = counted[pk, Sex.MALE], counted[pk, Sex.FEMALE]
        told = (row["members_male"], row["members_female"])
        if None not in told and men + women == row["members_total"] == sum(told):
            assert (men, women) == told


def test_a_nik_is_built_as_real_ones_are_and_is_nobodys(demo):
    people = [one for one in Member.objects.order_by("pk") if one.nik]
    assert all(re.fullmatch(r"1[2-4]\d{4}\d{6}9\d{3}|3[35]\d{4}\d{6}9\d{3}", p.nik) for p in people)
    assert all((int(one.nik[6:8]) > 40) == (one.sex == Sex.FEMALE) for one in people)
    dated = [one for one in people if one.birth_date]
    differ = sum(one.nik[8:12] != f"{one.birth_date:%m%y}" for one in dated) / len(dated)
    assert 0.01 <= differ <= 0.03
    assert 0.6 <= sum(one.nik.startswith("1403") for one in people) / len(people) <= 0.9


def test_a_nik_is_found_by_its_key_and_telephones_are_nobodys(demo):
    for one in here()[::50]:
        assert (one.nik_index and bytes(one.nik_index)) == (
            blind_index(one.nik, "nik") if one.nik else None
        )
        assert one.phone == "" or re.fullmatch(r"08110000\d{4}", one.phone)


def test_one_in_twenty_has_no_nik(demo):
    share = Member.objects.filter(nik_index__isnull=True).count() / Member.objects.count()
    assert 0.04 <= share <= 0.06


def test_a_few_dozen_people_are_members_of_two_cooperatives_some_under_two_upt(demo):
    twice = Member.objects.filter(nik_index__isnull=False).values("nik_index").order_by()
    twice = twice.annotate(books=Count("cooperative", distinct=True)).filter(books__gt=1)
    assert 24 <= len(twice) <= 72
    office = dict(OfficeDistrict.objects.values_list("district", "office"))
    rows = Member.objects.filter(nik_index__in=[row["nik_index"] for row in twice])
    places: dict[bytes, set] = {}
    for key, district in rows.values_list("nik_index", "cooperative__district").order_by("pk"):
        places.setdefault(bytes(key), set()).add(office[district])
    assert sum(len(found) > 1 for found in places.values()) >= 10


def test_about_half_of_the_people_live_with_others_of_their_surname(demo):
    homes = Counter((one.cooperative_id, one.address, surname(one)) for one in here())
    together = sum(size for size in homes.values() if size > 1)
    assert 0.4 <= together / homes.total() <= 0.8


def surname(member: Member) -> str:
    return member.name.split()[-1].casefold()


def test_everybody_was_of_age_when_joining(demo):
    rows = Member.objects.filter(birth_date__isnull=False, joined_on__isnull=False)
    ages = [row.joined_on.year - row.birth_date.year for row in rows.order_by("pk")]
    assert min(ages) >= 18
    assert not rows.filter(Q(birth_date__lt="1920-01-01") | Q(joined_on__gt=HORIZON)).exists()


def test_who_left_mostly_has_a_reason_and_left_after_joining(demo):
    left = Member.objects.filter(left_on__isnull=False)
    assert 1_500 <= left.count() <= 4_000
    assert 0 < left.filter(leave_reason="").count() < left.count() * 0.1
    assert not left.filter(joined_on__gte=F("left_on")).exists()
    assert left.values("leave_reason").distinct().count() == 6


def test_occupations_fit_the_cooperative(demo):
    for group, work in ((Group.FISHERS, "Nelayan"), (Group.PLANTERS, "Pekebun sawit")):
        rows = Member.objects.filter(cooperative__group=group)
        assert rows.filter(occupation=work).count() > rows.count() * 0.2
    assert not Member.objects.filter(sex=Sex.MALE, occupation="Ibu rumah tangga").exists()


def test_savings_are_those_of_the_members_of_that_day_and_near_the_rat(demo):
    rows = MemberSavings.objects.select_related("member")
    assert {row.as_of for row in rows} == {savings.AS_OF}
    there = set(Member.objects.on(savings.AS_OF).values_list("pk", flat=True))
    saved: dict[int, int] = {}
    for row in rows:
        assert row.member_id in there
        key = row.member.cooperative_id
        saved[key] = saved.get(key, 0) + int(row.mandatory)
    told = AnnualMeeting.objects.filter(book_year=2019, cooperative__in=saved)
    total = told.aggregate(sum=Sum("mandatory_savings"))["sum"]
    assert len(saved) > 40
    assert abs(sum(saved.values()) - total) < total / 4


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()"
        )
        return [name for (name,) in cursor.fetchall()]


def test_no_nik_lies_open_in_any_table_not_even_in_the_audit_trail(demo):
    known = {one.nik for one in Member.objects.order_by("pk") if one.nik}
    known |= {one.owner_nik for one in Enterprise.objects.order_by("pk") if one.owner_nik}
    as_hex, looked_at = {nik.encode().hex() for nik in known}, set()
    for table in tables():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT row::text FROM {table} AS row")
            for (text,) in cursor:
                looked_at.add(table)
                assert known.isdisjoint(re.findall(r"(?=(\d{16}))", text)), table
                assert as_hex.isdisjoint(re.findall(r"(?=((?:3\d){16}))", text)), table
    assert len(known) > 13_000
    assert {"registry_member", "registry_memberauditevent"} <= looked_at
    assert {"registry_enterprise", "registry_enterpriseauditevent"} <= looked_at
