"""Programmes over REST: the version in force, its realisation, whom it reached, the codes."""

from datetime import date

import pytest
from django.urls import reverse

from programs.budgets import add_row, next_version, resum
from programs.models import Beneficiary, MonthPlan, PlanRow, Realisation
from programs.tests.samples import approved, item, office, plan_of

PLANS, VERSIONS = "/api/v1/plans", "/api/v1/budget-versions"
REALISATIONS, BENEFICIARIES = "/api/v1/realisations", "/api/v1/beneficiaries"
NOMENCLATURE, CROSSWALK = "/api/v1/nomenclature", "/api/v1/crosswalk"
ROWS = {"2.11.18.01": 1000, "2.11.18.02": 500}
LISTS = (PLANS, VERSIONS, REALISATIONS, BENEFICIARIES, NOMENCLATURE, CROSSWALK)


def results(answer) -> list[dict]:
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def realised(plan, month=3, **values) -> Realisation:
    line = plan.lines.get(item__code="2.11.18.01")
    told = {"amount": 400, "physical": 40, "output": 30} | values
    return Realisation.objects.create(line=line, month=month, **told)


def reached(plan, **who) -> Beneficiary:
    line = plan.lines.get(item__code="2.11.18.01")
    day = date(plan.year, 3, 4)
    return Beneficiary.objects.create(line=line, received_on=day, benefit="Pelatihan", **who)


@pytest.fixture
def plan(db):
    """2020 in force with two activities, and a draft of another version with a third."""
    plan = plan_of(2020, ROWS)
    approved(plan)
    return plan


@pytest.fixture
def drafted(plan):
    fresh = next_version(plan, "perubahan")
    add_row(fresh, item("2.11.17.01", "Kegiatan yang baru"), office(), pagu=70)
    resum(fresh)
    return fresh


def test_the_addresses_are_those_of_the_contract():
    names = (
        *("api-plans", "api-budget-versions", "api-realisations", "api-beneficiaries"),
        *("api-nomenclature", "api-crosswalk"),
    )
    assert tuple(map(reverse, names)) == LISTS


@pytest.mark.parametrize("path", LISTS)
def test_a_stranger_reads_nothing(client, plan, path):
    answer = client.get(path)
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert b"2.11.18" not in answer.content


@pytest.mark.parametrize("path", LISTS)
def test_who_holds_no_appointment_reads_nothing(ask, cast, plan, path):
    answer = ask(path, cast.stranger)
    assert answer.status_code == 403
    assert b"2.11.18" not in answer.content


@pytest.mark.parametrize("path", LISTS)
def test_nothing_is_written_here(send_write, cast, plan, path):
    assert send_write(path, cast.planner) == 405


@pytest.fixture
def send_write(client, token_of):
    def post(path, who):
        headers = {"Authorization": f"Bearer {token_of(who, 'write')}"}
        return client.post(path, {}, content_type="application/json", headers=headers).status_code

    return post


def test_the_list_is_the_version_in_force(ask, cast, drafted):
    rows = results(ask(PLANS, cast.client))
    assert [(row["code"], row["pagu"]) for row in rows] == [
        ("2.11.18", 1500),
        ("2.11.18.01", 1000),
        ("2.11.18.02", 500),
    ]
    assert {(row["sequence"], row["budget_state"], row["is_in_force"]) for row in rows} == {
        (1, "disahkan", True)
    }


@pytest.mark.parametrize("by", ["budget", "sequence", "budget_state", "budget_kind", "is_in_force"])
def test_another_version_is_shown_to_who_asks_for_it(ask, cast, drafted, by):
    asks = {"budget": drafted.uid, "sequence": 2, "budget_state": "draf"}
    asked = (asks | {"budget_kind": "perubahan", "is_in_force": "false"})[by]
    rows = results(ask(PLANS, cast.client, **{by: asked}))
    assert "2.11.17.01" in {row["code"] for row in rows}
    assert {(row["budget"], row["is_in_force"]) for row in rows} == {(str(drafted.uid), False)}


def test_a_row_says_what_is_planned_by_whom_with_how_much(ask, cast, plan):
    row = results(ask(PLANS, cast.client, code="2.11.18.01"))[0]
    assert (row["year"], row["level"], row["parent"]) == (2020, "kegiatan", "2.11.18")
    assert (row["office"], row["fund_source"]) == ("BID-KELEMBAGAAN", "pad")
    assert (row["target"], row["unit"], row["place"]) == (100, "orang", "Bengkalis")
    line = plan.lines.get(item__code="2.11.18.01")
    assert row["line"] == str(line.uid)
    assert row["url"].endswith(reverse("api-plan", args=[row["uid"]]))


