"""Where the recorded status differs from the evidence: the list, its file, and what to do."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bengkalis.access import Permission, demands, scope_of
from bengkalis.exports import MIME, download_response
from bengkalis.paging import Keyset, Page
from bengkalis.tables import Column, Table
from registry import dissolution
from registry.enums import Status
from registry.evidence import (
    Basis,
    count_kinds,
    differing,
    evidence_in_words,
    reason_in_words,
    reasons,
    with_evidence,
)
from registry.filters import CooperativeFilter
from registry.forms.cases import MOST, BulkCaseForm, BulkTaskForm
from registry.models import Cooperative, District
from registry.models.people import today
from registry.views.narrowed import Narrowed, places
from registry.visits import each, open_task

BY_NAME = Keyset("search_name")
KNOWN = {True: "terpenuhi", False: "tidak terpenuhi", None: "belum diketahui"}


class Proposals(Narrowed):
    """The cooperatives of the user whose status differs from the evidence, in ``rows``; of one
    kind of difference where ``?beda=aktif.tidak_aktif`` asks for it."""

    def __init__(self, request):
        visible = Cooperative.objects.visible_to(request.user).select_related("district")
        super().__init__(request, CooperativeFilter, visible, "status-proposals")
        self.basis, self.kind = Basis.on(today()), request.GET.get("beda", "")
        self.counted = count_kinds(self.rows, today(), self.basis)
        self.rows = differing(self.rows, today(), self.basis)
        recorded, _, proposed = self.kind.partition(".")
        if {recorded, proposed} <= set(Status.values):
            self.rows = self.rows.filter(status=recorded, proposed_status=proposed)
        elif self.kind:
            self.problems.append(f"Jenis perbedaan “{self.kind[:40]}” tidak dikenal.")
            self.kind = ""

    def kinds(self) -> list[dict]:
        """Each kind of difference that there is, with its count and its address."""
        return [
            {
                "recorded": recorded,
                "proposed": proposed,
                "count": count,
                "url": self.address(beda=f"{recorded}.{proposed}"),
                "current": self.kind == f"{recorded}.{proposed}",
            }
            for recorded, proposed, count in self.counted
        ]

    def page(self, keyset: Keyset, rows=None) -> Page:
        """Found by key first, and only those of the page judged criterion by criterion: judging
        in the list makes PostgreSQL read every board there is."""
        page = super().page(keyset, self.rows.values(*keyset.columns))
        keys = [row["id"] for row in page.rows]
        rows = Cooperative.objects.filter(pk__in=keys).select_related("district")
        judged = {row.pk: row for row in with_evidence(rows, today(), self.basis)}
        page.rows = [judged[key] for key in keys]
        return page

    def count(self) -> tuple[int, bool]:
        """Counted by kind already."""
        wanted = [row for row in self.counted if not self.kind or self.kind == ".".join(row[:2])]
        return sum(count for *_, count in wanted), False


@demands(Permission.VIEW_REGISTER)
@require_safe
def proposal_list(request):
    """Read what the evidence says, and send somebody or open a case for several at once."""
    return _page(request)


def _page(request, form=None, status: int = 200):
    listing = Proposals(request)
    basis = listing.basis
    context = listing.context(BY_NAME)
    chosen = set(form.data.getlist("uid")) if form is not None else set()
    scope = scope_of(request.user, Permission.VIEW_REGISTER)
    for row in context["rows"]:
        row.criteria, row.words = reasons(row, basis), evidence_in_words(row, basis)
        row.chosen = str(row.uid) in chosen
    tasks = form if isinstance(form, BulkTaskForm) else BulkTaskForm(auto_id="id_tugas_%s")
    cases = form if isinstance(form, BulkCaseForm) else BulkCaseForm(auto_id="id_usulan_%s")
    context |= {
        "kinds": listing.kinds(),
        "form": form,
        "task_form": tasks,
        "case_form": cases,
        "all_url": listing.address(beda=None),
        "query": listing.address() if request.GET else "",
        "districts": places(scope, District.objects.all()),
        "chosen_districts": request.GET.getlist("district"),
        "may_task": request.user.may(Permission.OPEN_TASK),
        "may_case": request.user.may(Permission.HANDLE_CASE),
        "basis": basis,
        "today": today(),
        "download_url": f"{reverse('status-proposals-download')}{_query(request)}",
    }
    return render(request, "registry/evidence/list.html", context, status=status)


def _query(request) -> str:
    query = request.GET.copy()
    query.pop("cursor", None)
    query["format"] = "xlsx"
    return f"?{query.urlencode()}"


COLUMNS = (
    Column("name", "Nama Koperasi"),
    Column("deed_number", "Nomor Badan Hukum", "id"),
    Column("district", "Kecamatan"),
    Column("status", "Status Tercatat"),
    Column("proposed", "Status Menurut Bukti"),
    Column("institution", "Kelembagaan"),
    Column("business", "Usaha"),
    Column("meetings", "RAT"),
    Column("evidence", "Bukti"),
    Column("uid", "Tautan", "id"),
)


@demands(Permission.VIEW_REGISTER)
@require_safe
def proposals_download(request):
    """The list as it is filtered, as a file."""
    listing, fmt = Proposals(request), request.GET.get("format", "xlsx")
    if fmt not in MIME:
        messages.error(request, f"Format “{fmt[:20]}” tidak ada; pilih {', '.join(MIME)}.")
    for problem in listing.problems:
        messages.error(request, problem)
    if listing.problems or fmt not in MIME:
        return _page(request, status=400)
    basis = listing.basis
    table = Table(
        "Status koperasi yang berbeda dari bukti",
        COLUMNS,
        _file_rows(listing, basis, request.build_absolute_uri("/koperasi/")),
        notes=(
            f"Keadaan {timezone.localdate():%d-%m-%Y}; usulan, bukan perubahan status.",
            f"Dasar: {basis.active_source}; {basis.dissolve_source}.",
        ),
        source="Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis",
    )
    return download_response(table, fmt, f"usulan-status-{timezone.localdate():%Y-%m-%d}")


def _file_rows(listing: Proposals, basis: Basis, base: str):
    for row in listing.rows.order_by("search_name", "id").iterator(chunk_size=2000):
        criteria = reasons(row, basis)
        yield {
            "name": row.name,
            "deed_number": row.deed_number,
            "district": row.district.name,
            "status": row.get_status_display(),
            "proposed": Status(row.proposed_status).label,
            "institution": KNOWN[row.has_institution],
            "business": KNOWN[row.has_business],
            "meetings": KNOWN[row.has_meetings],
            "evidence": " ".join(one.text for one in criteria),
            "uid": f"{base}{row.uid}/",
        }


@demands(Permission.OPEN_TASK)
@require_POST
def proposals_tasks(request):
    """Ask for a visit to each of the chosen cooperatives."""

    def give(row, data, basis):
        reason = data["reason"] or f"Status menurut bukti: {reason_in_words(row, basis)}"
        return open_task(
            row, kind=data["kind"], reason=reason[:300], due_on=data["due_on"], by=request.user
        )

    return _for_each(request, BulkTaskForm, Permission.OPEN_TASK, give, "tugas diberikan")


@demands(Permission.HANDLE_CASE)
@require_POST
def proposals_cases(request):
    """Open a dissolution case for each of the chosen cooperatives."""

    def propose(row, data, basis):
        reason = data["reason"] or evidence_in_words(row, basis)
        return dissolution.propose(row, basis=data["basis"], reason=reason, by=request.user)

    return _for_each(request, BulkCaseForm, Permission.HANDLE_CASE, propose, "usulan dicatat")


def _for_each(request, form_class, permission: str, do, words: str):
    """``do`` for every chosen cooperative that the user reaches; a sentence for each refusal."""
    form = form_class(request.POST, offered=request.POST.getlist("uid")[: MOST + 1])
    if not form.is_valid():
        return _page(request, form, status=400)
    basis = Basis.on(today())
    rows = _chosen(request, permission, form.cleaned_data["uid"], basis)
    made, refused = each(rows, lambda row: do(row, form.cleaned_data, basis))
    gone = len(set(form.cleaned_data["uid"])) - len(rows)
    if made:
        messages.success(request, f"{len(made)} {words}.")
    for sentence in refused:
        messages.warning(request, sentence)
    if gone:
        messages.warning(
            request,
            f"{gone} koperasi dilewati: statusnya tidak lagi berbeda, "
            "atau di luar wilayah kerja Anda.",
        )
    query = request.GET.urlencode()
    return redirect(f"{reverse('status-proposals')}{f'?{query}' if query else ''}")


def _chosen(request, permission: str, uids: list[str], basis: Basis) -> list[Cooperative]:
    """The chosen ones that still differ, where the user holds ``permission``."""
    rows = Cooperative.objects.within(scope_of(request.user, permission))
    chosen = differing(rows.filter(uid__in=uids), today(), basis)
    return list(chosen.order_by("search_name", "id"))
