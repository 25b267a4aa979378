"""Entering and correcting a cooperative in the browser."""

from datetime import date

import pytest
from django.urls import reverse

from bengkalis.audit import PersonalDataRead
from registry.models import Cooperative, District, Village

NEW = "/koperasi/baru/"


def place(name: str) -> int:
    return District.objects.get(name=name).pk


def village_in(district: str) -> Village:
    return Village.objects.filter(district__name=district).first()


def edit_url(cooperative) -> str:
    return reverse("cooperative-edit", args=[cooperative.uid])


def typed(response) -> dict:
    """What the form of a page would send back."""
    form = response.context["form"]
    return {name: "" if (v := form[name].value()) is None else v for name in form.fields}


def text_of(response) -> str:
    return response.content.decode()


def entry_of(**changes) -> dict:
    return {
        "name": "Koperasi Baru Maju",
        "district": place("Bantan"),
        "deed_date": "31 Desember 2019",
        "status-status": "aktif",
        "status-effective_on": "",
        "status-reason": "Pencatatan pertama",
        **changes,
    }


# --- entering ----------------------------------------------------------------------------------


def test_the_registrar_enters_a_cooperative_with_board_and_rat(cast, sign_in):
    data = entry_of(
        **{
            "phone": "0812-3456 7890",
            "pengurus-ketua": "Siti Aminah, S.E.",
            "pengurus-pengawas": "Ali\n\n Budi ",
            "rat-book_year": "2019",
            "rat-assets": "Rp 1.500.000",
            "rat-surplus": "-250.000",
        }
    )
    response = sign_in(cast.registrar).post(NEW, data)
    cooperative = Cooperative.objects.get()
    assert response["Location"] == cooperative.get_absolute_url()
    assert (cooperative.deed_date, cooperative.phone) == (date(2019, 12, 31), "081234567890")
    assert set(cooperative.board.values_list("position", "person_name")) == {
        ("ketua", "Siti Aminah, S.E."),
        ("pengawas", "Ali"),
        ("pengawas", "Budi"),
    }
    meeting = cooperative.meetings.get()
    assert (meeting.assets, meeting.surplus) == (1_500_000, -250_000)
    assert cooperative.status_history.get().recorded_by == cast.registrar


