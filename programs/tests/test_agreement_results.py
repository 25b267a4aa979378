"""Results of agreements: who records them, what is refused, a year of offices at a glance."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from programs import signing
from programs.agreements import prepare, renew
from programs.models import Agreement, IndicatorResult
from programs.results import Entry, record
from programs.tests.agreements import DAY, in_force_of, shared_plan
from programs.tests.samples import cascade, put_in_force
from registry.tests.test_cooperative_edit import text_of


@pytest.fixture
def people(cast):
    return cascade(cast)


@pytest.fixture
def plan(people):
    return shared_plan()


@pytest.fixture
def draft(plan, people) -> Agreement:
    return prepare(plan, people["division"].position, DAY)


@pytest.fixture
def in_force(plan, people) -> Agreement:
    return in_force_of(plan, people["division"])


def url(name: str, agreement: Agreement) -> str:
    return reverse(name, args=[agreement.paper.uid])


def rows_of(page) -> dict:
    return {
        form.add_prefix(name): form[name].value() or ""
        for form in page.context["forms"]
        for name in form.fields
    }


def report(client, agreement, quarter: int, **changes):
    address = f"{url('agreement-results', agreement)}?triwulan={quarter}"
    return client.post(address, rows_of(client.get(address)) | changes)


@pytest.mark.parametrize("who", ["planner", "division_head"])
def test_planner_and_first_party_record_what_was_reached(cast, sign_in, in_force, who):
    client = sign_in(getattr(cast, who))
    assert url("agreement-results", in_force) in text_of(client.get(in_force.get_absolute_url()))
    report(client, in_force, 2, **{"r-1-value": "30,5", "r-1-note": "Naik"})
    row = IndicatorResult.objects.get()
    assert (row.value, row.quarter, row.note) == (Decimal("30.5"), 2, "Naik")
    assert row.recorded_by == getattr(cast, who)
    text = text_of(client.get(in_force.get_absolute_url()))
    assert "76,25" in text  # 30,5 of 40
    assert "Baik" in text
    report(client, in_force, 2, **{"r-1-value": "", "r-1-note": ""})
    assert not IndicatorResult.objects.exists()


@pytest.mark.parametrize("who", ["head", "head_upt_mandau", "verifier", "admin"])
def test_nobody_else_records(cast, sign_in, in_force, who):
    client = sign_in(getattr(cast, who))
    assert client.post(url("agreement-results", in_force), {}).status_code == 403
    assert url("agreement-results", in_force) not in text_of(
        client.get(in_force.get_absolute_url())
    )


def test_a_result_that_is_not_understood_is_not_lost(cast, sign_in, in_force):
    client = sign_in(cast.planner)
    page = report(client, in_force, 1, **{"r-1-value": "2.6", "r-2-note": "Tanpa angka"})
    text = text_of(page)
    assert "mendua" in text
    assert "Penjelasan ditulis bersama realisasinya" in text
    assert "Tanpa angka" in text
    assert not IndicatorResult.objects.exists()


def test_a_quarter_that_has_not_begun_has_no_results(cast, sign_in, in_force, monkeypatch):
    monkeypatch.setattr("programs.results.today", lambda: date(2021, 5, 1))
    client, address = sign_in(cast.planner), url("agreement-results", in_force)
    assert [one.value for one in client.get(address).context["quarters"]] == [1, 2]
    page = client.get(f"{address}?triwulan=3", follow=True)
    assert "Triwulan III baru mulai 01-07-2021" in text_of(page)


def test_two_who_record_the_same_quarter_see_each_other(cast, sign_in, in_force):
    client, address = sign_in(cast.planner), f"{url('agreement-results', in_force)}?triwulan=1"
    data = rows_of(client.get(address)) | {"r-1-value": "7"}
    one = in_force.indicators.first()
    record(in_force, 1, [Entry(one, Decimal(9))], cast.division_head)
    page = client.post(address, data)
    assert page.status_code == 409
    assert "Tercatat sekarang" in text_of(page)
    assert page.context["forms"].forms[0]["value"].value() == "7"
    assert IndicatorResult.objects.get().value == 9
    client.post(address, rows_of(page))
    assert IndicatorResult.objects.get().value == 7


def test_a_draft_has_no_results(cast, sign_in, draft):
    page = sign_in(cast.planner).get(url("agreement-results", draft), follow=True)
    assert "Capaian dicatat pada perjanjian yang berlaku" in text_of(page)


def test_results_of_the_renewed_are_read_only(cast, sign_in, in_force):
    fresh = renew(in_force, None, date(2021, 10, 4))
    put_in_force(fresh.paper)
    page = sign_in(cast.planner).get(url("agreement-results", in_force), follow=True)
    assert "pada perjanjian yang berlaku" in text_of(page)


def test_the_last_signature_under_a_renewal_carries_the_results_over(cast, in_force):
    record(in_force, 1, [Entry(in_force.indicators.first(), Decimal(9))], cast.planner)
    fresh = renew(in_force, cast.planner, date(2021, 10, 4))
    paper = signing.open_for_signing(fresh.paper, None, cast.planner)
    paper = signing.record(paper, None, cast.planner, "dicatat", date(2021, 10, 4))
    assert not IndicatorResult.objects.filter(indicator__agreement=fresh).exists()
    signing.record(paper, None, cast.planner, "dicatat", date(2021, 10, 5))
    carried = IndicatorResult.objects.get(indicator__agreement=fresh)
    assert (carried.value, carried.quarter) == (9, 1)


# --- a year at a glance ------------------------------------------------------------------------


def test_the_year_shows_each_office_with_number_and_band(cast, sign_in, in_force):
    one = in_force.indicators.first()
    record(in_force, 1, [Entry(one, Decimal(20))], cast.planner)
    page = sign_in(cast.verifier).get(reverse("agreements-achievement"), {"tahun": "2021"})
    (line,) = page.context["year"].lines
    assert (line.year.percent, line.year.band.label) == (50, "Sangat Kurang")
    assert (line.counted, line.of) == (1, 2)
    assert "Sangat Kurang" in text_of(page)
    assert "1 dari 2" in text_of(page)


def test_the_year_needs_as_many_queries_for_three_as_for_one(
    cast, sign_in, in_force, people, django_assert_max_num_queries
):
    client, address = sign_in(cast.verifier), reverse("agreements-achievement")
    client.get(address)
    with django_assert_max_num_queries(40) as one:
        client.get(address)
    for who in ("head", "unit"):
        made = in_force_of(in_force.plan, people[who])
        record(made, 1, [Entry(made.indicators.first(), Decimal(3))], cast.planner)
    with django_assert_max_num_queries(40) as three:
        client.get(address)
    assert len(three) == len(one)


def test_the_cascade_needs_as_many_queries_for_three_as_for_one(
    cast, sign_in, in_force, people, django_assert_max_num_queries
):
    client, address = sign_in(cast.verifier), reverse("agreements-cascade")
    client.get(address)
    with django_assert_max_num_queries(40) as one:
        client.get(address)
    for who in ("head", "unit"):
        in_force_of(in_force.plan, people[who])
    with django_assert_max_num_queries(40) as three:
        page = client.get(address)
    assert len(three) == len(one)
    assert "Salmah Zain, S.Sos" in text_of(page)


def test_a_year_without_a_plan_is_said(cast, sign_in, in_force):
    client = sign_in(cast.verifier)
    for name in ("agreements-cascade", "agreements-achievement"):
        text = text_of(client.get(reverse(name), {"tahun": "1999"}))
        assert "ditemukan “1999”, diharapkan yang punya program kerja (2021)" in text


def test_without_any_plan_the_pages_say_what_will_be_there(cast, sign_in):
    client = sign_in(cast.planner)
    for name in ("agreements", "agreements-cascade", "agreements-achievement"):
        assert "Belum ada program kerja" in text_of(client.get(reverse(name)))
