"""What could still leak, was repeated in a refusal, or was forgotten to be forgotten."""

from datetime import date

import pytest
from django.urls import reverse

from bengkalis.rotation import rotate
from registry import membership
from registry.entry import record_meeting
from registry.membership import AlreadyRecorded
from registry.models import AnnualMeeting, IdempotencyRecord, Member, SubjectRequest
from registry.models.people import today
from registry.privacy import forget, receive, rows_of_the_person

NIK, OTHER = "1403094508900001", "1403011203850002"
MEMBERS, MEETINGS = "/api/v1/members", "/api/v1/annual-meetings"


# --- while keys are replaced -------------------------------------------------------------------


@pytest.fixture
def new_key(settings):
    def change():
        settings.PERSONAL_DATA_KEY_PREVIOUS = settings.PERSONAL_DATA_KEY
        settings.PERSONAL_DATA_KEY = "kunci-baru-" * 5

    return change


def test_while_keys_are_replaced_a_person_is_found_under_both(cast, make_member, new_key):
    before = make_member("Siti", nik=NIK, left_on=date(2018, 1, 1))
    new_key()
    after = make_member("Siti", before.cooperative, nik=NIK, joined_on=date(2019, 1, 1))
    assert set(membership.find_by_nik(cast.registrar, NIK)) == {before, after}
    assert list(membership.elsewhere(cast.registrar, before)) == [after]
    assert set(rows_of_the_person(before, cast.registrar)) == {before, after}


def test_while_keys_are_replaced_nobody_joins_twice(make_member, new_key):
    before = make_member("Siti", nik=NIK)
    book = before.cooperative
    new_key()
    with pytest.raises(AlreadyRecorded, match="sudah tercatat"):
        make_member("Siti", book, nik=NIK)
    other = make_member("Budi", book, nik=OTHER)
    other.nik = NIK
    other.full_clean()
    with pytest.raises(AlreadyRecorded):
        membership.correct(other, other.version)
    assert rotate()[1] == []
    assert list(Member.objects.with_nik(NIK)) == [before]


def test_while_keys_are_replaced_who_came_back_later_is_no_twin(make_member, new_key):
    gone = make_member("Siti", nik=NIK, joined_on=date(2010, 1, 1), left_on=date(2012, 1, 1))
    new_key()
    make_member("Siti", gone.cooperative, nik=NIK, joined_on=date(2012, 1, 2))
    earlier = {"joined_on": date(2008, 1, 1), "left_on": date(2009, 12, 31)}
    make_member("Siti", gone.cooperative, nik=NIK, **earlier)
    assert rotate()[1] == []
    assert Member.objects.with_nik(NIK).count() == 3


# --- what refusals tell ------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["sex", "village", "leave_reason", "birth_date", "phone", "note"])
def test_over_rest_a_nik_in_the_wrong_column_is_refused_and_not_repeated(
    send, cast, make_cooperative, field
):
    book = make_cooperative(district="Mandau")
    data = {"cooperative": str(book.uid), "name": "Siti", field: NIK}
    answer = send("post", MEMBERS, data, cast.upt_mandau)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert NIK not in answer.content.decode()
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    "number", ["0812-3456-7890 / 0812-9999-0993", "8199997777", "x08129999099"]
)
def test_a_number_that_is_no_phone_number_is_refused_and_not_repeated(
    client, send, sign_in, cast, make_cooperative, number
):
    book = make_cooperative(district="Mandau")
    data = {"cooperative": str(book.uid), "name": "Siti", "phone": number}
    answer = send("post", MEMBERS, data, cast.upt_mandau)
    page = sign_in(cast.upt_mandau).post(reverse("member-new", args=[book.uid]), data)
    for text in (answer.json()["errors"]["phone"][0], page.content.decode()):
        assert "diharapkan satu nomor" in text
        assert number not in text
        assert number[-6:] not in text
    assert answer.status_code == 400


def test_recording_a_rat_tells_another_upt_nothing_of_those_there_are(send, cast, make_cooperative):
    mandau = make_cooperative(district="Mandau")
    record_meeting(mandau, {"book_year": 2019, "surplus": 100})
    for year in (2019, 2018):
        data = {"cooperative": str(mandau.uid), "book_year": year}
        answer = send("post", MEETINGS, data, cast.upt_rupat)
        assert answer.status_code == 403
        assert "RAT" not in answer.json()["detail"]
    assert AnnualMeeting.objects.count() == 1


