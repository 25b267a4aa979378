"""What an attacker, a hurried clerk or a broken client sends: refused in words, never a crash."""

import pytest
from django.urls import reverse

from bengkalis.audit import PersonalDataRead
from bengkalis.testing import PASSWORD
from registry import drafts, entry
from registry.entry import set_officers
from registry.models import AnnualMeeting, BoardMember, Cooperative, District

PHONE = "081234567890"


def edit_url(cooperative) -> str:
    return reverse("cooperative-edit", args=[cooperative.uid])


def form_of(cooperative, **changes) -> dict:
    """The edit form as a browser sends it."""
    fields = {name: getattr(cooperative, name) or "" for name in entry.EDITABLE}
    fields |= {"district": cooperative.district_id, "village": cooperative.village_id or ""}
    return fields | {"version": cooperative.version} | changes


def names_in(response) -> set[str]:
    """Which of the two cooperatives a page or a file names."""
    text = b"".join(response).decode()
    return {name for name in ("Koperasi Lengkap", "Koperasi Tanpa Pengurus") if name in text}


# --- the door ----------------------------------------------------------------------------------


@pytest.mark.parametrize("onward", ["foo", "0", "ü", "//evil.example", "https:evil.example"])
def test_a_nonsensical_onward_address_leads_to_the_work_list(client, cast, onward):
    data = {"username": cast.registrar.username, "password": PASSWORD, "next": onward}
    assert client.post(reverse("sign-in"), data)["Location"] == reverse("home-staff")
    assert client.get(reverse("sign-in"), {"next": onward})["Location"] == reverse("home-staff")


def test_a_username_longer_than_the_record_of_failures_is_simply_wrong(client, db):
    response = client.post(reverse("sign-in"), {"username": "x" * 5000, "password": "salah"})
    assert response.status_code == 200
    assert "tidak cocok" in response.content.decode()


# --- what strangers can find out ---------------------------------------------------------------


def test_what_an_entry_lacks_is_shown_to_the_office_only(client, cast, sign_in, make_cooperative):
    full, bare = make_cooperative("Koperasi Lengkap"), make_cooperative("Koperasi Tanpa Pengurus")
    set_officers(full, {"ketua": ["Siti"]})
    asked = {"finding": "no_officers", "format": "csv"}
    lists = [reverse("cooperatives"), reverse("cooperatives-download")]
    for address in lists:
        response = client.get(address, asked)
        assert names_in(response) == {full.name, bare.name}
        assert "hanya terbuka bagi petugas" in response.content.decode()
    staff = sign_in(cast.verifier)
    assert [names_in(staff.get(address, asked)) for address in lists] == [{bare.name}] * 2


def test_a_number_taken_from_another_version_is_a_recorded_reading(cast, sign_in, make_cooperative):
    """The form that comes back, because something else is wrong, shows it in clear."""
    cooperative = make_cooperative(phone=PHONE)
    mine = form_of(cooperative, name="", phone="") | {"choice-phone": "theirs"}
    response = sign_in(cast.registrar).post(edit_url(cooperative), mine)
    assert PHONE in response.content.decode()
    assert PersonalDataRead.objects.get().object_uid == cooperative.uid


# --- what is not theirs ------------------------------------------------------------------------


def test_the_board_form_does_not_reach_the_board_of_another(cast, sign_in, make_cooperative):
    own, other = make_cooperative(district="Mandau"), make_cooperative(district="Rupat")
    member = BoardMember.objects.create(cooperative=other, position="ketua", person_name="Siti")
    foreign = {
        "version": own.version,
        "board-TOTAL_FORMS": 1,
        "board-INITIAL_FORMS": 1,
        "board-0-id": member.pk,
        "board-0-cooperative": own.pk,
        "board-0-position": "ketua",
        "board-0-person_name": "Dicuri",
    }
    client = sign_in(cast.upt_mandau)
    for change in ({}, {"board-0-DELETE": "on"}):
        client.post(reverse("cooperative-board", args=[own.uid]), foreign | change)
        member.refresh_from_db()
        assert (member.cooperative_id, member.person_name) == (other.pk, "Siti")


