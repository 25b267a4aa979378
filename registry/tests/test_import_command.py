"""``import_workbook`` and ``undo_import``: the JSON of the contract, exit codes, and exactness."""

import hashlib
import io
import json
from datetime import date

import pghistory.models
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import ProtectedError

from bengkalis.testing import SAMPLES
from registry.imports import undo as undoing
from registry.imports import writing
from registry.imports.commit import commit
from registry.imports.staging import rehearse, stage
from registry.models import (
    AnnualMeeting,
    BoardMember,
    Cooperative,
    DeedAmendment,
    ImportBatch,
    ImportLine,
    Office,
    StatusChange,
)
from registry.tests.workbooks import run, saved

pytestmark = pytest.mark.django_db
REGISTER = [Cooperative, StatusChange, BoardMember, AnnualMeeting, DeedAmendment]
CONTRACT = {
    "kind",
    "file",
    "sha256",
    "header_row",
    "rows",
    "create",
    "update",
    "unchanged",
    "errors",
    "warnings",
}


def content() -> dict:
    """The register, table by table, without what only counts the changes."""
    return {
        model.__name__: [
            {k: v for k, v in row.items() if k not in {"version", "updated_at"}}
            for row in model.objects.order_by("pk").values()
        ]
        for model in REGISTER
    }


def audit_events() -> dict[str, int]:
    models = [m for m in apps.get_models() if issubclass(m, pghistory.models.Event)]
    return {model.__name__: model.objects.count() for model in models}


# --- the JSON object ------------------------------------------------------------------------------


