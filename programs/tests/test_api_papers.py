"""Agreements and pacts over REST: what they say and where they stand, and never a NIP."""

import re
from datetime import date
from hashlib import sha256

import pytest
from django.urls import reverse

from programs.models import AgreementProgram, IndicatorResult, PaperFile
from programs.tests.pacts_sample import pact_of
from programs.tests.samples import agreement_of, approved, cascade, item, plan_of, put_in_force

AGREEMENTS, PACTS = "/api/v1/agreements", "/api/v1/pacts"
LONG_NUMBER = re.compile(r"(?<!\d)\d{16,18}(?!\d)")


def results(answer) -> list[dict]:
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def without_hashes(text: str) -> str:
    return re.sub(r"[0-9a-f]{64}", "", text)


@pytest.fixture
def people(cast):
    return cascade(cast)


@pytest.fixture
def plan(db):
    plan = plan_of()
    approved(plan)
    return plan


@pytest.fixture
def draft(plan, people):
    return agreement_of(plan, people["head"], people["regent"])


@pytest.fixture
def signed(draft):
    """In force, with a program on its second page."""
    AgreementProgram.objects.create(
        agreement=draft,
        place=1,
        item=item("2.11.18"),
        code="2.11.18",
        name="Pengembangan",
        amount=50_000_000,
        fund_source="pad",
    )
    return put_in_force(draft.paper, b"%PDF-1.7 naskah yang disegel %%EOF")


def one(paper, name="api-agreement") -> str:
    return reverse(name, args=[paper.uid])


def test_the_addresses_are_those_of_the_contract():
    assert (reverse("api-agreements"), reverse("api-pacts")) == (AGREEMENTS, PACTS)


def test_a_stranger_reads_no_paper(client, signed):
    for path in (AGREEMENTS, PACTS, one(signed), one(signed, "api-agreement-pdf")):
        answer = client.get(path)
        assert answer.status_code == 401
        assert b"Hasan" not in answer.content
        assert b"%PDF" not in answer.content


def test_who_holds_no_appointment_reads_no_paper(ask, cast, signed):
    for path in (AGREEMENTS, one(signed), one(signed, "api-agreement-pdf")):
        answer = ask(path, cast.stranger)
        assert answer.status_code == 403
        assert b"Hasan" not in answer.content


def test_an_agreement_says_who_promised_whom_and_what_checks_it(ask, cast, signed):
    told = ask(one(signed), cast.client).json()
    assert (told["state"], told["year"], told["position"]) == ("berlaku", 2020, "kadis")
    assert (told["office"], told["budget_kind"]) == ("DISKOPUKM", "murni")
    assert [(p["part"], p["name"], p["position"]) for p in told["parties"]] == [
        ("pertama", "Drs. Hasan, M.Si", "Kepala Dinas"),
        ("kedua", "H. Amril", "Bupati Bengkalis"),
    ]
    assert {(p["signature"], p["signed_on"]) for p in told["parties"]} == {
        ("dicatat", "2020-01-27")
    }
    assert told["content_sha256"] == signed.content_sha256
    assert (told["pdf_sha256"], told["seal"]) == (signed.file.sha256, "tanpa")
    assert told["verification_url"] == f"http://testserver/verifikasi/{signed.code}/"


def test_both_tables_of_the_second_page_are_inside(ask, cast, signed):
    indicator = signed.agreement.indicators.get()
    IndicatorResult.objects.create(indicator=indicator, quarter=1, value=340, note="Dua beku")
    told = ask(one(signed), cast.client).json()
    (shown,) = told["indicators"]
    assert (shown["uid"], shown["target"], shown["unit"]) == (str(indicator.uid), 350, "koperasi")
    assert (shown["quarter_rule"], shown["supports"]) == ("jumlah", None)
    assert shown["results"] == [{"quarter": 1, "value": 340, "note": "Dua beku"}]
    assert told["programs"] == [
        {
            "place": 1,
            "code": "2.11.18",
            "name": "Pengembangan",
            "amount": 50_000_000,
            "fund_source": "pad",
        }
    ]


def test_no_nip_is_told(ask, cast, signed, people):
    pact = pact_of(people["unit"], people["head"])
    put_in_force(pact.paper)
    for path in (AGREEMENTS, one(signed), PACTS, one(pact.paper, "api-pact")):
        told = ask(path, cast.head).content.decode()
        assert "Hasan" in told
        assert not LONG_NUMBER.search(without_hashes(told))
        assert "nip" not in told.lower()


def test_a_draft_names_its_parties_and_nothing_to_check(ask, cast, draft):
    told = ask(one(draft.paper), cast.client).json()
    assert (told["state"], told["content_sha256"]) == ("rancangan", None)
    assert [p["name"] for p in told["parties"]] == ["Drs. Hasan, M.Si", "H. Amril"]
    assert {p["signature"] for p in told["parties"]} == {None}
    assert (told["verification_url"], told["pdf_url"], told["seal"]) == (None, None, None)


def test_a_signed_paper_keeps_the_name_it_was_signed_under(ask, cast, signed, people):
    official = people["head"].official
    official.name = "Nama Lain"
    official.save(update_fields=["name"])
    told = ask(one(signed), cast.client).json()
    assert told["parties"][0]["name"] == "Drs. Hasan, M.Si"