def test_board_and_rat_may_be_left_empty(cast, sign_in):
    sign_in(cast.registrar).post(NEW, entry_of())
    cooperative = Cooperative.objects.get()
    assert not cooperative.board.exists()
    assert not cooperative.meetings.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Nama koperasi"),
        ({"district": ""}, "Pilih kecamatan, atau desa/kelurahannya."),
        ({"deed_date": "31-02-2019"}, "tidak ada di kalender"),
        ({"deed_date": "1-1-2099"}, "Tanggal badan hukum belum tiba."),
        ({"nik_koperasi": "123"}, "13 angka"),
        ({"phone": "tanya ketua"}, "Nomor telepon"),
        ({"status-status": ""}, "Status"),
        ({"status-effective_on": "1-1-2099"}, "Tanggal mulai status belum tiba."),
        ({"rat-assets": "2.6"}, "mendua"),
        ({"rat-members_total": "-4"}, "diharapkan 0 atau lebih"),
        ({"rat-held_on": "1-1-2019", "rat-book_year": "2020"}, "sebelum tahun bukunya"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved_or_lost(cast, sign_in, changes, sentence):
    data = entry_of(**{"note": "tetap ada", **changes})
    page = text_of(sign_in(cast.registrar).post(NEW, data))
    assert sentence in page
    assert "tetap ada" in page
    assert not Cooperative.objects.exists()


def test_all_problems_are_said_at_once(cast, sign_in):
    data = entry_of(**{"name": "", "status-status": "", "rat-assets": "dua juta"})
    page = text_of(sign_in(cast.registrar).post(NEW, data))
    assert "Ada 3 kesalahan pada isian" in page


def test_the_kecamatan_is_taken_from_the_village(cast, sign_in):
    village = village_in("Rupat")
    sign_in(cast.registrar).post(NEW, entry_of(district="", village=village.pk))
    assert Cooperative.objects.get().district.name == "Rupat"


def test_an_old_kecamatan_is_recognised_and_one_click_takes_the_new_one(cast, sign_in):
    client, village = sign_in(cast.registrar), village_in("Bathin Solapan")
    data = entry_of(district=place("Mandau"), village=village.pk)
    response = client.post(NEW, data)
    page = text_of(response)
    assert "masuk Kecamatan Bathin Solapan, pecahan dari Kecamatan Mandau." in page
    assert "Pakai Kecamatan Bathin Solapan" in page
    assert "Ada 1 kesalahan" in page
    assert not Cooperative.objects.exists()
    client.post(NEW, {**data, "kecamatan-benar": response.context["form"].offer.pk})
    assert Cooperative.objects.get().district.name == "Bathin Solapan"


@pytest.mark.parametrize("person", ["upt_mandau", "verifier", "stranger"])
def test_others_do_not_enter_cooperatives(cast, sign_in, person):
    response = sign_in(getattr(cast, person)).post(NEW, entry_of())
    assert response.status_code == 403
    assert not Cooperative.objects.exists()


@pytest.mark.parametrize("name", ["cooperative-new", "cooperative-edit"])
def test_the_forms_ask_a_stranger_to_sign_in(client, make_cooperative, name):
    uid = make_cooperative().uid
    response = client.get(reverse(name, args=[uid] if name == "cooperative-edit" else []))
    assert "/masuk/" in response["Location"]


# --- correcting --------------------------------------------------------------------------------


def test_a_upt_officer_corrects_a_cooperative_of_their_own(cast, sign_in, make_cooperative):
    cooperative = make_cooperative(district="Mandau")
    client = sign_in(cast.upt_mandau)
    data = typed(client.get(edit_url(cooperative))) | {"deed_date": "17/08/2001"}
    assert client.post(edit_url(cooperative), data)["Location"] == cooperative.get_absolute_url()
    cooperative.refresh_from_db()
    assert cooperative.deed_date == date(2001, 8, 17)


def test_a_upt_officer_can_not_move_a_cooperative_out_of_reach(cast, sign_in, make_cooperative):
    cooperative = make_cooperative(district="Mandau")
    client = sign_in(cast.upt_mandau)
    page = client.get(edit_url(cooperative))
    assert "Rupat" not in text_of(page)
    for changes in (
        {"district": place("Rupat")},
        {"district": "", "village": village_in("Rupat").pk},
    ):
        assert client.post(edit_url(cooperative), typed(page) | changes).status_code == 200
        cooperative.refresh_from_db()
        assert cooperative.district.name == "Mandau"


@pytest.mark.parametrize(
    ("person", "code"), [("upt_rupat", 404), ("verifier", 403), ("stranger", 403)]
)
def test_others_do_not_correct_it(cast, sign_in, make_cooperative, person, code):
    cooperative = make_cooperative(district="Mandau", phone="081234567890")
    client = sign_in(getattr(cast, person))
    for method in (client.get, client.post):
        response = method(edit_url(cooperative), {"name": "Diubah", "version": 1})
        assert response.status_code == code
        assert "081234567890" not in text_of(response)
    cooperative.refresh_from_db()
    assert cooperative.name == "Koperasi Tani Maju"


def test_opening_a_form_with_a_phone_is_recorded(cast, sign_in, make_cooperative):
    client = sign_in(cast.registrar)
    client.get(edit_url(make_cooperative("Koperasi Tanpa")))
    assert not PersonalDataRead.objects.exists()
    cooperative = make_cooperative("Koperasi Bertelepon", phone="081234567890")
    client.get(edit_url(cooperative))
    reading = PersonalDataRead.objects.get()
    assert (reading.object_uid, reading.user) == (cooperative.uid, cast.registrar)


def test_a_form_without_its_version_is_refused(cast, sign_in, make_cooperative):
    cooperative = make_cooperative()
    client = sign_in(cast.registrar)
    data = typed(client.get(edit_url(cooperative))) | {"name": "Diubah", "version": ""}
    client.post(edit_url(cooperative), data)
    cooperative.refresh_from_db()
    assert cooperative.name == "Koperasi Tani Maju"


def test_status_and_origin_can_not_be_set_through_the_form(cast, sign_in, make_cooperative):
    cooperative = make_cooperative()
    client = sign_in(cast.registrar)
    data = typed(client.get(edit_url(cooperative)))
    client.post(edit_url(cooperative), data | {"status": "beku", "is_demo": "on", "note": "x"})
    cooperative.refresh_from_db()
    assert (cooperative.status, cooperative.is_demo, cooperative.note) == ("aktif", False, "x")


# --- two versions ------------------------------------------------------------------------------


@pytest.fixture
def conflict(cast, sign_in, make_cooperative):
    """A form that was open while somebody else changed name and sector."""
    cooperative = make_cooperative("Koperasi Asal", business_sector="Dagang", phone="081234567890")
    client = sign_in(cast.registrar)
    data = typed(client.get(edit_url(cooperative)))
    theirs = {"name": "Koperasi Mereka", "business_sector": "Jasa", "phone": "081299998888"}
    for field, value in theirs.items():
        setattr(cooperative, field, value)
    cooperative.save(update_fields=list(theirs))
    data |= {"name": "Koperasi Saya", "note": "catatan saya"}
    return client, cooperative, client.post(edit_url(cooperative), data)


def resend(response) -> dict:
    context = response.context
    return {**dict(context["kept"]), "version": context["version"], "base": context["base"]}


def test_a_stale_save_is_refused_and_shows_both_versions(conflict):
    _, cooperative, response = conflict
    page = text_of(response)
    assert response.status_code == 409
    assert "Koperasi Mereka" in page
    assert "Koperasi Saya" in page
    chosen = {row["name"]: row["chosen"] for row in response.context["rows"]}
    assert chosen == {"name": "", "business_sector": "theirs", "phone": "theirs", "note": "mine"}
    cooperative.refresh_from_db()
    assert (cooperative.name, cooperative.note) == ("Koperasi Mereka", "")


def test_the_other_version_s_phone_stays_masked(conflict):
    _, _, response = conflict
    assert "081299998888" not in text_of(response)


def test_the_choice_is_merged_and_saved_against_the_new_version(conflict):
    client, cooperative, response = conflict
    choices = {
        "choice-name": "mine",
        "choice-business_sector": "theirs",
        "choice-phone": "theirs",
        "choice-note": "mine",
    }
    again = client.post(edit_url(cooperative), resend(response) | choices)
    assert again["Location"] == cooperative.get_absolute_url()
    cooperative.refresh_from_db()
    assert (cooperative.name, cooperative.note) == ("Koperasi Saya", "catatan saya")
    assert (cooperative.business_sector, cooperative.phone) == ("Jasa", "081299998888")


def test_a_choice_that_is_missing_is_asked_for_again(conflict):
    client, cooperative, response = conflict
    again = client.post(edit_url(cooperative), resend(response) | {"choice-phone": "theirs"})
    assert again.status_code == 409
    assert "Masih ada kolom yang belum Anda pilih." in text_of(again)
    cooperative.refresh_from_db()
    assert cooperative.name == "Koperasi Mereka"


def test_a_third_change_meanwhile_is_compared_anew(conflict):
    client, cooperative, response = conflict
    cooperative.name = "Koperasi Ketiga"
    cooperative.save(update_fields=["name"])
    choices = {f"choice-{row['name']}": "theirs" for row in response.context["rows"]}
    again = client.post(edit_url(cooperative), resend(response) | choices | {"choice-name": "mine"})
    assert again.status_code == 409
    rows = {row["name"]: (row["mine"], row["theirs"]) for row in again.context["rows"]}
    assert rows == {"name": ("Koperasi Saya", "Koperasi Ketiga")}


def test_both_typing_the_same_is_no_conflict(cast, sign_in, make_cooperative):
    cooperative = make_cooperative("Koperasi Asal")
    client = sign_in(cast.registrar)
    data = typed(client.get(edit_url(cooperative))) | {"name": "Koperasi Sama", "note": "x"}
    cooperative.name = "Koperasi Sama"
    cooperative.save(update_fields=["name"])
    response = client.post(edit_url(cooperative), data)
    assert [row["name"] for row in response.context["rows"]] == ["note"]