@pytest.mark.parametrize(
    ("params", "codes"),
    [
        ({"level": "program"}, ["2.11.18"]),
        ({"under": "2.11.18"}, ["2.11.18", "2.11.18.01", "2.11.18.02"]),
        ({"under": "2.11.1"}, []),
        ({"parent": "2.11.18", "is_in_force": "true"}, ["2.11.18.01", "2.11.18.02"]),
        ({"code": "2.11.18.01,2.11.18.02"}, ["2.11.18.01", "2.11.18.02"]),
        ({"office": "BID-KELEMBAGAAN"}, ["2.11.18.01", "2.11.18.02"]),
        ({"fund_source": "dau,pad"}, ["2.11.18.01", "2.11.18.02"]),
        ({"fund_source": "dau"}, []),
        ({"year": "2021"}, []),
        ({"search": "yang dilatih", "ordering": "-pagu"}, ["2.11.18.01", "2.11.18.02"]),
    ],
)
def test_filters_narrow_the_rows(ask, cast, plan, params, codes):
    assert [row["code"] for row in results(ask(PLANS, cast.client, **params))] == codes


@pytest.mark.parametrize(
    "params",
    [
        {"level": "urusan"},
        {"code": "false"},
        {"under": "koperasi"},
        {"office": "TIDAK-ADA"},
        {"fund_source": "hibah"},
        {"sequence": "0"},
        {"year": "x"},
        {"tahun": "2020"},
        {"fields": "nip"},
        {"search": "1403096501900001"},
    ],
)
def test_what_is_not_understood_is_told_by_name(ask, cast, plan, params):
    answer = ask(PLANS, cast.client, **params)
    assert answer.status_code == 400
    assert set(params) <= set(answer.json()["errors"])


def test_pages_follow_each_other_and_are_counted_when_asked(ask, cast, plan):
    first = ask(PLANS, cast.client, limit=2, count="true").json()
    assert (len(first["results"]), first["count"]) == (2, 3)
    last = ask(first["next"], cast.client).json()
    assert [row["code"] for row in last["results"]] == ["2.11.18.02"]
    assert last["next"] is None


def test_what_a_client_has_is_not_sent_again(client, cast, token_of, plan):
    row = PlanRow.objects.get(item__code="2.11.18.01")
    for path in (PLANS, reverse("api-plan", args=[row.uid])):
        headers = {"Authorization": f"Bearer {token_of(cast.client)}"}
        headers["If-None-Match"] = client.get(path, headers=headers)["ETag"]
        again = client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")


def test_a_single_row_has_its_months(ask, cast):
    plan = plan_of(2020, ROWS)
    row = PlanRow.objects.get(item__code="2.11.18.01")
    MonthPlan.objects.create(row=row, month=2, amount=250, physical=20)
    MonthPlan.objects.create(row=row, month=1, amount=100, physical=5)
    approved(plan)
    told = ask(reverse("api-plan", args=[row.uid]), cast.client).json()
    assert told["months"] == [
        {"month": 1, "amount": 100, "physical": 5},
        {"month": 2, "amount": 250, "physical": 20},
    ]


def test_versions_say_which_is_in_force_and_what_they_sum_to(ask, cast, drafted):
    rows = results(ask(VERSIONS, cast.client, year=2020, ordering="sequence"))
    assert [(row["kind"], row["is_in_force"], row["pagu"]) for row in rows] == [
        ("murni", True, 1500),
        ("perubahan", False, 1570),
    ]
    assert (rows[0]["document_number"], rows[0]["nomenclature"]) == (
        "DPA/2020/1",
        "permendagri-13-2006",
    )
    assert results(ask(VERSIONS, cast.client, is_in_force="true")) == rows[:1]
    one = ask(reverse("api-budget-version", args=[drafted.uid]), cast.client).json()
    assert one == rows[1]


