"""People ask about their own data; what is no longer needed is forgotten, in the trail as well."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from bengkalis.errors import TransitionRefused
from bengkalis.models import PersonalDataRead
from bengkalis.sealed import blind_index
from registry.models import Member, MemberSavings, SubjectRequest
from registry.models.people import today
from registry.privacy import FORGOTTEN, answer, due_for_forgetting, forget, receive
from registry.rules import NoRule

NIK = "1403094508909001"
LONG_AGO = date(2009, 5, 1)


@pytest.fixture
def make_member(make_cooperative):
    def make(cooperative=None, nik=NIK, **fields):
        cooperative = cooperative or make_cooperative(district="Mandau")
        values = {"name": "Halimah Zain", "phone": "081100004321", "address": "Jl. Antara 7"}
        values |= {"birth_date": date(1990, 8, 5), "sex": "P"} | fields
        member = Member(cooperative=cooperative, nik=nik, **values)
        member.nik_index = blind_index(nik, "nik") if nik else None
        member.full_clean()
        member.save()
        MemberSavings.objects.create(member=member, as_of=LONG_AGO, principal=77_123)
        return member

    return make


@pytest.fixture
def make_request(make_member, cast):
    def make(kind="akses", member=None, received_on=date(2023, 3, 1)):
        asked = SubjectRequest(
            member=member or make_member(),
            kind=kind,
            received_on=received_on,
            identity_check="KTP asli diperlihatkan",
            details="Saya pindah rumah",
        )
        return receive(asked, by=cast.registrar)

    return make


def test_a_request_is_due_as_the_rule_of_its_day_says(make_request):
    assert make_request().due_on == date(2023, 3, 4)


def test_before_the_law_there_is_no_deadline_to_invent(make_request):
    with pytest.raises(NoRule):
        make_request(received_on=date(2020, 1, 1))


def test_a_request_is_taken_down_on_its_page_and_answered(cast, sign_in, make_member):
    member, client = make_member(), sign_in(cast.registrar)
    url = reverse("subject-request-new", args=[member.uid])
    asked = {"kind": "perbaikan", "received_on": "1-3-2023", "identity_check": "KTP asli"}
    assert client.post(url, asked | {"details": "Alamat salah"}).status_code == 302
    request = SubjectRequest.objects.get()
    page = reverse("subject-request", args=[request.uid])
    assert "Alamat salah" in client.get(page).content.decode()
    told = {"answered_on": "2-3-2023", "answer": "Alamat sudah diperbaiki"}
    assert client.post(page, told).status_code == 302
    request.refresh_from_db()
    assert (request.answered_on, request.handled_by) == (date(2023, 3, 2), cast.registrar)
    assert "dijawab" in client.get(reverse("subject-requests")).content.decode()


def test_the_way_there_stands_on_the_page_of_the_member_for_who_handles_requests(
    cast, sign_in, make_member
):
    member = make_member()
    page, way = (
        reverse("member", args=[member.uid]),
        reverse("subject-request-new", args=[member.uid]),
    )
    assert way in sign_in(cast.registrar).get(page).content.decode()
    assert way not in sign_in(cast.upt_mandau).get(page).content.decode()


def test_what_was_typed_stays_when_something_is_missing(cast, sign_in, make_member):
    url = reverse("subject-request-new", args=[make_member().uid])
    answer = sign_in(cast.registrar).post(url, {"kind": "akses", "details": "Isi panjang"})
    assert answer.status_code == 400
    assert "Isi panjang" in answer.content.decode()


def test_a_request_is_answered_once(make_request, cast):
    asked = make_request()
    answer(asked, "Salinan diserahkan", date(2023, 3, 2), by=cast.registrar)
    with pytest.raises(TransitionRefused, match="sudah dijawab"):
        answer(asked, "Salinan diserahkan", date(2023, 3, 2), by=cast.registrar)


def test_the_copy_holds_everything_on_the_person_and_is_recorded(
    cast, sign_in, make_request, make_member, make_cooperative
):
    asked = make_request()
    make_member(make_cooperative("Koperasi Kedua", district="Rupat"), number="A-9")
    make_member(make_cooperative("Koperasi Lain"), nik="1403094508909002", name="Orang Lain")
    page = sign_in(cast.registrar).post(reverse("subject-copy", args=[asked.uid]))
    text = page.content.decode()
    assert NIK in text
    assert "77.123" in text
    assert "Koperasi Kedua" in text
    assert "Orang Lain" not in text
    assert "no-store" in page["Cache-Control"]
    assert PersonalDataRead.objects.filter(field="semua").count() == 2


def test_a_copy_is_made_only_for_who_asked_for_one(cast, sign_in, make_request):
    asked = make_request("perbaikan")
    page = sign_in(cast.registrar).post(reverse("subject-copy", args=[asked.uid]))
    assert page.status_code == 403
    assert NIK not in page.content.decode()


@pytest.mark.parametrize("who", ["upt_mandau", "verifier", "admin", "client"])
def test_nobody_else_handles_requests(cast, sign_in, make_request, who):
    asked = make_request()
    client = sign_in(getattr(cast, who))
    pages = [
        reverse("subject-requests"),
        reverse("retention"),
        reverse("subject-request", args=[asked.uid]),
        reverse("member-forget", args=[asked.uid]),
        reverse("subject-request-new", args=[asked.member.uid]),
    ]
    for url in pages:
        answer = client.get(url)
        assert answer.status_code == 403
        assert "Halimah" not in answer.content.decode()


def everything_stored() -> str:
    """Every text column of the tables that may hold something of a member."""
    tables = ("member", "membersavings", "subjectrequest")
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            for suffix in ("", "auditevent"):
                cursor.execute(f"SELECT t.*::text FROM registry_{table}{suffix} t")
                found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_forgetting_leaves_nothing_of_the_person_but_the_counts(make_request, make_member):
    member = make_member(joined_on=date(2000, 1, 1), left_on=LONG_AGO, note="catatan rahasia")
    make_request("penghapusan", member)
    Member.objects.filter(pk=member.pk).update(occupation="Nelayan pukat")
    assert "Halimah" in everything_stored()
    assert forget([member], today(), "Masa simpan habis") == 1
    stored = everything_stored()
    for word in ("Halimah", "Jl. Antara", "Nelayan pukat", "catatan rahasia", "1990-08-05"):
        assert word not in stored
    member.refresh_from_db()
    assert (member.name, member.nik, member.nik_index) == (FORGOTTEN, "", None)
    assert (member.sex, member.left_on, member.forgotten_on) == ("P", LONG_AGO, today())
    assert not member.savings.exists()


def test_the_trail_still_tells_when_and_why(make_member):
    member = make_member(left_on=LONG_AGO)
    forget([member], today(), "Masa simpan habis")
    last = Member.pgh_event_models["update"].objects.order_by("pgh_created_at").last()
    assert last.pgh_context.metadata["reason"] == "Masa simpan habis"


def test_who_is_still_a_member_is_not_forgotten(make_member):
    member = make_member()
    with pytest.raises(TransitionRefused, match="masih terdaftar"):
        forget([member], today(), "Diminta")
    member.refresh_from_db()
    assert member.nik == NIK


def test_data_are_due_when_the_years_of_the_rule_are_over(make_member, make_cooperative):
    edge = date(2026, 11, 24)
    due = make_member(left_on=date(2016, 11, 24))
    make_member(make_cooperative("Koperasi B"), left_on=date(2016, 11, 25))
    make_member(make_cooperative("Koperasi C"))
    assert list(due_for_forgetting(edge)) == [due]
    forget([due], edge, "Masa simpan habis")
    assert not due_for_forgetting(edge).exists()


def test_retention_is_done_on_its_page_with_reason_and_tick(cast, sign_in, make_member):
    make_member(left_on=LONG_AGO)
    client, url = sign_in(cast.registrar), reverse("retention")
    assert "Halimah" in client.get(url).content.decode()
    assert client.post(url, {"reason": "Masa simpan habis"}).status_code == 400
    told = {"reason": "Masa simpan habis", "understood": "on"}
    assert client.post(url, told).status_code == 302
    assert Member.objects.get().name == FORGOTTEN
    assert "Tidak ada yang perlu dihapus" in client.get(url).content.decode()


def test_an_erasure_that_was_asked_for_is_done_or_refused_with_the_law(
    cast, sign_in, make_request, make_member
):
    asked = make_request("penghapusan")
    client, url = sign_in(cast.registrar), reverse("member-forget", args=[asked.uid])
    told = {"reason": "Permintaan pemilik data", "understood": "on"}
    refused = client.post(url, told)
    assert refused.status_code == 400
    assert "UU 25/1992" in refused.content.decode()
    Member.objects.update(left_on=today() - timedelta(days=1))
    assert client.post(url, told).status_code == 302
    assert "dihapus" in client.get(reverse("subject-request", args=[asked.uid])).content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    cast, sign_in, make_request, make_cooperative, make_member, django_assert_num_queries, many
):
    for number in range(many):
        make_request(member=make_member(make_cooperative(f"Koperasi {number}")))
    client = sign_in(cast.registrar)
    with django_assert_num_queries(7):
        client.get(reverse("subject-requests"))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("subject_kind_known", {"kind": "lain"}),
        ("subject_identity_checked", {"identity_check": " "}),
        ("subject_not_ahead", {"received_on": today() + timedelta(days=1)}),
        ("subject_answered_in_order", {"answered_on": LONG_AGO, "answer": "Sudah"}),
        ("subject_answer_given", {"answered_on": date(2023, 3, 2)}),
    ],
)
def test_the_database_refuses_what_is_no_request(make_request, name, fields):
    asked = make_request()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SubjectRequest.objects.filter(pk=asked.pk).update(**fields)
