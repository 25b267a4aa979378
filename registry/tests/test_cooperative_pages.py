"""The directory, the register, one cooperative, its history and the download."""

from datetime import date

import pytest
from django.urls import reverse

from bengkalis.audit import PersonalDataRead
from registry.entry import record_meeting, set_officers
from registry.models import Cooperative, DeedAmendment

PHONE = "081276543993"
LIST = "/koperasi/"


@pytest.fixture
def secretive(make_cooperative):
    return with_secrets(make_cooperative)


def with_secrets(make_cooperative) -> Cooperative:
    """A cooperative with everything that a stranger must not see."""
    cooperative = make_cooperative(
        "KUD Tani Maju",
        district="Mandau",
        phone=PHONE,
        note="catatan dalam",
        email="ketua@contoh.id",
        deed_number="518/12/BH/2008",
        deed_date=date(2008, 5, 1),
    )
    set_officers(cooperative, {"ketua": ["Siti Aminah"]})
    record_meeting(cooperative, {"book_year": 2019, "surplus": 7654321})
    return cooperative


SECRETS = [PHONE, "0812-", "catatan dalam", "ketua@contoh.id", "Siti Aminah", "7.654.321"]


def text_of(response) -> str:
    return response.content.decode()


def names_in(response) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


# --- the list ----------------------------------------------------------------------------------


def test_a_stranger_sees_the_directory_without_personal_data(client, secretive):
    page = text_of(client.get(reverse("cooperatives")))
    assert "KUD Tani Maju" in page
    assert "518/12/BH/2008" in page
    assert "Mandau" in page
    assert not [secret for secret in SECRETS if secret in page]


def test_a_upt_sees_its_own_kecamatan_and_may_switch_to_the_public_directory(
    cast, sign_in, make_cooperative
):
    make_cooperative("Koperasi Duri", district="Mandau")
    make_cooperative("Koperasi Rupat", district="Rupat")
    client = sign_in(cast.upt_mandau)
    assert names_in(client.get(LIST)) == ["Koperasi Duri"]
    whole = client.get(LIST, {"lingkup": "semua"})
    assert names_in(whole) == ["Koperasi Duri", "Koperasi Rupat"]
    assert "nik_koperasi" not in whole.context["rows"][0]
    assert "form" not in whole.context["rows"][0]


def test_somebody_without_appointment_gets_the_public_directory(cast, sign_in, secretive):
    response = sign_in(cast.stranger).get(LIST)
    assert names_in(response) == ["KUD Tani Maju"]
    assert "nik_koperasi" not in response.context["rows"][0]


@pytest.mark.parametrize("ordering", ["name", "deed_date", "district", "status", "kind"])
def test_every_order_walks_through_all_rows_once_in_both_directions(
    client, make_cooperative, monkeypatch, ordering
):
    monkeypatch.setattr("registry.views.cooperatives.PAGE", 2)
    for n, district in enumerate(["Rupat", "Bantan", "Mandau", "Bantan", "Rupat"]):
        day = date(2000, 1, n + 1) if n % 2 else None
        make_cooperative(f"Koperasi {n}", district=district, deed_date=day)
    rising = walk(client, ordering)
    assert sorted(rising) == [f"Koperasi {n}" for n in range(5)]
    falling = walk(client, f"-{ordering}")
    if ordering == "deed_date":  # empty dates come last both ways
        assert rising[:2] == ["Koperasi 1", "Koperasi 3"]
        assert falling[:2] == ["Koperasi 3", "Koperasi 1"]
    else:
        assert falling == rising[::-1]


def walk(client, ordering: str) -> list[str]:
    url, found = f"{LIST}?ordering={ordering}", []
    while url:
        response = client.get(url)
        found += names_in(response)
        url = response.context["next"] and LIST + response.context["next"]
    return found