def test_a_realisation_stands_beside_the_pagu_in_force(ask, cast, drafted):
    row = realised(drafted.plan, problem="Peserta kurang", follow_up="Undang ulang")
    told = ask(reverse("api-realisation", args=[row.uid]), cast.client).json()
    assert (told["year"], told["month"], told["code"]) == (2020, 3, "2.11.18.01")
    assert (told["amount"], told["physical"], told["output"]) == (400, 40, 30)
    assert (told["pagu"], told["office"], told["unit"]) == (1000, "BID-KELEMBAGAAN", "orang")
    assert (told["problem"], told["is_closed"]) == ("Peserta kurang", False)


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"year": "2020", "month": "3"}, 1),
        ({"month": "4"}, 0),
        ({"under": "2.11.18"}, 1),
        ({"office": "BID-KELEMBAGAAN"}, 1),
        ({"office": "DISKOPUKM"}, 0),
        ({"has_problem": "false"}, 1),
        ({"has_problem": "true"}, 0),
    ],
)
def test_filters_narrow_realisation(ask, cast, plan, params, found):
    realised(plan)
    assert len(results(ask(REALISATIONS, cast.client, **params))) == found


def test_a_closed_month_says_so(ask, cast, plan):
    realised(plan)
    plan.closed_month = 3
    plan.save(update_fields=["closed_month"])
    assert results(ask(REALISATIONS, cast.client))[0]["is_closed"] is True


def test_a_beneficiary_is_a_uid_and_nothing_personal(ask, cast, plan, make_cooperative):
    mandau = make_cooperative("Koperasi Duri Jaya", district="Mandau", phone="+6281234567890")
    row = reached(plan, cooperative=mandau)
    answer = ask(reverse("api-beneficiary", args=[row.uid]), cast.upt_rupat)
    told = answer.json()
    assert (told["cooperative"], told["enterprise"]) == (str(mandau.uid), None)
    assert (told["district"], told["code"], told["benefit"]) == (
        "14.03.09",
        "2.11.18.01",
        "Pelatihan",
    )
    assert "Duri Jaya" not in answer.content.decode()
    assert len(results(ask(BENEFICIARIES, cast.client, district="14.03.09"))) == 1
    assert results(ask(BENEFICIARIES, cast.client, district="14.03.10")) == []


def test_every_code_stands_in_its_nomenclature(ask, cast, db):
    rows = results(ask(NOMENCLATURE, cast.client, year=2021, level="program"))
    assert len(rows) == 8
    assert {row["edition"] for row in rows} == {"permendagri-90-2019"}
    assert {(row["first_year"], row["last_year"]) for row in rows} == {(2021, None)}
    old = results(ask(NOMENCLATURE, cast.client, edition="permendagri-13-2006", under="2.11.18"))
    assert old[0]["code"] == "2.11.18"
    assert ask(NOMENCLATURE, cast.client, edition="permendagri-1").status_code == 400


def test_the_crosswalk_leads_from_old_to_new(ask, cast, db):
    rows = results(ask(CROSSWALK, cast.client, source="2.11.18"))
    assert rows
    assert {row["source_edition"] for row in rows} == {"permendagri-13-2006"}
    matched = results(ask(CROSSWALK, cast.client, is_matched="true"))
    alone = results(ask(CROSSWALK, cast.client, is_matched="false"))
    assert all(row["source"] and row["target"] for row in matched)
    assert all(not (row["source"] and row["target"]) for row in alone)
    assert len(matched) + len(alone) == 15


@pytest.mark.parametrize(
    ("path", "queries"),
    [(PLANS, 6), (VERSIONS, 7), (REALISATIONS, 5), (NOMENCLATURE, 5), (CROSSWALK, 5)],
)
@pytest.mark.parametrize("limit", [1, 3])
def test_lists_take_the_same_queries_for_any_number(
    client, cast, token_of, drafted, django_assert_num_queries, path, queries, limit
):
    for month in (1, 2, 3):
        realised(drafted.plan, month, amount=month, physical=month, output=month)
    plan_of(2021), plan_of(2019)
    headers = {"Authorization": f"Bearer {token_of(cast.planner)}"}
    with django_assert_num_queries(queries):
        answer = client.get(path, {"limit": limit}, headers=headers).json()
    assert len(answer["results"]) == limit


@pytest.mark.parametrize("rows", [1, 3])
def test_beneficiaries_take_the_same_queries_for_any_number(
    client, cast, token_of, plan, make_cooperative, django_assert_num_queries, rows
):
    for number in range(rows):
        reached(plan, cooperative=make_cooperative(f"Koperasi {number}"))
    headers = {"Authorization": f"Bearer {token_of(cast.planner)}"}
    with django_assert_num_queries(5):
        assert len(client.get(BENEFICIARIES, headers=headers).json()["results"]) == rows
