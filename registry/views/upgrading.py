"""Naik kelas: the matrix of two years under one law, who moved up, and what the law does alone."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands, scope_of
from bengkalis.exports import MIME, download_response
from bengkalis.paging import BadCursor, Keyset, Page
from bengkalis.tables import Column, Table
from registry.enums import SizeClass
from registry.models import District, Enterprise, KbliSection
from registry.size_classes import LAWS, Law, law_of
from registry.upgrading import Reading, by_law_alone, moves, upgraded, years_on_record
from registry.views.coachings import EXAMPLES, SOURCE
from registry.views.cooperatives import DOWNLOADS
from registry.views.narrowed import places

PAGE = 50
BY_NAME = Keyset("search_name")
PLAIN = (
    *("id", "uid", "name", "search_name", "district_id", "district__name", "section__code"),
    *("section__name", "is_demo", "was", "now"),
)
PRIVATE = ("owner_name", "sales_was", "sales_now")
SIZES = dict(SizeClass.choices)
MATRIX, LIST = "matriks", "daftar"


@dataclass
class Question:
    """What one request asks: two years, one law, where, in which section.

    ``problems`` are sentences about parameters that were not understood and are left out.
    """

    request: object

    def __post_init__(self):
        self.problems: list[str] = []
        self.scope = scope_of(self.request.user, Permission.VIEW_REGISTER)
        self.private = scope_of(self.request.user, Permission.VIEW_ENTERPRISES)
        self.years = years_on_record()
        newest = self.years[0] if self.years else 0
        self.after = self._one("sampai", "Sampai tahun", self._years(), newest)
        self.before = self._one("dari", "Dari tahun", self._years(), self.after - 1)
        if self.years and self.before >= self.after:
            self.problems.append(
                f"Dari tahun: ditemukan {self.before}, diharapkan sebelum {self.after}."
            )
            self.before = self.after - 1
        codes = {law.code: law.code for law in LAWS.values()}
        self.law: Law = LAWS[self._one("aturan", "Aturan", codes, law_of(self.after or 2021).code)]
        self.districts = places(self.scope, District.objects.all())
        self.sections = [
            (one.code, f"{one.code} {one.name}") for one in KbliSection.objects.order_by("code")
        ]
        self.district = self._one("district", "Kecamatan", _codes(self.districts), "")
        self.section = self._one("section", "Lapangan usaha", _codes(self.sections), "")

    def _years(self) -> dict[str, int]:
        return {str(year): year for year in self.years}

    def _one(self, name: str, label: str, known: dict, default):
        """The value of a parameter, if it is one of ``known``."""
        asked = self.request.GET.get(name, "")
        if asked and asked not in known:
            self.problems.append(f"{label}: “{asked[:20]}” tidak dapat dipilih.")
        return known.get(asked, default)

    @cached_property
    def rows(self) -> QuerySet:
        """The enterprises asked about: where and what they are today."""
        rows = Enterprise.objects.visible_to(self.request.user)
        if self.district:
            rows = rows.filter(district__kemendagri_code=self.district)
        if self.section:
            rows = rows.filter(section__code=self.section)
        return rows

    @property
    def readings(self) -> tuple[Reading, Reading]:
        return Reading(self.law, self.before), Reading(self.law, self.after)

    @property
    def crosses(self) -> bool:
        """Whether the law in force changed between the two years."""
        return law_of(self.before) is not law_of(self.after)

    def upgraded(self) -> QuerySet:
        """Who moved up; owner and sales only where the user sees them of all rows asked for."""
        rows = upgraded(self.rows, *self.readings)
        return rows.values(*PLAIN, *(PRIVATE if self.private else ()))

    def readable(self, row: dict) -> dict:
        """A row with words for its classes, without what the user may not see there."""
        row["was"], row["now"] = SIZES[row["was"]], SIZES[row["now"]]
        row["section"] = row["section__code"] or ""
        row["url"] = Enterprise(uid=row["uid"]).get_absolute_url()
        for name in PRIVATE:
            seen = self.private.covers(row["district_id"])
            row[name] = row[name] if name in row and seen else None
        return row

    def address(self, **changes) -> str:
        """This page with some parameters changed (None drops one)."""
        query = self.request.GET.copy()
        query.pop("cursor", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"


def _codes(choices) -> dict[str, str]:
    return {code: code for code, _ in choices}


@demands(Permission.VIEW_REGISTER)
@require_safe
def upgrading(request):
    """How many moved up, stayed, moved down; who moved up; what the change of law does alone."""
    return _page(request, Question(request))


def _page(request, asked: Question, status: int = 200):
    context = {
        "asked": asked,
        "laws": [(law.code, law.title) for law in LAWS.values()],
        "sizes": [label for _, label in SizeClass.choices],
    }
    context["found"] = None
    if len(asked.years) > 1:
        page = _movers(asked)
        context |= {
            "found": moves(asked.rows, *asked.readings),
            "alone": by_law_alone(asked.rows, asked.before),
            "law_year": asked.before,
            "rows": [asked.readable(row) for row in page.rows],
            "next": page.next and asked.address(cursor=page.next),
            "previous": page.previous and asked.address(cursor=page.previous),
            "downloads": _downloads(asked),
        }
    return render(request, "registry/upgrading/page.html", context, status=status)


def _movers(asked: Question) -> Page:
    rows = asked.upgraded()
    try:
        return BY_NAME.page(rows, PAGE, asked.request.GET.get("cursor"))
    except BadCursor as error:
        asked.problems.append(str(error))
        return BY_NAME.page(rows, PAGE)


def _downloads(asked: Question) -> list[tuple[str, str]]:
    start = reverse("upgrading-download")
    return [
        (f"{words}, {label}", f"{start}{asked.address(isi=part, format=fmt)}")
        for part, words in ((LIST, "Yang naik"), (MATRIX, "Matriks"))
        for fmt, label in DOWNLOADS[:2]
    ]


# --- download ----------------------------------------------------------------------------------


@demands(Permission.VIEW_REGISTER)
@require_safe
def upgrading_download(request):
    """Who moved up, or the matrix, as a file."""
    asked = Question(request)
    fmt, part = request.GET.get("format", "xlsx"), request.GET.get("isi", LIST)
    if fmt not in MIME:
        asked.problems.append(f"Format “{fmt[:20]}” tidak ada; pilih {', '.join(MIME)}.")
    if asked.problems or len(asked.years) < 2:
        return _page(request, asked, status=400)
    title = f"Naik kelas {asked.before}–{asked.after} menurut {asked.law.title}"
    if part == MATRIX:
        found = moves(asked.rows, *asked.readings)
        table = Table(title, _matrix_columns(asked), _matrix(found), _notes(asked, found), SOURCE)
    else:
        table = Table(title, _columns(asked), _file_rows(asked), _notes(asked), SOURCE)
    return download_response(table, fmt, f"naik-kelas-{asked.before}-{asked.after}")


def _columns(asked: Question) -> tuple[Column, ...]:
    owner = Column("owner_name", "Pemilik")
    sales = (
        Column("sales_was", f"Hasil Penjualan {asked.before}", "money", "Rp"),
        Column("sales_now", f"Hasil Penjualan {asked.after}", "money", "Rp"),
    )
    return (
        Column("name", "Nama Usaha"),
        *((owner,) if asked.private else ()),
        Column("district__name", "Kecamatan"),
        Column("section", "Lapangan Usaha"),
        Column("was", f"Golongan {asked.before}"),
        Column("now", f"Golongan {asked.after}"),
        *(sales if asked.private else ()),
        Column("uid", "Tautan", "id"),
    )


def _file_rows(asked: Question):
    base = asked.request.build_absolute_uri("/umkm/")
    rows = asked.upgraded().order_by(*BY_NAME.columns)
    for row in rows.iterator(chunk_size=2000):
        yield asked.readable(row) | {"uid": f"{base}{row['uid']}/"}


def _matrix_columns(asked: Question) -> tuple[Column, ...]:
    after = [Column(size, f"{label} {asked.after}", "integer") for size, label in SIZES.items()]
    return Column("label", f"Golongan {asked.before}"), *after, Column("total", "Semua", "integer")


def _matrix(found):
    for row in found.rows():
        counts = {cell["now"]: cell["count"] for cell in row["cells"]}
        yield {"label": row["label"], **counts, "total": row["total"]}


def _notes(asked: Question, found=None) -> tuple[str, ...]:
    """What was compared and what was left out: a file travels without its page."""
    lines = [
        f"Diunduh {timezone.localtime():%d-%m-%Y %H.%M}.",
        f"Kedua tahun digolongkan menurut {asked.law.title} ({asked.law.source}).",
    ]
    for label, code in (("Kecamatan", asked.district), ("Lapangan usaha", asked.section)):
        lines += [f"{label} {code}."] if code else []
    if found:
        lines.append(
            f"Tidak dibandingkan: {found.only_before} hanya punya angka {asked.before}, "
            f"{found.only_after} hanya {asked.after}, {found.unclassed} tidak bergolongan, "
            f"{found.other_basis} digolongkan dengan ukuran yang berbeda di kedua tahun."
        )
    if asked.rows.filter(is_demo=True).exists():
        lines.append(EXAMPLES)
    return tuple(lines)
