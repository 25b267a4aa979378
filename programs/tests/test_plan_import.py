"""Workbooks of a work programme: the JSON of the contract, what is refused, the way back."""

import io
import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook

from programs.models import PlanLine, PlanRow
from programs.tests.samples import approved, item, office, plan_of
from registry.models import ImportBatch
from registry.tests.test_cooperative_edit import text_of

pytestmark = pytest.mark.django_db
HEAD = ["Kode", "Program/Kegiatan", "Sasaran", "Keluaran", "Indikator", "Satuan", "Target"]
HEAD += ["Lokasi", "Sumber Dana", "Penanggung Jawab", "Pagu (Rp)"]
ROWS = {"2.11.18.01": 100_000_000, "2.11.18.02": 60_000_000, "2.11.16.01": 40_000_000}
AT = "BID-KELEMBAGAAN"


def sheet(*rows: dict) -> bytes:
    """A workbook with a title, HEAD in row 3, and ``rows`` from row 4."""
    book = Workbook()
    book.active.append(["PROGRAM KERJA DINAS KOPERASI"])
    book.active.append([])
    book.active.append(HEAD)
    for row in rows:
        book.active.append([row.get(heading) for heading in HEAD])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(code: str, pagu=None, **cells) -> dict:
    return {"Kode": code, "Pagu (Rp)": pagu, "Penanggung Jawab": AT} | cells


@pytest.fixture
def plan():
    return plan_of(2020, ROWS)


@pytest.fixture
def run(tmp_path):
    """``run(*rows, options)`` → exit code and JSON object of ``import_workbook plans``."""

    def go(*rows: dict, options=(), path=None, year=2020) -> tuple[int, dict]:
        if path is None:
            path = tmp_path / "program.xlsx"
            path.write_bytes(sheet(*rows))
        out, code = io.StringIO(), 0
        try:
            call_command(
                *("import_workbook", "plans", "--year", str(year), str(path), "--json"),
                *options,
                stdout=out,
            )
        except SystemExit as ended:
            code = ended.code
        return code, json.loads(out.getvalue())

    return go


def drafted(code: str) -> PlanRow:
    return PlanRow.objects.select_related("line").get(item__code=code)


def found(report: dict, kind: str = "errors") -> list[tuple]:
    return [(one["row"], one["column"], one["code"]) for one in report[kind]]


# --- out and in --------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_is_exported_comes_back_without_a_change(plan, run, tmp_path, suffix):
    PlanRow.objects.filter(item__code="2.11.16.01").update(target=Decimal("2.65"), unit="km")
    PlanRow.objects.filter(item__code="2.11.18.02").update(target=2540, office=None)
    path, out = tmp_path / f"keluar.{suffix}", io.StringIO()
    call_command("export_workbook", "plans", str(path), "--year", "2020", stdout=out)
    assert "5 baris program kerja 2020" in out.getvalue()
    code, report = run(path=path)
    assert (code, report["errors"], report["warnings"]) == (0, [], [])
    assert (report["rows"], report["unchanged"]) == (5, 5)


def test_without_commit_nothing_is_written(plan, run):
    code, report = run(row("2.11.18.01", 1), row("2.11.15.01", 5))
    assert code == 1
    item("2.11.15.01")
    code, report = run(row("2.11.18.01", 1), row("2.11.15.01", 5))
    assert (code, report["create"], report["update"]) == (0, 1, 1)
    assert drafted("2.11.18.01").pagu == 100_000_000
    assert not ImportBatch.objects.exists()


def test_a_commit_writes_the_draft_and_parents_follow(plan, run):
    item("2.11.15.01")
    fresh = row("2.11.15.01", 5, Satuan="orang", Target=30, Sasaran="UMKM naik kelas")
    code, report = run(row("2.11.18.01", 70), fresh, options=["--commit"])
    assert (code, report["written"]) == (0, 2)
    assert drafted("2.11.18").pagu == 70 + 60_000_000
    made = drafted("2.11.15.01")
    assert (made.pagu, made.target, made.goal) == (5, 30, "UMKM naik kelas")
    assert made.office.code == AT
    assert drafted("2.11.15").pagu == 5
    again = run(row("2.11.18.01", 70), fresh, options=["--commit"])[1]
    assert (again["unchanged"], again["batch"]) == (2, None)


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (row("2.11.77.01", 5), "Kode", "unknown_code"),
        (row(None, 5, **{"Program/Kegiatan": "Pelatihan"}), "Kode", "missing_value"),
        (row("2.11.18.01", 5, **{"Penanggung Jawab": "Bidang X"}), HEAD[9], "unknown_office"),
        (row("2.11.18.01", "dua juta"), "Pagu (Rp)", "unparsable_number"),
        (row("2.11.18.01", -5), "Pagu (Rp)", "negative_value"),
        (row("2.11.18.01", 5, Target=-1), "Target", "negative_value"),
        (row("2.11.18.01", 5, **{"Sumber Dana": "APBN"}), "Sumber Dana", "unknown_fund_source"),
    ],
)
def test_a_row_that_is_wrong_says_where_and_stays_out(plan, run, cells, column, code):
    good = row("2.11.16.01", 7)
    ended, report = run(cells, good, options=["--commit"])
    assert ended == 1
    assert found(report) == [(4, column, code)]
    assert report["errors"][0]["message"]
    assert drafted("2.11.18.01").pagu == 100_000_000
    assert drafted("2.11.16.01").pagu == 7


