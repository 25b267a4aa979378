"""The same purpose in two years: how codes form groups, and that no rupiah is lost or doubled."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.urls import reverse

from programs import crosswalk
from programs.comparing import Comparison, compare
from programs.models import Beneficiary, CrosswalkLink, Plan, PlanRow, Realisation
from programs.tests.samples import approved, item, plan_of
from registry.tests.test_cooperative_edit import text_of

pytestmark = pytest.mark.django_db
OLD = {"2.11.15.01": 40, "2.11.16.01": 60, "2.11.18.01": 100, "2.11.01.01": 7}
NEW = {"2.17.05.2.01.01": 75, "2.17.06.2.01.01": 30, "2.17.07.2.01.01": 90, "2.17.01.2.01.01": 9}
PURPOSES = [{"2.11.01.01", "2.17.01.2.01.01"}, {"2.11.15.01", "2.11.16.01", "2.17.07.2.01.01"}]
PURPOSES += [{"2.11.18.01", "2.17.05.2.01.01", "2.17.06.2.01.01"}]


@pytest.fixture
def years():
    plans = plan_of(2020, OLD), plan_of(2021, NEW)
    for plan in plans:
        approved(plan)
    return plans


def compared(years) -> Comparison:
    return compare(*Plan.objects.select_related("edition").filter(year__in=(2020, 2021)))


def figures(found: Comparison) -> list[tuple]:
    return [(int(one.left.pagu), int(one.right.pagu)) for one in found.groups]


def spend(plan: Plan, code: str, *amounts: int) -> None:
    line = plan.lines.get(item__code=code)
    for month, amount in enumerate(amounts, 1):
        Realisation.objects.create(line=line, month=month, amount=amount, physical=month)


def test_split_and_merged_codes_form_one_group(years):
    assert figures(compared(years)) == [(7, 9), (100, 90), (100, 105)]


def test_groups_add_up_to_all_rows_exactly(years):
    spend(years[0], "2.11.18.01", 10, 99)
    spend(years[1], "2.17.07.2.01.01", 33)
    found = compared(years)
    for side, plan in (("left", years[0]), ("right", years[1])):
        rows = PlanRow.objects.leaves().filter(budget=plan.in_force)
        groups = [getattr(one, side) for one in found.groups]
        assert sum(one.pagu for one in groups) == rows.aggregate(all=Sum("pagu"))["all"]
        assert sum(one.pagu for one in groups) == getattr(found.total, side).pagu
        assert sum(one.realised for one in groups) == getattr(found.total, side).realised
        assert sum(one.lines for one in groups) == rows.count()
    assert (found.total.left.realised, found.total.right.realised) == (99, 33)


def test_what_was_spent_is_the_last_cumulative_figure(years):
    spend(years[0], "2.11.18.01", 10, 25, 80)
    (coop,) = [one for one in compared(years).groups if one.left.realised]
    assert coop.left.realised == 80
    assert coop.left.percent == Decimal(80)
    assert coop.right.percent == 0


def test_a_chain_of_links_is_one_group(years):
    crosswalk.link(item("2.11.15"), item("2.17.06"))
    assert figures(compared(years)) == [(7, 9), (200, 195)]


def test_a_link_of_a_kegiatan_takes_it_out_of_its_program(years):
    crosswalk.link(item("2.11.18.01"), item("2.17.06"))
    CrosswalkLink.objects.filter(source__code="2.11.18", target__code="2.17.06").delete()
    found = compared(years)
    assert figures(found) == [(7, 9), (100, 90), (0, 75), (100, 30)]
    assert [one.code for one in found.groups[-1].left.items] == ["2.11.18.01"]


def test_what_has_no_counterpart_stands_in_one_year_only(years):
    CrosswalkLink.objects.filter(source__code__in=["2.11.15", "2.11.01"]).delete()
    crosswalk.link(item("2.11.15"), None)
    alone = [one for one in compared(years).groups if one.is_left_only]
    assert [one.first_code for one in alone] == ["2.11.01", "2.11.15"]
    assert [int(one.left.pagu) for one in alone] == [7, 40]


def test_what_is_new_stands_in_the_later_year_only(years):
    CrosswalkLink.objects.filter(target__code="2.17.01").delete()
    crosswalk.link(None, item("2.17.01"))
    found = compared(years)
    assert [one.first_code for one in found.groups if one.is_right_only] == ["2.17.01"]
    assert [one.first_code for one in found.groups if one.is_left_only] == ["2.11.01"]


def test_within_one_nomenclature_a_program_is_held_against_itself():
    for year, pagu in ((2019, 5), (2020, 8)):
        approved(plan_of(year, {"2.11.15.01": pagu, "2.11.16.01": 1}))
    plans = Plan.objects.select_related("edition").filter(year__in=(2019, 2020))
    found = compare(*plans)
    assert figures(found) == [(5, 8), (1, 1)]
    assert found.groups[0].left.items == found.groups[0].right.items


def test_whoever_two_lines_of_a_group_reached_counts_once(years, make_cooperative):
    one, other = make_cooperative("Koperasi A"), make_cooperative("Koperasi B")
    reached = {"2.11.15.01": [one, other], "2.11.16.01": [one], "2.11.18.01": [one]}
    for code, cooperatives in reached.items():
        line = years[0].lines.get(item__code=code)
        for cooperative in cooperatives:
            Beneficiary.objects.create(
                line=line, cooperative=cooperative, received_on=date(2020, 5, 4), benefit="Bimtek"
            )
    found = compared(years)
    assert [one.left.beneficiaries for one in found.groups] == [0, 2, 1]
    assert found.total.left.beneficiaries == 2


# --- the page ----------------------------------------------------------------------------------


def test_all_of_the_office_read_the_comparison(years, cast, sign_in):
    url = reverse("plans-compare")
    page = text_of(sign_in(cast.upt_mandau).get(f"{url}?tahun=2020&dengan=2021"))
    assert "2.11.18 Program Peningkatan Kualitas Kelembagaan Koperasi" in page
    assert "bukan per kode" in page
    assert "Pagu turun 1,4 persen" in page
    refused = sign_in(cast.stranger).get(url)
    assert refused.status_code == 403
    assert "2.11.18" not in text_of(refused)


def test_a_group_of_one_year_says_so(years, cast, sign_in):
    CrosswalkLink.objects.filter(source__code="2.11.01").delete()
    page = text_of(sign_in(cast.head).get(reverse("plans-compare")))
    assert "Hanya 2020" in page
    assert "Hanya 2021" in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("tahun=1999&dengan=2021", "1999"), ("tahun=2021&dengan=2021", "dua tahun yang berbeda")],
)
def test_years_that_are_not_there_are_said_and_not_used(years, cast, sign_in, asked, sentence):
    page = sign_in(cast.head).get(f"{reverse('plans-compare')}?{asked}")
    assert sentence in " ".join(page.context["problems"])
    assert page.context["asked"] == {"tahun": 2020, "dengan": 2021}


def test_a_year_without_a_pagu_in_force_says_so(cast, sign_in):
    url = reverse("plans-compare")
    client = sign_in(cast.head)
    assert "Belum ada dua tahun" in text_of(client.get(url))
    approved(plan_of(2020, OLD))
    plan_of(2021, NEW)
    page = client.get(url)
    assert "Pagu 2021 belum ada yang disahkan" in text_of(page)
    assert page.context["comparison"].total.right.pagu == 0


def test_the_page_asks_as_often_for_one_row_as_for_four(
    cast, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    plans = plan_of(2019, {"2.11.15.01": 5}), plan_of(2020, OLD)
    plan_of(2021, {"2.17.05.2.01.01": 5})
    for plan in (*plans, Plan.objects.get(year=2021)):
        approved(plan)
    client, url = sign_in(cast.head), reverse("plans-compare")
    with django_assert_max_num_queries(20) as once:
        client.get(f"{url}?tahun=2019&dengan=2021")
    with django_assert_num_queries(len(once)):
        client.get(f"{url}?tahun=2020&dengan=2021")
