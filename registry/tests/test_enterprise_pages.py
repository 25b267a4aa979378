"""One MSME: its page, what is shown once, entry, correction, figures of years, closing."""

import re
from datetime import date

import pytest
from django.urls import reverse

from bengkalis.audit import PersonalDataRead
from registry.models import Coaching, District, Enterprise, FormDraft, KbliSection
from registry.models.people import today

NIK, PHONE, OWNER = "1403094508900001", "081234567890", "Siti Rahasia"
NEW = "/umkm/baru/"  # "enterprise-new"


def text_of(response) -> str:
    return response.content.decode()


def to(name, row, *more) -> str:
    return reverse(name, args=[row.uid, *more])


@pytest.fixture
def kedai(make_enterprise):
    return make_enterprise(
        "Kedai Kopi Duri",
        "Mandau",
        "I",
        {2020: {"sales": 299_123_456, "assets": 60_000_000}, 2021: {"sales": 310_000_000}},
        owner_name=OWNER,
        owner_nik=NIK,
        phone=PHONE,
        started_year=2015,
        note="Keterangan petugas",
        latitude="1.471200",
        longitude="102.112600",
    )


def form_of(page, name="form") -> dict:
    """What a browser would send back unchanged."""
    secret = {"owner_nik", "phone"}
    form = page.context[name]
    data = {b.html_name: b.value() for b in form if b.name not in {*secret, "checked"}}
    for field in secret & set(form.fields):
        token = text_of(page).partition(f'name="{field}-kept" value="')[2].partition('"')[0]
        data[f"{field}-kept"] = token
    return {key: "" if value is None else str(value) for key, value in data.items()}


# --- the page ----------------------------------------------------------------------------------


def test_the_page_shows_figures_and_why_the_class_is_what_it_is(cast, sign_in, kedai):
    page = text_of(sign_in(cast.upt_mandau).get(kedai.get_absolute_url()))
    for shown in (OWNER, "299.123.456", "60.000.000", "••••••••••••0001", "1,4712, 102,1126"):
        assert shown in page
    assert "Dua golongan" in page
    assert "tidak mengatur mana yang berlaku" in page
    assert NIK not in page
    assert PHONE not in page


def test_a_year_that_was_elsewhere_says_so(cast, sign_in, kedai):
    kedai.years.filter(year=2020).update(district=District.objects.get(name="Rupat"))
    page = text_of(sign_in(cast.registrar).get(kedai.get_absolute_url()))
    assert page.count("Kecamatan Rupat") == 1


@pytest.mark.parametrize("name", ["client", "admin"])
def test_who_may_not_see_owners_sees_the_business_only(cast, sign_in, kedai, name):
    page = text_of(sign_in(getattr(cast, name)).get(kedai.get_absolute_url()))
    assert "Kedai Kopi Duri" in page
    assert "Usaha kecil" in page
    for hidden in (OWNER, "299.123.456", "310.000.000", "0001", "0812", "Keterangan petugas"):
        assert hidden not in page, hidden


def test_who_may_see_owners_and_not_reveal_is_not_asked_to(cast, sign_in, kedai):
    page = text_of(sign_in(cast.planner).get(kedai.get_absolute_url()))
    assert OWNER in page
    assert "Tampilkan data pribadi" not in page
    assert "/ubah/" not in page


WRITING = ["enterprise-edit", "enterprise-close", "enterprise-year-new"]
OF_YEAR = ["enterprise-year", "enterprise-year-remove"]


def test_only_the_office_that_may_write_comes_to_the_forms(cast, sign_in, kedai):
    urls = [to(name, kedai) for name in WRITING] + [to(name, kedai, 2020) for name in OF_YEAR]
    for user in (cast.client, cast.admin, cast.head, cast.verifier, cast.planner):
        client = sign_in(user)
        assert {client.get(url).status_code for url in [*urls, NEW]} == {403}, user
    client = sign_in(cast.upt_rupat)
    assert {client.get(url).status_code for url in [*urls, kedai.get_absolute_url()]} == {404}
    for user in (cast.registrar, cast.upt_mandau, cast.head_upt_mandau):
        client = sign_in(user)
        assert {client.get(url).status_code for url in [*urls, NEW]} == {200}, user


