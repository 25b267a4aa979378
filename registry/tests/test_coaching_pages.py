"""The pages of one coaching and of a training of many: what they do, for whom."""

import pytest
from django.urls import reverse

from registry.models import Coaching, Enterprise
from registry.models.people import today
from registry.tests.coachings import SAID, STEP, coached
from registry.tests.test_cooperative_edit import text_of

TYPED = SAID | {"held_on": "4-3-2021", "next_step": "", "next_on": ""}
ELSEWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def in_mandau(make_cooperative):
    return make_cooperative("Koperasi Duri Jaya", district="Mandau", nik_koperasi="1403090010001")


@pytest.fixture
def kedai(make_enterprise):
    return make_enterprise(
        "Kedai Melur", district="Mandau", nib="9120001112223", owner_name="Siti Rahasia"
    )


# --- one subject -------------------------------------------------------------------------------


def test_the_upt_records_a_coaching_from_the_page_of_its_cooperative(cast, sign_in, in_mandau):
    client, url = sign_in(cast.upt_mandau), reverse("coaching-of-cooperative", args=[in_mandau.uid])
    assert url in text_of(client.get(in_mandau.get_absolute_url()))
    page = client.post(url, TYPED | {"key": client.get(url).context["key"]}, follow=True)
    row = Coaching.objects.get()
    assert "Pembinaan tersimpan." in text_of(page)
    assert page.redirect_chain[-1][0] == reverse("coaching", args=[row.uid])
    assert (row.cooperative, row.recorded_by) == (in_mandau, cast.upt_mandau)
    panel = client.get(in_mandau.get_absolute_url())
    assert panel.context["coachings"].count == 1
    assert row.get_absolute_url() in text_of(panel)


def test_a_coaching_of_an_msme_is_recorded_with_a_next_step(cast, sign_in, kedai):
    client, url = sign_in(cast.upt_mandau), reverse("coaching-of-enterprise", args=[kedai.uid])
    client.post(url, TYPED | {"next_step": "Urus NIB", "next_on": "1-6-2021"})
    row = Coaching.objects.get()
    assert row.enterprise == kedai
    assert "Terlewat" in text_of(client.get(row.get_absolute_url()))
    again = client.get(url)
    assert "Urus NIB" in text_of(again)
    coached(kedai, held_on=today())
    assert "Dilanjutkan" in text_of(client.get(row.get_absolute_url()))


def test_the_same_form_sent_twice_is_one_coaching(cast, sign_in, in_mandau):
    client, url = sign_in(cast.upt_mandau), reverse("coaching-of-cooperative", args=[in_mandau.uid])
    data = TYPED | {"key": client.get(url).context["key"]}
    first, second = client.post(url, data), client.post(url, data)
    assert first["Location"] == second["Location"]
    assert Coaching.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"result": " "}, "result", "harus diisi"),
        ({"coach": ""}, "coach", "harus diisi"),
        ({"kind": "iseng"}, "kind", "iseng"),
        ({"held_on": "31-02-2021"}, "held_on", "tidak ada di kalender"),
        ({"next_on": "1-1-2021", "next_step": "x"}, "__all__", "tidak mungkin sebelum pembinaan"),
        ({"next_on": "1-6-2021"}, "__all__", "bersama langkah berikutnya"),
        ({"result": "KTP 1403094508900001"}, "result", "NIK"),
    ],
)
def test_what_is_not_understood_is_not_saved_and_not_lost(
    cast, sign_in, in_mandau, changes, field, sentence
):
    url = reverse("coaching-of-cooperative", args=[in_mandau.uid])
    page = sign_in(cast.upt_mandau).post(url, TYPED | {"title": "Bimtek Neraca"} | changes)
    assert sentence in " ".join(page.context["form"].errors[field])
    assert "Bimtek Neraca" in text_of(page)
    assert not Coaching.objects.exists()


def test_a_business_that_had_closed_is_not_coached(cast, sign_in, kedai):
    Enterprise.objects.update(closed_on="2020-12-31")
    url = reverse("coaching-of-enterprise", args=[kedai.uid])
    assert "tutup sejak" in text_of(sign_in(cast.upt_mandau).post(url, TYPED))
    assert not Coaching.objects.exists()


def test_a_coaching_is_corrected_and_a_stale_form_shows_both(cast, sign_in, in_mandau):
    row = coached(in_mandau)
    client, url = sign_in(cast.upt_mandau), reverse("coaching-edit", args=[row.uid])
    data = TYPED | {"version": row.version, "result": "Neraca tersusun"}
    assert client.post(url, data)["Location"] == row.get_absolute_url()
    stale = client.post(url, data | {"result": "Punya saya"})
    assert stale.status_code == 409
    assert "Punya saya" in text_of(stale)
    assert "Neraca tersusun" in text_of(stale)
    assert Coaching.objects.get().result == "Neraca tersusun"


def test_a_coaching_is_removed_with_a_reason(cast, sign_in, in_mandau):
    row = coached(in_mandau)
    client, url = sign_in(cast.upt_mandau), reverse("coaching-remove", args=[row.uid])
    data = {"version": row.version, "reason": "Tercatat dua kali karena sinyal"}
    assert "sedikitnya" in text_of(client.post(url, data | {"reason": "x"}))
    assert client.post(url, data | {"version": 7}).status_code == 409
    assert client.post(url, data)["Location"] == in_mandau.get_absolute_url()
    assert not Coaching.objects.exists()
    told = text_of(client.get(reverse("cooperative-history", args=[in_mandau.uid])))
    assert "Pembinaan dihapus: Tercatat dua kali karena sinyal" in told


