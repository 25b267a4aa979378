"""The pages of integrity pacts: what they show and do, for whom."""

from datetime import date

import pytest
from django.urls import reverse

from programs import pacts
from programs.models import Pact, PactTemplate, Paper
from programs.tests.samples import cascade, put_in_force
from programs.tests.test_pacts import opened, wording
from registry.tests.test_cooperative_edit import text_of

pytestmark = pytest.mark.django_db

DAY = date(2020, 1, 27)
SAID = {"title": "Pakta Integritas", "opening": "Saya menyatakan:", "source": "Surat Edaran 1/2020"}


@pytest.fixture
def people(cast):
    return cascade(cast)


@pytest.fixture
def pact(people):
    return pacts.prepare(people["unit"], 2020, DAY)


def url(name: str, pact: Pact | None = None) -> str:
    return reverse(name, args=[pact.paper.uid] if pact else [])


def queries(client, counting, address: str) -> int:
    client.get(address)
    with counting() as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def counting(django_assert_max_num_queries):
    return lambda: django_assert_max_num_queries(100)


# --- the register --------------------------------------------------------------------------------


def test_the_register_names_who_has_signed_and_who_has_not(cast, sign_in, people, pact):
    put_in_force(pact.paper)
    page = text_of(sign_in(cast.verifier).get(url("pacts"), {"tahun": 2020}))
    assert "1 dari 3 pemangku jabatan sudah menandatangani" in page
    assert "Ditandatangani" in page
    assert page.count("Belum disiapkan</span>") == 2
    assert url("pact", pact) in page
    assert "pact-prepare" not in page
    assert reverse("pact-prepare") not in page


def test_the_register_is_narrowed_by_office_and_state(cast, sign_in, people, pact):
    opened(pact.paper)
    client = sign_in(cast.planner)
    page = text_of(client.get(url("pacts"), {"tahun": 2020, "keadaan": "menunggu"}))
    assert "Salmah Zain" in page
    assert "Hasan" not in page
    page = text_of(client.get(url("pacts"), {"tahun": 2020, "kantor": "BID-KELEMBAGAAN"}))
    assert "Nurhayati" in page
    assert "Salmah" not in page
    page = text_of(client.get(url("pacts"), {"tahun": 2020, "keadaan": "rancangan"}))
    assert "Tidak ada yang cocok" in page


def test_an_unknown_year_is_said(cast, sign_in, people, pact):
    page = text_of(sign_in(cast.planner).get(url("pacts"), {"tahun": "<b>1945"}))
    assert "tidak ada; yang ditampilkan 2020" in page
    assert "<b>1945" not in page


def test_the_register_asks_the_same_number_of_queries_for_one_and_for_three(
    cast, sign_in, people, pact, counting
):
    client, address = sign_in(cast.planner), f"{url('pacts')}?tahun=2020"
    one = queries(client, counting, address)
    pacts.prepare_all(2020, DAY)
    assert Pact.objects.count() == 3
    assert queries(client, counting, address) == one


def test_the_register_is_printed_with_codes_and_without_nip(cast, sign_in, people, pact):
    put_in_force(pact.paper)
    page = text_of(sign_in(cast.verifier).get(url("pacts-print"), {"tahun": 2020}))
    assert pact.paper.shown_code in page
    assert "Register Pakta Integritas Tahun 2020" in page
    assert people["unit"].official.nip not in page


def test_a_stranger_is_sent_to_sign_in(client, people, pact):
    for name in ("pacts", "pacts-print", "pact-prepare", "pact-templates", "pact-template-new"):
        assert reverse("sign-in") in client.get(url(name))["Location"]
    for name in ("pact", "pact-edit", "pact-remove", "pact-renew"):
        assert reverse("sign-in") in client.get(url(name, pact))["Location"]


@pytest.mark.parametrize("name", ["pact-edit", "pact-remove", "pact-renew"])
def test_only_who_prepares_papers_may_change_them(cast, sign_in, pact, name):
    client = sign_in(cast.head_upt_mandau)
    assert client.get(url("pact", pact)).status_code == 200
    for page in (client.get(url(name, pact)), client.post(url(name, pact), {})):
        assert page.status_code == 403
    assert client.get(url("pact-prepare")).status_code == 403
    assert client.post(url("pact-template-new"), SAID).status_code == 403
    assert Pact.objects.get().version == pact.version


# --- prepared ------------------------------------------------------------------------------------


def test_the_planner_prepares_all_on_one_day(cast, sign_in, people):
    client = sign_in(cast.planner)
    pacts.prepare(people["head"], 2020, DAY)
    page = client.get(url("pact-prepare"), {"tahun": 2020, "tanggal": "27 Januari 2020"})
    assert "Hasan" not in text_of(page)
    chosen = page.context["form"].initial["officials"]
    data = {"dated_on": "27-01-2020", "officials": chosen}
    done = client.post(f"{url('pact-prepare')}?tahun=2020", data, follow=True)
    assert "2 rancangan pakta integritas dibuat." in text_of(done)
    assert Pact.objects.count() == 3


def test_one_is_prepared_from_the_register(cast, sign_in, people):
    client, one = sign_in(cast.planner), people["unit"].official
    pacts.prepare(people["head"], 2020, DAY)
    page = text_of(client.get(url("pacts"), {"tahun": 2020}))
    assert f"{reverse('pact-prepare')}?tahun=2020&amp;orang={one.pk}" in page
    data = {"dated_on": "27-01-2020", "officials": [one.pk]}
    done = client.post(f"{url('pact-prepare')}?tahun=2020", data)
    assert done["Location"] == Pact.objects.get(official=one).get_absolute_url()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("31-02-2020", "tidak ada di kalender"),
        ("4-1-2021", "diharapkan tanggal dalam tahun 2020"),
        ("besok", "besok"),
    ],
)
def test_a_wrong_day_is_said_and_kept(cast, sign_in, people, day, sentence):
    pacts.prepare(people["head"], 2020, DAY)
    page = text_of(sign_in(cast.planner).get(url("pact-prepare"), {"tahun": 2020, "tanggal": day}))
    assert sentence in page
    assert f'value="{day}"' in page


