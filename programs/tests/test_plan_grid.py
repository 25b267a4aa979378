"""The sheets of a version in work: what is typed is saved whole, or said to be wrong and kept."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bengkalis.errors import StaleVersion
from programs import cash_planning, gridding
from programs.budgets import next_version, submit
from programs.entering import Sheet
from programs.models import MonthPlan, PlanLine, PlanRow, Realisation
from programs.tests.samples import approved, item, office, plan_of
from programs.tests.sheets import FIRST, OTHER, SECOND, by_months, in_work, posted, row
from registry.models import Office
from registry.tests.test_cooperative_edit import text_of
from registry.tests.test_merging_races import at_once

pytestmark = pytest.mark.django_db
GRID, MONTHS = reverse("plan-grid", args=[2021]), reverse("plan-months", args=[2021])


@pytest.fixture
def plan():
    return plan_of(2021, {FIRST: 70, SECOND: 30, OTHER: 5})


@pytest.fixture
def planner(cast, sign_in):
    return sign_in(cast.planner)


def sums(plan) -> dict:
    return dict(in_work(plan).rows.values_list("item__code", "pagu"))


# --- saving ------------------------------------------------------------------------------------


def test_what_is_typed_the_indonesian_way_is_saved_and_summed(planner, plan):
    typed = {
        (FIRST, "pagu"): "Rp 1.500.000",
        (FIRST, "target"): "1.250,5",
        (SECOND, "pagu"): "2500000,50",
        (SECOND, "fund_source"): "dau",
        (OTHER, "office"): "upt-mandau",
        (OTHER, "goal"): "  UMKM   naik kelas ",
    }
    page = planner.post(GRID, posted(plan, typed), follow=True)
    assert "3 baris tersimpan." in text_of(page)
    assert sums(plan)["2.17.05"] == sums(plan)["2.17.05.2.01"] == Decimal("4000000.50")
    assert row(plan).target == Decimal("1250.5")
    assert row(plan, SECOND).fund_source == "dau"
    assert (row(plan, OTHER).office.code, row(plan, OTHER).goal) == (
        "UPT-MANDAU",
        "UMKM naik kelas",
    )


def test_saving_what_nobody_changed_changes_nothing(planner, plan):
    before = list(PlanRow.objects.order_by("pk").values_list("pk", "version"))
    page = planner.post(GRID, posted(plan), follow=True)
    assert "Tidak ada yang berubah." in text_of(page)
    assert list(PlanRow.objects.order_by("pk").values_list("pk", "version")) == before


WRONG = {
    (FIRST, "pagu"): "dua juta",
    (SECOND, "office"): "Bidang Khayal",
    (SECOND, "target"): "2.6",
    (OTHER, "unit"): "",
    (OTHER, "pagu"): "-5",
}
WRONG_CELLS = ["pagu (Rp)", "penanggung jawab", "target", "satuan", "pagu (Rp)"]


def test_all_errors_are_named_at_once_and_nothing_is_saved_or_lost(planner, plan):
    typed = WRONG | {(FIRST, "output"): "Pengurus yang terlatih sekali"}
    page = planner.post(GRID, posted(plan, typed))
    said = {problem.label: problem.sentence for problem in page.context["sheet"].problems}
    codes = [code for code, _ in WRONG]
    assert said.keys() == {f"{c}, {name}" for c, name in zip(codes, WRONG_CELLS, strict=True)}
    assert "ditulis dengan kata" in said[f"{FIRST}, pagu (Rp)"]
    assert "“Bidang Khayal”" in said[f"{SECOND}, penanggung jawab"]
    body = text_of(page)
    assert "Ada 5 kesalahan" in body
    assert all(f'value="{text}"' in body for text in typed.values())
    assert sums(plan)["2.17.05"] == 100
    assert row(plan).output == "Pengurus terlatih"


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("target", "99999999999999999", "terlalu besar"),
        ("target", "999999999999999", "angka"),
        ("goal", "x" * 301, "paling banyak 300"),
        ("unit", "x" * 41, "paling banyak 40"),
        ("pagu", "1,5", "pecahan"),
        ("fund_source", "Hibah", "Pendapatan Asli Daerah"),
    ],
)
def test_what_does_not_fit_its_column_is_refused_in_words(planner, plan, name, text, sentence):
    page = planner.post(GRID, posted(plan, {(FIRST, name): text}))
    (problem,) = page.context["sheet"].problems
    assert sentence in problem.sentence
    assert problem.target == f"r{row(plan).pk}-{name}"


def test_a_sum_that_no_plan_can_hold_is_refused(planner, plan):
    many = "999999999999999"
    for place in range(3, 14):
        gridding.append(in_work(plan), item(f"2.17.05.2.01.{place:02}"), office())
    codes = in_work(plan).rows.leaves().values_list("item__code", flat=True)
    page = planner.post(GRID, posted(plan, {(code, "pagu"): many for code in codes}))
    assert "lebih besar daripada yang dapat dicatat" in text_of(page)
    assert sums(plan)[FIRST] == 70


def test_one_code_twice_for_one_office_is_refused(planner, plan):
    gridding.append(in_work(plan), item(FIRST), office("UPT-MANDAU"))
    data = posted(plan)
    twin = in_work(plan).rows.get(item__code=FIRST, office__code="UPT-MANDAU")
    mine = in_work(plan).rows.get(item__code=FIRST, office__code="BID-KELEMBAGAAN")
    page = planner.post(GRID, data | {f"r{twin.pk}-office": "BID-KELEMBAGAAN"})
    assert gridding.TWICE in text_of(page)
    swapped = {f"r{twin.pk}-office": "BID-KELEMBAGAAN", f"r{mine.pk}-office": "UPT-MANDAU"}
    page = planner.post(GRID, data | swapped)
    assert gridding.IN_TURN in text_of(page)
    twin.refresh_from_db()
    assert twin.office.code == "UPT-MANDAU"


def test_offices_of_one_name_are_told_apart(planner, plan):
    for code in ("SEKSI-A", "SEKSI-B"):
        Office.objects.create(code=code, name="Seksi Pembinaan", kind="seksi")
    planner.post(GRID, posted(plan, {(FIRST, "office"): "SEKSI-A"}))
    assert row(plan).office.code == "SEKSI-A"
    planner.post(GRID, posted(plan, {(FIRST, "place"): "Duri"}))
    assert (row(plan).office.code, row(plan).place) == ("SEKSI-A", "Duri")


# --- two people ---------------------------------------------------------------------------------


def test_two_people_in_different_rows_both_keep_their_work(planner, plan):
    mine = posted(plan, {(FIRST, "pagu"): "71"})
    planner.post(GRID, posted(plan, {(OTHER, "place"): "Rupat"}))
    page = planner.post(GRID, mine, follow=True)
    assert "1 baris tersimpan." in text_of(page)
    assert (row(plan).pagu, row(plan, OTHER).place) == (71, "Rupat")


def test_two_people_in_different_cells_of_one_row_both_keep_their_work(planner, plan):
    mine = posted(plan, {(FIRST, "pagu"): "71"})
    planner.post(GRID, posted(plan, {(FIRST, "place"): "Duri", (FIRST, "pagu"): "70,00"}))
    assert planner.post(GRID, mine).status_code == 302
    assert (row(plan).pagu, row(plan).place) == (71, "Duri")


@pytest.mark.parametrize("mark", ["", "x", "0" * 72])
def test_a_row_sent_without_its_mark_overwrites_nothing_unseen(planner, plan, mark):
    data = posted(plan, {(FIRST, "pagu"): "71"}) | {f"r{row(plan).pk}": mark}
    page = planner.post(GRID, data)
    assert page.status_code == 409
    assert row(plan).pagu == 70


def test_two_people_in_one_cell_are_shown_both_and_nothing_is_lost(planner, plan):
    mine = posted(plan, {(FIRST, "pagu"): "71", (SECOND, "place"): "Duri"})
    planner.post(GRID, posted(plan, {(FIRST, "pagu"): "99"}))
    page = planner.post(GRID, mine)
    assert page.status_code == 409
    ((difference,),) = [entry.differences for entry in page.context["sheet"].clashes]
    assert (difference.mine, difference.saved) == ("71", "99")
    assert row(plan, SECOND).place == "Bengkalis"
    again = mine | {e.key: e.mark for e in page.context["sheet"].entries}
    assert planner.post(GRID, again).status_code == 302
    assert (row(plan).pagu, row(plan, SECOND).place) == (71, "Duri")


def test_a_row_that_somebody_removed_is_told_with_what_was_typed(planner, plan):
    mine = posted(plan, {(FIRST, "goal"): "Sasaran yang panjang"})
    gridding.remove(row(plan), None)
    page = planner.post(GRID, mine)
    assert page.status_code == 409
    assert "Sasaran yang panjang" in page.context["sheet"].gone[0]
    assert "Sasaran yang panjang" in text_of(page)


def test_a_version_that_was_submitted_meanwhile_takes_nothing(cast, planner, plan):
    mine = posted(plan, {(FIRST, "goal"): "Sasaran baru"})
    submit(in_work(plan), None, cast.planner)
    page = planner.post(GRID, mine)
    assert page.status_code == 409
    assert 'value="Sasaran baru"' in text_of(page)
    fresh = planner.post(GRID, mine | {"version": in_work(plan).version})
    assert fresh.status_code == 409
    assert "tidak dapat diubah" in text_of(fresh)
    assert row(plan).goal == "Koperasi yang sehat"


def test_a_form_of_an_earlier_version_does_not_write_into_the_next(cast, planner, plan):
    mine = posted(plan, {(FIRST, "goal"): "Sasaran lama"})
    approved(plan, cast.head)
    fresh = next_version(plan, "pergeseran")
    page = planner.post(GRID, mine | {"version": fresh.version})
    assert page.status_code == 409
    assert 'value="Sasaran lama"' in text_of(page)
    assert not fresh.rows.filter(goal="Sasaran lama").exists()


@pytest.mark.django_db(transaction=True)
def test_two_saves_of_one_row_at_once_are_one_save_and_one_clash():
    with transaction.atomic():
        plan = plan_of(2021, {FIRST: 70, SECOND: 30})
    sent = [posted(plan, {(FIRST, "pagu"): pagu}) for pagu in ("71", "72")]
    budget = in_work(plan)
    sheets = at_once(*[lambda d=d: gridding.save_sheet(budget, d["version"], d) for d in sent])
    assert sorted(sheet.saved for sheet in sheets) == [0, 1]
    (loser,) = [sheet for sheet in sheets if sheet.clashes]
    assert loser.clashes[0].differences[0].saved == str(row(plan).pagu.normalize())
    assert sums(plan)["2.17.05"] == row(plan).pagu + 30


@pytest.mark.django_db(transaction=True)
def test_saved_and_submitted_at_once_leaves_no_row_after_the_submission():
    with transaction.atomic():
        plan = plan_of(2021, {FIRST: 70})
    data, budget = posted(plan, {(FIRST, "pagu"): "71"}), in_work(plan)
    sheet, done = at_once(
        lambda: gridding.save_sheet(budget, budget.version, data),
        lambda: submit(budget, budget.version, None),
    )
    assert done.state == "diajukan"
    saved = isinstance(sheet, Sheet)
    assert saved or isinstance(sheet, StaleVersion)
    assert row(plan).pagu == (71 if saved else 70)


# --- many rows ----------------------------------------------------------------------------------


def queries(client, method: str, *args) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        response = getattr(client, method)(*args)
    assert response.status_code in (200, 302)
    return len(seen)


def filled(rows: int):
    return plan_of(2021, {f"2.17.05.2.01.{n:02}": 10 for n in range(1, rows + 1)})


@pytest.mark.parametrize("rows", [1, 3, 30])
@pytest.mark.parametrize(
    ("url", "get", "domain", "typed", "post"),
    [(GRID, 8, gridding, {"pagu": "12"}, 17), (MONTHS, 8, cash_planning, {"rp1": "10"}, 12)],
)
def test_more_rows_need_no_more_queries(planner, rows, url, get, domain, typed, post):
    plan = filled(rows)
    planner.get(url)
    assert queries(planner, "get", url) == get
    codes = in_work(plan).rows.leaves().values_list("item__code", flat=True)
    changes = {(code, name): text for code in codes for name, text in typed.items()}
    assert queries(planner, "post", url, posted(plan, changes, domain)) == post


def test_a_long_sheet_is_filled_in_parts(planner, monkeypatch):
    monkeypatch.setattr(gridding, "ROWS_A_PART", 2)
    plan = filled(5)
    page = planner.get(f"{GRID}?bagian=3")
    (group,) = page.context["groups"]
    assert [entry.row.item.code[-2:] for entry, _ in group["entries"]] == ["05"]
    assert (group["total"], group["rest"]) == (50, 40)
    last = row(plan, "2.17.05.2.01.05")
    part = {key: text for key, text in posted(plan).items() if not key.startswith("r")}
    mark = page.context["groups"][0]["entries"][0][0].mark
    page = planner.post(
        GRID, part | {"part": 3, f"r{last.pk}": mark, f"r{last.pk}-place": "Duri"}, follow=True
    )
    assert page.context["part"] == 3
    assert in_work(plan).rows.filter(place="Duri").count() == 1


# --- months -------------------------------------------------------------------------------------


def months(plan, code=FIRST) -> list:
    return list(MonthPlan.objects.filter(row=row(plan, code)).values_list("amount", "physical"))


def test_months_are_saved_where_they_add_up_to_the_pagu(planner, plan):
    typed = by_months(amount="5", rp12="15", fisik3="25", fisik12="100")
    page = planner.post(MONTHS, posted(plan, typed, cash_planning), follow=True)
    assert "1 baris tersimpan." in text_of(page)
    assert [int(physical) for _, physical in months(plan)] == [0, 0, *[25] * 9, 100]
    assert sum(amount for amount, _ in months(plan)) == 70
    assert months(plan, SECOND) == []


def test_months_may_all_be_emptied_again(planner, plan):
    planner.post(MONTHS, posted(plan, by_months(rp1="70"), cash_planning))
    assert len(months(plan)) == 12
    planner.post(MONTHS, posted(plan, by_months(), cash_planning))
    assert months(plan) == []


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"rp1": "69"}, "rp12", "diharapkan sama dengan pagunya"),
        ({"fisik1": "10"}, "rp12", "diharapkan sama dengan pagunya"),
        ({"rp1": "70", "fisik2": "50", "fisik3": "40"}, "fisik3", "diharapkan 50 atau lebih"),
        ({"rp1": "70", "fisik2": "101"}, "fisik2", "paling banyak 100"),
        ({"rp1": "80", "rp2": "-10"}, "rp2", "0 atau lebih"),
    ],
)
def test_months_that_do_not_add_up_are_named_and_kept(planner, plan, typed, name, sentence):
    page = planner.post(MONTHS, posted(plan, by_months(**typed), cash_planning))
    problems = {problem.name: problem.sentence for problem in page.context["sheet"].problems}
    assert sentence in problems[name]
    assert all(f'value="{text}"' in text_of(page) for text in typed.values())
    assert months(plan) == []


def test_two_people_in_the_months_of_one_row_are_shown_both(planner, plan):
    mine = posted(plan, by_months(rp1="70"), cash_planning)
    planner.post(MONTHS, posted(plan, by_months(rp2="70"), cash_planning))
    page = planner.post(MONTHS, mine)
    assert page.status_code == 409
    (entry,) = page.context["sheet"].clashes
    assert "Rencana Januari (Rp)" in [difference.label for difference in entry.differences]
    assert months(plan)[1][0] == 70


# --- rows come and go ---------------------------------------------------------------------------


def test_a_row_is_added_with_its_parents(planner, plan):
    url, fresh = reverse("plan-row-add", args=[2021]), item("2.17.08.2.01.01")
    assert str(fresh) in text_of(planner.get(url))
    answer = planner.post(url, {"item": fresh.pk, "office": office().pk})
    added = row(plan, "2.17.08.2.01.01")
    assert answer["Location"] == f"{GRID}#r{added.pk}-goal"
    assert {"2.17.08", "2.17.08.2.01"} <= sums(plan).keys()
    again = planner.post(url, {"item": fresh.pk, "office": office().pk})
    assert "sudah ada untuk penanggung jawab yang sama" in text_of(again)


def test_only_what_the_nomenclature_of_the_year_plans_money_for_can_be_added(planner, plan):
    url = reverse("plan-row-add", args=[2021])
    page = planner.post(url, {"item": item("2.11.18.01").pk, "office": office().pk})
    assert page.context["form"].errors["item"]
    assert PlanLine.objects.filter(item__code="2.11.18.01").count() == 0


def test_a_row_of_a_draft_is_removed_with_the_parents_it_leaves_empty(planner, plan):
    url = reverse("plan-row-remove", args=[2021, row(plan, OTHER).uid])
    assert OTHER in text_of(planner.get(url))
    planner.post(url, {"version": row(plan, OTHER).version})
    assert sums(plan).keys() == {"2.17.05", "2.17.05.2.01", FIRST, SECOND}
    assert not PlanLine.objects.filter(item__code=OTHER).exists()


def test_a_row_on_which_money_was_spent_stays(cast, planner, plan):
    approved(plan, cast.head)
    line = plan.lines.get(item__code=FIRST)
    Realisation.objects.create(line=line, month=2, amount=5, physical=10)
    next_version(plan, "perubahan")
    url = reverse("plan-row-remove", args=[2021, row(plan).uid])
    page = planner.post(url, {"version": row(plan).version})
    assert "sudah punya realisasi" in text_of(page)
    assert row(plan).pagu == 70


def test_a_row_that_changed_since_is_not_removed_unseen(planner, plan):
    url, seen = reverse("plan-row-remove", args=[2021, row(plan).uid]), row(plan).version
    planner.post(GRID, posted(plan, {(FIRST, "pagu"): "71"}))
    page = planner.post(url, {"version": seen})
    assert page.status_code == 409
    assert row(plan).pagu == 71
    assert planner.post(url, {"version": page.context["row"].version}).status_code == 302


def test_an_approved_row_has_no_way_out(cast, planner, plan):
    approved(plan, cast.head)
    kept = plan.in_force.rows.get(item__code=FIRST)
    url = reverse("plan-row-remove", args=[2021, kept.uid])
    assert "tidak dapat diubah" in text_of(planner.post(url, {"version": kept.version}))
    assert plan.in_force.rows.filter(pk=kept.pk).exists()
    for name in ("plan-grid", "plan-months", "plan-row-add"):
        page = planner.get(reverse(name, args=[2021]), follow=True)
        assert "Tidak ada versi pagu yang sedang disusun" in text_of(page)