# --- one training, many ------------------------------------------------------------------------


def together(client, **typed):
    return client.post(reverse("coaching-together"), TYPED | typed)


def test_a_search_and_a_pasted_list_keep_what_was_typed(cast, sign_in, in_mandau, kedai):
    client = sign_in(cast.upt_mandau)
    page = together(client, cari="melur", aksi="cari", lines="1403090010001", title="Bimtek Halal")
    assert [row["name"] for row in page.context["chosen"]] == ["Koperasi Duri Jaya"]
    assert [row["name"] for row in page.context["found"]] == ["Kedai Melur"]
    assert page.context["form"]["title"].value() == "Bimtek Halal"
    assert page.context["form"]["held_on"].value() == "4-3-2021"
    assert page.context["form"]["lines"].value() == ""
    assert not Coaching.objects.exists()


def test_all_that_are_ticked_or_pasted_are_saved_at_once(cast, sign_in, in_mandau, kedai):
    client = sign_in(cast.upt_mandau)
    key = client.get(reverse("coaching-together")).context["key"]
    data = {"uid": [str(in_mandau.uid)], "lines": f"9120001112223\n{in_mandau.uid}", "key": key}
    for _ in range(2):
        answer = together(client, **data)
    page = client.get(answer["Location"])
    assert {row.subject for row in page.context["rows"]} == {in_mandau, kedai}
    assert Coaching.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "sedikitnya satu"),
        ({"lines": "Kedai Melur"}, "Baris 1: tidak dimengerti"),
        ({"lines": ELSEWHERE}, "di wilayah kerja Anda"),
        ({"lines": "9120001112223", "title": ""}, "harus diisi"),
    ],
)
def test_without_a_list_that_is_understood_nothing_is_saved(cast, sign_in, kedai, typed, sentence):
    page = together(sign_in(cast.upt_mandau), **typed)
    assert sentence in text_of(page)
    assert "Buku kas mulai diisi" in text_of(page)
    assert not Coaching.objects.exists()


def test_another_upt_neither_finds_nor_ticks_what_is_not_its_own(cast, sign_in, in_mandau, kedai):
    client = sign_in(cast.upt_rupat)
    page = together(client, cari="melur", aksi="cari")
    assert page.context["found"] == []
    typed = {"uid": [str(in_mandau.uid), str(kedai.uid)], "lines": "9120001112223"}
    text = text_of(together(client, **typed))
    assert "Siti Rahasia" not in text
    assert "Duri Jaya" not in text
    assert not Coaching.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_a_training_of_many_needs_as_many_queries_as_of_one(
    cast, sign_in, make_enterprise, django_assert_num_queries, many
):
    rows = [make_enterprise(f"Kedai {n}", district="Mandau") for n in range(many)]
    client, uids = sign_in(cast.upt_mandau), [str(row.uid) for row in rows]
    together(client, uid=uids, aksi="baca")
    with django_assert_num_queries(17):
        together(client, uid=uids)
    assert Coaching.objects.count() == many


# --- for whom ----------------------------------------------------------------------------------

FORMS = ["coaching-of-cooperative", "coaching-of-enterprise", "coaching-edit", "coaching-remove"]


@pytest.fixture
def addresses(in_mandau, kedai):
    row = coached(in_mandau, result="Hasil rahasia Mandau", **STEP)
    args = {"coaching-of-cooperative": in_mandau.uid, "coaching-of-enterprise": kedai.uid}
    names = [*FORMS, "coaching", "coaching-together"]
    return {
        name: reverse(name, args=[] if name.endswith("together") else [args.get(name, row.uid)])
        for name in names
    }


@pytest.mark.parametrize("name", [*FORMS, "coaching", "coaching-together"])
def test_a_stranger_is_led_to_the_sign_in(client, addresses, name):
    assert client.get(addresses[name])["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("name", [*FORMS, "coaching"])
def test_another_upt_finds_nothing_there(cast, sign_in, addresses, name):
    client = sign_in(cast.upt_rupat)
    for answer in (client.get(addresses[name]), client.post(addresses[name], TYPED)):
        assert answer.status_code in {404, 405}
        assert "rahasia" not in text_of(answer)
    assert Coaching.objects.count() == 1


@pytest.mark.parametrize("who", ["admin", "head", "verifier", "planner", "client"])
def test_who_may_not_record_may_only_read(cast, sign_in, addresses, who):
    client = sign_in(getattr(cast, who))
    page = text_of(client.get(addresses["coaching"]))
    assert "Hasil rahasia Mandau" in page
    assert addresses["coaching-edit"] not in page
    for name in (*FORMS, "coaching-together"):
        assert client.get(addresses[name]).status_code == 403
        assert client.post(addresses[name], TYPED).status_code == 403
    assert Coaching.objects.count() == 1


def test_who_has_no_appointment_sees_nothing(cast, sign_in, addresses):
    client = sign_in(cast.stranger)
    assert {client.get(address).status_code for address in addresses.values()} == {403}


def test_the_home_page_names_overdue_steps_of_the_own_area(cast, sign_in, addresses):
    assert "Susun neraca" in text_of(sign_in(cast.upt_mandau).get(reverse("home-staff")))
    assert "Susun neraca" not in text_of(sign_in(cast.upt_rupat).get(reverse("home-staff")))
    assert "Susun neraca" not in text_of(sign_in(cast.verifier).get(reverse("home-staff")))