def test_kecamatan_sorts_by_name_within(client, make_cooperative):
    for name in ("Koperasi C", "Koperasi A", "Koperasi B"):
        make_cooperative(name, district="Bantan")
    make_cooperative("Koperasi Z", district="Bengkalis")
    assert names_in(client.get(LIST, {"ordering": "district"})) == [
        "Koperasi Z",
        "Koperasi A",
        "Koperasi B",
        "Koperasi C",
    ]


def test_filters_narrow_and_each_chip_unsets_its_own(client, make_cooperative):
    make_cooperative("Koperasi Aktif", district="Mandau")
    make_cooperative("Koperasi Beku", district="Mandau", status="beku")
    make_cooperative("Koperasi Lain", district="Rupat")
    response = client.get(f"{LIST}?status=aktif&status=beku&district=14.03.09&ordering=-name")
    assert names_in(response) == ["Koperasi Beku", "Koperasi Aktif"]
    chips = {chip["value"]: chip["url"] for chip in response.context["chips"]}
    assert set(chips) == {"Aktif", "Dibekukan", "Mandau"}
    assert names_in(client.get(LIST + chips["Dibekukan"])) == ["Koperasi Aktif"]
    assert "ordering=-name" in chips["Mandau"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("status=rajin", "rajin"),
        ("district=99.99.99", "99.99.99"),
        ("deed_date_from=31-02-2019", "31-02-2019"),
        ("updated_since=kemarin", "Saringan Diubah sejak"),
        ("ordering=umur", "Urutan “umur” tidak dikenal"),
        ("cursor=xyz", "cursor"),
        ("search=%00", "Saringan"),
        ("finding=apa", "Saringan Temuan mutu data"),
    ],
)
def test_a_bad_parameter_gets_a_sentence_and_the_rest_of_the_page(
    client, make_cooperative, query, sentence
):
    make_cooperative("Koperasi Ada")
    response = client.get(f"{LIST}?{query}")
    assert sentence in " ".join(response.context["listing"].problems)
    assert "Koperasi Ada" in text_of(response)


def test_a_misspelt_name_is_found_and_the_page_says_that_it_is_not_exact(client, make_cooperative):
    make_cooperative("Koperasi Tani Maju")
    make_cooperative("Koperasi Nelayan Selat")
    response = client.get(LIST, {"search": "koprasi tani majo"})
    assert names_in(response) == ["Koperasi Tani Maju"]
    assert "Tidak ada yang persis; ini yang paling mirip." in text_of(response)
    exact = client.get(LIST, {"search": "tani maju"})
    assert "paling mirip" not in text_of(exact)


@pytest.mark.parametrize("many", [1, 3, 50])
def test_the_register_needs_the_same_queries_for_any_number_of_rows(
    cast, sign_in, make_cooperative, django_assert_num_queries, many
):
    for n in range(many):
        make_cooperative(f"Koperasi {n}")
    client = sign_in(cast.registrar)
    with django_assert_num_queries(7):
        assert len(names_in(client.get(LIST))) == many


@pytest.mark.parametrize("many", [1, 3, 50])
def test_the_directory_needs_three_queries(
    client, make_cooperative, django_assert_num_queries, many
):
    for n in range(many):
        make_cooperative(f"Koperasi {n}")
    with django_assert_num_queries(3):
        assert len(names_in(client.get(LIST))) == many


def test_a_count_that_grows_too_large_stops(client, make_cooperative, monkeypatch):
    monkeypatch.setattr("registry.views.cooperatives.MOST_FOUND", 2)
    for n in range(4):
        make_cooperative(f"Koperasi {n}")
    assert "lebih dari 2 koperasi" in " ".join(text_of(client.get(LIST, {"search": "kop"})).split())
    assert "4 koperasi" in " ".join(text_of(client.get(LIST)).split())


def test_an_empty_result_offers_to_drop_the_filters(client, make_cooperative):
    make_cooperative()
    page = text_of(client.get(LIST, {"status": "dibubarkan"}))
    assert "Tidak ada koperasi yang cocok" in page
    assert "Lepas semua saringan" in page


# --- one cooperative ---------------------------------------------------------------------------


