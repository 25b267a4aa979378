"""The crosswalk of two nomenclatures: what it shows, what it refuses, who may edit it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from pghistory.models import Context

from bengkalis.errors import StaleVersion, TransitionRefused
from programs import crosswalk
from programs.models import CrosswalkLink, NomenclatureItem
from programs.tests.samples import item
from registry.tests.test_cooperative_edit import text_of

pytestmark = pytest.mark.django_db
REASON = "Tujuannya ternyata berbeda"


def code(text: str) -> NomenclatureItem:
    return NomenclatureItem.objects.select_related("edition").get(code=text)


def link_of(old: str, new: str | None) -> CrosswalkLink:
    return CrosswalkLink.objects.get(source__code=old, target__code=new)


def entry(entries, text: str):
    return next(one for one in entries if one.item.code == text)


# --- the trade ---------------------------------------------------------------------------------


def test_both_sides_are_read_from_the_same_links():
    found = crosswalk.overview(crosswalk.pair_of())
    split = entry(found.old, "2.11.16")
    assert [link.target.code for link in split.links] == ["2.17.07", "2.17.08"]
    merged = entry(found.new, "2.17.07")
    assert [link.source.code for link in merged.links] == ["2.11.15", "2.11.16", "2.11.17"]


def test_what_is_below_follows_its_program_until_it_has_a_link_of_its_own():
    below = item("2.11.18.01")
    pair = crosswalk.pair_of()
    assert entry(crosswalk.overview(pair).old, "2.11.18.01").follows == code("2.11.18")
    crosswalk.link(below, code("2.17.05"))
    mine = entry(crosswalk.overview(pair).old, "2.11.18.01")
    assert mine.follows is None
    assert [link.target.code for link in mine.links] == ["2.17.05"]


def test_a_program_without_a_decision_is_work_to_do():
    pair = crosswalk.pair_of()
    assert crosswalk.overview(pair).open_old == []
    crosswalk.unlink(link_of("2.11.15", "2.17.07"), None, REASON)
    assert [one.item.code for one in crosswalk.overview(pair).open_old] == ["2.11.15"]
    crosswalk.link(code("2.11.15"), None)
    found = crosswalk.overview(pair)
    assert found.open_old == []
    assert entry(found.old, "2.11.15").is_without


def test_a_new_code_without_a_counterpart_is_decided_too():
    CrosswalkLink.objects.filter(target__code="2.17.08").delete()
    pair = crosswalk.pair_of()
    assert [one.item.code for one in crosswalk.overview(pair).open_new] == ["2.17.08"]
    crosswalk.link(None, code("2.17.08"), "Baru sejak 2021")
    assert crosswalk.overview(pair).open_new == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("2.11.18", None, "2.11.18 sudah dipadankan dengan 2.17.02"),
        (None, "2.17.08", "2.17.08 sudah dipadankan dengan 2.11.16"),
        ("2.11.18", "2.11.17", "dua nomenklatur yang berbeda"),
        ("2.17.08", "2.11.17", "nomenklatur yang lebih lama"),
        (None, None, "Pilih kode lama"),
    ],
)
def test_contradictions_are_refused_with_a_sentence(old, new, sentence):
    with pytest.raises(TransitionRefused, match=sentence):
        crosswalk.link(old and code(old), new and code(new))
    assert CrosswalkLink.objects.count() == 15


def test_what_has_no_counterpart_is_not_linked():
    CrosswalkLink.objects.filter(source__code="2.11.15").delete()
    crosswalk.link(code("2.11.15"), None)
    with pytest.raises(TransitionRefused, match="tercatat tanpa padanan"):
        crosswalk.link(code("2.11.15"), code("2.17.08"))


def test_the_same_link_twice_is_refused_by_the_form_and_by_the_database():
    with pytest.raises(ValidationError, match="sudah dicatat"):
        crosswalk.link(code("2.11.18"), code("2.17.05"))
    with pytest.raises(IntegrityError), transaction.atomic():
        CrosswalkLink.objects.create(source=code("2.11.18"), target=code("2.17.05"))


def test_a_link_is_taken_back_with_a_reason_that_the_trail_keeps():
    link = link_of("2.11.18", "2.17.06")
    with pytest.raises(ValidationError, match="sedikitnya"):
        crosswalk.unlink(link, link.version, "x")
    with pytest.raises(StaleVersion):
        crosswalk.unlink(link, link.version + 1, REASON)
    crosswalk.unlink(link, link.version, REASON)
    assert not CrosswalkLink.objects.filter(pk=link.pk).exists()
    assert Context.objects.filter(metadata__reason=REASON).exists()


# --- the pages ---------------------------------------------------------------------------------


def test_everybody_of_the_office_reads_it_and_only_the_planner_edits(cast, sign_in):
    url, link = reverse("crosswalk"), link_of("2.11.18", "2.17.05")
    doors = [reverse("crosswalk-add")]
    doors += [reverse(name, args=[link.pk]) for name in ("crosswalk-link", "crosswalk-remove")]
    page = text_of(sign_in(cast.upt_mandau).get(url))
    assert "Program Pendidikan dan Latihan Perkoperasian" in page
    assert not any(door in page for door in doors)
    for user in (cast.upt_mandau, cast.head, cast.registrar):
        client = sign_in(user)
        assert [client.post(door, {"reason": REASON}).status_code for door in doors] == [403] * 3
    assert CrosswalkLink.objects.count() == 15
    assert all(door in text_of(sign_in(cast.planner).get(url)) for door in doors)


def test_a_stranger_reads_nothing(cast, client, sign_in):
    assert client.get(reverse("crosswalk")).status_code == 302
    refused = sign_in(cast.stranger).get(reverse("crosswalk"))
    assert refused.status_code == 403
    assert "2.11.18" not in text_of(refused)


def test_the_planner_links_two_codes(cast, sign_in):
    client, url = sign_in(cast.planner), reverse("crosswalk-add")
    data = {"source": "2.11.15", "target": "2.17.08", "note": "Skala usaha"}
    page = text_of(client.post(url, data, follow=True))
    assert "Padanan 2.11.15 → 2.17.08 tersimpan." in page
    assert "Skala usaha" in page
    assert link_of("2.11.15", "2.17.08").basis == "D"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"source": "2.11.18", "target": "tanpa"}, "sudah dipadankan dengan"),
        ({"source": "tanpa", "target": "tanpa"}, "Pilih kode lama"),
        ({"source": "2.11.18", "target": "2.17.05"}, "sudah dicatat"),
        ({"source": "", "target": "2.17.05"}, "harus diisi"),
        ({"source": "9.99", "target": "2.17.05"}, "9.99"),
    ],
)
def test_what_is_refused_is_said_and_nothing_typed_is_lost(cast, sign_in, data, sentence):
    url = reverse("crosswalk-add")
    page = text_of(sign_in(cast.planner).post(url, data | {"note": "Catatan saya"}))
    assert sentence in page
    assert "Catatan saya" in page
    assert CrosswalkLink.objects.count() == 15


def test_the_basis_of_a_link_is_settled_and_a_stale_form_shows_both(cast, sign_in):
    link = link_of("2.11.18", "2.17.05")
    client, url = sign_in(cast.planner), reverse("crosswalk-link", args=[link.pk])
    data = {"version": link.version, "basis": "D", "note": "Rapat 3 Agustus"}
    assert client.post(url, data)["Location"] == reverse("crosswalk")
    stale = client.post(url, data | {"note": "Punya saya"})
    assert stale.status_code == 409
    assert "Punya saya" in text_of(stale)
    assert "Rapat 3 Agustus" in text_of(stale)
    assert link_of("2.11.18", "2.17.05").note == "Rapat 3 Agustus"


def test_the_planner_takes_a_link_back(cast, sign_in):
    link = link_of("2.11.18", "2.17.05")
    client, url = sign_in(cast.planner), reverse("crosswalk-remove", args=[link.pk])
    assert client.post(url, {"version": 99, "reason": REASON}).status_code == 409
    assert "sedikitnya" in text_of(client.post(url, {"version": link.version, "reason": "x"}))
    assert client.post(url, {"version": link.version, "reason": REASON}).status_code == 302
    assert not CrosswalkLink.objects.filter(pk=link.pk).exists()
    assert client.get(url).status_code == 404


def test_the_page_asks_as_often_for_one_link_as_for_many(
    cast, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    client, url = sign_in(cast.planner), reverse("crosswalk")
    with django_assert_max_num_queries(12) as many:
        client.get(url)
    CrosswalkLink.objects.exclude(source__code="2.11.18", target__code="2.17.05").delete()
    with django_assert_num_queries(len(many)):
        client.get(url)