def test_a_new_row_needs_its_pagu_and_a_target_its_unit(plan, run):
    for code in ("2.11.15.01", "2.11.15.02"):
        item(code)
    report = run(row("2.11.15.01"), row("2.11.15.02", 5, Target=3))[1]
    assert found(report) == [(4, "Pagu (Rp)", "missing_value"), (5, "Satuan", "missing_value")]


def test_the_same_row_twice_is_an_error(plan, run):
    report = run(row("2.11.18.01", 5), row("2.11.18.01", 6))[1]
    assert found(report) == [(5, "Kode", "duplicate_in_file")]
    assert "baris 4" in report["errors"][0]["message"]


def test_thousands_that_a_spreadsheet_read_as_fractions_are_asked_about(plan, run):
    cells = [2540, "2.6", 2.65, 2.7]
    codes = ["2.11.16.01", "2.11.18.01", "2.11.18.02", "2.11.18.03"]
    item(codes[-1])
    rows = [
        row(code, 5, Target=cell, Satuan="orang") for code, cell in zip(codes, cells, strict=True)
    ]
    code, report = run(*rows, options=["--commit"])
    assert code == 1
    assert found(report) == [(number, "Target", "unparsable_number") for number in (5, 6, 7)]
    assert "2.650" in report["errors"][1]["message"]
    assert "2,65" in report["errors"][1]["message"]
    assert drafted("2.11.16.01").target == 2540
    assert drafted("2.11.18.02").target == 100


def test_a_fraction_of_what_is_measured_in_fractions_is_read(plan, run):
    rows = [row("2.11.18.01", 5, Target=2.6, Satuan="%")]
    rows.append(row("2.11.18.02", 5, Target="2,65", Satuan="orang"))
    assert run(*rows, options=["--commit"])[1]["errors"] == []
    targets = [drafted(code).target for code in ("2.11.18.01", "2.11.18.02")]
    assert targets == [Decimal("2.60"), Decimal("2.65")]


def test_a_stated_total_that_is_not_the_sum_is_a_warning_and_the_sum_holds(plan, run):
    rows = row("2.11.18", 999), row("2.11.18.01", 30), row("2.11.18.02", 40)
    code, report = run(*rows, options=["--commit"])
    assert code == 0
    assert found(report, "warnings") == [(4, "Pagu (Rp)", "sum_mismatch")]
    assert drafted("2.11.18").pagu == 70
    assert run(row("2.11.18", 70))[1]["warnings"] == []


def test_a_name_other_than_that_of_the_nomenclature_is_a_warning(plan, run):
    report = run(row("2.11.18.01", 30, **{"Program/Kegiatan": "Belanja lain"}))[1]
    assert found(report, "warnings") == [(4, "Program/Kegiatan", "name_differs")]


def test_an_office_brings_in_its_own_rows_only(plan, run):
    office("UPT-MANDAU")
    item("2.11.15.01")
    mine = row("2.11.15.01", 5, **{"Penanggung Jawab": None})
    report = run(row("2.11.18.01", 5), mine, options=["--office", "UPT-MANDAU", "--commit"])[1]
    assert found(report) == [(4, "Penanggung Jawab", "outside_office")]
    assert drafted("2.11.15.01").office.code == "UPT-MANDAU"


def test_without_a_draft_the_file_is_refused(plan, run):
    with pytest.raises(CommandError, match="Belum ada program kerja 2021"):
        run(row("2.11.18.01", 5), year=2021)
    approved(plan)
    with pytest.raises(CommandError, match="tidak dapat diubah"):
        run(row("2.11.18.01", 5))
    with pytest.raises(CommandError, match="--year wajib"):
        call_command("import_workbook", "plans", "x.xlsx")


# --- the way back ------------------------------------------------------------------------------


