"""A merged row is no cooperative: no list, count, file or match shows it, and nothing is lost."""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from registry.entry import correct
from registry.imports.commit import commit
from registry.imports.export import cooperatives_table
from registry.imports.staging import rehearse, stage
from registry.imports.undo import undo
from registry.merging import CERTIFICATE
from registry.models import Cooperative, Finding, ImportBatch
from registry.search import search
from registry.tests.test_cooperative_edit import text_of
from registry.tests.test_import_command import saved
from registry.tests.test_merging import NIK, join
from registry.unmerging import unmerge
from reports.statistics.measures import cooperatives_by_district_status_kind

API = "/api/v1/cooperatives"
UNSEEN = "Koperasi Serba Usaha Bahari Jaya"


@pytest.fixture
def merged(make_cooperative):
    """KSU Bahari, into which "Koperasi Serba Usaha Bahari Jaya" was merged."""
    one = make_cooperative("KSU Bahari", deed_number="11122/BH/1987", address="Jl. Satu")
    other = make_cooperative(UNSEEN, deed_number="33344/BH/1987", nik_koperasi=NIK)
    record = join(one, other)
    one.refresh_from_db()
    other.refresh_from_db()
    return one, other, record


def test_no_list_page_or_download_shows_it(cast, sign_in, client, merged):
    for page in ("/koperasi/", "/koperasi/unduh/?format=csv"):
        assert UNSEEN not in b"".join(client.get(page)).decode()
        assert UNSEEN not in b"".join(sign_in(cast.registrar).get(page)).decode()


def test_it_is_not_counted(cast, sign_in, client, merged):
    assert cooperatives_by_district_status_kind().total() == 1
    rows = Finding.objects.visible_to(cast.registrar).standing().open()
    assert rows.filter(rule="no_village").count() == 1
    assert client.get(f"{API}?count=true").json()["count"] == 1


def test_the_workbook_leaves_it_out(merged):
    assert [row["name"] for row in cooperatives_table().rows] == ["KSU Bahari"]


@pytest.mark.parametrize("text", [UNSEEN, "bahari jaya", "33344/BH", NIK])
def test_searching_for_it_finds_what_it_was_merged_into(merged, text):
    found = search(Cooperative.objects.public(), text)
    assert list(found) == [merged[0]]
    assert not getattr(found, "is_approximate", False)


def test_after_taking_back_each_is_found_by_its_own_name(merged):
    unmerge(merged[2], reason="Ternyata dua")
    assert list(search(Cooperative.objects.public(), UNSEEN)) == [merged[1]]


def test_its_public_page_leads_on_and_names_it(client, merged):
    page = client.get(merged[1].get_absolute_url(), follow=True)
    assert page.redirect_chain == [(merged[0].get_absolute_url(), 302)]
    assert f"Juga tercatat sebagai {UNSEEN}" in text_of(page)


def test_it_can_no_longer_be_changed(cast, sign_in, merged):
    for name in ("cooperative-edit", "cooperative-status", "cooperative-board"):
        url = reverse(name, args=[merged[1].uid])
        assert sign_in(cast.registrar).get(url)["Location"] == merged[0].get_absolute_url()


def test_over_rest_its_address_leads_on_with_what_was_asked(cast, client, token_of, merged):
    one, other, _ = merged
    answer = client.get(f"{API}/{other.uid}?fields=name")
    assert answer.status_code == 307
    assert answer["Location"] == f"http://testserver{API}/{one.uid}?fields=name"
    assert answer["Cache-Control"] == "no-store"
    headers = {"Authorization": f"Bearer {token_of(cast.upt_mandau)}"}
    assert client.get(f"{API}/{other.uid}", headers=headers).status_code == 404


def test_over_rest_it_is_not_changed(cast, send, merged):
    answer = send("patch", f"{API}/{merged[1].uid}", {"note": "x"}, cast.registrar, match="*")
    assert answer.status_code == 404
    merged[1].refresh_from_db()
    assert merged[1].note == ""


@pytest.mark.parametrize(
    "cells",
    [
        {"Nama Koperasi": UNSEEN, "No. Badan Hukum": "33344/BH/1987"},
        {"Nama Koperasi": UNSEEN, "No. Badan Hukum": ""},
        {"Nama Koperasi": "KSU Bahari", "No. Badan Hukum": "33344/BH/1987"},
        {"Nama Koperasi": UNSEEN, "No. Badan Hukum": "11122/BH/1987"},
        {"Nama Koperasi": UNSEEN, "No. Badan Hukum": "", "NIK Koperasi": NIK},
    ],
)
def test_a_row_of_a_list_about_it_updates_the_survivor(tmp_path, merged, cells):
    place = {"Kecamatan": "Bengkalis", "Kel/Desa": ""}
    batch = stage(rehearse(saved(tmp_path, cells | place | {"Alamat": "Jl. Baru"}), "daftar.xlsx"))
    assert [line.outcome for line in batch.lines.all()] == ["update"]
    assert commit(batch).left == []
    for row in merged[:2]:
        row.refresh_from_db()
    assert (merged[0].address, merged[1].address) == ("Jl. Baru", "")