def test_a_stranger_is_sent_to_sign_in_from_every_page(client, kedai):
    urls = [to(name, kedai) for name in [*WRITING, "enterprise", "enterprise-reveal"]]
    for url in [*urls, *(to(name, kedai, 2020) for name in OF_YEAR), NEW]:
        assert client.get(url)["Location"].startswith("/masuk/"), url


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_parts(
    cast, sign_in, make_enterprise, django_assert_num_queries, many
):
    kedai = make_enterprise(section="I", years={2015 + number: 5 for number in range(many)})
    for _ in range(many):
        Coaching.objects.create(
            enterprise=kedai,
            **{"held_on": date(2021, 1, 1), "kind": "kunjungan", "topic": "keuangan"},
            **{"coach": "A", "result": "B"},
        )
    client = sign_in(cast.registrar)
    with django_assert_num_queries(7):
        client.get(kedai.get_absolute_url())


def test_the_history_tells_every_change_with_personal_data_masked(cast, sign_in, kedai):
    Enterprise.objects.filter(pk=kedai.pk).update(activity="bengkel", latitude="1.500000")
    kedai.years.filter(year=2021).update(sales=311_000_000)
    page = text_of(sign_in(cast.upt_mandau).get(to("enterprise-history", kedai)))
    for told in ("UMKM dicatat", "bengkel", "Rp\u00a0311.000.000", "I Penyediaan", "1,500000"):
        assert told in page, told
    assert "Angka tahun 2021" in page
    assert "••••••••••••0001" in page
    assert not [secret for secret in (NIK, PHONE) if secret in page]


def test_the_history_is_for_who_may_see_owners(cast, sign_in, kedai):
    url = to("enterprise-history", kedai)
    assert {sign_in(user).get(url).status_code for user in (cast.client, cast.admin)} == {403}
    assert sign_in(cast.upt_rupat).get(url).status_code == 404


# --- shown once --------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "secret"), [("owner_nik", NIK), ("phone", PHONE)])
def test_personal_data_is_shown_once_for_a_purpose_and_recorded(
    cast, sign_in, kedai, field, secret
):
    client, url = sign_in(cast.upt_mandau), to("enterprise-reveal", kedai)
    refused = client.post(url, {"field": field})
    assert refused.status_code == 400
    assert secret not in text_of(refused)
    response = client.post(url, {"field": field, "purpose": "Mencocokkan data"})
    assert secret in text_of(response)
    assert "no-store" in response["Cache-Control"]
    noted = PersonalDataRead.objects.get()
    assert (noted.object_uid, noted.field) == (kedai.uid, field)
    assert secret not in text_of(client.get(kedai.get_absolute_url()))


def test_personal_data_is_shown_to_nobody_else(cast, sign_in, kedai):
    url, data = to("enterprise-reveal", kedai), {"field": "phone", "purpose": "Mencocokkan data"}
    for user in (cast.client, cast.admin, cast.planner, cast.verifier, cast.head):
        assert sign_in(user).post(url, data).status_code == 403
    assert sign_in(cast.upt_rupat).post(url, data).status_code == 404
    assert not PersonalDataRead.objects.exists()


# --- entry -------------------------------------------------------------------------------------


def typed(**more) -> dict:
    section = KbliSection.objects.get(code="I")
    return {
        **{"name": "Kedai Baru", "district": District.objects.get(name="Mandau").pk},
        **{"section": section.pk, "owner_name": OWNER, "owner_nik": NIK, "once": "a1"},
        **more,
    }