def test_the_json_object_is_that_of_the_contract(tmp_path):
    path = saved(tmp_path, {}, {"Status": "MACET", "No. Badan Hukum": "2/BH"}, titles=["DAFTAR"])
    code, found = run(path)
    assert code == 1
    assert set(found) == CONTRACT
    assert found["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    counts = [found[key] for key in ("kind", "file", "header_row", "rows", "create", "update")]
    assert counts == ["cooperatives", "daftar.xlsx", 2, 2, 1, 0]
    [error] = found["errors"]
    assert set(error) == {"row", "column", "code", "message"}
    assert (error["row"], error["column"], error["code"]) == (4, "Status", "unknown_status")


def test_warnings_are_no_errors_and_end_with_0(tmp_path):
    code, found = run(saved(tmp_path, {"Tgl BH": date(1945, 8, 17)}))
    assert code == 0
    assert {p["code"] for p in found["warnings"]} == {"placeholder_date", "deed_year_differs"}
    assert found["errors"] == []


def test_a_rehearsal_writes_nothing(tmp_path):
    before = audit_events()
    run(saved(tmp_path, {}))
    assert (Cooperative.objects.count(), ImportBatch.objects.count()) == (0, 0)
    assert audit_events() == before


def test_commit_writes_the_good_rows_and_still_ends_with_1_for_the_bad(tmp_path):
    bad = {"Status": "MACET", "No. Badan Hukum": "2/BH", "Nama Koperasi": "Lain"}
    code, found = run(saved(tmp_path, {}, bad), "--commit")
    assert (code, found["written"], found["left"]) == (1, 1, [])
    assert Cooperative.objects.get().source_batch == ImportBatch.objects.get(uid=found["batch"])


def test_for_people_each_problem_is_one_line(tmp_path):
    out = io.StringIO()
    path = saved(tmp_path, {"Status": "MACET"})
    with pytest.raises(SystemExit):
        call_command("import_workbook", "cooperatives", path, stdout=out)
    first, *_, last = out.getvalue().splitlines()
    assert first.startswith("baris 2, Status [unknown_status]: Ditemukan “MACET”")
    assert last == "1 baris: 0 baru, 0 berubah, 0 sama, 1 kesalahan, 0 peringatan."


@pytest.mark.parametrize(
    ("name", "bytes_", "sentence"),
    [
        ("tiada.xlsx", None, "tidak terbaca"),
        ("daftar.xlsx", b"%PDF-1.7", "PDF"),
        ("daftar.csv", b"Alamat;Kecamatan\nJl. A;Mandau\n", "“Nama Koperasi”"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_one_sentence(tmp_path, name, bytes_, sentence):
    path = tmp_path / name
    if bytes_:
        path.write_bytes(bytes_)
    with pytest.raises(CommandError, match=sentence):
        call_command("import_workbook", "cooperatives", path)


def test_an_unknown_office_is_named(tmp_path):
    with pytest.raises(CommandError, match="UPT-TIADA"):
        call_command("import_workbook", "cooperatives", saved(tmp_path, {}), office="UPT-TIADA")


# --- a UPT and its kecamatan ----------------------------------------------------------------------


def test_a_upt_brings_in_only_its_own_kecamatan(tmp_path, cast):
    office = Office.objects.get(code=cast.upt_mandau.appointments.get().office.code)
    own = {"Kecamatan": "Mandau", "Kel/Desa": "Air Jamban"}
    path = saved(tmp_path, own, {"No. Badan Hukum": "2/BH", "Nama Koperasi": "Lain"})
    code, found = run(path, "--office", office.code, "--commit")
    assert (code, found["written"]) == (1, 1)
    assert [(e["row"], e["code"]) for e in found["errors"]] == [(3, "outside_office")]
    assert Cooperative.objects.get().district.name == "Mandau"


def test_a_upt_takes_no_cooperative_from_another_kecamatan(tmp_path, cast, make_cooperative):
    make_cooperative("Koperasi Tani Maju", district="Rupat", deed_number="518/BH/IV/2001")
    path = saved(tmp_path, {"Kecamatan": "Mandau", "Kel/Desa": "Air Jamban"})
    _, found = run(path, "--office", cast.upt_mandau.appointments.get().office.code)
    assert [(e["code"], "Rupat" in e["message"]) for e in found["errors"]] == [
        ("outside_office", True)
    ]


# --- twice, and back ------------------------------------------------------------------------------


def test_the_sample_twice_changes_nothing_not_even_the_trail():
    path = SAMPLES / "daftar_koperasi.xlsx"
    assert run(path, "--commit")[1]["written"] == 171
    before, trail = content(), audit_events()
    code, again = run(path, "--commit")
    assert [again[key] for key in ("create", "update", "unchanged")] == [0, 0, 171]
    assert (again["batch"], again["written"], code) == (None, 0, 1)
    assert (content(), audit_events()) == (before, trail)


FULL = {
    "Kel/Desa": "Wonosari",
    "Tgl BH": date(2001, 4, 5),
    "No. PAD": "7/PAD/2015",
    "Tgl PAD": date(2015, 6, 7),
    "Status": "Tidak Aktif",
    "Jenis": "Produsen",
    "Alamat": "Jl. Baru 2",
    "Telepon": "081299990000",
    "NIK Koperasi": "1403000000009",
    "Ketua": "Siti Baru",
    "Pengawas": "Budi; Ani",
    "Tahun Buku": 2018,
    "Tgl RAT": date(2019, 2, 3),
    "Aset": 7_500_000,
    "Jumlah Anggota": 40,
    "Keterangan": "diperbarui",
}
AS_OF = ["KEADAAN PER 31 DESEMBER 2019"]


@pytest.fixture
def known(make_cooperative):
    """A cooperative of the register with every part that a list can change."""
    one = make_cooperative(
        "Koperasi Tani Maju",
        deed_number="518/BH/IV/2001",
        phone="081100001111",
        address="Jl. Lama 1",
        nik_koperasi="1403000000001",
    )
    terms = {"term_from": date(2015, 1, 2), "term_to": date(2020, 1, 2)}
    for position, name in (("ketua", "Ahmad"), ("pengawas", "Ani"), ("sekretaris", "Tetap")):
        BoardMember.objects.create(cooperative=one, position=position, person_name=name, **terms)
    AnnualMeeting.objects.create(cooperative=one, book_year=2018, assets=5, surplus=-3)
    AnnualMeeting.objects.create(cooperative=one, members_total=11)
    DeedAmendment.objects.create(cooperative=one, number="7/PAD/2015")
    make_cooperative("Koperasi Lain", deed_number="9/BH")
    return one


def test_commit_and_undo_leave_the_register_as_it_was(tmp_path, known):
    before = content()
    third = {"No. Badan Hukum": "77/BH", "Nama Koperasi": "Koperasi Baru", "Ketua": "Edi"}
    code, done = run(saved(tmp_path, FULL, third, titles=AS_OF), "--commit")
    assert (code, done["create"], done["update"], done["written"]) == (0, 1, 1, 2)
    during = content()
    assert all(during[table] != rows for table, rows in before.items())
    out = io.StringIO()
    call_command("undo_import", done["batch"], stdout=out)
    assert out.getvalue() == "Dibatalkan 2 baris; dibiarkan 0.\n"
    assert content() == before


def test_what_a_list_changes_is_what_it_says_and_no_more(tmp_path, known):
    run(saved(tmp_path, FULL, titles=AS_OF), "--commit")
    known.refresh_from_db()
    assert (known.phone, known.address, known.village.name) == (
        "081299990000",
        "Jl. Baru 2",
        "Wonosari",
    )
    held = known.board.held_now().order_by("position", "id")
    board = held.values_list("position", "person_name")
    assert list(board) == [
        ("ketua", "Siti Baru"),
        ("pengawas", "Ani"),
        ("pengawas", "Budi"),
        ("sekretaris", "Tetap"),
    ]
    assert known.board.get(person_name="Ani").term_to == date(2020, 1, 2)
    assert known.board.get(person_name="Ahmad").left_on == date(2019, 12, 31)
    meeting = known.meetings.get(book_year=2018)
    assert (meeting.assets, meeting.surplus, meeting.figures_as_of) == (
        7_500_000,
        -3,
        date(2019, 12, 31),
    )
    assert known.amendments.get().decided_on == date(2015, 6, 7)


def test_an_empty_cell_erases_nothing(tmp_path, known):
    before = content()
    empty = dict.fromkeys(FULL, "") | {"Kecamatan": "", "Kel/Desa": ""}
    code, found = run(saved(tmp_path, empty), "--commit")
    assert (code, found["unchanged"]) == (0, 1)
    assert content() == before


def test_undo_leaves_what_somebody_edited_and_says_which_row(tmp_path, known):
    done = run(saved(tmp_path, FULL), "--commit")[1]
    Cooperative.objects.filter(pk=known.pk).update(note="dari orang lain")
    out = io.StringIO()
    call_command("undo_import", done["batch"], stdout=out)
    assert out.getvalue().startswith("baris 2: Diubah orang sesudah impor")
    known.refresh_from_db()
    assert (known.note, known.address) == ("dari orang lain", "Jl. Baru 2")


def test_two_files_are_undone_one_after_the_other(tmp_path):
    first = run(saved(tmp_path, {}), "--commit")[1]["batch"]
    second = run(saved(tmp_path, {"Alamat": "Jl. Baru"}), "--commit")[1]["batch"]
    for batch in (second, first):
        call_command("undo_import", batch, stdout=io.StringIO())
    assert not Cooperative.objects.exists()


@pytest.mark.parametrize("batch", ["7", "00000000-0000-4000-8000-000000000000"])
def test_undo_of_an_unknown_batch_is_refused(batch):
    with pytest.raises(CommandError, match="Tidak ada impor"):
        call_command("undo_import", batch)


def test_undo_twice_is_refused(tmp_path):
    batch = run(saved(tmp_path, {}), "--commit")[1]["batch"]
    call_command("undo_import", batch, stdout=io.StringIO())
    with pytest.raises(CommandError, match="dibatalkan kembali"):
        call_command("undo_import", batch)


def test_what_now_depends_on_a_cooperative_keeps_it_from_being_undone(tmp_path, monkeypatch):
    batch = run(saved(tmp_path, {}), "--commit")[1]["batch"]

    def refuse(keys):
        raise ProtectedError("anggota", set())

    monkeypatch.setattr(undoing, "_delete", refuse)
    out = io.StringIO()
    call_command("undo_import", batch, stdout=out)
    assert "Data lain kini bergantung padanya" in out.getvalue()
    assert Cooperative.objects.count() == 1


# --- what the commit finds changed ----------------------------------------------------------------


def staged(path) -> ImportBatch:
    return stage(rehearse(path, path.name))


def test_a_row_that_is_no_longer_right_is_left_with_the_reason(tmp_path, make_cooperative):
    batch = staged(saved(tmp_path, {"NIK Koperasi": "1403000000001"}))
    make_cooperative("Koperasi Lain", nik_koperasi="1403000000001")
    [(row, reason)] = commit(batch).left
    assert row == 2
    assert "Ditemukan NIK milik Koperasi Lain" in reason


def test_a_row_that_was_wrong_in_the_preview_is_not_written_unseen(tmp_path):
    batch = staged(saved(tmp_path, {"Kel/Desa": "Desa Baru"}))
    ImportLine.objects.filter(batch=batch).update(raw={"name": "Lain", "district": "Rupat"})
    assert commit(batch).written == 0
    assert not Cooperative.objects.exists()


def test_one_refusal_of_the_database_leaves_the_other_rows_alone(tmp_path, monkeypatch):
    rows = [{"Nama Koperasi": f"Koperasi {n}", "No. Badan Hukum": f"{n}/BH"} for n in range(3)]
    batch, new = staged(saved(tmp_path, *rows)), writing._new

    def spoilt(batch, one):
        made = new(batch, one)
        made.nik_koperasi = "123" if one.row.row == 3 else None
        return made

    monkeypatch.setattr(writing, "_new", spoilt)
    done = commit(batch)
    assert (done.written, done.left) == (2, [(3, "NIK koperasi terdiri dari 13 angka.")])


def test_queries_of_a_commit_do_not_grow_with_new_rows(tmp_path, django_assert_num_queries):
    def batch_of(count, start):
        rows = [
            {"Nama Koperasi": f"Koperasi {n}", "No. Badan Hukum": f"{n}/BH", "Ketua": "Edi"}
            for n in range(start, start + count)
        ]
        return staged(saved(tmp_path, *rows))

    commit(batch_of(1, 30))  # the question of data quality is built once
    for batch in (batch_of(1, 10), batch_of(3, 20)):
        with django_assert_num_queries(23):
            assert commit(batch).left == []


def test_a_committed_file_can_be_undone_from_code_with_its_version(tmp_path):
    batch = staged(saved(tmp_path, {}))
    commit(batch)
    line = batch.lines.get()
    assert (line.applied_version, line.target.version, line.before) == (1, 1, "")
    assert undoing.undo(batch).written == 1
    assert json.loads(json.dumps(ImportBatch.objects.get().counts))["taken_back"] == 1