def test_the_public_face_shows_public_fields_only(client, secretive):
    page = text_of(client.get(reverse("cooperative", args=[secretive.uid])))
    assert "518/12/BH/2008" in page
    assert f"http://testserver/koperasi/{secretive.uid}/" in page
    assert not [secret for secret in SECRETS if secret in page]


@pytest.mark.parametrize("person", ["upt_rupat", "stranger"])
def test_staff_outside_the_scope_get_the_public_face(cast, sign_in, secretive, person):
    client = sign_in(getattr(cast, person))
    page = text_of(client.get(reverse("cooperative", args=[secretive.uid])))
    assert "KUD Tani Maju" in page
    assert not [secret for secret in SECRETS if secret in page]


def test_staff_in_scope_see_everything_but_the_phone_is_masked(cast, sign_in, secretive):
    client = sign_in(cast.upt_mandau)
    page = text_of(client.get(reverse("cooperative", args=[secretive.uid])))
    assert PHONE not in page
    assert not [s for s in SECRETS[1:] if s not in page]
    assert not PersonalDataRead.objects.exists()


def test_a_demonstration_row_is_marked(client, make_cooperative):
    shown = make_cooperative("Koperasi Peraga")
    Cooperative.objects.filter(pk=shown.pk).update(is_demo=True)
    assert "CONTOH" in text_of(client.get(reverse("cooperative", args=[shown.uid])))
    assert "CONTOH" in text_of(client.get(LIST))


def test_doubtful_data_are_pointed_out(cast, sign_in, make_cooperative):
    cooperative = make_cooperative(deed_number="1/BH/1998", deed_date=date(2001, 1, 1))
    record_meeting(
        cooperative,
        {"book_year": 2019, "members_male": 5, "members_female": 4, "members_total": 10},
    )
    page = text_of(sign_in(cast.verifier).get(reverse("cooperative", args=[cooperative.uid])))
    assert "nomor 1/BH/1998, tanggal 01-01-2001; diharapkan tahun yang sama" in page
    assert "tidak ada pengurus" in page
    assert "RAT tahun buku 2019, jumlah anggota: tercatat 10; diharapkan hitungan 9" in page


def test_only_who_may_edit_is_shown_the_way_to_the_forms(cast, sign_in, make_cooperative):
    url = reverse("cooperative", args=[make_cooperative(district="Mandau").uid])
    registrar = text_of(sign_in(cast.registrar).get(url))
    officer = text_of(sign_in(cast.upt_mandau).get(url))
    reader = text_of(sign_in(cast.verifier).get(url))
    assert f"{url}status/" in registrar
    assert f"{url}ubah/" in officer
    assert f"{url}status/" not in officer
    assert f"{url}ubah/" not in reader


@pytest.mark.parametrize("many", [1, 3])
def test_the_staff_face_needs_the_same_queries_for_any_number_of_parts(
    cast, sign_in, make_cooperative, django_assert_num_queries, many
):
    cooperative = make_cooperative()
    set_officers(cooperative, {"pengawas": [f"Orang {n}" for n in range(many)]})
    for n in range(many):
        record_meeting(cooperative, {"book_year": 2015 + n, "members_total": 20})
        DeedAmendment.objects.create(cooperative=cooperative, number=f"{n}/PAD")
    client = sign_in(cast.registrar)
    url = reverse("cooperative", args=[cooperative.uid])
    client.get(url)
    with django_assert_num_queries(32):
        client.get(url)


# --- the phone ---------------------------------------------------------------------------------


def test_the_phone_is_shown_once_and_the_reading_is_recorded(cast, sign_in, secretive):
    client = sign_in(cast.upt_mandau)
    url = reverse("cooperative-phone", args=[secretive.uid])
    response = client.post(url, {"purpose": "Menghubungi pengurus"})
    assert PHONE in text_of(response)
    assert "no-store" in response["Cache-Control"]
    reading = PersonalDataRead.objects.get()
    assert (reading.user, reading.object_uid) == (cast.upt_mandau, secretive.uid)
    assert (reading.field, reading.purpose) == ("phone", "Menghubungi pengurus")
    assert PHONE not in text_of(client.get(reverse("cooperative", args=[secretive.uid])))