def test_an_enterprise_is_entered_with_a_year_and_once(cast, sign_in, db):
    client = sign_in(cast.upt_mandau)
    data = typed(**{"tahun-year": "2021", "tahun-sales": "Rp 250.000.000", "latitude": "1,4712"})
    data |= {"longitude": "102.1126", "started_on": "17 agt 2015"}
    first = client.post(NEW, data)
    second = client.post(NEW, data)
    made = Enterprise.objects.get()
    assert first["Location"] == second["Location"] == made.get_absolute_url()
    assert (made.owner_nik, made.started_year, made.pp7_basis) == (NIK, 2015, "sales")
    assert (str(made.latitude), str(made.longitude)) == ("1.471200", "102.112600")
    assert (made.latest_year, made.latest_pp7) == (2021, "mikro")


def test_the_village_gives_the_kecamatan(cast, sign_in, db):
    village = District.objects.get(name="Mandau").villages.first()
    sign_in(cast.upt_mandau).post(NEW, typed(district="", village=village.pk))
    assert Enterprise.objects.get().district.name == "Mandau"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " "}, "wajib"),
        ({"district": ""}, "Pilih kecamatan"),
        ({"nib": "123"}, "NIB: Ditemukan “123” (3 karakter), diharapkan 13 angka."),
        ({"kbli_code": "47112"}, "diawali 55, 56"),
        ({"started_year": "2099"}, "Tahun berdiri: Ditemukan 2099, diharapkan paling lambat"),
        ({"started_on": "1-1-2099", "started_year": ""}, "Tanggal berdiri: Ditemukan 01-01-2099"),
        ({"owner_nik": "12"}, "NIK"),
        ({"latitude": "x", "longitude": "102"}, "derajat desimal"),
        ({"latitude": "1"}, "Lintang dan bujur diisi bersama"),
        ({"started_year": "15"}, "tahun empat angka"),
        ({"tahun-sales": "5"}, "Isi tahun angkanya"),
        ({"tahun-year": "1999", "tahun-sales": "5"}, "antara 2000 dan tahun ini"),
        ({"tahun-year": "2021", "tahun-sales": "dua"}, "tidak dikenali"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, sign_in, db, wrong, told):
    response = sign_in(cast.upt_mandau).post(NEW, typed(address="Jalan Sudirman") | wrong)
    page = text_of(response)
    assert told in page
    assert "Jalan Sudirman" in page
    assert "••••" in page or "owner_nik" in wrong
    assert NIK not in page
    assert not Enterprise.objects.exists()


def test_an_upt_enters_in_its_own_kecamatan_only(cast, sign_in, db):
    page = sign_in(cast.upt_rupat).post(NEW, typed())
    assert page.context["form"].errors["district"]
    assert not Enterprise.objects.exists()


def test_a_draft_is_kept_sealed_and_taken_up_again(cast, sign_in, db):
    client = sign_in(cast.upt_mandau)
    assert client.post("/draf/umkm-baru/", {"name": "Kedai Setengah"}).status_code == 204
    assert "Ada isian yang belum disimpan" in text_of(client.get(NEW))
    assert "Kedai Setengah" in text_of(client.get(NEW, {"draf": "pakai"}))
    client.post(NEW, typed())
    assert not FormDraft.objects.exists()
    assert sign_in(cast.planner).post("/draf/umkm-baru/", {"name": "x"}).status_code == 403


def test_a_draft_of_an_enterprise_is_of_who_may_change_it(cast, sign_in, kedai):
    url = reverse("draft", args=["umkm", kedai.uid])
    assert sign_in(cast.upt_rupat).post(url, {"name": "x"}).status_code == 404
    client = sign_in(cast.upt_mandau)
    client.post(to("enterprise-edit", kedai), {"name": "Kedai Draf", "simpan-draf": "1"})
    page = text_of(client.get(to("enterprise-edit", kedai), {"draf": "pakai"}))
    assert "Kedai Draf" in page
    assert client.post(url, {"buang": "1"})["Location"] == to("enterprise-edit", kedai)
    assert not FormDraft.objects.exists()


# --- correction --------------------------------------------------------------------------------


