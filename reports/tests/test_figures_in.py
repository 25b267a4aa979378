"""Staff bring in figures: upload, describe, rehearse, keep; nothing is lost in between."""

import os
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from bengkalis.browsing import PHONE, assert_accessible
from reports.bps import holding
from reports.bps.holding import KEPT
from reports.models import BpsImport, PublishedFigure
from reports.tests.bps_answers import saved
from reports.tests.published_tables import workbook

HERE = "/angka-bps/"
MANDAU = "140801051201200"
STRANGERS = ["admin", "head", "verifier", "upt_mandau", "head_upt_mandau", "client", "stranger"]
TABLE = {
    **{"series": "uji.umk", "label": "Usaha mikro", "unit": "usaha", "source": "BPS"},
    **{"source_ref": "Tabel 9.1", "retrieved_on": "25-02-2022", "as_of": "", "note": ""},
    **{"first_row": "4", "place_column": "0", "year_1": "2020", "year_2": "2021"},
    **{"section_1": "", "section_2": ""},
}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, db):
    settings.VAR = tmp_path


@pytest.fixture
def staff(sign_in, cast):
    return sign_in(cast.planner)


def upload(client, content: bytes, kind="answer", name="jawaban.json", **fields):
    file = SimpleUploadedFile(name, content)
    known = {"retrieved_on": "01-02-2024"} if kind == "answer" else {"code_system": "bps"}
    named = {f"{kind}-{key}": value for key, value in {**known, **fields, "file": file}.items()}
    return client.post(reverse("figures-in"), {"kind": kind, **named})


def kept() -> list[tuple]:
    rows = PublishedFigure.objects.exclude(bps_import=None).order_by("place_code", "retrieved_on")
    return list(rows.values_list("place_code", "value", "mark"))


def test_an_answer_is_rehearsed_and_then_kept(staff):
    there = upload(staff, saved())["Location"]
    page = staff.get(there)
    assert page.context["counts"] == [{"year": 2020, "kinds": [2, 0, 0]}]
    assert kept() == []
    assert staff.post(there)["Location"] == HERE
    assert kept() == [("1408010", 10, ""), ("1408030", 20, "")]
    assert BpsImport.objects.get().imported_by.username == "planner"


def test_pressing_twice_and_the_same_file_again_change_nothing(staff):
    there = upload(staff, saved())["Location"]
    staff.post(there)
    staff.post(there)
    again = upload(staff, saved())["Location"]
    assert "sudah pernah dimuat" in staff.get(again).content.decode()
    staff.post(again)
    assert (len(kept()), BpsImport.objects.count()) == (2, 1)


def test_a_change_is_shown_beside_what_was_there(staff):
    staff.post(upload(staff, saved())["Location"])
    there = upload(staff, saved({MANDAU: "-"}), retrieved_on="01-02-2025")["Location"]
    (step,) = staff.get(there).context["steps"]
    assert (step["word"], step["before"], step["now"]) == (
        "Berubah",
        "10",
        "ditulis “-” oleh sumber",
    )
    staff.post(there)
    assert kept() == [("1408010", 10, ""), ("1408010", None, "-"), ("1408030", 20, "")]


def test_dashes_blanks_and_zeros_stay_apart(staff):
    content = saved({MANDAU: 0, "140803051201200": ""})
    staff.post(upload(staff, content)["Location"])
    assert kept() == [("1408010", 0, ""), ("1408030", None, ":")]


def test_colliding_keys_are_said_and_nothing_is_kept(staff):
    clash = {
        "vervar": [{"val": 1, "label": "A"}, {"val": 11, "label": "B"}],
        "var": [{"val": 11, "label": "C", "unit": "x"}, {"val": 1, "label": "D", "unit": "x"}],
    }
    there = upload(staff, saved({"11101200": 1}, **clash))["Location"]
    page = staff.get(there)
    assert "gabungan" in page.content.decode()
    assert not page.context["may_commit"]
    assert staff.post(there).status_code == 400
    assert kept() == []


@pytest.mark.parametrize(
    ("kind", "content", "name", "sentence"),
    [
        ("answer", b"<html>", "a.json", "halaman HTML"),
        ("answer", b"", "a.json", "kosong"),
        ("table", b"%PDF-1.4", "a.xlsx", "PDF"),
        ("table", b"PK\x03\x04kaput", "a.xlsx", "rusak"),
    ],
)
def test_a_file_of_no_use_is_refused_with_a_sentence(
    staff, tmp_path, kind, content, name, sentence
):
    answer = upload(staff, content, kind, name)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not (tmp_path / "uploads").exists()


def test_a_day_that_has_not_come_is_refused(staff):
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = upload(staff, saved(), retrieved_on=f"{tomorrow:%d-%m-%Y}")
    assert "paling lambat hari ini" in answer.content.decode()


def table(staff, content: bytes, code_system="bps") -> str:
    return upload(staff, content, "table", "tabel.xlsx", code_system=code_system)["Location"]


def test_a_table_is_described_rehearsed_and_kept(staff):
    there = table(staff, workbook())
    form = staff.get(there).context["form"]
    assert [form[name].value() for name in ("first_row", "year_1", "year_2")] == [
        "4",
        "2020",
        "2021",
    ]
    rehearsal = staff.post(there, TABLE)["Location"]
    assert staff.get(rehearsal).context["counts"][1] == {"year": 2021, "kinds": [3, 0, 0]}
    staff.post(rehearsal)
    assert len(kept()) == 6
    assert ("1408030", None, "-") in kept()
    assert staff.get(there).context["form"]["source_ref"].value() == "Tabel 9.1"


