"""The programme of a year: read, compared, printed, downloaded, and led through its steps."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs import gridding
from programs.budgets import next_version, send_back, submit
from programs.models import MonthPlan, Plan
from programs.tests.samples import approved, item, office, plan_of
from programs.tests.sheets import FIRST, OTHER, SECOND, in_work, posted, row
from registry.tests.test_cooperative_edit import text_of

pytestmark = pytest.mark.django_db
PLAN = reverse("plan", args=[2021])
ELSEWHERE = "00000000-0000-4000-8000-000000000000"
REASON = "Lokasi kegiatan belum tepat"


@pytest.fixture
def plan():
    found = plan_of(2021, {FIRST: 70_000_000, SECOND: 30_000_000, OTHER: 5_000_000})
    in_work(found).rows.filter(item__code=OTHER).update(office=office("UPT-MANDAU"))
    return found


@pytest.fixture
def planner(cast, sign_in):
    return sign_in(cast.planner)


@pytest.fixture
def head(cast, sign_in):
    return sign_in(cast.head)


def step(name: str, sequence: int = 1) -> str:
    return reverse(name, args=[2021, sequence])


# --- reading -----------------------------------------------------------------------------------


def test_everybody_of_the_office_reads_the_programme_with_its_sums(cast, sign_in, plan):
    page = sign_in(cast.upt_rupat).get(PLAN)
    told = {node.row.item.code: node.pagu for node in page.context["outline"].nodes}
    assert list(told) == [
        "2.17.05",
        "2.17.05.2.01",
        FIRST,
        SECOND,
        "2.17.06",
        "2.17.06.2.01",
        OTHER,
    ]
    assert told["2.17.05"] == 100_000_000
    body = text_of(page)
    for text in ("100.000.000", "Pengurus terlatih", "Bengkalis", "Pendapatan Asli Daerah", "Draf"):
        assert text in body
    assert reverse("plan-grid", args=[2021]) not in body


def test_the_version_in_force_is_shown_and_the_draft_is_one_link_away(cast, planner, plan):
    approved(plan, cast.head)
    fresh = next_version(plan, "perubahan")
    page = planner.get(PLAN)
    assert page.context["budget"].sequence == 1
    assert "DPA/2021/1" in text_of(page)
    draft = planner.get(step("plan-version", fresh.sequence))
    assert "Ini bukan versi yang berlaku" in text_of(draft)
    assert reverse("plan-grid", args=[2021]) in text_of(draft)
    assert planner.get(step("plan-version", 9)).status_code == 404


def test_one_office_sees_its_rows_with_sums_of_its_own(planner, plan):
    page = planner.get(f"{PLAN}?office=UPT-MANDAU")
    assert [node.row.item.code for node in page.context["outline"].nodes][-1] == OTHER
    assert page.context["outline"].total == 5_000_000
    assert FIRST not in text_of(page)
    odd = planner.get(f"{PLAN}?office=UPT-X")
    assert "“UPT-X” tidak ada" in text_of(odd)
    assert FIRST in text_of(odd)


@pytest.mark.parametrize("rows", [1, 3])
def test_more_rows_need_no_more_queries(planner, rows):
    plan_of(2021, {f"2.17.05.2.01.{n:02}": 10 for n in range(1, rows + 1)})
    planner.get(PLAN)
    for url, expected in ((PLAN, 10), (reverse("plan-print", args=[2021]), 7)):
        with CaptureQueriesContext(connection) as seen:
            planner.get(url)
        assert len(seen) == expected


def test_what_is_missing_leads_to_its_cell(planner, plan):
    in_work(plan).rows.filter(item__code=FIRST).update(place="")
    MonthPlan.objects.create(row=row(plan, SECOND), month=1, amount=1)
    for url in (PLAN, step("plan-submit")):
        body = text_of(planner.get(url))
        assert f"{reverse('plan-grid', args=[2021])}#r{row(plan).pk}-place" in body
        assert f"{reverse('plan-months', args=[2021])}#r{row(plan, SECOND).pk}-rp1" in body


def test_what_is_missing_far_down_leads_to_its_part_of_the_sheet(planner, plan, monkeypatch):
    monkeypatch.setattr(gridding, "ROWS_A_PART", 2)
    in_work(plan).rows.filter(item__code=OTHER).update(place="")
    body = text_of(planner.get(PLAN))
    assert f"{reverse('plan-grid', args=[2021])}?bagian=2#r{row(plan, OTHER).pk}-place" in body


# --- beginning ---------------------------------------------------------------------------------


def test_a_planner_begins_the_plan_of_a_year_under_its_nomenclature(planner):
    start = reverse("plan-start", args=[2021])
    assert start in text_of(planner.get(PLAN))
    (edition,) = planner.get(start).context["editions"]
    assert edition.first_year == 2021
    answer = planner.post(start, {"edition": edition.pk})
    assert answer["Location"] == reverse("plan-grid", args=[2021])
    assert Plan.objects.get(year=2021).versions.get().kind == "murni"
    assert "sudah ada" in text_of(planner.post(start, {"edition": edition.pk}, follow=True))
    assert Plan.objects.count() == 1


def test_a_nomenclature_of_other_years_cannot_be_chosen(planner):
    plan_of(2020)
    old = Plan.objects.get().edition
    page = planner.post(reverse("plan-start", args=[2022]), {"edition": old.pk})
    assert page.context["form"].errors["edition"]
    assert not Plan.objects.filter(year=2022).exists()


def test_a_year_without_a_plan_says_so_and_offers_nothing_to_readers(cast, sign_in):
    body = text_of(sign_in(cast.upt_mandau).get(PLAN))
    assert "Belum ada program kerja" in body
    assert reverse("plan-start", args=[2021]) not in body
    plan_of(2020)
    assert reverse("plan", args=[2020]) in text_of(sign_in(cast.upt_mandau).get(PLAN))
    early = text_of(sign_in(cast.planner).get(reverse("plan", args=[2001])))
    assert "belum mempunyai nomenklatur" in early
    for url in ("/program/1999/", "/program/99999999999999999999/mulai/"):
        assert sign_in(cast.planner).get(url).status_code == 404


# --- steps -------------------------------------------------------------------------------------


def test_a_version_is_submitted_returned_and_approved(cast, client, sign_in, plan):
    sign_in(cast.planner).post(step("plan-submit"), {"version": in_work(plan).version})
    sign_in(cast.head)
    client.post(step("plan-return"), {"version": in_work(plan).version, "reason": REASON})
    sign_in(cast.planner)
    assert REASON in text_of(client.get(PLAN))
    assert REASON in text_of(client.get(reverse("plan-grid", args=[2021])))
    client.post(step("plan-submit"), {"version": in_work(plan).version})
    sign_in(cast.head)
    assert step("plan-approve") in text_of(client.get(PLAN))
    data = {"document_number": "DPA/12/2021", "document_date": "4 Januari 2021"}
    page = client.post(step("plan-approve"), data | {"version": in_work(plan).version}, follow=True)
    assert "disahkan dan berlaku" in text_of(page)
    done = plan.in_force
    assert (done.document_number, done.document_date) == ("DPA/12/2021", date(2021, 1, 4))
    assert (done.submitted_by, done.approved_by) == (cast.planner, cast.head)


def test_an_incomplete_version_is_not_submitted(planner, plan):
    in_work(plan).rows.filter(item__code=FIRST).update(output="")
    page = planner.post(step("plan-submit"), {"version": in_work(plan).version})
    assert "keluaran belum diisi" in text_of(page)
    assert in_work(plan).state == "draf"


@pytest.mark.parametrize(
    ("name", "data", "field", "sentence"),
    [
        ("plan-return", {"reason": "kurang"}, "reason", "sedikitnya 10 huruf"),
        ("plan-return", {"reason": "x" * 301}, "reason", "300"),
        (
            "plan-approve",
            {"document_number": " ", "document_date": "4-1-2021"},
            "document_number",
            "harus diisi",
        ),
        (
            "plan-approve",
            {"document_number": "DPA", "document_date": "31-2-2021"},
            "document_date",
            "tidak ada di kalender",
        ),
    ],
)
def test_what_a_step_does_not_understand_is_said_and_kept(head, plan, name, data, field, sentence):
    budget = submit(in_work(plan), None, None)
    page = head.post(step(name), data | {"version": budget.version})
    assert sentence in " ".join(page.context["form"].errors[field])
    assert all(text in text_of(page) for text in data.values() if text.strip())
    assert in_work(plan).state == "diajukan"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan-return", {"reason": REASON}),
        ("plan-approve", {"document_number": "DPA/77", "document_date": "4-1-2021"}),
    ],
)
def test_a_stale_step_shows_what_was_typed_and_does_nothing(head, plan, name, data):
    seen = submit(in_work(plan), None, None).version
    send_back(in_work(plan), None, "Pagu belum sesuai KUA")
    submit(in_work(plan), None, None)
    page = head.post(step(name), data | {"version": seen})
    assert page.status_code == 409
    assert next(iter(data.values())) in text_of(page)
    assert in_work(plan).state == "diajukan"
    again = data | {"version": page.context["form"]["version"].value()}
    assert head.post(step(name), again).status_code == 302


def test_a_step_out_of_turn_is_told_so(head, plan):
    assert "tidak sedang menunggu" in text_of(head.get(step("plan-approve")))
    data = {"version": in_work(plan).version, "reason": REASON}
    page = head.post(step("plan-return"), data)
    assert "Hanya versi yang diajukan" in text_of(page)
    assert in_work(plan).returned_reason == ""


def test_the_next_version_waits_for_the_one_before(cast, planner, plan):
    url = reverse("plan-new-version", args=[2021])
    assert "masih draf" in text_of(planner.get(url))
    assert "belum disahkan" in text_of(planner.post(url, {"kind": "pergeseran"}))
    approved(plan, cast.head)
    assert planner.post(url, {"kind": "murni"}).context["form"].errors["kind"]
    answer = planner.post(url, {"kind": "pergeseran"})
    assert answer["Location"] == step("plan-version", 2)
    assert in_work(plan).rows.count() == plan.in_force.rows.count()


# --- comparing ---------------------------------------------------------------------------------


def changed(cast, plan):
    approved(plan, cast.head)
    fresh = next_version(plan, "perubahan")
    gridding.remove(row(plan, OTHER), None)
    gridding.append(fresh, item("2.17.08.2.01.01"), office())
    typed = {(FIRST, "pagu"): "90.000.000", (FIRST, "target"): "120", (FIRST, "unit"): "lembaga"}
    gridding.save_sheet(fresh, None, {k: str(v) for k, v in posted(plan, typed).items()})


def test_a_difference_names_what_came_went_and_changed(cast, planner, plan):
    changed(cast, plan)
    page = planner.get(reverse("plan-difference", args=[2021]))
    told = {one.change.row.item.code: one for one in page.context["told"]}
    assert (told["2.17.08.2.01.01"].word, told[OTHER].word) == ("baru", "hilang")
    assert told[FIRST].fields == [("Satuan", "orang", "lembaga"), ("Target", "100", "120")]
    assert [one.row.item.code for one in page.context["same"]] == [SECOND]
    totals = page.context["totals"]
    assert (totals["before"], totals["after"]) == (105_000_000, 120_000_000)
    body = text_of(page)
    assert "+20.000.000" in body
    assert "-5.000.000" in body
    assert "bertambah Rp\u00a015.000.000" in body


def test_a_difference_the_other_way_round_and_of_nothing(cast, planner, plan):
    url = reverse("plan-difference", args=[2021])
    assert "Baru ada satu versi" in text_of(planner.get(url))
    changed(cast, plan)
    page = planner.get(f"{url}?dari=2&ke=1")
    assert page.context["totals"]["difference"] == -15_000_000
    assert "Kedua versi sama" in text_of(planner.get(f"{url}?dari=1&ke=1"))
    assert planner.get(f"{url}?dari=1&ke=7").status_code == 404


# --- paper and file ----------------------------------------------------------------------------


def test_on_paper_stand_letterhead_number_and_sums(cast, planner, plan):
    approved(plan, cast.head)
    body = text_of(planner.get(reverse("plan-print", args=[2021])))
    for text in ("Pemerintah Kabupaten Bengkalis", "DPA/2021/1", FIRST, "105.000.000"):
        assert text in body
    mine = text_of(planner.get(f"{reverse('plan-print', args=[2021])}?office=UPT-MANDAU"))
    assert FIRST not in mine
    assert "tanggung jawab" in mine


def test_the_file_holds_the_version_and_office_that_are_shown(planner, plan):
    url = reverse("plan-download", args=[2021])
    answer = planner.get(f"{url}?format=csv-machine&office=UPT-MANDAU")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [one["Kode"] for one in rows] == ["2.17.06", "2.17.06.2.01", OTHER]
    assert rows[-1]["Pagu (Rp)"] == "5000000.00"
    assert "program-2021-versi-1.csv" in answer["Content-Disposition"]
    sheet = planner.get(url)
    assert b"".join(sheet.streaming_content).startswith(b"PK")
    odd = planner.get(f"{url}?format=doc")
    assert odd.status_code == 400
    assert "Format “doc” tidak ada" in text_of(odd)


# --- access ------------------------------------------------------------------------------------

READ = ["plan", "plan-version", "plan-difference", "plan-print", "plan-download"]
EDIT = [
    *("plan-start", "plan-new-version", "plan-submit", "plan-grid", "plan-months"),
    *("plan-row-add", "plan-row-remove"),
]
APPROVE = ["plan-return", "plan-approve"]


def address(name: str, plan) -> str:
    more = {"plan-version": 1, "plan-submit": 1, "plan-return": 1, "plan-approve": 1}
    args = [2021, *([more[name]] if name in more else [])]
    return reverse(name, args=[*args, row(plan).uid] if name == "plan-row-remove" else args)


@pytest.mark.parametrize("name", [*READ, *EDIT, *APPROVE])
def test_a_stranger_is_led_to_the_sign_in_and_learns_nothing(client, plan, name):
    answer = client.get(address(name, plan))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/masuk/")


@pytest.mark.parametrize("name", [*READ, *EDIT, *APPROVE])
def test_who_has_no_appointment_sees_nothing(cast, sign_in, plan, name):
    page = sign_in(cast.stranger).get(address(name, plan))
    assert page.status_code == 403
    assert "Pengurus terlatih" not in text_of(page)


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("head", EDIT),
        ("upt_mandau", EDIT + APPROVE),
        ("division_head", EDIT + APPROVE),
        ("admin", EDIT + APPROVE),
        ("planner", APPROVE),
    ],
)
def test_who_may_only_read_changes_nothing(cast, sign_in, plan, who, names):
    client, before = sign_in(getattr(cast, who)), in_work(plan)
    for name in names:
        data = posted(plan, {(FIRST, "goal"): "Diubah diam-diam"}) | {
            "reason": REASON,
            "document_number": "DPA/1",
            "document_date": "4-1-2021",
        }
        assert client.post(address(name, plan), data).status_code == 403, name
    assert (in_work(plan).state, in_work(plan).version) == (before.state, before.version)
    assert row(plan).goal == "Koperasi yang sehat"
    for name in READ:
        answer = client.get(address(name, plan))
        assert answer.status_code == 200, name
        assert b"".join(answer)


def test_a_row_is_found_in_its_own_year_only(planner, plan):
    plan_of(2020)
    url = reverse("plan-row-remove", args=[2020, row(plan).uid])
    assert planner.post(url, {"version": 1}).status_code == 404
    assert planner.get(reverse("plan-row-remove", args=[2021, ELSEWHERE])).status_code == 404
    assert row(plan).pagu == 70_000_000
