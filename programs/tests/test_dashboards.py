"""The years at a glance: what they say, for whom, in how many queries."""

import pytest
from django.urls import reverse

from programs.benefiting import add
from programs.models import Beneficiary
from programs.overview import one_year, years
from programs.tests.realised import CODE, OTHER, approved_plan, done, line_of
from programs.tests.samples import agreement_of, cascade, office, plan_of, put_in_force
from programs.tests.test_beneficiaries import DAY

pytestmark = pytest.mark.django_db
MONTHS = {n: (40_000, 8 * n) for n in range(1, 12)}
NEW = "2.17.05.2.01.01"


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def plan():
    plan = approved_plan(months=MONTHS)
    done(line_of(plan), 2, 40_000, 2, problem="Pandemi", follow_up="Diundur")
    done(line_of(plan), 3, 60_000, 6, problem="Narasumber sakit", follow_up="Diganti")
    done(line_of(plan, OTHER), 2, 10_000, 8, problem="Banjir", follow_up="Pindah tempat")
    done(line_of(plan, OTHER), 3, 20_000, 24)
    return plan


def test_the_year_says_its_finding_and_shows_the_table_beside(cast, sign_in, plan):
    text = text_of(sign_in(cast.client).get(reverse("plan-dashboard", args=[2020])))
    for said in (
        *("Keuangan 11 poin di belakang rencana pada Maret", "Fisik 12 poin di belakang"),
        *("Kritis", "Tepat: fisik paling banyak 5 poin", "sampai akhir Maret", "80.000"),
    ):
        assert said in text
    assert text.count('class="chart chart--curve"') == 4


def test_only_what_the_latest_entry_names_is_an_open_problem(plan):
    assert [one.problem for one in one_year(plan).problems] == ["Narasumber sakit"]


def test_one_office_is_shown_alone(cast, sign_in):
    plan = plan_of(2020, {CODE: 1000, OTHER: 500})
    plan.versions.get().rows.filter(item__code=OTHER).update(office=office("UPT-MANDAU"))
    from programs.tests.samples import approved

    approved(plan)
    done(line_of(plan), 1, 10, 1, problem="Masalah bidang", follow_up="x")
    client, url = sign_in(cast.head), reverse("plan-dashboard", args=[2020])
    page = client.get(f"{url}?kantor=UPT-MANDAU")
    assert page.context["year"].total.pagu == 500
    assert "Masalah bidang" not in text_of(page)
    assert "Masalah bidang" in text_of(client.get(url))
    assert "tidak punya baris" in text_of(client.get(f"{url}?kantor=ENTAH"))


def test_both_years_stand_beside_each_other_with_their_papers(
    cast, sign_in, plan, make_cooperative
):
    approved_plan(2021, {NEW: 2_000_000_000})
    people = cascade(cast)
    put_in_force(agreement_of(plan, people["head"], people["regent"]).paper)
    agreement_of(plan, people["division"], people["head"])
    about = Beneficiary(line=line_of(plan), received_on=DAY, benefit="x")
    add(about, [make_cooperative()], None)
    page = sign_in(cast.head).get(reverse("plans"))
    first, second = page.context["years"]
    assert (first.papers.signed, first.papers.unsigned) == (1, 1)
    assert (second.papers.signed, second.papers.unsigned) == (0, 0)
    assert (first.reached.cooperatives, second.reached.cooperatives) == (1, 0)
    for said in ("2,00 miliar", "1,5 juta", "1 belum ditandatangani", "Per bidang dan UPT"):
        assert said in text_of(page)


def test_an_office_without_lines_in_a_year_is_said(cast, sign_in, plan):
    approved_plan(2021, {NEW: 1000}, office=office("UPT-MANDAU"))
    page = sign_in(cast.head).get(reverse("plans"))
    assert [len(one["years"][0].points) for one in page.context["offices"]] == [12, 0]
    assert text_of(page).count("Tidak ada baris") == 2


def test_empty_years_help(cast, sign_in):
    client = sign_in(cast.planner)
    assert "Belum ada program kerja" in text_of(client.get(reverse("plans")))
    plan = plan_of(2020)
    assert "Pagu belum disahkan" in text_of(client.get(reverse("plans")))
    url = reverse("plan-dashboard", args=[2020])
    assert "Belum ada pagu yang disahkan" in text_of(client.get(url))
    from programs.tests.samples import approved

    approved(plan)
    assert "Mulailah mencatat" in text_of(client.get(url))
    assert "belum ada realisasi yang dicatat" in text_of(client.get(url))


def test_the_print_has_the_letterhead_and_the_same_figures(cast, sign_in, plan):
    text = text_of(sign_in(cast.client).get(reverse("plan-dashboard-print", args=[2020])))
    for said in ("Pemerintah Kabupaten Bengkalis", "DPA/2020/1", "Narasumber sakit", "80.000"):
        assert said in text


def test_a_stranger_sees_none_of_it(cast, sign_in, plan, client):
    names = [reverse(n, args=[2020]) for n in ("plan-dashboard", "plan-dashboard-print")]
    for url in [reverse("plans"), *names]:
        assert client.get(url).status_code == 302
    inside = sign_in(cast.stranger)
    for url in [reverse("plans"), *names]:
        page = inside.get(url)
        assert (page.status_code, "Narasumber" in text_of(page)) == (403, False)


def test_many_years_are_put_together_in_seven_queries(plan, django_assert_num_queries):
    from programs.models import Plan

    approved_plan(2021, {NEW: 1000})
    with django_assert_num_queries(7):
        assert len(years(Plan.objects.order_by("year"))) == 2


@pytest.mark.parametrize("lines", [1, 3])
def test_the_number_of_queries_does_not_grow(cast, sign_in, django_assert_num_queries, lines):
    codes = [f"2.11.1{n + 5}.01" for n in range(lines)]
    plan = approved_plan(rows=dict.fromkeys(codes, 1000))
    for code in codes:
        done(line_of(plan, code), 1, 10, 1, problem="Banjir", follow_up="Pindah")
    client = sign_in(cast.planner)
    for url, queries in ((reverse("plans"), 11), (reverse("plan-dashboard", args=[2020]), 17)):
        client.get(url)
        with django_assert_num_queries(queries):
            client.get(url)
