"""Putting a staged file right in the browser: cell by cell, row by row, and the way back."""

from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.imports.mending import exclude, mend
from registry.imports.reading import read_workbook
from registry.imports.staging import rehearse, stage
from registry.models import Appointment, Cooperative, ImportBatch, Office
from registry.tests.workbooks import workbook

SECOND = {"Nama Koperasi": "KUD Sejahtera", "No. Badan Hukum": "2/BH"}
THIRD = {"Nama Koperasi": "KUD Makmur", "No. Badan Hukum": "3/BH"}
UNKNOWN = {"Status": "MACET"}


@pytest.fixture
def registrar(sign_in, cast):
    return sign_in(cast.registrar)


def staged(*rows: dict, **options) -> ImportBatch:
    return stage(rehearse(workbook(*rows, **options), "daftar.xlsx"))


def at(batch: ImportBatch, row: int) -> str:
    return reverse("import-line", args=[batch.uid, row])


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_page_of_a_file_shows_what_is_wrong_first(registrar):
    batch = staged({}, {**SECOND, **UNKNOWN})
    text = page(registrar, reverse("import-batch", args=[batch.uid]))
    assert "Benahi 1 baris yang salah" in text
    assert "KUD Sejahtera" in text
    assert "Koperasi Tani Maju" not in text
    everything = page(registrar, reverse("import-batch", args=[batch.uid]) + "?tampil=")
    assert "Koperasi Tani Maju" in everything


def test_mending_leads_from_one_wrong_row_to_the_next_and_round_again(registrar):
    batch = staged({**UNKNOWN}, {**SECOND}, {**THIRD, **UNKNOWN})
    first = registrar.post(at(batch, 4), {"status": "Aktif"})
    assert first.url == at(batch, 2)
    last = registrar.post(at(batch, 2), {"status": "Aktif"})
    assert last.url == reverse("import-batch", args=[batch.uid])
    batch.refresh_from_db()
    assert (batch.counts["error"], batch.counts["create"]) == (0, 3)


def test_what_is_still_wrong_stays_as_typed(registrar):
    batch = staged({**UNKNOWN})
    answer = registrar.post(at(batch, 2), {"status": "Setengah aktif"}, follow=True)
    text = answer.content.decode()
    assert "masih ada yang salah" in text
    assert 'value="Setengah aktif"' in text
    assert "Ditemukan “Setengah aktif”" in text


def test_a_closed_list_is_offered_while_typing(registrar):
    batch = staged({"Kel/Desa": "Antah"})
    text = page(registrar, at(batch, 2))
    assert '<option value="Temeran">' in text
    assert 'list="pilihan-village"' in text


def test_a_cell_of_several_lines_keeps_them(registrar):
    batch = staged({**UNKNOWN, "Pengawas": "Ani\nEdi"})
    text = page(registrar, at(batch, 2))
    assert "<textarea" in text
    registrar.post(at(batch, 2), {"status": "Aktif", "supervisors": "Ani\nEdi"})
    assert batch.lines.get().values["officers"] == {"pengawas": ["Ani", "Edi"]}


def test_only_a_cell_in_trouble_takes_an_offer(registrar):
    batch = staged({"Kel/Desa": "Tameran"})
    registrar.post(at(batch, 2), {"suggest": "name", "value": "Lain"})
    assert batch.lines.get().label == "Koperasi Tani Maju"


def test_a_row_left_out_stays_out_and_can_come_back(registrar):
    batch = staged({**UNKNOWN}, {**SECOND})
    registrar.post(at(batch, 2), {"exclude": "1"})
    batch.refresh_from_db()
    assert (batch.counts["error"], batch.counts["excluded"]) == (0, 1)
    registrar.post(reverse("import-commit", args=[batch.uid]))
    assert Cooperative.objects.get().name == "KUD Sejahtera"
    again = staged({**UNKNOWN})
    for out in ("1", "0"):
        registrar.post(at(again, 2), {"exclude": out})
    again.refresh_from_db()
    assert (again.counts["error"], again.counts["excluded"]) == (1, 0)


@pytest.mark.django_db
def test_leaving_out_the_first_of_two_makes_the_second_good():
    batch = staged({}, {"Alamat": "Jl. Lebih Baru"}, {**SECOND})
    assert batch.counts["error"] == 1
    exclude(batch, 2)
    assert batch.lines.get(row=3).outcome == "create"
    exclude(batch, 2, out=False)
    assert batch.lines.get(row=3).outcome == "error"


