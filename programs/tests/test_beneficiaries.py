"""Whom the programmes reached: once a line, once in every count, by who may, and through merges."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bengkalis.errors import TransitionRefused
from programs.benefiting import (
    Reached,
    add,
    reached,
    reached_by_line,
    reached_by_office,
    reached_by_program,
    standing,
    take_over,
)
from programs.models import Beneficiary
from programs.tests.realised import CODE, OTHER, approved_plan, line_of
from programs.tests.samples import approved, office, plan_of
from registry.comparing import kept_apart, part_counts
from registry.duplicates import open_by_hand
from registry.tests.coachings import coached
from registry.tests.test_merging import join, two  # noqa: F401
from registry.unmerging import unmerge

pytestmark = pytest.mark.django_db
ELSEWHERE = "2.11.17.01"
DAY = date(2020, 3, 4)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def plan():
    """Two lines of one program and one of another, the second of the UPT of Mandau."""
    plan = plan_of(2020, {CODE: 1000, OTHER: 500, ELSEWHERE: 100})
    rows = plan.versions.get().rows
    rows.filter(item__code=OTHER).update(office=office("UPT-MANDAU"))
    approved(plan)
    return plan


def give(line, *subjects, day=DAY) -> tuple[int, int]:
    about = Beneficiary(line=line, received_on=day, benefit="Pelatihan")
    return add(about, subjects, None)


def to(name: str, plan, code: str = CODE, *more) -> str:
    return reverse(name, args=[plan.year, line_of(plan, code).uid, *more])


# --- once ----------------------------------------------------------------------------------------


def test_one_that_is_added_twice_stands_once(plan, make_cooperative, make_enterprise):
    shop, group = make_enterprise("Kedai"), make_cooperative("Koperasi Duri")
    assert give(line_of(plan), group, shop, group) == (2, 0)
    assert give(line_of(plan), group, make_enterprise("Warung")) == (1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Beneficiary.objects.create(
            line=line_of(plan), cooperative=group, received_on=DAY, benefit="x"
        )


def test_who_gets_three_kegiatan_counts_once(plan, make_cooperative, make_enterprise):
    one, shop = make_cooperative("Koperasi Duri"), make_enterprise("Kedai")
    for code in (CODE, OTHER, ELSEWHERE):
        give(line_of(plan, code), one)
    give(line_of(plan), shop, make_cooperative("Koperasi Rupat"))
    rows = Beneficiary.objects.all()
    assert reached(rows) == Reached(2, 1)
    programs = reached_by_program(rows)
    assert programs[line_of(plan).item.parent_id] == Reached(2, 1)
    assert programs[line_of(plan, ELSEWHERE).item.parent_id] == Reached(1, 0)
    offices = reached_by_office(rows, plan.in_force)
    assert offices == {office().pk: Reached(2, 1), office("UPT-MANDAU").pk: Reached(1, 0)}
    assert reached_by_line(rows)[line_of(plan, OTHER).pk] == Reached(1, 0)


def test_a_program_of_2021_stands_two_rungs_above(make_cooperative):
    rows = dict.fromkeys(("2.17.05.2.01.01", "2.17.05.2.01.02"), 1000)
    plan = approved_plan(2021, rows)
    one = make_cooperative()
    for code in rows:
        give(line_of(plan, code), one, day=date(2021, 2, 1))
    program = line_of(plan, "2.17.05.2.01.01").item.parent.parent_id
    assert reached_by_program(Beneficiary.objects.all()) == {program: Reached(1, 0)}


def test_nobody_another_year_and_one_that_was_merged_are_refused(plan, two):  # noqa: F811
    with pytest.raises(TransitionRefused, match="Belum ada"):
        give(line_of(plan))
    with pytest.raises(Exception, match="diharapkan tanggal dalam 2020"):
        give(line_of(plan), two[0], day=date(2021, 3, 4))
    join(*two)
    with pytest.raises(TransitionRefused, match="sudah digabung"):
        give(line_of(plan), two[1])


# --- merges --------------------------------------------------------------------------------------


def test_what_a_merged_cooperative_received_goes_over_and_comes_back(plan, two):  # noqa: F811
    survivor, absorbed = two
    give(line_of(plan), survivor, absorbed)
    give(line_of(plan, OTHER), absorbed)
    record = join(survivor, absorbed)
    owned = Beneficiary.objects.filter(cooperative=survivor)
    assert set(owned.values_list("line__item__code", flat=True)) == {CODE, OTHER}
    assert Beneficiary.objects.filter(cooperative=absorbed).get().line == line_of(plan)
    assert reached(Beneficiary.objects.all()) == Reached(1, 0)
    assert standing(Beneficiary.objects.all()).count() == 2
    assert any("penerima manfaat" in said for said in kept_apart(absorbed, with_members=False))
    done = unmerge(record, reason="Ternyata dua koperasi")
    assert done.counts["penerima manfaat"] == 1
    assert Beneficiary.objects.filter(cooperative=absorbed).count() == 2
    assert reached(Beneficiary.objects.all()) == Reached(2, 0)


def test_the_comparison_before_a_merge_counts_them(plan, two):  # noqa: F811
    give(line_of(plan), *two)
    assert ("penerima manfaat", 1, 1) in part_counts(open_by_hand(*two))


# --- from coachings ------------------------------------------------------------------------------


def test_the_participants_of_a_training_are_taken_over(
    plan, cast, sign_in, make_cooperative, make_enterprise
):
    one, shop = make_cooperative("Koperasi Duri"), make_enterprise("Kedai Melur")
    for subject in (one, shop):
        coached(subject, held_on=DAY, title="Bimtek Halal")
    coached(make_cooperative("Koperasi Lain"), held_on=DAY, title="Bimtek lain")
    client, url = sign_in(cast.planner), to("beneficiaries-from-coaching", plan)
    assert "04-03-2020, Bimtek Halal: 1 koperasi, 1 UMKM" in text_of(client.get(url))
    page = client.post(url, {"training": "2020-03-04|Bimtek Halal"}, follow=True)
    assert "2 penerima manfaat dicatat." in text_of(page)
    rows = Beneficiary.objects.filter(line=line_of(plan))
    assert {row.subject for row in rows} == {one, shop}
    assert {(row.benefit, row.coaching.title) for row in rows} == {("Bimtek Halal",) * 2}
    assert "Pilih salah satu kegiatan" in text_of(client.post(url, {"benefit": "x"}))


def test_a_training_gives_only_those_of_the_own_kecamatan(plan, cast, sign_in, make_cooperative):
    own = make_cooperative("Koperasi Duri", district="Mandau")
    for subject in (own, make_cooperative("Koperasi Rupat", district="Rupat")):
        coached(subject, held_on=DAY, title="Bimtek Halal")
    line = line_of(plan, OTHER)
    assert take_over(line, "Bimtek Halal", DAY, "Pelatihan", cast.upt_mandau) == (1, 0)
    assert Beneficiary.objects.get().subject == own
    sign_in(cast.upt_mandau)


# --- pages ---------------------------------------------------------------------------------------


def test_found_ticked_and_saved(plan, cast, sign_in, make_enterprise):
    shop = make_enterprise("Kedai Melur", district="Mandau", owner_name="Siti Rahasia")
    client, url = sign_in(cast.upt_mandau), to("beneficiaries-add", plan, OTHER)
    page = client.post(url, {"cari": "melur", "aksi": "cari", "benefit": "Etalase"})
    assert "Kedai Melur" in text_of(page)
    assert "Siti Rahasia" not in text_of(page)
    assert 'value="Etalase"' in text_of(page)
    ticked = {"uid": [str(shop.uid)], "received_on": "4-3-2020", "benefit": "Etalase"}
    late = client.post(url, ticked | {"received_on": "4-3-2021"})
    assert "diharapkan tanggal dalam 2020" in text_of(late)
    assert "checked" in text_of(late)
    done = client.post(url, ticked, follow=True)
    assert "1 penerima manfaat dicatat." in text_of(done)
    row = Beneficiary.objects.get()
    assert (row.enterprise, row.recorded_by, row.received_on) == (shop, cast.upt_mandau, DAY)
    assert "Siti Rahasia" not in text_of(done)


def test_a_upt_reaches_neither_other_lines_nor_other_kecamatan(
    plan, cast, sign_in, make_cooperative
):
    far = make_cooperative("Koperasi Rupat", district="Rupat")
    client = sign_in(cast.upt_mandau)
    for name in ("beneficiaries-add", "beneficiaries-from-coaching"):
        assert client.get(to(name, plan)).status_code == 403
    url = to("beneficiaries-add", plan, OTHER)
    assert "Koperasi Rupat" not in text_of(client.post(url, {"cari": "rupat", "aksi": "cari"}))
    client.post(url, {"uid": [str(far.uid)], "received_on": "4-3-2020", "benefit": "x"})
    assert not Beneficiary.objects.exists()


def test_names_of_other_kecamatan_are_counted_but_not_told(plan, cast, sign_in, make_cooperative):
    give(line_of(plan), make_cooperative("Koperasi Rupat", district="Rupat"))
    give(line_of(plan), make_cooperative("Koperasi Duri", district="Mandau"))
    text = text_of(sign_in(cast.upt_mandau).get(to("beneficiaries-of-line", plan)))
    assert "Koperasi Duri" in text
    assert "Koperasi Rupat" not in text
    assert "2 koperasi" in text
    assert "1 penerima di luar wilayah kerja Anda" in text
    assert "Hapus" not in text


def test_one_is_removed_with_a_reason_by_who_may(plan, cast, sign_in, make_cooperative):
    give(line_of(plan), make_cooperative("Koperasi Duri", district="Mandau"))
    row = Beneficiary.objects.get()
    url = to("beneficiary-remove", plan, CODE, row.uid)
    reason = {"version": row.version, "reason": "Salah pilih nama koperasi"}
    assert sign_in(cast.upt_mandau).post(url, reason).status_code == 403
    client = sign_in(cast.planner)
    assert "Tulis penjelasannya" in text_of(client.post(url, reason | {"reason": "x"}))
    assert client.post(url, reason | {"version": 9}).status_code == 409
    assert "Penerima manfaat dihapus." in text_of(client.post(url, reason, follow=True))
    event = Beneficiary.pgh_event_model.objects.get(pgh_label="delete")
    assert event.pgh_context.metadata["reason"] == "Salah pilih nama koperasi"


def test_the_year_counts_each_once_for_everybody(plan, cast, sign_in, make_cooperative):
    one = make_cooperative("Koperasi Duri")
    for code in (CODE, OTHER):
        give(line_of(plan, code), one)
    page = sign_in(cast.client).get(reverse("beneficiaries", args=[2020]))
    assert "1 koperasi dan 0 UMKM yang berbeda" in text_of(page)
    assert "Tambah" not in text_of(page)
    assert sign_in(cast.stranger).get(reverse("beneficiaries", args=[2020])).status_code == 403


@pytest.mark.parametrize("many", [1, 3])
def test_the_number_of_queries_does_not_grow(
    plan, cast, sign_in, make_cooperative, django_assert_num_queries, many
):
    for n in range(many):
        give(line_of(plan), make_cooperative(f"Koperasi {n}"))
    client = sign_in(cast.planner)
    for url, queries in (
        (reverse("beneficiaries", args=[2020]), 13),
        (to("beneficiaries-of-line", plan), 10),
    ):
        client.get(url)
        with django_assert_num_queries(queries):
            client.get(url)