def test_the_form_writes_no_field_that_it_does_not_show(cast, sign_in, make_cooperative):
    cooperative = make_cooperative(district="Mandau")
    before = Cooperative.objects.values().get()
    hidden = {"status": "bubar", "is_demo": "on", "id": 7, "uid": cast.upt_mandau.uid}
    hidden |= {"source_row": 3, "choice-status": "theirs", "updated_at": "2001-01-01"}
    elsewhere = {"district": District.objects.get(name="Rupat").pk, "kecamatan-benar": ""}
    client = sign_in(cast.upt_mandau)
    assert client.post(edit_url(cooperative), form_of(cooperative) | hidden).status_code == 302
    response = client.post(edit_url(cooperative), form_of(cooperative, **elsewhere))
    assert "district" in response.context["form"].errors
    assert Cooperative.objects.values().get() == before


# --- what is deleted beneath -------------------------------------------------------------------


@pytest.fixture
def deleted_beneath(monkeypatch):
    """The row goes (an import is taken back) after it was found and before it is locked."""
    locked = Cooperative.locked.__func__

    def vanish(cls, pk, version):
        Cooperative.objects.filter(pk=pk).delete()
        return locked(cls, pk, version)

    monkeypatch.setattr(Cooperative, "locked", classmethod(vanish))


def test_saving_what_was_deleted_meanwhile_is_not_found(
    cast, sign_in, make_cooperative, deleted_beneath
):
    cooperative = make_cooperative()
    change = form_of(cooperative, note="terlambat")
    response = sign_in(cast.registrar).post(edit_url(cooperative), change)
    assert response.status_code == 404
    assert "tidak ada" in response.content.decode()


def test_changing_over_rest_what_was_deleted_meanwhile_is_not_found(
    cast, send, make_cooperative, deleted_beneath
):
    path = reverse("api-cooperative", args=[make_cooperative().uid])
    response = send("patch", path, {"note": "terlambat"}, cast.registrar, match="*")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


# --- nonsense ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["date", "rupiah", "integer", "number"])
@pytest.mark.parametrize("value", ["-", "–", "nihil", "\0", "Rp -"])
def test_what_stands_for_nothing_is_understood_as_nothing(cast, sign_in, kind, value):
    answer = sign_in(cast.verifier).get(reverse("parse"), {"kind": kind, "value": value})
    assert answer.json() == {"understood": None, "message": ""}


def test_a_null_character_names_no_superior_office(cast, sign_in):
    response = sign_in(cast.admin).get(reverse("office-new"), {"parent": "BID\0"})
    assert response.status_code == 200


@pytest.mark.parametrize("year", ["²⁰¹⁹", "٢٠١٩", "２０１９", "20 19", "20190"])
def test_a_book_year_of_other_signs_is_refused_in_words(cast, sign_in, make_cooperative, year):
    address = reverse("cooperative-meeting-new", args=[make_cooperative().uid])
    response = sign_in(cast.registrar).post(address, {"book_year": year, "version": 1})
    assert "empat angka" in response.context["form"].errors["book_year"][0]
    assert not AnnualMeeting.objects.exists()


@pytest.mark.parametrize("is_new", [True, False])
def test_a_draft_larger_than_any_form_is_refused_in_words(cast, sign_in, make_cooperative, is_new):
    address = reverse("cooperative-new") if is_new else edit_url(make_cooperative())
    data = {"simpan-draf": "1", "note": "x" * (drafts.LARGEST + 1)}
    response = sign_in(cast.registrar).post(address, data)
    assert response.status_code == 413
    assert "terlalu panjang" in response.content.decode()


def test_a_second_press_of_the_same_form_enters_no_second_cooperative(sign_in, cast):
    client = sign_in(cast.registrar)
    place = District.objects.get(name="Mandau")
    typed = {
        "name": "Koperasi Sekali",
        "district": place.pk,
        "status-status": "aktif",
        "status-reason": "Pencatatan pertama",
        "once": "a" * 32,
    }
    answers = [client.post(reverse("cooperative-new"), typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Cooperative.objects.count() == 1
