"""Bringing in the office's own list in the browser: preview, mend, commit, undo."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from bengkalis.testing import SAMPLES
from registry.imports import commit as commits
from registry.models import Cooperative, ImportBatch

HEADINGS = ["No", "Nama Koperasi", "Kel/Desa", "Kecamatan", "No. Badan Hukum", "Status", "Telepon"]
GOOD = [1, "Koperasi Tani Maju", "Temeran", "Bengkalis", "1/BH/I/2001", "Aktif", "081100001111"]
MISSPELT = [2, "KUD Sejahtera", "Tameran", "Bengkalis", "2/BH/I/2002", "Aktif", ""]
ROUTES = [
    "import-batch",
    "import-problems",
    "import-returned",
    "import-commit",
    "import-undo",
    "import-discard",
]


def workbook(*rows) -> SimpleUploadedFile:
    book = Workbook()
    book.active.append(["DAFTAR KOPERASI (CONTOH)"])
    for row in [HEADINGS, *rows]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("daftar.xlsx", content.getvalue())


@pytest.fixture
def registrar(sign_in, cast):
    return sign_in(cast.registrar)


def upload(client, *rows) -> ImportBatch:
    response = client.post(reverse("imports"), {"workbook": workbook(*rows)})
    assert response.status_code == 302, response.content.decode()
    return ImportBatch.objects.get()


def test_nothing_enters_the_register_before_the_decision(registrar):
    batch = upload(registrar, GOOD)
    page = registrar.get(reverse("import-batch", args=[batch.uid])).content.decode()
    assert "Masukkan 1 baris yang benar" in page
    assert not Cooperative.objects.exists()


def test_the_offered_near_miss_is_taken_by_one_click_only(registrar):
    batch = upload(registrar, GOOD, MISSPELT)
    address = reverse("import-line", args=[batch.uid, 4])
    assert "Pakai Temeran" in registrar.get(address).content.decode()
    registrar.post(address, {"suggest": "village", "value": "Temeran"})
    batch.refresh_from_db()
    assert (batch.counts["create"], batch.counts["error"]) == (2, 0)


def test_a_mended_cell_is_judged_again_and_the_others_keep_their_type(registrar):
    batch = upload(registrar, [1, "Koperasi A", "Temeran", "Bengkalis", "3/BH/2003", "MACET", ""])
    address = reverse("import-line", args=[batch.uid, 3])
    registrar.post(address, {"status": "Tidak Aktif", "name": "Koperasi A", "village": "Temeran"})
    line = batch.lines.get()
    assert line.outcome == "create"
    assert line.raw["number"] == 1


def test_good_rows_go_in_and_bad_ones_stay_out(registrar):
    batch = upload(registrar, GOOD, MISSPELT)
    registrar.post(reverse("import-commit", args=[batch.uid]))
    cooperative = Cooperative.objects.get()
    assert (cooperative.name, cooperative.phone) == ("Koperasi Tani Maju", "081100001111")
    assert (cooperative.source_batch, cooperative.source_row) == (batch, 3)


def test_pressing_twice_changes_nothing(registrar):
    batch = upload(registrar, GOOD)
    for _ in range(2):
        registrar.post(reverse("import-commit", args=[batch.uid]))
    assert Cooperative.objects.count() == 1
    assert Cooperative.objects.get().status_history.count() == 1


def test_undo_takes_back_what_nobody_edited(registrar):
    second = [2, "KUD Sejahtera", "Temeran", "Bengkalis", "2/BH/I/2002", "Aktif", ""]
    batch = upload(registrar, GOOD, second)
    registrar.post(reverse("import-commit", args=[batch.uid]))
    Cooperative.objects.filter(name="KUD Sejahtera").update(address="Jl. Baru")
    registrar.post(reverse("import-undo", args=[batch.uid]))
    assert list(Cooperative.objects.values_list("name", flat=True)) == ["KUD Sejahtera"]
    page = registrar.get(reverse("import-batch", args=[batch.uid])).content.decode()
    assert "Diubah orang sesudah impor" in page


def test_a_discarded_file_takes_its_rows_with_it(registrar):
    batch = upload(registrar, GOOD)
    registrar.post(reverse("import-discard", args=[batch.uid]))
    batch.refresh_from_db()
    assert (batch.state, batch.lines.count()) == ("discarded", 0)


def test_a_file_that_is_no_workbook_is_refused_with_one_sentence(registrar):
    fake = SimpleUploadedFile("daftar.xlsx", b"%PDF-1.7 bukan buku kerja")
    response = registrar.post(reverse("imports"), {"workbook": fake})
    assert response.status_code == 400
    assert "PDF" in response.content.decode()


def test_the_problems_come_as_a_workbook(registrar):
    batch = upload(registrar, MISSPELT)
    response = registrar.get(reverse("import-problems", args=[batch.uid]))
    assert b"".join(response.streaming_content)[:2] == b"PK"


def test_the_diff_never_shows_a_phone_number(registrar, make_cooperative):
    make_cooperative("Koperasi Tani Maju", deed_number="1/BH/I/2001", phone="081100009999")
    batch = upload(registrar, GOOD)
    page = registrar.get(reverse("import-batch", args=[batch.uid])).content.decode()
    assert "Telepon" in page
    assert "0811" not in page


@pytest.mark.parametrize("part", ["verifier", "upt_mandau", "stranger"])
def test_only_the_registrar_brings_in_workbooks(sign_in, cast, registrar, part):
    batch = upload(registrar, GOOD)
    client = sign_in(getattr(cast, part))
    assert client.get(reverse("imports")).status_code == 403
    assert client.get(reverse("import-line", args=[batch.uid, 3])).status_code == 403
    for route in ROUTES:
        address = reverse(route, args=[batch.uid])
        answers = {client.get(address).status_code, client.post(address).status_code}
        assert answers <= {403, 405}
    assert not Cooperative.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_costs_the_same_for_one_row_and_for_three(
    registrar, rows, django_assert_num_queries
):
    batch = upload(
        registrar,
        *[
            [n, f"Koperasi {n}", "Temeran", "Bengkalis", f"{n}/BH", "Aktif", ""]
            for n in range(rows)
        ],
    )
    with django_assert_num_queries(7):
        registrar.get(reverse("import-batch", args=[batch.uid]))


def test_the_sample_of_the_office_is_read_whole(db):
    from registry.imports.staging import rehearse

    rehearsal = rehearse(SAMPLES / "daftar_koperasi.xlsx", "daftar_koperasi.xlsx")
    found = {(line.row, p.code) for line in rehearsal.lines for p in line.problems if p.is_error}
    assert found == {
        (44, "unparsable_date"),
        (63, "unknown_district"),
        (63, "unknown_village"),
        (65, "missing_value"),
        (71, "unknown_status"),
        (90, "unknown_village"),
        (94, "future_date"),
        (116, "negative_value"),
        (117, "unparsable_number"),
        (164, "unknown_kind"),
        (185, "duplicate_in_file"),
        (186, "duplicate_in_file"),
    }
    assert (rehearsal.table.header_row, rehearsal.counts()["rows"]) == (4, 182)


def test_a_row_somebody_edited_since_the_preview_is_left_alone(registrar, make_cooperative):
    known = make_cooperative("Koperasi Tani Maju", deed_number="1/BH/I/2001")
    batch = upload(registrar, GOOD)
    Cooperative.objects.filter(pk=known.pk).update(address="Jl. Baru")
    done = commits.commit(batch)
    assert (done.written, len(done.left)) == (0, 1)
    known.refresh_from_db()
    assert known.village is None
