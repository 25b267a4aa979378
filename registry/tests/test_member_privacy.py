"""Nothing of a member reaches whom it does not concern: no page, no file, no table in clear."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from bengkalis.audit import PersonalDataRead
from registry import membership
from registry.models import Cooperative, IdempotencyRecord, Member, MemberSavings

NIK = "1403094508900001"
SIXTEEN = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")
SECRETS = ["Siti Aminah", NIK, "0001", "081234567890", "7654321", "7.654.321", "Desa Rahasia"]


@pytest.fixture
def siti(make_member, make_cooperative):
    member = make_member(
        "Siti Aminah",
        make_cooperative("Koperasi Duri", "Mandau"),
        nik=NIK,
        phone="081234567890",
        address="Desa Rahasia",
        joined_on=date(2015, 1, 1),
    )
    row = MemberSavings(member=member, as_of=date(2020, 12, 31), principal=Decimal(7_654_321))
    membership.record_savings(row)
    return member


def body(response) -> str:
    if response.streaming:
        return b"".join(response.streaming_content).decode("utf-8-sig", "replace")
    return response.content.decode()


def addresses(member) -> list[str]:
    """Every page on which something of this member could stand."""
    saved = member.savings.get().pk
    of_member = ["member", "member-edit", "member-leave", "member-rejoin", "member-savings"]
    of_book = ["member-book", "member-new", "member-book-print", "member-book-download"]
    return [
        reverse("members"),
        reverse("members-download"),
        reverse("members-by-nik"),
        *(reverse(name, args=[member.uid]) for name in of_member),
        reverse("member-savings-correct", args=[member.uid, saved]),
        *(reverse(name, args=[member.cooperative.uid]) for name in of_book),
        reverse("cooperative-history", args=[member.cooperative.uid]),
        member.cooperative.get_absolute_url(),
    ]


@pytest.mark.parametrize("query", ["", "?search=Siti", "?format=csv", "?format=json&nik=1"])
def test_another_upt_sees_nothing_by_page_search_or_file(cast, sign_in, siti, query):
    client = sign_in(cast.upt_rupat)
    for path in addresses(siti):
        response = client.get(path + query)
        page = body(response).replace("?search=Siti", "")
        assert not [secret for secret in SECRETS if secret in page], path
        if str(siti.uid) in path or "/anggota/" in path.removeprefix("/anggota/"):
            assert response.status_code == 404, path


def test_another_upt_finds_no_nik_and_changes_nothing(cast, sign_in, siti):
    client = sign_in(cast.upt_rupat)
    data = {"nik": NIK, "purpose": "Mencocokkan data"}
    page = body(client.post(reverse("members-by-nik"), data))
    assert "Tidak ada anggota dengan NIK ini" in page
    assert "Siti" not in page
    for name in ("member-edit", "member-leave", "member-rejoin", "member-savings"):
        assert client.post(reverse(name, args=[siti.uid]), {"name": "X"}).status_code == 404
    url = reverse("member-reveal", args=[siti.uid])
    assert client.post(url, {"field": "nik", "purpose": "Mencocokkan data"}).status_code == 404
    new = reverse("member-new", args=[siti.cooperative.uid])
    assert client.post(new, {"name": "X", "nik": NIK}).status_code == 404
    assert Member.objects.count() == 1
    assert PersonalDataRead.objects.exclude(user=cast.upt_rupat).count() == 0


@pytest.mark.parametrize("who", ["verifier", "admin", "head", "client", "planner"])
def test_who_has_no_business_with_members_is_refused(cast, sign_in, siti, who):
    client = sign_in(getattr(cast, who))
    for path in addresses(siti)[:-2]:
        response = client.get(path)
        assert response.status_code == 403, path
        assert not [secret for secret in SECRETS if secret in body(response)], path
    assert "Anggota" not in [item["label"] for item in client.get("/beranda/").context["nav"]]


def test_strangers_are_sent_to_sign_in(client, siti):
    for path in addresses(siti)[:-1]:
        response = client.get(path)
        assert response.status_code == 302, path
        assert response["Location"].startswith("/masuk/")
    public = body(client.get(siti.cooperative.get_absolute_url()))
    assert not [secret for secret in SECRETS if secret in public]


def test_the_menu_leads_to_the_members(cast, sign_in, db):
    nav = sign_in(cast.upt_mandau).get("/beranda/").context["nav"]
    assert ("/anggota/", "Anggota") in [(item["url"], item["label"]) for item in nav]


def test_no_answer_to_the_office_itself_holds_a_sixteen_digit_number(cast, sign_in, siti):
    client = sign_in(cast.registrar)
    for path in addresses(siti):
        for query in ("", "?format=csv", "?format=json", f"?search={NIK}", "?pada=2020-12-31"):
            page = body(client.get(path + query, follow=True))
            assert not SIXTEEN.search(page), path + query


def test_errors_of_forms_hold_no_sixteen_digit_number(cast, sign_in, siti):
    client = sign_in(cast.registrar)
    for name, row in (("member-new", siti.cooperative), ("member-edit", siti)):
        url = reverse(name, args=[row.uid])
        for data in ({"name": "", "nik": NIK}, {"name": "X", "nik": f"{NIK}9"}):
            assert not SIXTEEN.search(body(client.post(url, data | {"version": "1"})))


def test_the_tables_hold_no_nik_phone_or_savings_in_clear(cast, sign_in, siti):
    client = sign_in(cast.registrar)
    data = {"name": "Budi", "nik": "1403011203850002", "once": "a"}
    client.post(reverse("member-new", args=[siti.cooperative.uid]), data)
    client.post(reverse("members-by-nik"), {"nik": NIK, "purpose": "Mencocokkan data"})
    events = [Member, MemberSavings, Cooperative]
    tables = {model._meta.db_table for model in (*events, IdempotencyRecord, PersonalDataRead)}
    tables |= {model.pgh_event_models["update"]._meta.db_table for model in events}
    tables |= {"pghistory_context", "django_session"}
    for secret in (NIK, "1403011203850002", "081234567890", "7654321"):
        assert _rows_with(tables, secret) == []
    assert _rows_with({"registry_member"}, "Siti Aminah") == ["registry_member"]


def _rows_with(tables: set[str], secret: str) -> list[str]:
    """Tables in which some row, read as text or as raw bytes, holds ``secret``."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s OR t::text LIKE %s',
                [f"%{secret}%", f"%{secret.encode().hex()}%"],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_the_history_of_the_cooperative_is_silent_about_members(cast, sign_in, siti):
    url = reverse("cooperative-history", args=[siti.cooperative.uid])
    page = body(sign_in(cast.registrar).get(url))
    assert not [secret for secret in SECRETS if secret in page]


def test_members_of_a_merged_cooperative_are_in_no_list(cast, sign_in, siti, make_cooperative):
    other = make_cooperative("Koperasi Penerus", "Mandau")
    Cooperative.objects.filter(pk=siti.cooperative_id).update(merged_into=other)
    client = sign_in(cast.registrar)
    assert "Siti" not in body(client.get(reverse("members")))
    assert client.get(siti.get_absolute_url()).status_code == 404
    assert not membership.find_by_nik(cast.registrar, NIK)