def test_what_superseded_what_is_told_both_ways(ask, cast, signed, plan, people):
    later = agreement_of(plan, people["head"], people["regent"], date(2020, 10, 5), signed)
    put_in_force(later.paper)
    old, new = (ask(one(paper), cast.client).json() for paper in (signed, later.paper))
    assert (old["state"], old["superseded_by"]) == ("digantikan", str(later.paper.uid))
    assert (new["state"], new["supersedes"]) == ("berlaku", str(signed.uid))
    assert old["verification_url"]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"state": "berlaku"}, 1),
        ({"state": "rancangan,dicabut"}, 1),
        ({"year": "2021"}, 0),
        ({"position": "kadis"}, 1),
        ({"position": "kadis,kabid"}, 2),
        ({"position": "bupati"}, 0),
        ({"office": "BID-KELEMBAGAAN"}, 1),
        ({"search": "kelembagaan"}, 1),
        ({"dated_from": "2020-02-01"}, 0),
        ({"ordering": "-position"}, 2),
    ],
)
def test_filters_narrow_agreements(ask, cast, signed, plan, people, params, found):
    agreement_of(plan, people["division"], people["head"])
    assert len(results(ask(AGREEMENTS, cast.client, **params))) == found


def test_a_code_is_found_as_people_type_it(ask, cast, signed):
    typed = signed.shown_code.lower()
    assert [row["uid"] for row in results(ask(AGREEMENTS, cast.client, code=typed))] == [
        str(signed.uid)
    ]
    for wrong in ({"office": "TIDAK-ADA"}, {"position": "raja"}, {"state": "hilang"}):
        answer = ask(AGREEMENTS, cast.client, **wrong)
        assert set(wrong) <= set(answer.json()["errors"])


def test_the_pdf_is_byte_for_byte_what_was_sealed(ask, cast, signed):
    told = ask(one(signed), cast.client).json()
    answer = ask(told["pdf_url"], cast.client)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content == b"%PDF-1.7 naskah yang disegel %%EOF"
    assert sha256(answer.content).hexdigest() == told["pdf_sha256"]
    assert answer["ETag"] == f'"{told["pdf_sha256"]}"'


def test_a_pdf_that_a_client_has_is_not_sent_again(client, cast, token_of, signed):
    headers = {"Authorization": f"Bearer {token_of(cast.client)}", "Accept": "application/pdf"}
    path = one(signed, "api-agreement-pdf")
    headers["If-None-Match"] = client.get(path, headers=headers)["ETag"]
    again = client.get(path, headers=headers)
    assert (again.status_code, again.content) == (304, b"")


def test_a_draft_has_no_pdf(ask, cast, draft):
    answer = ask(one(draft.paper, "api-agreement-pdf"), cast.client)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_a_pact_says_who_promised_what_before_whom(ask, cast, people):
    pact = pact_of(people["unit"], people["head"])
    put_in_force(pact.paper, b"%PDF-1.7 pakta %%EOF")
    told = ask(one(pact.paper, "api-pact"), cast.client).json()
    assert (told["official"], told["position"]) == (str(pact.official.uid), "ka-upt-mandau")
    assert [(p["part"], p["name"]) for p in told["parties"]] == [
        ("pembuat", "Salmah Zain, S.Sos"),
        ("saksi", "Drs. Hasan, M.Si"),
    ]
    assert (len(told["points"]), told["wording"]) == (7, 1)
    pdf = ask(one(pact.paper, "api-pact-pdf"), cast.client)
    assert (pdf.content, told["seal"]) == (b"%PDF-1.7 pakta %%EOF", "tanpa")


def test_an_agreement_is_no_pact_and_a_pact_no_agreement(ask, cast, signed, people):
    pact = pact_of(people["unit"], people["head"])
    assert [row["uid"] for row in results(ask(AGREEMENTS, cast.client))] == [str(signed.uid)]
    assert [row["uid"] for row in results(ask(PACTS, cast.client))] == [str(pact.paper.uid)]
    assert ask(one(signed, "api-pact"), cast.client).status_code == 404
    assert ask(one(pact.paper), cast.client).status_code == 404
    assert ask(one(signed, "api-pact-pdf"), cast.client).status_code == 404
    assert PaperFile.objects.count() == 1


def drafts_and_signed(plan, people, rows: int) -> None:
    pairs = [("head", "regent"), ("division", "head"), ("unit", "division")][:rows]
    for first, second in pairs:
        put_in_force(agreement_of(plan, people[first], people[second]).paper)
        agreement_of(plan, people[first], people[second])
        put_in_force(pact_of(people[first], people[second]).paper)
        pact_of(people[first], people[second])


@pytest.mark.parametrize("path", [AGREEMENTS, PACTS])
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_queries_for_any_number(
    client, cast, token_of, plan, people, django_assert_num_queries, path, rows
):
    drafts_and_signed(plan, people, rows)
    headers = {"Authorization": f"Bearer {token_of(cast.planner)}"}
    with django_assert_num_queries(9):
        assert len(client.get(path, headers=headers).json()["results"]) == 2 * rows