def test_nobody_chosen_is_said(cast, sign_in, people):
    pacts.prepare(people["head"], 2020, DAY)
    data = {"dated_on": "27-01-2020"}
    page = sign_in(cast.planner).post(f"{url('pact-prepare')}?tahun=2020", data)
    assert "Pilih sedikitnya satu orang." in text_of(page)
    assert Pact.objects.count() == 1


# --- one pact ------------------------------------------------------------------------------------


def test_a_pact_shows_its_points_and_parties(cast, sign_in, pact):
    page = text_of(sign_in(cast.verifier).get(url("pact", pact)))
    assert pact.template.points[0] in page
    assert "Menyaksikan" in page
    assert "Nurhayati, S.E." in page
    assert pact.paper.shown_code in page
    assert url("pact-edit", pact) not in page


def test_what_was_signed_is_shown_as_it_was_signed(cast, sign_in, people, pact):
    put_in_force(pact.paper)
    official = people["unit"].official
    official.name = "Salmah Zain, M.Si"
    official.save()
    page = sign_in(cast.planner).get(url("pact", pact))
    assert page.context["content"]["parties"][0]["name"] == "Salmah Zain, S.Sos"
    assert url("pact-edit", pact) not in text_of(page)
    assert url("pact-renew", pact) not in text_of(page)


def test_a_draft_is_given_another_day_and_a_stale_form_shows_both(cast, sign_in, pact):
    client, address = sign_in(cast.planner), url("pact-edit", pact)
    data = {"version": pact.version, "dated_on": "28-1-2020", "signed_in": "Duri"}
    assert client.post(address, data)["Location"] == pact.get_absolute_url()
    stale = client.post(address, data | {"signed_in": "Rupat"})
    assert stale.status_code == 409
    assert "Rupat" in text_of(stale)
    assert "Duri" in text_of(stale)
    assert (Pact.objects.get().signed_in, Paper.objects.get().dated_on.day) == ("Duri", 28)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"dated_on": "1-1-2018"}, "dalam tahun 2020"),
        ({"dated_on": ""}, "harus diisi"),
        ({"signed_in": " "}, "harus diisi"),
        ({"dated_on": "abc"}, "abc"),
    ],
)
def test_a_wrong_day_or_place_is_not_saved_and_not_lost(cast, sign_in, pact, changes, sentence):
    data = {"version": pact.version, "dated_on": "28-1-2020", "signed_in": "Duri"} | changes
    page = sign_in(cast.planner).post(url("pact-edit", pact), data)
    assert page.status_code == 200
    assert sentence in text_of(page)
    assert Paper.objects.get().dated_on == DAY


def test_a_draft_is_removed_with_a_reason(cast, sign_in, pact):
    client, address = sign_in(cast.planner), url("pact-remove", pact)
    data = {"version": pact.version, "reason": "Salah orang, sudah pindah"}
    assert client.post(address, data | {"version": 9}).status_code == 409
    assert "sedikitnya" in text_of(client.post(address, data | {"reason": "x"}))
    assert client.post(address, data)["Location"] == f"{url('pacts')}?tahun=2020"
    assert not Pact.objects.exists()


def test_a_pact_of_an_older_wording_is_renewed(cast, sign_in, pact):
    put_in_force(pact.paper)
    wording(date(2020, 7, 1))
    client = sign_in(cast.planner)
    assert url("pact-renew", pact) in text_of(client.get(url("pact", pact)))
    early = client.post(url("pact-renew", pact), {"dated_on": "1-2-2020"})
    assert "masih sesuai" in text_of(early)
    done = client.post(url("pact-renew", pact), {"dated_on": "1-8-2020"})
    fresh = pact.paper.successor
    assert done["Location"] == fresh.get_absolute_url()
    again = client.post(url("pact-renew", pact), {"dated_on": "2-8-2020"})
    assert "Penggantinya sudah disiapkan." in text_of(again)
    page = text_of(client.get(url("pact", pact)))
    assert fresh.get_absolute_url() in page
    assert url("pact-renew", pact) not in page


# --- wordings ------------------------------------------------------------------------------------


def test_the_next_wording_starts_as_a_copy(cast, sign_in, people):
    client = sign_in(cast.planner)
    form = client.get(url("pact-template-new")).context["form"]
    assert form.initial["points"].count("\n") == 6
    data = SAID | {"points": "Satu.\n\n  Dua. ", "valid_from": "1-7-2020"}
    assert client.post(url("pact-template-new"), data)["Location"] == url("pact-templates")
    fresh = PactTemplate.objects.get(number=2)
    assert fresh.points == ["Satu.", "Dua."]
    assert "30 Juni 2020" in text_of(client.get(url("pact-templates")))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"points": " \n "}, "harus diisi"),
        ({"points": "x" * 501}, "paling panjang 500 huruf"),
        ({"valid_from": "1-1-2011"}, "sesudah 19-09-2011"),
        ({"source": ""}, "harus diisi"),
    ],
)
def test_a_wrong_wording_is_not_saved_and_not_lost(cast, sign_in, people, changes, sentence):
    data = SAID | {"points": "Satu.", "valid_from": "1-7-2020", "title": "Judul Lain"} | changes
    page = text_of(sign_in(cast.planner).post(url("pact-template-new"), data))
    assert sentence in page
    assert "Judul Lain" in page
    assert PactTemplate.objects.count() == 1
