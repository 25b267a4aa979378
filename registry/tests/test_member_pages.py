"""The list of members, one member, entry and correction, leaving and savings."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from bengkalis.audit import PersonalDataRead
from registry import membership
from registry.models import IdempotencyRecord, Member, MemberSavings

NIK, OTHER = "1403094508900001", "1403011203850002"
PHONE = "081234567890"


def text_of(response) -> str:
    return response.content.decode()


def names_in(response) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


def to(name, row) -> str:
    return reverse(name, args=[row.uid])


@pytest.fixture
def siti(make_member, make_cooperative):
    return make_member(
        "Siti Aminah",
        make_cooperative("KUD Tani Maju", "Mandau"),
        nik=NIK,
        sex="P",
        birth_date=date(1990, 8, 5),
        phone=PHONE,
        number="12",
        joined_on=date(2015, 1, 1),
    )


# --- the list ----------------------------------------------------------------------------------


def test_members_are_found_by_name_and_filter(cast, sign_in, siti, make_member, make_cooperative):
    rupat = make_cooperative("Koperasi Rupat", "Rupat")
    make_member("Budi Santoso", rupat, sex="L", joined_on=date(2019, 2, 1))
    make_member("Ani", rupat, joined_on=date(2010, 1, 1), left_on=date(2018, 1, 1))
    client, url = sign_in(cast.registrar), reverse("members")
    for params, expected in (
        ({}, ["Ani", "Budi Santoso", "Siti Aminah"]),
        ({"search": "aminah siti"}, ["Siti Aminah"]),
        ({"sex": "L"}, ["Budi Santoso"]),
        ({"district": "14.03.09"}, ["Siti Aminah"]),
        ({"cooperative": rupat.uid}, ["Ani", "Budi Santoso"]),
        ({"current": "true"}, ["Budi Santoso", "Siti Aminah"]),
        ({"current": "false"}, ["Ani"]),
        ({"pada": "31-12-2017"}, ["Ani", "Siti Aminah"]),
        ({"joined_from": "2015-01-01", "joined_to": "2015-12-31"}, ["Siti Aminah"]),
        ({"left_from": "2017-06-01"}, ["Ani"]),
        ({"left_to": "2017-06-01"}, []),
    ):
        assert names_in(client.get(url, params)) == expected, params


def test_a_misspelt_name_is_found_and_said_to_be_only_alike(cast, sign_in, siti):
    response = sign_in(cast.registrar).get(reverse("members"), {"search": "siti amminah"})
    assert names_in(response) == ["Siti Aminah"]
    assert "paling mirip" in text_of(response)


def test_what_is_set_can_be_unset(cast, sign_in, siti):
    params = {"pada": "2020-12-31", "sex": ["P", "L"], "cooperative": siti.cooperative.uid}
    page = sign_in(cast.registrar).get(reverse("members"), params)
    chips = {(chip["label"], chip["value"]) for chip in page.context["chips"]}
    assert ("Anggota per tanggal", "31-12-2020") in chips
    assert ("Koperasi", "KUD Tani Maju") in chips
    assert ("Jenis kelamin", "Perempuan") in chips
    assert "pada=" in page.context["chips"][0]["url"]


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"sex": "X"}, "salah satu dari"),
        ({"current": "ya"}, "true atau false"),
        ({"pada": "31-31-2019"}, "per tanggal"),
        ({"cooperative": "x"}, "Koperasi"),
        ({"cursor": "x"}, "cursor"),
    ],
)
def test_what_is_not_understood_is_said_and_left_out(cast, sign_in, siti, params, told):
    response = sign_in(cast.registrar).get(reverse("members"), params)
    assert told in text_of(response)
    assert names_in(response) == ["Siti Aminah"]


def test_a_nik_in_the_name_box_is_refused_and_not_repeated(cast, sign_in, siti):
    response = sign_in(cast.registrar).get(reverse("members"), {"search": NIK})
    assert "Cari dengan NIK" in text_of(response)
    assert NIK not in text_of(response)


def test_one_person_in_two_cooperatives_is_counted_once(
    cast, sign_in, siti, make_member, make_cooperative
):
    make_member("Siti A.", make_cooperative("Lain", "Rupat"), nik=NIK)
    response = sign_in(cast.registrar).get(reverse("members"))
    assert (response.context["total"], response.context["persons"]) == (2, 1)
    assert "2 keanggotaan, 1 orang" in text_of(response)


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    cast, sign_in, make_member, make_cooperative, django_assert_num_queries, many
):
    for number in range(many):
        make_member(f"Orang {number}", make_cooperative(f"Koperasi {number}"), nik=NIK)
    client = sign_in(cast.registrar)
    with django_assert_num_queries(7):
        client.get(reverse("members"))


def test_the_next_page_goes_on_where_the_first_ends(cast, sign_in, make_member):
    book = make_member("Orang 00").cooperative
    for number in range(1, 52):
        make_member(f"Orang {number:02}", book)
    client, url = sign_in(cast.registrar), reverse("members")
    first = client.get(url)
    second = client.get(url + first.context["next"])
    assert len(names_in(first)) == 50
    assert names_in(second) == ["Orang 50", "Orang 51"]


def test_a_search_counts_no_further_than_it_must(cast, sign_in, make_member, monkeypatch):
    monkeypatch.setattr("registry.views.members.MOST_FOUND", 1)
    book = make_member("Siti Satu").cooperative
    make_member("Siti Dua", book)
    page = sign_in(cast.registrar).get(reverse("members"), {"search": "siti"})
    assert "Lebih dari 1 keanggotaan," in text_of(page)
    assert page.context["capped"]


def test_an_empty_list_says_what_will_be_here(cast, sign_in, db):
    assert "Belum ada anggota" in text_of(sign_in(cast.registrar).get(reverse("members")))


# --- search by NIK -----------------------------------------------------------------------------


def test_a_nik_is_looked_for_by_post_and_the_search_is_recorded(cast, sign_in, siti):
    client, url = sign_in(cast.upt_mandau), reverse("members-by-nik")
    assert client.get(url).status_code == 200
    response = client.post(url, {"nik": f" {NIK} ", "purpose": "Mencocokkan data"})
    assert "Siti Aminah" in text_of(response)
    assert NIK not in text_of(response)
    assert "no-store" in response["Cache-Control"]
    noted = PersonalDataRead.objects.get()
    assert (noted.user, noted.field) == (cast.upt_mandau, "nik")
    assert "1 ditemukan" in noted.purpose
    assert NIK not in noted.purpose


@pytest.mark.parametrize(
    ("nik", "told"), [("1403", "Ditemukan 4 angka"), ("1.40301650582E+15", "berformat teks")]
)
def test_a_wrong_nik_is_told_and_searches_nothing(cast, sign_in, siti, nik, told):
    url = reverse("members-by-nik")
    response = sign_in(cast.registrar).post(url, {"nik": nik, "purpose": "Mencocokkan data"})
    assert response.status_code == 400
    assert told in text_of(response)
    assert not PersonalDataRead.objects.exists()


# --- entering ----------------------------------------------------------------------------------


def new_address(cooperative) -> str:
    return reverse("member-new", args=[cooperative.uid])


def test_a_member_is_entered_once_however_often_the_button_is_pressed(
    cast, sign_in, make_cooperative
):
    client, url = sign_in(cast.upt_mandau), new_address(make_cooperative(district="Mandau"))
    once = client.get(url).context["once"]
    data = {"name": "Budi", "joined_on": "1/2/2019", "sex": "L", "once": once}
    first, second = client.post(url, data), client.post(url, data)
    member = Member.objects.get()
    assert first["Location"] == second["Location"] == member.get_absolute_url()
    assert member.joined_on == date(2019, 2, 1)


def test_one_after_another_can_be_entered(cast, sign_in, make_cooperative):
    client, url = sign_in(cast.registrar), new_address(make_cooperative())
    response = client.post(url, {"name": "Budi", "lagi": "1", "once": "a"}, follow=True)
    assert response.context["again"] == "1"
    assert "Budi tercatat sebagai anggota" in text_of(response)


def test_what_does_not_go_with_the_nik_is_a_warning_and_saved(cast, sign_in, make_cooperative):
    url = new_address(make_cooperative())
    data = {"name": "Budi", "nik": NIK, "sex": "L", "birth_date": "5/8/1990", "once": "a"}
    page = text_of(sign_in(cast.registrar).post(url, data, follow=True))
    assert "Jenis kelamin laki-laki tidak cocok dengan NIK" in page
    assert Member.objects.get().nik == NIK


def test_a_wrong_entry_is_told_and_the_nik_travels_on_unseen(cast, sign_in, make_cooperative):
    client, url = sign_in(cast.registrar), new_address(make_cooperative())
    response = client.post(url, {"name": " ", "nik": NIK, "phone": PHONE, "once": "a"})
    page = text_of(response)
    assert response.status_code == 200
    assert NIK not in page
    assert "••••••••••••0001" in page
    kept = page.partition('name="nik-kept" value="')[2].partition('"')[0]
    client.post(url, {"name": "Siti", "nik": "", "nik-kept": kept, "once": "a"})
    assert Member.objects.get().nik == NIK


@pytest.mark.parametrize("token", ["x", "é", "AAAA", "=="])
def test_an_invented_token_is_no_nik(cast, sign_in, make_cooperative, token):
    url = new_address(make_cooperative())
    sign_in(cast.registrar).post(url, {"name": "Siti", "nik-kept": token, "once": "a"})
    assert Member.objects.get().nik == ""


def test_a_sealed_nik_opens_in_no_other_input(cast, sign_in, siti):
    client, url = sign_in(cast.registrar), to("member-edit", siti)
    data = form_of(client.get(url))
    page = text_of(client.post(url, data | {"phone-kept": data["nik-kept"], "name": ""}))
    assert NIK not in page
    assert "••••••••••••0001" in page


def test_a_nik_in_the_box_of_the_phone_is_refused_and_not_repeated(cast, sign_in, make_cooperative):
    url = new_address(make_cooperative())
    page = text_of(sign_in(cast.registrar).post(url, {"name": "S.", "phone": NIK, "once": "a"}))
    assert "Jangan menulis NIK di sini" in page
    assert NIK not in page


def test_a_nik_that_is_in_the_book_already_is_told(cast, sign_in, siti):
    url = new_address(siti.cooperative)
    page = text_of(sign_in(cast.registrar).post(url, {"name": "S.", "nik": NIK, "once": "a"}))
    assert "NIK ini sudah tercatat sebagai anggota pada masa itu." in page
    assert Member.objects.count() == 1


def test_somebody_who_was_quicker_is_a_sentence_and_no_500(cast, sign_in, siti, monkeypatch):
    monkeypatch.setattr(Member, "validate_constraints", lambda self, exclude=None: None)
    url = new_address(siti.cooperative)
    response = sign_in(cast.registrar).post(url, {"name": "S.", "nik": NIK, "once": "a"})
    assert response.status_code == 409
    assert "NIK ini sudah tercatat sebagai anggota" in text_of(response)
    assert not IdempotencyRecord.objects.exists()


# --- correcting --------------------------------------------------------------------------------


def form_of(page) -> dict:
    """What a browser would send back unchanged."""
    form = page.context["form"]
    data = {bound.name: bound.value() or "" for bound in form if bound.name not in {"nik", "phone"}}
    for name in ("nik", "phone"):
        token = text_of(page).partition(f'name="{name}-kept" value="')[2].partition('"')[0]
        data[f"{name}-kept"] = token
    return {name: str(value) for name, value in data.items()}


def test_a_correction_keeps_what_was_not_touched(cast, sign_in, siti):
    client, url = sign_in(cast.upt_mandau), to("member-edit", siti)
    data = form_of(client.get(url))
    page = text_of(client.post(url, data | {"occupation": "Nelayan"}, follow=True))
    assert "Tersimpan: Pekerjaan." in page
    siti.refresh_from_db()
    assert (siti.nik, siti.phone, siti.occupation) == (NIK, PHONE, "Nelayan")
    page = text_of(client.post(url, form_of(client.get(url)), follow=True))
    assert "Tidak ada yang berubah" in page


def test_a_nik_is_emptied_by_the_box_beside_it(cast, sign_in, siti):
    client, url = sign_in(cast.registrar), to("member-edit", siti)
    client.post(url, form_of(client.get(url)) | {"nik-drop": "1"})
    siti.refresh_from_db()
    assert (siti.nik, siti.nik_index) == ("", None)


def test_a_stale_save_shows_both_versions_with_nik_masked(cast, sign_in, siti):
    client, url = sign_in(cast.registrar), to("member-edit", siti)
    data = form_of(client.get(url)) | {"occupation": "Nelayan", "nik": OTHER}
    Member.objects.filter(pk=siti.pk).update(occupation="Petani")
    response = client.post(url, data)
    page = text_of(response)
    assert response.status_code == 409
    assert "Nelayan" in page
    assert "Petani" in page
    assert "••••••••••••0002" in page
    assert not [nik for nik in (NIK, OTHER) if nik in page]
    siti.refresh_from_db()
    assert siti.occupation == "Petani"


# --- leaving and coming back -------------------------------------------------------------------


def test_leaving_and_coming_back(cast, sign_in, siti):
    client, url = sign_in(cast.upt_mandau), to("member-leave", siti)
    data = {"left_on": "1/3/2018", "leave_reason": "pindah", "version": 1}
    assert "wajib" in text_of(client.post(url, data | {"leave_reason": ""}))
    assert "sebelum masuk" in text_of(client.post(url, data | {"left_on": "1/3/2014"}))
    client.post(url, data)
    siti.refresh_from_db()
    assert (siti.left_on, siti.leave_reason) == (date(2018, 3, 1), "pindah")
    assert "sudah berhenti 01-03-2018" in text_of(client.post(url, data, follow=True))
    back = to("member-rejoin", siti)
    assert "pada masa itu" in text_of(client.post(back, {"joined_on": "1/2/2018"}))
    client.post(back, {"joined_on": "1/2/2020", "number": "12"})
    again = Member.objects.get(left_on__isnull=True)
    assert (again.nik, again.joined_on, again.number) == (NIK, date(2020, 2, 1), "12")


def test_a_present_member_does_not_come_back(cast, sign_in, siti):
    page = sign_in(cast.registrar).get(to("member-rejoin", siti), follow=True)
    assert "belum berhenti" in text_of(page)


def test_leaving_beside_a_newer_version_is_409(cast, sign_in, siti):
    Member.objects.filter(pk=siti.pk).update(note="baru")
    data = {"left_on": "1/3/2018", "leave_reason": "pindah", "version": 1}
    response = sign_in(cast.registrar).post(to("member-leave", siti), data)
    assert response.status_code == 409
    siti.refresh_from_db()
    assert siti.left_on is None


# --- savings and what is shown once ------------------------------------------------------------


@pytest.fixture
def saved(siti):
    row = MemberSavings(member=siti, as_of=date(2020, 12, 31), principal=Decimal(7_654_321))
    return membership.record_savings(row)


def test_savings_are_entered_and_not_shown(cast, sign_in, siti):
    client, url = sign_in(cast.upt_mandau), to("member-savings", siti)
    data = {"as_of": "31/12/2020", "principal": "7.654.321", "mandatory": "Rp 100.000"}
    page = text_of(client.post(url, data, follow=True))
    row = siti.savings.get()
    assert (row.principal, row.mandatory, row.voluntary) == (7_654_321, 100_000, None)
    assert "31-12-2020" in page
    assert "7.654.321" not in page
    assert "sudah tercatat" in text_of(client.post(url, data))
    assert "sedikitnya satu" in text_of(client.post(url, {"as_of": "1/1/2020"}))


def test_opening_savings_to_correct_them_is_a_reading(cast, sign_in, siti, saved):
    client = sign_in(cast.upt_mandau)
    url = reverse("member-savings-correct", args=[siti.uid, saved.pk])
    assert "7.654.321" in text_of(client.get(url))
    assert PersonalDataRead.objects.get().field == "savings"
    client.post(url, {"as_of": "31-12-2020", "principal": "8.000.000", "version": 1})
    saved.refresh_from_db()
    assert saved.principal == 8_000_000
    stale = client.post(url, {"as_of": "31-12-2020", "principal": "9.000.000", "version": 1})
    assert stale.status_code == 409


@pytest.mark.parametrize(
    ("field", "secret"), [("nik", NIK), ("phone", PHONE), ("savings", "7.654.321")]
)
def test_personal_data_is_shown_once_for_a_purpose_and_recorded(
    cast, sign_in, siti, saved, field, secret
):
    client, url = sign_in(cast.upt_mandau), to("member-reveal", siti)
    assert secret not in text_of(client.get(to("member", siti)))
    refused = client.post(url, {"field": field})
    assert refused.status_code == 400
    assert secret not in text_of(refused)
    response = client.post(url, {"field": field, "purpose": "Mencocokkan data"})
    assert secret in text_of(response)
    assert "no-store" in response["Cache-Control"]
    noted = PersonalDataRead.objects.get()
    assert (noted.object_uid, noted.field) == (siti.uid, field)
    assert secret not in text_of(client.get(to("member", siti)))


def test_what_is_not_recorded_can_not_be_asked_for(cast, sign_in, make_member):
    member = make_member("Budi")
    client = sign_in(cast.registrar)
    assert "Tampilkan data pribadi" not in text_of(client.get(to("member", member)))
    data = {"field": "nik", "purpose": "Mencocokkan data"}
    assert client.post(to("member-reveal", member), data).status_code == 400
    assert not PersonalDataRead.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_a_member_page_takes_the_same_queries_for_any_number_of_parts(
    cast, sign_in, siti, make_member, make_cooperative, django_assert_num_queries, many
):
    for number in range(many):
        make_member("Siti", make_cooperative(f"Koperasi {number}"), nik=NIK)
        MemberSavings.objects.create(member=siti, as_of=date(2015 + number, 1, 1), principal=1)
    client = sign_in(cast.registrar)
    with django_assert_num_queries(7):
        client.get(to("member", siti))