def test_without_a_purpose_the_phone_stays_masked(cast, sign_in, secretive):
    url = reverse("cooperative-phone", args=[secretive.uid])
    assert PHONE not in text_of(sign_in(cast.registrar).post(url))
    assert not PersonalDataRead.objects.exists()


@pytest.mark.parametrize(("person", "code"), [("upt_rupat", 404), ("verifier", 403)])
def test_the_phone_is_closed_to_others(cast, sign_in, secretive, person, code):
    url = reverse("cooperative-phone", args=[secretive.uid])
    response = sign_in(getattr(cast, person)).post(url, {"purpose": "Menghubungi pengurus"})
    assert response.status_code == code
    assert PHONE not in text_of(response)
    assert not PersonalDataRead.objects.exists()


def test_a_stranger_is_sent_to_sign_in_for_the_phone_and_the_history(client, secretive):
    for name in ("cooperative-phone", "cooperative-history"):
        response = client.post(reverse(name, args=[secretive.uid]))
        assert response.status_code == 302
        assert "/masuk/" in response["Location"]


# --- the history -------------------------------------------------------------------------------


def test_the_history_tells_who_changed_what_from_what_to_what(cast, sign_in, secretive):
    client = sign_in(cast.registrar)
    form = client.get(reverse("cooperative-edit", args=[secretive.uid])).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    client.post(
        reverse("cooperative-edit", args=[secretive.uid]),
        {**data, "name": "KUD Tani Jaya", "phone": "081200001111"},
    )
    response = client.get(reverse("cooperative-history", args=[secretive.uid]))
    entry = response.context["entries"][0]
    assert (entry.who, entry.title) == ("Registrar", "Data diubah")
    assert entry.request == response.wsgi_request.request_id or entry.request
    changes = {change.label: (change.before, change.after) for change in entry.changes}
    assert changes["Nama koperasi"] == ("KUD Tani Maju", "KUD Tani Jaya")
    assert set(changes) == {"Nama koperasi", "Telepon"}
    page = text_of(response)
    assert PHONE not in page
    assert "081200001111" not in page


def test_the_history_tells_of_parts_and_of_what_was_removed(cast, sign_in, secretive):
    set_officers(secretive, {"ketua": ["Herman"]}, date(2021, 3, 1))
    secretive.board.get(person_name="Siti Aminah").delete()
    entries = (
        sign_in(cast.registrar)
        .get(reverse("cooperative-history", args=[secretive.uid]))
        .context["entries"]
    )
    told = {(c.label, c.before, c.after) for entry in entries for c in entry.changes}
    assert ("Berhenti sejak", "", "01-03-2021") in told
    gone = "Jabatan: Ketua; Nama: Siti Aminah; Berhenti sejak: 01-03-2021"
    assert ("Pengurus: Siti Aminah", gone, "") in told
    assert ("Pengurus: Herman", "", "Jabatan: Ketua; Nama: Herman") in told
    assert ("RAT tahun buku 2019", "", "Tahun buku: 2019; SHU: Rp\u00a07.654.321") in told
    assert not [c for entry in entries for c in entry.changes if c.before == c.after]


def test_the_history_is_closed_to_another_upt(cast, sign_in, secretive):
    url = reverse("cooperative-history", args=[secretive.uid])
    response = sign_in(cast.upt_rupat).get(url)
    assert response.status_code == 404
    assert "Siti Aminah" not in text_of(response)


@pytest.mark.parametrize("many", [1, 3])
def test_the_history_needs_the_same_queries_for_any_number_of_changes(
    cast, sign_in, make_cooperative, django_assert_num_queries, many
):
    cooperative = make_cooperative()
    for n in range(many):
        cooperative.note = f"catatan {n}"
        cooperative.save(update_fields=["note"])
    client = sign_in(cast.registrar)
    with django_assert_num_queries(18):
        client.get(reverse("cooperative-history", args=[cooperative.uid]))
