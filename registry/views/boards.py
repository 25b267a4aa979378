"""Pages of the boards: one cooperative's people and their trainings, and how many are trained."""

from django.db.models import Case, F, When
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands
from bengkalis.exports import MIME, download_response
from bengkalis.tables import Column, Table
from registry.enums import Position
from registry.forms.boards import BoardFormSet, TrainingFormSet
from registry.models import Cooperative
from registry.models.people import today
from registry.terms import TrainedShare, total_of, trained_share
from registry.views.cooperative_parts import FORM_METHODS, edit_parts

RANK = Case(*[When(position=position, then=n) for n, position in enumerate(Position.values)])
IN_OFFICE_FIRST = F("left_on").desc(nulls_first=True)
DOWNLOADS = (("xlsx", "Excel (.xlsx)"), ("csv", "CSV untuk Excel Indonesia"))
DEFINITION = (
    "Koperasi aktif: koperasi berstatus aktif hari ini.",
    "Dengan pengurus: sedikitnya satu ketua, wakil ketua, sekretaris, atau bendahara sedang "
    "menjabat; pengawas dan manajer tidak dihitung.",
    "Pengurus terlatih: sedikitnya satu di antara mereka memegang sertifikat kompetensi yang masih "
    "berlaku hari ini. Sertifikat dihitung untuk orangnya, dalam jabatan apa pun di koperasi itu "
    "pelatihannya dicatat.",
    "Terlatih lengkap: ketua, sekretaris, dan bendahara masing-masing memegang sertifikat itu.",
    "Persentase: pengurus terlatih dibagi koperasi aktif dengan pengurus.",
)
COLUMNS = (
    Column("code", "Kode kecamatan", "id"),
    Column("name", "Kecamatan"),
    Column("active", "Koperasi aktif", "integer"),
    Column("with_board", "Dengan pengurus", "integer"),
    Column("trained", "Pengurus terlatih", "integer"),
    Column("fully_trained", "Terlatih lengkap", "integer"),
    Column("percent", "Pengurus terlatih", "percent", "%"),
)


@demands(Permission.EDIT_COOPERATIVE)
@require_http_methods(FORM_METHODS)
def cooperative_board(request, uid):
    """Who is in office and who was, from when to when."""
    page = {
        "title": "Pengurus, pengawas, dan manajer",
        "rows": lambda cooperative: cooperative.board.order_by(IN_OFFICE_FIRST, RANK, "id"),
        "saved": "Susunan pengurus tersimpan.",
        "template": "registry/cooperatives/board.html",
    }
    return edit_parts(request, uid, BoardFormSet, page)


@demands(Permission.EDIT_COOPERATIVE)
@require_http_methods(FORM_METHODS)
def board_trainings(request, uid, member):
    """What one person of the board was trained in, with certificates."""
    page = {
        "title": "Pelatihan",
        "owner": lambda cooperative: get_object_or_404(cooperative.board, uid=member),
        "rows": lambda person: person.trainings.all(),
        "saved": "Pelatihan tersimpan.",
        "template": "registry/boards/trainings.html",
    }
    return edit_parts(request, uid, TrainingFormSet, page)


@demands(Permission.VIEW_REGISTER)
@require_safe
def trained_boards(request):
    """How many active cooperatives have a board with a certificate of competence."""
    shares = trained_share(Cooperative.objects.visible_to(request.user), today())
    address = reverse("trained-boards-download")
    context = {
        "shares": shares,
        "total": total_of(shares),
        "definition": DEFINITION,
        "today": today(),
        "downloads": [(label, f"{address}?format={fmt}") for fmt, label in DOWNLOADS],
    }
    return render(request, "registry/boards/trained.html", context)


@demands(Permission.VIEW_REGISTER)
@require_safe
def trained_boards_download(request):
    """The same figures as a file; an unknown format gives Excel."""
    day, fmt = today(), request.GET.get("format", "xlsx")
    shares = trained_share(Cooperative.objects.visible_to(request.user), day)
    table = Table(
        f"Pengurus terlatih per kecamatan, keadaan {day:%d-%m-%Y}",
        COLUMNS,
        [_row(share) for share in [*shares, total_of(shares)]],
        notes=(*DEFINITION, f"Diunduh {timezone.localtime():%d-%m-%Y %H.%M}."),
        source="Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis",
    )
    name = f"pengurus-terlatih-{day:%Y-%m-%d}"
    return download_response(table, fmt if fmt in MIME else "xlsx", name)


def _row(share: TrainedShare) -> dict:
    return {column.key: getattr(share, column.key) for column in COLUMNS}