def test_a_row_that_was_previewed_before_the_merge_is_left_alone(tmp_path, make_cooperative):
    one = make_cooperative("KSU Bahari")
    other = make_cooperative(UNSEEN, deed_number="33344/BH/1987")
    cells = {"Nama Koperasi": UNSEEN, "No. Badan Hukum": "33344/BH/1987", "Kel/Desa": ""}
    path = saved(tmp_path, cells | {"Kecamatan": "Bengkalis", "Alamat": "Jl. Baru"})
    batch = stage(rehearse(path, path.name))
    join(one, other)
    assert len(commit(batch).left) == 1
    assert ImportBatch.objects.get().counts["written"] == 0


def test_undoing_the_list_that_brought_it_leaves_what_was_merged(tmp_path, make_cooperative):
    one = make_cooperative("KSU Bahari")
    cells = {"Nama Koperasi": UNSEEN, "No. Badan Hukum": "33344/BH/1987", "Kel/Desa": ""}
    path = saved(tmp_path, cells | {"Kecamatan": "Bengkalis"})
    batch = stage(rehearse(path, path.name))
    commit(batch)
    other = batch.lines.get().target
    join(one, other)
    assert [row for row, _ in undo(batch).left] == [2]
    other.refresh_from_db()
    assert other.merged_into == one


def test_of_a_chain_every_old_address_leads_to_the_last(client, merged, make_cooperative):
    last = make_cooperative("KSU Samudra")
    join(last, merged[0])
    for row in merged[:2]:
        assert client.get(row.get_absolute_url()).url == last.get_absolute_url()
    assert list(search(Cooperative.objects.public(), UNSEEN)) == [last]


def test_both_histories_stand_on_the_survivors_page(cast, sign_in, make_cooperative):
    one = make_cooperative("KSU Bahari")
    other = make_cooperative(UNSEEN)
    other.refresh_from_db()
    other.address = "Jl. Lama Sekali"
    correct(other, other.version)
    join(one, other)
    page = sign_in(cast.registrar).get(reverse("cooperative-history", args=[one.uid]))
    words = text_of(page)
    assert "Jl. Lama Sekali" in words
    assert "Digabung ke" in words
    changes = [change for entry in page.context["entries"] for change in entry.changes]
    assert {change.part for change in changes if change.after == "Jl. Lama Sekali"} == {UNSEEN}


def test_the_nik_of_both_stays_one(merged, make_cooperative):
    one, other, record = merged
    unmerge(record, reason="x")
    join(one, other, CERTIFICATE)
    one.refresh_from_db()
    assert one.nik_koperasi == NIK
    assert Cooperative.objects.filter(nik_koperasi=NIK).count() == 1


def test_the_export_command_counts_what_it_wrote(tmp_path, merged):
    out = io.StringIO()
    call_command("export_workbook", "cooperatives", str(tmp_path / "a.xlsx"), stdout=out)
    assert out.getvalue().startswith("1 koperasi ditulis")


def test_who_was_editing_it_is_told_where_it_went_and_what_was_typed(cast, sign_in, merged):
    one, other, _ = merged
    edit = reverse("cooperative-edit", args=[other.uid])
    client = sign_in(cast.registrar)
    answer = client.post(edit, {"name": UNSEEN, "note": "Baru saya ketik", "phone": "0812"})
    text = text_of(answer)
    assert (answer.status_code, "Baru saya ketik" in text, "0812" in text) == (409, True, False)
    assert f'href="{one.get_absolute_url()}"' in text
    assert client.get(edit)["Location"] == one.get_absolute_url()
    other.refresh_from_db()
    assert other.note == ""


def test_beyond_ones_reach_a_merged_row_stays_not_found(cast, sign_in, make_cooperative):
    one, other = make_cooperative("KSU A", "Mandau"), make_cooperative("KSU B", "Mandau")
    join(one, other)
    edit = reverse("cooperative-edit", args=[other.uid])
    assert sign_in(cast.upt_rupat).get(edit).status_code == 404
    assert "KSU" not in text_of(sign_in(cast.upt_rupat).post(edit, {"name": "X"}))
