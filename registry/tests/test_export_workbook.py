"""``export_workbook``: what it writes, ``import_workbook`` reads back with no change."""

import io
import stat
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pghistory.models import Context

from registry.models import AnnualMeeting, BoardMember, Cooperative, DeedAmendment, Village
from registry.tests.workbooks import run

pytestmark = pytest.mark.django_db


def export(path) -> str:
    out = io.StringIO()
    call_command("export_workbook", "cooperatives", path, stdout=out)
    return out.getvalue()


@pytest.fixture
def register(make_cooperative):
    full = make_cooperative(
        "KUD =Sumber, Rezeki; Jaya",
        village=Village.objects.get(name="Temeran"),
        status="beku",
        kind="serba_usaha",
        form="primer",
        pattern="syariah",
        group="tni_polri",
        deed_number="518/BH/IV/2001",
        deed_date=date(2001, 4, 5),
        phone="081100001111",
        email="kud@contoh.id",
        nik_koperasi="1403000000001",
        certificate_status="bersertifikat",
        certificate_valid_until=date(2031, 1, 2),
        recorded_grade="C1",
        note="baris satu\r\n\r\nbaris  dua",
    )
    for position, name in (("ketua", "Ahmad, S.E."), ("pengawas", "Ani"), ("pengawas", "Edi")):
        BoardMember.objects.create(cooperative=full, position=position, person_name=name)
    for year in (2017, 2018):
        AnnualMeeting.objects.create(
            cooperative=full, book_year=year, held_on=date(year + 1, 2, 3), assets=year, surplus=-5
        )
    DeedAmendment.objects.create(cooperative=full, number="7/PAD", decided_on=date(2015, 6, 7))
    for _ in range(2):  # the dirt of a register: the same name twice, without deed or village
        make_cooperative("Koperasi Kembar", status="dibubarkan")
    make_cooperative("Koperasi Lain", district="Rupat", deed_number="518/BH/IV/2001")
    return full


@pytest.mark.parametrize("name", ["register.xlsx", "register.csv"])
def test_the_way_there_and_back_changes_nothing(register, tmp_path, name):
    path = tmp_path / name
    assert export(path) == f"4 koperasi ditulis ke {path}.\n"
    code, found = run(path, "--commit")
    assert found["errors"] == []
    assert (code, found["rows"], found["unchanged"], found["batch"]) == (0, 4, 4, None)


def test_a_correction_in_the_exported_file_finds_its_cooperative(register, tmp_path):
    path = tmp_path / "register.csv"
    export(path)
    path.write_text(path.read_text("utf-8").replace("Koperasi Lain", "Koperasi Baru Nama"), "utf-8")
    assert run(path, "--commit")[1]["update"] == 1
    assert Cooperative.objects.filter(name="Koperasi Baru Nama", district__name="Rupat").exists()


def test_the_demonstration_goes_there_and_back(few_msmes, tmp_path, settings):
    settings.VAR = tmp_path
    with transaction.atomic():
        call_command("seed_demo", stdout=io.StringIO())
        path = tmp_path / "register.xlsx"
        export(path)
        code, found = run(path)
        assert (found["errors"], found["create"], found["update"]) == ([], 0, 0)
        assert (code, found["unchanged"]) == (0, 866)
        transaction.set_rollback(True)


def test_the_file_is_for_its_owner_only_and_the_export_is_on_record(register, tmp_path):
    path = tmp_path / "register.xlsx"
    export(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    noted = Context.objects.filter(metadata__command="export_workbook").get().metadata
    assert (noted["file"], noted["personal_data"]) == ("register.xlsx", ["phone"])


@pytest.mark.parametrize("name", ["register.pdf", "tiada/register.xlsx"])
def test_a_file_that_cannot_be_written_is_named(tmp_path, name):
    with pytest.raises(CommandError, match="register"):
        export(tmp_path / name)
