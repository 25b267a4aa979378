"""The work programme of a year, as a page, on paper, as a file."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands
from bengkalis.exports import MIME, download_response
from bengkalis.tables import Column, Table
from programs import cash_planning, gridding
from programs.budgets import Gap, gaps_by_row
from programs.enums import VersionState
from programs.models import BudgetVersion, NomenclatureEdition, Plan
from programs.outline import Outline, outline, rows_of
from programs.views.finding import find_plan
from registry.views.cooperatives import DOWNLOADS

YEARS = range(2000, 2101)
SOURCE = "Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis"
FILE = (
    Column("code", "Kode", "id"),
    Column("level", "Jenjang"),
    Column("name", "Program/Kegiatan"),
    Column("goal", "Sasaran"),
    Column("output", "Keluaran"),
    Column("indicator", "Indikator"),
    Column("target", "Target", "decimal"),
    Column("unit", "Satuan"),
    Column("place", "Lokasi"),
    Column("fund_source", "Sumber Dana"),
    Column("office", "Penanggung Jawab"),
    Column("pagu", "Pagu", "money", "Rp"),
)


@dataclass(frozen=True)
class Seen:
    """What a request asks to see of a plan: one version, of one office or of all."""

    plan: Plan
    versions: list[BudgetVersion]
    budget: BudgetVersion
    outline: Outline
    offices: list
    problems: list[str]

    @property
    def in_work(self) -> BudgetVersion | None:
        """The version that is not approved yet."""
        return next((one for one in self.versions if one.state != VersionState.APPROVED), None)

    @property
    def in_force(self) -> BudgetVersion | None:
        approved = [one for one in self.versions if one.state == VersionState.APPROVED]
        return approved[-1] if approved else None


def versions_of(plan: Plan) -> list[BudgetVersion]:
    """All versions, the first one first, each with ``plan`` at hand."""
    found = list(plan.versions.order_by("sequence"))
    for one in found:
        one.plan = plan
    return found


def version_numbered(versions: list[BudgetVersion], sequence) -> BudgetVersion:
    """Raises Http404 when there is none."""
    found = next((one for one in versions if str(one.sequence) == str(sequence)), None)
    if found is None:
        raise Http404("Versi pagu itu tidak ada.")
    return found


def _seen(request, plan: Plan, sequence: int | None = None) -> Seen:
    """What ``sequence`` or ``?versi=`` asks for; else what is in force, else the draft."""
    versions = versions_of(plan)
    if not versions:
        raise Http404("Rencana ini belum punya versi pagu.")
    asked = sequence or request.GET.get("versi")
    approved = [one for one in versions if one.state == VersionState.APPROVED]
    budget = version_numbered(versions, asked) if asked else (approved or versions)[-1]
    rows, problems = rows_of(budget), []
    offices = {row.office.code: row.office for row in rows if row.office}
    code = request.GET.get("office", "")
    if code and code not in offices:
        problems.append(f"Penanggung jawab “{code[:40]}” tidak ada pada versi ini; tidak dipakai.")
    tree = outline(budget, rows, offices.get(code))
    chooser = sorted(offices.values(), key=lambda one: one.code)
    return Seen(plan, versions, budget, tree, chooser, problems)


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def plan_page(request, year: int):
    """The version in force; where there is no plan yet, how one is begun."""
    plan = Plan.objects.visible_to(request.user).select_related("edition").filter(year=year)
    if found := plan.first():
        return _page(request, _seen(request, found))
    demand_budget_year(year)
    others = list(other_plans(request.user, year))
    context = {
        "year": year,
        "others": others,
        "follows": year - 1 in [one.year for one in others],
        "may_edit": request.user.may(Permission.EDIT_PROGRAMS),
        "editions": editions_for(year),
    }
    return render(request, "programs/plans/missing.html", context)


def demand_budget_year(year: int) -> None:
    """Raises Http404 for a year of which no plan can be made."""
    if year not in YEARS:
        raise Http404("Tahun anggaran 2000 sampai 2100.")


def other_plans(user, year: int):
    """The plans of other years that ``user`` may see."""
    return Plan.objects.visible_to(user).exclude(year=year).order_by("year")


def editions_for(year: int):
    """The nomenclatures that hold for a budget year."""
    started = NomenclatureEdition.objects.filter(first_year__lte=year)
    return started.exclude(last_year__lt=year).order_by("-first_year")


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def plan_version(request, year: int, sequence: int):
    """One version, whatever is in force."""
    return _page(request, _seen(request, find_plan(request.user, year), sequence))


def _page(request, seen: Seen):
    draft = seen.budget.state == VersionState.DRAFT
    may_edit = request.user.may(Permission.EDIT_PROGRAMS)
    others = list(other_plans(request.user, seen.plan.year))
    context = _told(seen) | {
        "may_edit": may_edit,
        "may_approve": request.user.may(Permission.APPROVE_PROGRAMS),
        "gaps": gap_links(seen.budget) if draft and may_edit else [],
        "others": others,
        "follows": seen.plan.year - 1 in [one.year for one in others],
        "printed_at": None,
        "downloads": [(label, _file_url(seen, fmt)) for fmt, label in DOWNLOADS],
    }
    return render(request, "programs/plans/page.html", context)


def gap_links(budget: BudgetVersion) -> list[tuple[str, str]]:
    """What ``budget`` lacks, each sentence with the address of the cell where it is filled in."""
    gaps = gaps_by_row(budget)
    leaves = budget.rows.leaves().order_by("item__code", "pk")
    place = {pk: at for at, pk in enumerate(leaves.values_list("pk", flat=True))} if gaps else {}
    return [(gap.sentence, _cell_of(budget.plan.year, gap, place)) for gap in gaps]


def _cell_of(year: int, gap: Gap, place: dict[int, int]) -> str:
    if gap.row is None:
        return reverse("plan-row-add", args=[year])
    of_months = gap.name == "months"
    part = place[gap.row.pk] // (cash_planning if of_months else gridding).ROWS_A_PART + 1
    query = f"?bagian={part}" if part > 1 else ""
    sheet = reverse("plan-months" if of_months else "plan-grid", args=[year])
    return f"{sheet}{query}#r{gap.row.pk}-{'rp1' if of_months else gap.name}"


def _told(seen: Seen) -> dict:
    return {
        "plan": seen.plan,
        "budget": seen.budget,
        "versions": seen.versions,
        "in_work": seen.in_work,
        "in_force": seen.in_force,
        "outline": seen.outline,
        "offices": seen.offices,
        "office": seen.outline.office,
        "problems": seen.problems,
    }


def _file_url(seen: Seen, fmt: str) -> str:
    office = seen.outline.office
    asked = f"?versi={seen.budget.sequence}&format={fmt}"
    asked += f"&office={office.code}" if office else ""
    return reverse("plan-download", args=[seen.plan.year]) + asked


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def plan_print(request, year: int):
    """The programme on paper, landscape."""
    seen = _seen(request, find_plan(request.user, year))
    context = _told(seen) | {"printed_at": timezone.now()}
    return render(request, "programs/plans/print.html", context)


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def plan_download(request, year: int):
    """The programme as a file: a row a program, kegiatan and sub kegiatan."""
    seen = _seen(request, find_plan(request.user, year))
    fmt = request.GET.get("format", "xlsx")
    if fmt not in MIME:
        seen.problems.append(f"Format “{fmt[:20]}” tidak ada; pilih {', '.join(MIME)}.")
        response = _page(request, seen)
        response.status_code = 400
        return response
    title = f"Program kerja {year}"
    table = Table(title, FILE, map(_file_row, seen.outline.nodes), _notes(seen), SOURCE)
    return download_response(table, fmt, f"program-{year}-versi-{seen.budget.sequence}")


def _file_row(node) -> dict:
    row = node.row
    return {
        "code": row.item.code,
        "level": row.get_level_display(),
        "name": row.item.name,
        "goal": row.goal,
        "output": row.output,
        "indicator": row.indicator,
        "target": row.target,
        "unit": row.unit,
        "place": row.place,
        "fund_source": row.get_fund_source_display(),
        "office": row.office.name if row.office else "",
        "pagu": node.pagu,
    }


def _notes(seen: Seen) -> tuple[str, ...]:
    budget = seen.budget
    lines = [f"{budget}, {budget.get_state_display().lower()}."]
    if budget.document_number:
        lines.append(f"DPA/DPPA {budget.document_number}, {budget.document_date:%d-%m-%Y}.")
    if seen.outline.office:
        lines.append(f"Hanya yang menjadi tanggung jawab {seen.outline.office}.")
    lines.append("Pagu program dan kegiatan adalah jumlah rinciannya; jangan dijumlahkan lagi.")
    lines.append(f"Diunduh {timezone.localtime():%d-%m-%Y %H.%M}.")
    if seen.plan.is_demo or budget.is_demo:
        lines.append("Memuat data CONTOH untuk peragaan, bukan yang sebenarnya.")
    return tuple(lines)