@pytest.mark.django_db
def test_a_mended_row_can_become_the_double_of_another():
    batch = staged({}, {**SECOND}, {"Nama Koperasi": "Koperasi Tani Maju", "No. Badan Hukum": "9"})
    mend(batch, 3, {"name": "Koperasi Tani Maju", "deed_number": "518/BH/IV/2001"})
    codes = [p["code"] for p in batch.lines.get(row=3).problems]
    assert codes == ["duplicate_in_file"]
    mend(batch, 3, {"name": "KUD Sejahtera", "deed_number": "2/BH"})
    assert batch.lines.get(row=3).problems == []


@pytest.mark.django_db
def test_where_a_value_came_from_is_still_told_after_mending():
    book = workbook({"Kecamatan": ""}, titles=["DAFTAR"])
    batch = stage(rehearse(book, "daftar.xlsx"))
    line = batch.lines.get()
    line.raw |= {"district": "Bengkalis", "_section": {"district": "Bengkalis"}, "_hidden": True}
    line.save()
    mended = mend(batch, 3, {"note": "baik"})
    assert [p["code"] for p in mended.problems] == ["filled_from_section", "hidden_row"]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_mending_costs_the_same_in_a_small_and_in_a_larger_file(rows, django_assert_num_queries):
    others = [{"Nama Koperasi": f"K {n}", "No. Badan Hukum": f"{n}/BH"} for n in range(rows)]
    batch = staged({**UNKNOWN}, *others)
    with django_assert_num_queries(15):
        mend(batch, 2, {"status": "Aktif"})


# --- headings -------------------------------------------------------------------------------------


def test_a_guessed_heading_is_told_before_anything_else(registrar):
    batch = staged({"Sekretariss": "Edi"})
    text = page(registrar, reverse("import-batch", args=[batch.uid]))
    assert "diduga Sekretaris" in text


def test_missing_columns_are_told(registrar):
    batch = staged({"Nama Koperasi": "A", "Alamat": "B"}, base={})
    text = page(registrar, reverse("import-batch", args=[batch.uid]))
    assert "Tidak ada kolom Status dan Kecamatan dan Desa/Kelurahan" in text


def test_a_list_without_names_is_refused_at_the_door(registrar):
    book = workbook({"Alamat": "B", "Kecamatan": "Mandau"}, base={})
    upload = SimpleUploadedFile("daftar.xlsx", book)
    answer = registrar.post(reverse("imports"), {"workbook": upload})
    assert answer.status_code == 400
    assert "tidak memuat kolom “Nama Koperasi”" in answer.content.decode()


# --- the way back ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "commit", "question"),
    [("import-undo", True, "Ya, batalkan impor"), ("import-discard", False, "Ya, buang berkas")],
)
def test_what_takes_away_is_asked_first_without_javascript(registrar, route, commit, question):
    batch = staged({})
    if commit:
        registrar.post(reverse("import-commit", args=[batch.uid]))
    asked = registrar.get(reverse(route, args=[batch.uid]))
    assert question in asked.content.decode()
    batch.refresh_from_db()
    assert batch.state == ("committed" if commit else "staged")
    registrar.post(reverse(route, args=[batch.uid]))
    batch.refresh_from_db()
    assert batch.state == ("undone" if commit else "discarded")
    late = registrar.get(reverse(route, args=[batch.uid]))
    assert urlsplit(late.url).path == reverse("import-batch", args=[batch.uid])


def test_wrong_rows_come_back_as_a_workbook_that_can_be_brought_in_again(registrar):
    batch = staged({}, {**SECOND, **UNKNOWN, "Aset": 1234.5}, {**THIRD, "Kel/Desa": "Antah"})
    answer = registrar.get(reverse("import-returned", args=[batch.uid]))
    content = b"".join(answer.streaming_content)
    rows = list(read_workbook(content, "baris-salah.xlsx")[0])
    assert [row[0] for row in rows] == ["Baris asal", 3, 4]
    assert "Ditemukan “MACET”" in rows[1][1]
    again = rehearse(content, "baris-salah.xlsx")
    found = [(line.label, p.code) for line in again.lines for p in line.problems]
    assert found == [("KUD Sejahtera", "unknown_status"), ("KUD Makmur", "unknown_village")]


def test_a_registrar_of_a_upt_does_not_bring_in_the_regency(sign_in, cast):
    batch = staged({})
    office = Office.objects.get(code=cast.upt_mandau.appointments.get().office.code)
    Appointment.objects.create(
        user=cast.stranger, office=office, role="registrar", valid_from="2020-01-01"
    )
    client = sign_in(cast.stranger)
    addresses = [reverse("imports"), at(batch, 2), reverse("import-batch", args=[batch.uid])]
    assert {client.get(address).status_code for address in addresses} == {403}


def test_a_file_brought_in_by_command_is_listed_without_a_person(registrar):
    staged({})
    assert "perintah di server" in page(registrar, reverse("imports"))