def test_a_correction_keeps_what_was_not_touched(cast, sign_in, kedai):
    client, url = sign_in(cast.upt_mandau), to("enterprise-edit", kedai)
    data = form_of(client.get(url))
    page = text_of(client.post(url, data | {"activity": "kedai kopi"}, follow=True))
    assert "Tersimpan: Jenis usaha." in page
    kedai.refresh_from_db()
    assert (kedai.owner_nik, kedai.phone, kedai.activity) == (NIK, PHONE, "kedai kopi")
    assert str(kedai.latitude) == "1.471200"
    page = text_of(client.post(url, form_of(client.get(url)), follow=True))
    assert "Tidak ada yang berubah" in page


def test_a_move_asks_what_becomes_of_the_years(cast, sign_in, kedai):
    client, url = sign_in(cast.registrar), to("enterprise-edit", kedai)
    rupat = District.objects.get(name="Rupat")
    data = form_of(client.get(url)) | {"district": rupat.pk}
    assert "Pilih salah satu" in text_of(client.post(url, data))
    data["what_happened"] = "perubahan"
    assert "tahun pertama di tempat" in text_of(client.post(url, data))
    client.post(url, data | {"since": "2021"})
    found = dict(kedai.years.values_list("year", "district__name"))
    assert found == {2020: "Mandau", 2021: "Rupat"}


def test_a_correction_of_the_place_reaches_every_year(cast, sign_in, kedai):
    client, url = sign_in(cast.registrar), to("enterprise-edit", kedai)
    rupat = District.objects.get(name="Rupat")
    data = form_of(client.get(url)) | {"district": rupat.pk, "what_happened": "perbaikan"}
    client.post(url, data | {"since": "2021"})
    assert set(kedai.years.values_list("district__name", flat=True)) == {"Rupat"}


def test_a_stale_save_shows_both_versions_with_nik_masked(cast, sign_in, kedai):
    client, url = sign_in(cast.registrar), to("enterprise-edit", kedai)
    other = "1403094508900002"
    data = form_of(client.get(url)) | {"activity": "warung", "owner_nik": other}
    Enterprise.objects.filter(pk=kedai.pk).update(activity="bengkel")
    response = client.post(url, data)
    page = text_of(response)
    assert response.status_code == 409
    assert "warung" in page
    assert "bengkel" in page
    assert not [nik for nik in (NIK, other) if nik in page]
    kedai.refresh_from_db()
    assert kedai.activity == "bengkel"
    client.post(url, form_of(response))
    kedai.refresh_from_db()
    assert kedai.activity == "warung"


def test_a_stale_save_after_a_move_shows_the_move_and_asks_nothing_yet(cast, sign_in, kedai):
    client, url = sign_in(cast.registrar), to("enterprise-edit", kedai)
    data = form_of(client.get(url)) | {"address": "Jalan Hang Tuah"}
    rupat = District.objects.get(name="Rupat")
    Enterprise.objects.filter(pk=kedai.pk).update(district=rupat, village=None)
    response = client.post(url, data)
    page = text_of(response)
    assert response.status_code == 409
    assert "disimpan orang lain" in page
    assert "Jalan Hang Tuah" in page
    assert "Pilih salah satu" not in page
    kedai.refresh_from_db()
    assert kedai.district == rupat


# --- years -------------------------------------------------------------------------------------


def test_a_year_is_recorded_beside_the_year_before(cast, sign_in, kedai):
    client, url = sign_in(cast.upt_mandau), to("enterprise-year-new", kedai)
    page = client.get(url)
    assert "Tahun 2021: Rp\u00a0310.000.000" in text_of(page)
    data = form_of(page) | {"year": "2022", "sales": "400 juta"}
    assert "ditulis dengan kata" in text_of(client.post(url, data))
    page = text_of(client.post(url, data | {"sales": "400.000.000"}, follow=True))
    assert "usaha mikro menurut PP 7/2021" in page
    assert kedai.years.get(year=2022).district.name == "Mandau"