def test_an_import_is_taken_back_row_by_row_where_nobody_edited_since(plan, run):
    item("2.11.15.01")
    rows = row("2.11.18.01", 1), row("2.11.18.02", 2), row("2.11.15.01", 3)
    rows += (row("2.11.18", None, Sasaran="Sasaran baru"),)
    batch = run(*rows, options=["--commit"])[1]["batch"]
    assert drafted("2.11.18").goal == "Sasaran baru"
    PlanRow.objects.filter(item__code="2.11.18.02").update(place="Duri")
    out = io.StringIO()
    call_command("undo_import", batch, stdout=out)
    assert "baris 5: Diubah orang sesudah impor" in out.getvalue()
    assert drafted("2.11.18.01").pagu == 100_000_000
    assert drafted("2.11.18.02").pagu == 2
    assert (drafted("2.11.18").pagu, drafted("2.11.18").goal) == (100_000_002, "")
    assert not PlanRow.objects.filter(item__code__startswith="2.11.15").exists()
    assert not PlanLine.objects.filter(item__code="2.11.15.01").exists()
    with pytest.raises(CommandError, match="dibatalkan"):
        call_command("undo_import", batch)


# --- the pages ---------------------------------------------------------------------------------


def upload(client, *rows: dict):
    book = SimpleUploadedFile("program.xlsx", sheet(*rows))
    return client.post(reverse("plan-import", args=[2020]), {"workbook": book})


def test_the_planner_looks_then_writes_then_takes_back(plan, cast, sign_in):
    client = sign_in(cast.planner)
    rows = row("2.11.18.01", 5), row("2.11.77.01", 6)
    address = upload(client, *rows)["Location"]
    batch = ImportBatch.objects.get()
    assert address == reverse("plan-import-batch", args=[2020, batch.uid])
    page = text_of(client.get(address))
    assert "Masukkan 1 baris yang benar" in page
    assert "<del>100.000.000</del> → <ins>5</ins>" in page
    assert "Ditemukan 2.11.77.01, diharapkan kode dari nomenklatur" in page
    assert "1 baris masuk" in text_of(client.post(address, {"aksi": "masukkan"}, follow=True))
    assert drafted("2.11.18.01").pagu == 5
    twice = text_of(client.post(address, {"aksi": "masukkan"}, follow=True))
    assert "Berkas ini" in twice
    assert "1 baris dikembalikan" in text_of(
        client.post(address, {"aksi": "batalkan"}, follow=True)
    )
    assert drafted("2.11.18.01").pagu == 100_000_000


def test_a_row_changed_since_the_preview_is_left_alone(plan, cast, sign_in):
    client = sign_in(cast.planner)
    address = upload(client, row("2.11.18.01", 5))["Location"]
    PlanRow.objects.filter(item__code="2.11.18.01").update(place="Duri")
    page = text_of(client.post(address, {"aksi": "masukkan"}, follow=True))
    assert "Diubah orang lain sejak pratinjau" in page
    assert drafted("2.11.18.01").pagu == 100_000_000


def test_a_file_is_thrown_away(plan, cast, sign_in):
    client = sign_in(cast.planner)
    address = upload(client, row("2.11.18.01", 5))["Location"]
    assert "Berkas dibuang" in text_of(client.post(address, {"aksi": "buang"}, follow=True))
    assert client.post(address, {"aksi": "iseng"}).status_code == 404
    assert drafted("2.11.18.01").pagu == 100_000_000


def test_a_file_for_a_closed_version_is_refused_with_a_sentence(plan, cast, sign_in):
    approved(plan)
    refused = upload(sign_in(cast.planner), row("2.11.18.01", 5))
    assert refused.status_code == 400
    assert "tidak dapat diubah" in text_of(refused)
    assert not ImportBatch.objects.exists()


def test_only_the_planner_brings_in_and_all_of_the_office_take_out(plan, cast, sign_in):
    address = upload(sign_in(cast.planner), row("2.11.18.01", 5))["Location"]
    for user in (cast.registrar, cast.head, cast.upt_mandau):
        client = sign_in(user)
        assert client.get(address).status_code == 403
        assert client.post(address, {"aksi": "masukkan"}).status_code == 403
        assert upload(client, row("2.11.18.01", 6)).status_code == 403
    assert drafted("2.11.18.01").pagu == 100_000_000
    assert "program.xlsx" not in text_of(sign_in(cast.registrar).get(reverse("imports")))
    book = sign_in(cast.upt_mandau).get(f"{reverse('plan-workbook', args=[2020])}?bentuk=csv")
    assert b"2.11.18.01" in b"".join(book.streaming_content)
    assert sign_in(cast.stranger).get(reverse("plan-workbook", args=[2020])).status_code == 403
    assert sign_in(cast.planner).get(reverse("plan-import", args=[2021])).status_code == 404


def test_the_preview_asks_as_often_for_one_row_as_for_three(
    plan, cast, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in(cast.planner)
    one = upload(client, row("2.11.18.01", 5))["Location"]
    three = upload(client, *(row(code, 5) for code in ROWS))["Location"]
    with django_assert_max_num_queries(14) as once:
        client.get(one)
    with django_assert_num_queries(len(once)):
        client.get(three)
