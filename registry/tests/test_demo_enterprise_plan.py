"""The plan of 40,000 MSMEs, before they are written: totals, classes by law, limits, dirt."""

from collections import Counter
from itertools import islice

import pytest

from registry.demo import enterprise_figures, enterprise_plan, enterprises, trades
from registry.models import KbliSection
from registry.size_classes import PP7, UU20, size_pp7, size_uu20

pytestmark = pytest.mark.django_db  # all of them: pytest-django would part the module in two


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return list(enterprises.rows(1))


@pytest.fixture(scope="module")
def years(everybody):
    return [year for _, years in everybody for year in years]


def shares(rows, size) -> dict[str, float]:
    """Of those whose class is known, in percent."""
    counted = Counter(filter(None, map(size, rows)))
    return {name: 100 * count / counted.total() for name, count in counted.items()}


def by_uu20(one: dict) -> str:
    return size_uu20(one["sales"], one["assets"])


def by_pp7(one: dict) -> str:
    return size_pp7(one["year"], one["pp7_basis"], one["sales"], one["capital"])


def test_there_are_40000(everybody):
    assert len(everybody) == enterprise_plan.TOTAL == 40_000
    assert len({row["uid"] for row, _ in everybody}) == 40_000


@pytest.mark.parametrize("year", [2020, 2021])
def test_nearly_all_are_micro_and_under_the_law_of_2021_even_more(years, year):
    some = [one for one in years if one["year"] == year]
    old, new = shares(some, by_uu20), shares(some, by_pp7)
    assert 95.5 <= old["mikro"] <= 97.5
    assert 2 <= old["kecil"] <= 4
    assert 0.2 <= old["menengah"] <= 0.6
    assert 0 < old["besar"] < 0.1
    assert new["mikro"] > 99
    assert new["kecil"] < old["kecil"] / 4


def test_both_sides_of_every_limit_of_both_laws_are_there(years):
    sold = {one["sales"] for one in years}
    for limit in (*UU20.sales, *PP7.sales):
        assert {limit, limit + 1} <= sold
    capital = {one["capital"] for one in years if one["pp7_basis"] == "capital"}
    assert {limit + more for limit in PP7.wealth for more in (0, 1)} <= capital
    assets = {one["assets"] for one in years if one["sales"] is None}
    assert {limit + more for limit in UU20.wealth for more in (0, 1)} <= assets


def test_some_grow_into_another_class_and_some_shrink_under_one_law(everybody):
    moves = Counter()
    for _, both in everybody:
        if len(both) == 2 and all(one["sales"] for one in both):
            moves[tuple(UU20.by_sales(one["sales"]) for one in both)] += 1
    assert 100 <= moves["mikro", "kecil"] <= 600
    assert moves["kecil", "mikro"] >= 30
    assert moves["kecil", "menengah"] >= 5


def test_about_one_in_twenty_lacks_a_year_and_what_is_not_known_is_not_0(everybody, years):
    lacking = sum(len(found) < 2 for _, found in everybody) / len(everybody)
    assert 0.04 <= lacking <= 0.065
    unknown = Counter(name for one in years for name, value in one.items() if value is None)
    assert 0.02 <= unknown["sales"] / len(years) <= 0.04
    assert 0.02 <= unknown["workers_male"] / len(years) <= 0.04
    assert 0.004 <= sum(one["sales"] == 0 for one in years) / len(years) <= 0.012


def test_those_of_2021_began_on_either_side_of_the_law_or_on_a_day_nobody_knows(everybody):
    begun = [row for row, _ in everybody if row["started_year"] == 2021]
    assert 0.025 <= len(begun) / len(everybody) <= 0.035
    days = {str(row["started_on"]) for row in begun}
    assert {"2021-02-01", "2021-02-02", "None"} <= days


def test_some_sections_have_one_to_three_in_a_kecamatan_and_some_are_absent(everybody):
    cells = Counter((row["district_id"], row["section_id"]) for row, _ in everybody)
    assert 8 <= sum(count <= 3 for count in cells.values()) <= 40
    absent = KbliSection.objects.exclude(pk__in={section for _, section in cells if section})
    assert {"O", "T", "U"} <= set(absent.values_list("code", flat=True))


def test_in_some_cells_one_enterprise_outweighs_all_others(years):
    cells: dict[tuple, list[int]] = {}
    for one in years:
        if one["year"] == 2021 and one["sales"]:
            cells.setdefault((one["district_id"], one["section_id"]), []).append(one["sales"])
    assert sum(len(cell) > 3 and max(cell) > sum(cell) / 2 for cell in cells.values()) >= 5


def test_workers_are_as_many_as_a_kabupaten_can_have(years):
    of_2021 = [one for one in years if one["year"] == 2021]
    men = sum(one["workers_male"] or 0 for one in of_2021)
    women = sum(one["workers_female"] or 0 for one in of_2021)
    assert 60_000 <= men + women <= 110_000
    assert 0.35 <= women / (men + women) <= 0.55


DIRT = {
    "no section": (0.01, 0.03, lambda row: row["section_id"] is None),
    "no code": (0.10, 0.18, lambda row: not row["kbli_code"]),
    "no village": (0.02, 0.04, lambda row: row["village_id"] is None),
    "no NIB": (0.50, 0.60, lambda row: row["nib"] is None),
    "no beginning": (0.03, 0.05, lambda row: row["started_year"] is None),
    "no sex": (0.02, 0.04, lambda row: not row["owner_sex"]),
    "no owner": (0.01, 0.03, lambda row: not row["owner_name"]),
    "closed": (0.02, 0.04, lambda row: row["closed_on"] is not None),
    "capitals": (0.03, 0.12, lambda row: row["name"].isupper()),
}


@pytest.mark.parametrize("kind", DIRT)
def test_the_register_has_gaps_in_a_believable_share(everybody, kind):
    least, most, is_dirty = DIRT[kind]
    assert least <= sum(is_dirty(row) for row, _ in everybody) / len(everybody) <= most


def test_every_code_belongs_to_its_section():
    divisions = {
        one.code: set(one.divisions.values_list("code", flat=True))
        for one in KbliSection.objects.filter(edition=2020).prefetch_related("divisions")
    }
    assert all(trade.code[:2] in divisions[trade.section] for trade in trades.TRADES)
    assert len({trade.code for trade in trades.TRADES}) == len(trades.TRADES)


def test_the_same_scale_gives_the_same_rows(everybody):
    assert list(islice(enterprises.rows(1), 500)) == everybody[:500]


def test_a_larger_scale_repeats_the_plan_with_other_msmes(monkeypatch):
    monkeypatch.setattr(enterprise_plan, "ONE_IN", 100)
    rows = [row for row, _ in enterprises.rows(2)]
    first, second = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    assert Counter(one["district_id"] for one in first) == Counter(
        one["district_id"] for one in second
    )
    assert len({one["uid"] for one in rows}) == len(rows)
    numbers = [one["nib"] for one in rows if one["nib"]]
    assert len(set(numbers)) == len(numbers)
    assert [one["name"] for one in first] != [one["name"] for one in second]


def test_what_an_enterprise_repeats_follows_from_its_newest_year(everybody):
    for row, found in everybody[::97]:
        told = enterprise_figures.latest(found[-1]) if found else {}
        assert {name: row[name] for name in told} == told
        assert ("latest_year" in row) == bool(found)