def test_a_jump_is_asked_about_and_saved_when_ticked(cast, sign_in, kedai):
    client, url = sign_in(cast.upt_mandau), to("enterprise-year-new", kedai)
    data = form_of(client.get(url)) | {"year": "2022", "sales": "40.000.000"}
    page = text_of(client.post(url, data))
    assert "Hasil penjualan setahun Rp\u00a040.000.000, tahun 2021 Rp\u00a0310.000.000" in page
    assert not kedai.years.filter(year=2022).exists()
    client.post(url, data | {"checked": "jump_sales"})
    assert kedai.years.get(year=2022).sales == 40_000_000


def test_figures_before_the_beginning_are_asked_about(cast, sign_in, kedai):
    client, url = sign_in(cast.upt_mandau), to("enterprise-year-new", kedai)
    data = form_of(client.get(url)) | {"year": "2014", "sales": "5"}
    assert "tercatat berdiri tahun 2015" in text_of(client.post(url, data))


def test_the_same_year_twice_is_refused(cast, sign_in, kedai):
    client, url = sign_in(cast.upt_mandau), to("enterprise-year-new", kedai)
    data = form_of(client.get(url)) | {"year": "2021", "sales": "5"}
    assert "sudah tercatat" in text_of(client.post(url, data))


def test_figures_are_corrected_and_a_stale_save_is_refused(cast, sign_in, kedai):
    client, url = sign_in(cast.upt_mandau), to("enterprise-year", kedai, 2021)
    data = form_of(client.get(url)) | {"sales": "330.000.000"}
    kedai.years.filter(year=2021).update(workers_male=4)
    stale = client.post(url, data)
    assert stale.status_code == 409
    assert "Tenaga kerja laki-laki" in text_of(stale)
    fresh = form_of(client.get(url)) | {"sales": "330.000.000"}
    client.post(url, fresh)
    year = kedai.years.get(year=2021)
    assert (year.sales, year.workers_male) == (330_000_000, 4)


def test_a_wrong_year_is_deleted_with_a_reason(cast, sign_in, kedai):
    client, url = sign_in(cast.upt_mandau), to("enterprise-year-remove", kedai, 2021)
    assert "sedikitnya 10 huruf" in text_of(client.post(url, {"version": 1, "reason": "x"}))
    reason = "Angka milik usaha lain"
    assert client.post(url, {"version": 7, "reason": reason}).status_code == 409
    client.post(url, {"version": 1, "reason": reason})
    assert list(kedai.years.values_list("year", flat=True)) == [2020]
    assert client.get(url).status_code == 404


# --- closing -----------------------------------------------------------------------------------


def test_an_enterprise_is_closed_and_opened_again(cast, sign_in, kedai):
    client, url = sign_in(cast.upt_mandau), to("enterprise-close", kedai)
    data = {"version": kedai.version, "on": "30-6-2023", "reason": "Pemilik pindah ke Dumai"}
    assert "sesudah berdiri" in text_of(client.post(url, data | {"on": "1-1-2014"}))
    assert client.post(url, data | {"version": 9}).status_code == 409
    page = text_of(client.post(url, data, follow=True))
    assert "tercatat tutup sejak 30-06-2023" in page
    kedai.refresh_from_db()
    again = {"version": kedai.version, "reason": "Ternyata masih berjualan"}
    client.post(url, again)
    kedai.refresh_from_db()
    assert kedai.closed_on is None
    assert re.search(r"Tutup 30-06-2023.*Ternyata masih berjualan", kedai.note)


def test_closing_lies_not_ahead(cast, sign_in, kedai):
    data = {"version": 1, "on": f"31-12-{today().year + 1}", "reason": "Pemilik pindah ke Dumai"}
    page = sign_in(cast.upt_mandau).post(to("enterprise-close", kedai), data)
    assert "on" in page.context["form"].errors


def test_who_is_second_to_close_does_not_open_it_again(cast, sign_in, kedai):
    client, url = sign_in(cast.upt_mandau), to("enterprise-close", kedai)
    data = {"version": kedai.version, "on": "30-6-2023", "reason": "Pemilik pindah ke Dumai"}
    client.post(url, data)
    page = text_of(client.post(url, data, follow=True))
    assert "sudah tercatat tutup" in page
    kedai.refresh_from_db()
    assert kedai.closed_on == date(2023, 6, 30)