def test_a_name_that_is_not_known_is_asked_about(staff):
    there = table(staff, workbook(["Mandua", 1, 2], ["Jumlah", 3, 4]))
    page = staff.post(there, TABLE)
    assert page.status_code == 400
    assert "Mungkin maksudnya Mandau?" in page.content.decode()
    assert 'value="Usaha mikro"' in page.content.decode()
    said = TABLE | {"place_0": "1408010", "place_1": "-"}
    staff.post(staff.post(there, said)["Location"])
    assert kept() == [("1408010", 1, ""), ("1408010", 2, "")]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"series": "Huruf Besar"}, "diharapkan huruf kecil"),
        ({"year_1": "20x"}, "diharapkan tahun empat angka"),
        ({"year_1": "", "year_2": ""}, "Belum ada kolom yang bertahun"),
        ({"as_of": "31-12-2020"}, "diharapkan tahun semua kolom sama"),
        ({"first_row": "0"}, "nomor baris 1"),
        ({"source": ""}, "Sumber"),
    ],
)
def test_what_is_said_of_a_table_must_be_whole(staff, changes, sentence):
    there = table(staff, workbook())
    page = staff.post(there, TABLE | changes)
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert "Tabel 9.1" in page.content.decode()


def test_the_codes_of_the_neighbours_are_refused(staff):
    there = table(staff, workbook(["14.08", 1, 2]), "kemendagri")
    rehearsal = staff.post(there, TABLE)["Location"]
    assert "14.08 pada Kemendagri adalah Siak" in staff.get(rehearsal).content.decode()
    staff.post(rehearsal)
    assert kept() == []


def test_a_table_that_is_not_described_yet_leads_to_its_form(staff):
    there = table(staff, workbook())
    assert staff.get(there.removesuffix("tabel/"))["Location"] == there


def test_nobody_else_opens_an_upload_and_a_day_later_it_is_gone(staff, sign_in, cast, tmp_path):
    there = upload(staff, saved())["Location"]
    assert sign_in(cast.registrar).get(there).status_code == 404
    staff.force_login(cast.planner, backend="django.contrib.auth.backends.ModelBackend")
    assert staff.get(there).status_code == 200
    past = time.time() - KEPT - 1
    for path in (tmp_path / "uploads").iterdir():
        os.utime(path, (past, past))
    assert staff.get(there).status_code == 404
    upload(staff, saved({MANDAU: 1}))
    assert len(list((tmp_path / "uploads").iterdir())) == 2


def test_an_answer_has_no_table_form(staff):
    there = upload(staff, saved())["Location"]
    assert staff.get(f"{there}tabel/").status_code == 404


@pytest.mark.parametrize("who", STRANGERS)
def test_who_may_not_explain_figures_opens_nothing(sign_in, cast, who):
    """The routes "figures-rehearsal" and "figures-table" too."""
    client = sign_in(getattr(cast, who))
    held = holding.hold(saved(), "a.json", "answer", client.session["_auth_user_id"], {})
    for name, *args in (
        ("figures-in",),
        ("figures-rehearsal", held.key),
        ("figures-table", held.key),
    ):
        for method in (client.get, client.post):
            assert method(reverse(name, args=args)).status_code == 403
    assert 'href="/angka-bps/"' not in client.get("/beranda/").content.decode()


def test_a_stranger_is_sent_to_the_sign_in(client):
    assert client.get(HERE)["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_files(
    staff, cast, django_assert_num_queries, rows
):
    staff.get(HERE)
    for number in range(rows):
        BpsImport.objects.create(
            sha256=f"{number:064x}",
            variable="1",
            label=f"Berkas {number}",
            retrieved_on=timezone.localdate(),
            imported_by=cast.planner,
        )
    # session, user, appointments, their kecamatan, files
    with django_assert_num_queries(5):
        staff.get(HERE)


def test_an_empty_list_says_what_will_be_here(staff):
    assert "Belum ada berkas yang dimuat" in staff.get(HERE).content.decode()


@pytest.mark.browser
def test_a_table_comes_in_through_the_browser(open_page, cast, tmp_path):
    path = tmp_path / "tabel.xlsx"
    path.write_bytes(workbook(["Mandua", 1, 2]))
    page = open_page(HERE, cast.planner)
    page.goto(HERE)
    assert_accessible(page)
    page.set_input_files("[name=table-file]", path)
    page.click("text=Baca tabel")
    page.wait_for_url("**/tabel/")
    assert_accessible(page)
    for name in ("series", "label", "unit", "source", "source_ref", "retrieved_on"):
        page.fill(f"[name={name}]", TABLE[name])
    page.fill("[name=first_row]", "4")
    page.fill("[name=year_1]", "2020")
    page.click("text=Lihat akibatnya")
    page.select_option("[name=place_0]", label="Mandau")
    page.click("text=Lihat akibatnya")
    page.set_viewport_size(PHONE)
    assert_accessible(page)
    page.click("text=Muat angka ini")
    page.wait_for_url(f"**{HERE}")
    assert kept()[0] == ("1408010", 1, "")
