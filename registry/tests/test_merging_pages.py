"""The pages of probable duplicates and of merges: who sees what, what is decided, nothing lost."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from registry.duplicates import open_by_hand
from registry.entry import set_officers
from registry.models import AnnualMeeting, Cooperative, DeedAmendment, DuplicatePair, Merge
from registry.tests.parts import fill, person
from registry.tests.test_cooperative_edit import text_of
from registry.tests.test_merging import join, two  # noqa: F401

LIST = "/mutu-data/kembar/"


def address(pair: DuplicatePair) -> str:
    return reverse("duplicate-pair", args=[pair.uid])


def chosen(response, **changes) -> dict:
    """What the page would post as it is."""
    form = response.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return data | {"reason": "Akta sama"} | changes


@pytest.fixture
def pair(two):  # noqa: F811
    return DuplicatePair.objects.get()


def test_the_list_shows_why_two_may_be_one_and_leads_to_them(cast, sign_in, pair):
    page = sign_in(cast.registrar).get(reverse("duplicates"))
    assert "Nomor badan hukum sama" in text_of(page)
    assert address(pair) in page.content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    cast, sign_in, make_cooperative, django_assert_num_queries, many
):
    client = sign_in(cast.registrar)
    for n in range(many):
        one, other = (make_cooperative(f"Koperasi {mark} {n}") for mark in ("A", "B"))
        open_by_hand(one, other)
        join(*(make_cooperative(f"Koperasi {mark} {n}") for mark in ("C", "D")))
    with django_assert_num_queries(7):
        assert len(client.get(LIST).context["rows"]) == many


def test_the_list_goes_on_by_score_and_can_be_searched(
    cast, sign_in, make_cooperative, monkeypatch
):
    monkeypatch.setattr("registry.views.duplicates.PAGE", 2)
    rows = [make_cooperative(f"Koperasi {name}") for name in ("Mawar", "Melati", "Kenanga")]
    for score, (one, other) in enumerate([rows[:2], rows[1:], rows[::2]]):
        DuplicatePair.objects.filter(pk=open_by_hand(one, other).pk).update(score=score)
    client = sign_in(cast.registrar)
    first = client.get(LIST)
    assert [row.score for row in first.context["rows"]] == [2, 1]
    second = client.get(LIST + first.context["next"])
    assert [row.score for row in second.context["rows"]] == [0]
    found = client.get(LIST, {"search": "melati"}).context["rows"]
    assert {row.score for row in found} == {0, 1}
    assert "cursor" in text_of(client.get(LIST, {"cursor": "xyz"}))
    assert "mungkin" in text_of(client.get(LIST, {"state": "mungkin"}))


def test_a_pair_is_seen_only_where_both_lie(cast, sign_in, make_cooperative):
    here = make_cooperative("Rahasia Mandau", district="Mandau")
    there = make_cooperative("Rahasia Rupat", district="Rupat")
    own = open_by_hand(here, make_cooperative("Milik Sendiri", district="Mandau"))
    other = open_by_hand(here, there)
    client = sign_in(cast.upt_mandau)
    page = text_of(client.get(LIST))
    assert "Milik Sendiri" in page
    assert "Rahasia Rupat" not in page
    assert client.get(address(other)).status_code == 404
    seen = client.get(address(own))
    assert seen.status_code == 200
    assert "Gabung menjadi satu" not in text_of(seen)
    assert client.post(address(own), chosen(seen)).status_code == 403
    assert not Merge.objects.exists()


def test_strangers_see_nothing(client, pair):
    for path in (LIST, address(pair)):
        assert client.get(path).status_code == 302
    assert client.get(address(pair)).url.startswith("/masuk/")


def test_who_only_reads_decides_nothing(cast, sign_in, pair):
    client = sign_in(cast.verifier)
    different = reverse("duplicate-different", args=[pair.uid])
    choose = reverse("duplicate-choose", args=[pair.left.uid])
    assert client.post(different, {"reason": "x"}).status_code == 403
    assert client.get(choose).status_code == 403
    pair.refresh_from_db()
    assert pair.state == "open"


def test_both_are_shown_with_what_differs_and_the_better_value_chosen(
    cast, sign_in, pair, django_assert_num_queries
):
    Cooperative.objects.filter(pk=pair.left_id).update(deed_date=date(1945, 8, 17), phone="")
    Cooperative.objects.filter(pk=pair.right_id).update(
        deed_date=date(1987, 1, 2), phone="081299991234", address="Jl. Ada"
    )
    for row in (pair.left, pair.right):
        AnnualMeeting.objects.create(cooperative=row, book_year=2019, assets=row.pk)
    set_officers(pair.right, {"ketua": ["Ahmad Ketua"]})
    client = sign_in(cast.registrar)
    with django_assert_num_queries(11):
        page = client.get(address(pair))
    words = text_of(page)
    assert "Ketua: Ahmad Ketua" in words
    assert "081299991234" not in page.content.decode()
    form = page.context["form"]
    picked = {name: form[f"choice-{name}"].value() for name in ("deed_date", "phone", "address")}
    assert picked == {"deed_date": "right", "phone": "right", "address": "right"}
    assert (form["survivor"].value(), "choice-rat-2019" in form.fields) == ("right", True)


def test_gabung_makes_one_of_them_and_the_old_address_leads_there(cast, sign_in, pair):
    client = sign_in(cast.registrar)
    page = client.get(address(pair))
    done = client.post(address(pair), chosen(page, survivor="left", **{"choice-name": "right"}))
    assert (done.status_code, done.url) == (302, pair.left.get_absolute_url())
    record = Merge.objects.get()
    assert (record.merged_by, record.reason) == (cast.registrar, "Akta sama")
    moved = client.get(pair.right.get_absolute_url())
    assert (moved.status_code, moved.url) == (302, pair.left.get_absolute_url())
    words = text_of(client.get(moved.url))
    assert "Gabungan dari" in words
    assert reverse("merge", args=[record.uid]) in words


def test_a_second_click_merges_nothing_twice(cast, sign_in, pair):
    client = sign_in(cast.registrar)
    data = chosen(client.get(address(pair)))
    for _ in range(2):
        assert client.post(address(pair), data).status_code == 302
    assert Merge.objects.count() == 1


def test_somebody_elses_edit_stops_the_merge_and_no_choice_is_lost(cast, sign_in, pair):
    client = sign_in(cast.registrar)
    data = chosen(client.get(address(pair)), survivor="right", **{"choice-name": "right"})
    Cooperative.objects.filter(pk=pair.left_id).update(note="Orang lain menulis")
    answer = client.post(address(pair), data)
    assert answer.status_code == 409
    assert "disimpan orang lain" in text_of(answer)
    assert "Orang lain menulis" in text_of(answer)
    form = answer.context["form"]
    assert (form["survivor"].value(), form["reason"].value()) == ("right", "Akta sama")
    assert form["choice-name"].value() == "right"
    assert not Merge.objects.exists()
    assert client.post(address(pair), chosen(answer)).status_code == 302
    assert Merge.objects.get().survivor == pair.right


def test_a_missing_choice_or_reason_is_said(cast, sign_in, pair):
    client = sign_in(cast.registrar)
    data = chosen(client.get(address(pair)), reason=" ")
    del data["choice-name"]
    answer = client.post(address(pair), data)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"reason", "choice-name"}


def test_what_the_register_refuses_is_said_in_its_words(cast, sign_in, pair):
    Cooperative.objects.filter(pk=pair.right_id).update(website="bukan alamat")
    client = sign_in(cast.registrar)
    answer = client.post(address(pair), chosen(client.get(address(pair)), survivor="left"))
    assert answer.status_code == 409
    assert "Situs web:" in text_of(answer)


def test_bukan_kembar_is_remembered_with_its_reason(cast, sign_in, pair):
    client = sign_in(cast.registrar)
    different = reverse("duplicate-different", args=[pair.uid])
    client.post(different, {"reason": ""})
    assert "wajib diisi" in text_of(client.get(address(pair)))
    assert client.post(different, {"reason": "Dua desa"}).url == LIST
    pair.refresh_from_db()
    assert (pair.state, pair.decision_reason) == ("different", "Dua desa")
    assert address(pair) not in client.get(LIST).content.decode()
    assert "Dua desa" in text_of(client.get(LIST, {"state": "different"}))


def test_a_pair_is_opened_by_hand_from_a_cooperative(cast, sign_in, make_cooperative):
    one = make_cooperative("Koperasi Mawar")
    other = make_cooperative("Koperasi Kenanga")
    client = sign_in(cast.registrar)
    choose = reverse("duplicate-choose", args=[one.uid])
    assert choose in client.get(one.get_absolute_url()).content.decode()
    found = client.get(choose, {"search": "kenanga"})
    assert list(found.context["found"]) == [other]
    done = client.post(choose, {"other": other.uid})
    assert done.url == address(DuplicatePair.objects.get())
    assert "Dipilih oleh petugas" in text_of(client.get(done.url))
    for wrong in ("bukan-uid", uuid.uuid4(), one.uid):
        assert client.post(choose, {"other": wrong}).status_code == 404


def test_the_merge_is_taken_back_from_its_page(cast, sign_in, two):  # noqa: F811
    fill(two[1], 2)
    record = join(*two, by=cast.registrar)
    client = sign_in(cast.registrar)
    page = reverse("merge", args=[record.uid])
    words = text_of(client.get(page))
    assert "1 RAT" in words
    assert "Semua isian kembali seperti sebelum digabung." in words
    assert client.post(page, {"reason": ""}).status_code == 400
    assert client.post(page, {"reason": "Ternyata dua"}).url == page
    assert "Sudah dipisah kembali" in text_of(client.get(page))
    assert client.post(page, {"reason": "Lagi"}).status_code == 302
    assert client.get(two[1].get_absolute_url()).status_code == 200


def test_a_merge_of_another_kecamatan_is_not_seen_and_reading_takes_nothing_back(
    cast, sign_in, make_cooperative
):
    record = join(*(make_cooperative(name, district="Mandau") for name in ("A", "B")))
    page = reverse("merge", args=[record.uid])
    assert sign_in(cast.upt_rupat).get(page).status_code == 404
    client = sign_in(cast.upt_mandau)
    assert "Pisahkan kembali" not in text_of(client.get(page))
    assert client.post(page, {"reason": "x"}).status_code == 403
    record.refresh_from_db()
    assert record.undone_at is None


def test_what_stayed_behind_is_named_and_members_only_to_whom_the_book_is_open(
    cast,
    sign_in,
    two,  # noqa: F811
):
    for row in two:
        person(row, "Siti Rahasia", "1403010000000009")
        DeedAmendment.objects.create(cooperative=row, number="7/PAD")
    page = reverse("merge", args=[join(*two).uid])
    words = text_of(sign_in(cast.registrar).get(page))
    assert "anggota: Siti Rahasia" in words
    assert "perubahan anggaran dasar: 7/PAD" in words
    words = text_of(sign_in(cast.verifier).get(page))
    assert "1 anggota" in words
    assert "Siti Rahasia" not in words