@pytest.mark.parametrize("path", [MEETINGS, "/api/v1/health-assessments"])
def test_a_cooperative_of_another_upt_is_filtered_like_one_that_is_not(
    client, token_of, cast, make_cooperative, path
):
    foreign = make_cooperative(district="Mandau")
    record_meeting(foreign, {"book_year": 2019})
    unknown = "00000000-0000-4000-8000-000000000000"
    headers = {"Authorization": f"Bearer {token_of(cast.upt_rupat)}"}
    answers = [
        client.get(path, {"cooperative": uid}, headers=headers) for uid in (foreign.uid, unknown)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content


def test_no_cache_keeps_what_rest_tells_of_members(client, token_of, cast, make_member):
    member = make_member(nik=NIK)
    for path in (MEMBERS, f"{MEMBERS}/{member.uid}"):
        headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
        answer = client.get(path, headers=headers)
        assert answer["Cache-Control"] == "private, no-store"
        again = client.get(path, headers=headers | {"If-None-Match": answer["ETag"]})
        assert again.status_code == 304


def test_the_members_of_a_day_are_counted_for_who_may_see_the_book(cast, sign_in, make_member):
    member = make_member(nik=NIK, joined_on=date(2015, 1, 1))
    url = f"{member.cooperative.get_absolute_url()}?pada=1-1-2020"
    assert "1 orang menurut buku anggota" in sign_in(cast.registrar).get(url).content.decode()
    page = sign_in(cast.verifier).get(url)
    assert page.context["is_staff"]
    assert "menurut buku anggota" not in page.content.decode()


# --- what is forgotten -------------------------------------------------------------------------


def test_forgetting_takes_the_kept_answer_to_a_retry_along(send, cast, make_cooperative):
    book = make_cooperative(district="Mandau")
    for name, key in (("Halimah", "satu"), ("Budi", "dua")):
        data = {"cooperative": str(book.uid), "name": name, "joined_on": "2000-01-01"}
        data |= {"left_on": "2009-05-01"}
        assert send("post", MEMBERS, data, cast.upt_mandau, key=key).status_code == 201
    forget(Member.objects.filter(name="Halimah"), today(), "Masa simpan habis")
    (kept,) = IdempotencyRecord.objects.all()
    assert (kept.key, "Halimah" in kept.body) == ("dua", False)


@pytest.fixture
def asked(cast, make_member):
    member = make_member("Halimah", nik=NIK, left_on=date(2009, 5, 1))
    words = {"identity_check": "KTP diperlihatkan", "received_on": date(2023, 3, 1)}
    return receive(SubjectRequest(member=member, kind="penghapusan", **words), by=cast.registrar)


def test_how_a_request_was_handled_names_no_nik(cast, sign_in, asked):
    client = sign_in(cast.registrar)
    told = f"KTP nomor {NIK} diperlihatkan"
    posts = {
        reverse("subject-request-new", args=[asked.member.uid]): {
            "kind": "akses",
            "received_on": "1-3-2023",
            "identity_check": told,
        },
        reverse("subject-request", args=[asked.uid]): {"answered_on": "2-3-2023", "answer": told},
        reverse("member-forget", args=[asked.uid]): {"reason": told, "understood": "on"},
        reverse("retention"): {"reason": told, "understood": "on"},
    }
    for url, data in posts.items():
        answer = client.post(url, data)
        assert answer.status_code == 400
        assert "NIK punya kolom sendiri" in answer.content.decode()
    assert SubjectRequest.objects.get().answered_on is None
    assert Member.objects.get().name == "Halimah"


def test_an_answer_before_the_request_is_refused_in_words(cast, sign_in, asked):
    url = reverse("subject-request", args=[asked.uid])
    data = {"answered_on": "28-2-2023", "answer": "Sudah dijelaskan"}
    answer = sign_in(cast.registrar).post(url, data)
    assert answer.status_code == 400
    assert "tidak mungkin mendahului permintaan" in answer.content.decode()


def test_what_somebody_saved_is_not_asked_about_by_an_address(cast, sign_in, make_member):
    member = make_member("Siti", nik=NIK)
    page = sign_in(cast.registrar).get(reverse("member-savings", args=[member.uid]))
    assert 'data-parse="date"' in page.content.decode()
    assert 'data-parse="rupiah"' not in page.content.decode()


# --- words that everybody reads who reads the register -----------------------------------------


@pytest.mark.parametrize("name", ["met_with", "result", "follow_up"])
def test_no_nik_stands_in_the_words_on_a_visit(cast, sign_in, make_cooperative, name):
    one = make_cooperative(district="Mandau")
    data = {"visited_on": "1-2-2020", "found": "berjalan", "result": "Kantor buka"}
    url = reverse("visit-new", args=[one.uid])
    client = sign_in(cast.upt_mandau)
    page = client.post(url, data | {name: f"Ketua, NIK {NIK}"})
    assert "NIK punya kolom sendiri" in page.content.decode()
    assert not one.visits.exists()
    assert client.post(url, data).status_code == 302


def test_no_nik_stands_in_the_words_on_a_task_or_a_case(cast, sign_in, make_cooperative):
    one = make_cooperative(district="Mandau", status="tidak_aktif")
    told = f"Ketua NIK {NIK} tidak ditemukan"
    posts = {
        "task-new": {"kind": "pengurus", "reason": told},
        "case-new": {"basis": "tanpa_rat", "reason": told, "proposed_on": "1-2-2020"},
    }
    client = sign_in(cast.registrar)
    for name, data in posts.items():
        page = client.post(reverse(name, args=[one.uid]), data)
        assert "NIK punya kolom sendiri" in page.content.decode()
    for name in ("status-proposals-tasks", "status-proposals-cases"):
        data = {"uid": [str(one.uid)], "kind": "pengurus", "basis": "tanpa_rat", "reason": told}
        assert client.post(reverse(name), data).status_code in {200, 302, 400}
    assert not one.tasks.exists()
    assert not one.cases.exists()
