"""The list of MSMEs: search, filters, download; and the search by the NIK of the owner."""

import re
from decimal import Decimal
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db.models import F, FilteredRelation, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import NOWHERE, Permission, Scope, demands, scope_of
from bengkalis.audit import note_download
from bengkalis.exports import download_response
from bengkalis.paging import Keyset
from bengkalis.tables import Column, Table
from registry import size_classes
from registry.enterprise_filters import EnterpriseFilter
from registry.enterprise_search import find_by_nik
from registry.enums import Sex, SizeClass
from registry.forms.members import NikForm
from registry.models import District, Enterprise, KbliSection, Village
from registry.views.member_files import DOWNLOADS, wrong_format
from registry.views.narrowed import Narrowed, places

MOST_FOUND = 1_000  # a search counts no further
ORDERINGS = {
    "name": ("search_name", ()),
    "district": ("district_id", ("search_name",)),
    "section": ("section_id", ("search_name",)),
    "updated_at": ("updated_at", ()),
}
BUSINESS = (
    *("id", "uid", "name", "search_name", "activity", "district_id", "section_id", "nib"),
    *("district__name", "village__name", "section__code", "section__name"),
    *("latest_year", "latest_uu20", "latest_pp7", "closed_on", "is_demo", "updated_at"),
)
FIGURES = ("sales", "capital", "assets", "workers_male", "workers_female")
PERSONAL = ("owner_name", "owner_sex", *(f"newest__{name}" for name in FIGURES))
SIZES = {"": "", **dict(SizeClass.choices)}
SEXES = {"": "", **dict(Sex.choices)}


def newest() -> FilteredRelation:
    """The figures of the newest year, by the key over enterprise and year; each query needs its
    own, because Django writes into it."""
    return FilteredRelation("years", condition=Q(years__year=F("latest_year")))


class EnterpriseListing(Narrowed):
    """What one request asks of the list; ``persons`` is where owners and figures may be seen."""

    def __init__(self, request):
        self.scope = scope_of(request.user, Permission.VIEW_REGISTER)
        self.persons = scope_of(request.user, Permission.VIEW_ENTERPRISES)
        rows = Enterprise.objects.visible_to(request.user)
        super().__init__(request, partial(EnterpriseFilter, request=request), rows, "enterprises")
        if "search" in self.filters.errors:  # a NIK is not repeated in any link of the page
            request.GET = request.GET.copy()
            del request.GET["search"]
        self.ordering = self._ordering()

    def _ordering(self) -> str:
        asked = self.request.GET.get("ordering", "name")
        if asked.removeprefix("-") in ORDERINGS:
            return asked
        self.problems.append(f"Urutan “{asked[:40]}” tidak dikenal; diurutkan menurut nama.")
        return "name"

    @property
    def keyset(self) -> Keyset:
        column, then = ORDERINGS[self.ordering.removeprefix("-")]
        return Keyset(column, self.ordering.startswith("-"), then)

    @property
    def law(self) -> size_classes.Law:
        return size_classes.LAWS[self.filters.law_code]

    @property
    def search(self) -> str:
        """The name that is looked for; a NIK that was typed there is not shown again."""
        return self.form.cleaned_data.get("search", "")

    @property
    def is_approximate(self) -> bool:
        return self.filters.is_approximate

    def values(self, persons: Scope, *more: str):
        """The rows as dicts, with owner and newest figures where ``persons`` allows any."""
        if not persons:
            return self.rows.values(*BUSINESS, *more)
        return self.rows.annotate(newest=newest()).values(*BUSINESS, *PERSONAL, *more)

    def count(self) -> tuple[int, bool]:
        if not self.search:
            return super().count()
        counted = self.rows.order_by()[: MOST_FOUND + 1].count()
        return min(counted, MOST_FOUND), counted > MOST_FOUND or self.filters.is_capped

    def _words(self, name: str, value) -> dict[str, str]:
        if name == "village":
            return {place.kemendagri_code: place.name for place in value}
        if name == "section":
            return {one.code: str(one) for one in value}
        return super()._words(name, value)


@demands(Permission.VIEW_REGISTER)
@require_safe
def enterprise_list(request):
    """Find MSMEs: by name, by filter, by browsing."""
    return _list_page(request, EnterpriseListing(request))


def _list_page(request, listing: EnterpriseListing, status: int = 200):
    page = listing.page(listing.keyset, listing.values(listing.persons))
    total, capped = listing.count()
    context = {
        "listing": listing,
        "rows": [readable(row, listing.persons, listing.law) for row in page.rows],
        "total": total,
        "capped": capped,
        "next": page.next and listing.address(cursor=page.next),
        "previous": page.previous and listing.address(cursor=page.previous),
        "facets": _facets(listing),
        "chips": listing.chips(),
        "clear_url": reverse("enterprises"),
        "downloads": _downloads(listing),
        "may_add": request.user.may(Permission.EDIT_ENTERPRISE),
        "may_nik": request.user.may(Permission.REVEAL_PERSONAL) and bool(listing.persons),
        "law": listing.law,
    }
    return render(request, "registry/enterprises/list.html", context, status=status)


def readable(row: dict, persons: Scope, law: size_classes.Law) -> dict:
    """A row with words for its codes; owner and figures only where ``persons`` reaches."""
    if not persons.covers(row["district_id"]):
        row |= dict.fromkeys(PERSONAL)
    row["section"] = short_section(row["section__code"], row["section__name"])
    row["size"] = SIZES[row[f"latest_{law.code}"]]
    row["sales"] = plain(row["newest__sales"])
    row["workers"] = _sum(row["newest__workers_male"], row["newest__workers_female"])
    row["updated_at"] = timezone.localtime(row["updated_at"])
    return row


def plain(amount: Decimal | None) -> Decimal | int | None:
    """Rupiah without sen where there are none, for columns that are headed Rp."""
    whole = amount is not None and amount == amount.to_integral_value()
    return int(amount) if whole else amount


def short_section(code: str | None, name: str | None) -> str:
    """ "G Perdagangan Besar dan Eceran": a section by the beginning of its long name."""
    if not code:
        return ""
    return f"{code} {Truncator(re.split('[;,]', name)[0]).chars(38)}"


def _sum(*counts: int | None) -> int | None:
    """Of what is known; None where nothing is."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _facets(listing: EnterpriseListing) -> list[dict]:
    """The filters with a list of choices; villages only of the kecamatan that are chosen."""
    chosen = listing.form.cleaned_data.get("district") or []
    villages = Village.objects.filter(district__in=chosen) if chosen else Village.objects.none()
    known = {
        "district": places(listing.scope, District.objects.all()),
        "village": list(villages.values_list("kemendagri_code", "name")),
        "section": [
            (one.code, short_section(one.code, one.name))
            for one in KbliSection.objects.filter(edition=2020)
        ],
        "size": SizeClass.choices,
    }
    return [
        {
            "name": name,
            "label": listing.form.fields[name].label,
            "options": [
                (code, label, code in listing.request.GET.getlist(name)) for code, label in choices
            ],
        }
        for name, choices in known.items()
        if choices
    ]


def _downloads(listing: EnterpriseListing) -> list[tuple[str, str]]:
    """(label, address) of every format of the list as it is filtered."""
    rest = listing.address().partition("?")[2]
    base = reverse("enterprises-download")
    return [(label, f"{base}?format={fmt}{f'&{rest}' if rest else ''}") for fmt, label in DOWNLOADS]


# --- download ----------------------------------------------------------------------------------

BUSINESS_FILE = (
    Column("name", "Nama Usaha"),
    Column("activity", "Jenis Usaha"),
    Column("section", "Lapangan Usaha"),
    Column("nib", "NIB", "id"),
    Column("district__name", "Kecamatan"),
    Column("village__name", "Desa/Kelurahan"),
    Column("started_year", "Tahun Berdiri", "id"),
    Column("latest_year", "Tahun Angka Terbaru", "id"),
    Column("latest_uu20", "Golongan UU 20/2008"),
    Column("latest_pp7", "Golongan PP 7/2021"),
    Column("closed_on", "Tutup Sejak", "date"),
)
PERSONAL_FILE = (
    Column("address", "Alamat"),
    Column("owner_name", "Pemilik"),
    Column("owner_sex", "Jenis Kelamin Pemilik"),
    Column("newest__sales", "Hasil Penjualan", "money", "Rp"),
    Column("newest__capital", "Modal Usaha", "money", "Rp"),
    Column("newest__assets", "Aset", "money", "Rp"),
    Column("newest__workers_male", "Tenaga Kerja Laki-laki", "integer"),
    Column("newest__workers_female", "Tenaga Kerja Perempuan", "integer"),
)
LINK = Column("uid", "Tautan", "id")


@demands(Permission.VIEW_REGISTER)
@require_safe
def enterprises_download(request):
    """The list as it is filtered, as a file; owners and figures only on request, and recorded."""
    listing = EnterpriseListing(request)
    if sentence := wrong_format(request):
        listing.problems.append(sentence)
    if listing.problems:
        return _list_page(request, listing, status=400)
    fmt = request.GET.get("format", "xlsx")
    persons = _persons(request, listing, fmt)
    table = Table(
        "Register UMKM",
        (*BUSINESS_FILE, *(PERSONAL_FILE if persons else ()), LINK),
        _file_rows(listing, persons, request.build_absolute_uri(reverse("enterprises"))),
        notes=_notes(listing),
        source="Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis",
    )
    return download_response(table, fmt, f"umkm-{timezone.localdate():%Y-%m-%d}")


def _persons(request, listing: EnterpriseListing, fmt: str) -> Scope:
    """Where owners and figures may stand in the file; asking for them is recorded. Raises
    PermissionDenied."""
    if request.GET.get("pemilik") != "1":
        return NOWHERE
    if not listing.persons:
        raise PermissionDenied("Penugasan Anda tidak mencakup melihat pemilik dan angka UMKM.")
    purpose = f"Unduh daftar UMKM ({fmt}), {len(listing.chips())} saringan"
    note_download(request, Enterprise, "owner_name", purpose)
    return listing.persons


def _file_rows(listing: EnterpriseListing, persons: Scope, base: str):
    keyset = listing.keyset
    order = [f"-{name}" if keyset.descending else name for name in keyset.columns]
    rows = listing.values(persons, "address", "started_year").order_by(*order)
    for row in rows.iterator(chunk_size=2000):
        if persons and not persons.covers(row["district_id"]):
            row |= dict.fromkeys((*PERSONAL, "address"))
        row["section"] = f"{row['section__code']} {row['section__name']}" * bool(row["section_id"])
        row["latest_uu20"], row["latest_pp7"] = SIZES[row["latest_uu20"]], SIZES[row["latest_pp7"]]
        if persons:
            row["owner_sex"] = SEXES[row["owner_sex"] or ""]
        row["uid"] = f"{base}{row['uid']}/"
        yield row


def _notes(listing: EnterpriseListing) -> tuple[str, ...]:
    """When it was made, how it was filtered, and that CONTOH rows are no real enterprises."""
    lines = [f"Diunduh {timezone.localtime():%d-%m-%Y %H.%M}."]
    lines += [f"Saringan {chip['label']}: {chip['value']}." for chip in listing.chips()]
    if listing.rows.filter(is_demo=True).exists():
        lines.append("Memuat data CONTOH untuk peragaan, bukan usaha yang sebenarnya.")
    if listing.is_approximate:
        lines.append("Tidak ada nama yang persis; ini yang paling mirip.")
    return tuple(lines)


# --- by NIK ------------------------------------------------------------------------------------


@demands(Permission.REVEAL_PERSONAL)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enterprise_by_nik(request):
    """Which MSMEs the owner with this NIK has; asked by POST and recorded."""
    form = NikForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = _owned(request.user, form.cleaned_data["nik"])
        purpose = f"Cari dengan NIK ({len(found)} ditemukan): {form.cleaned_data['purpose']}"
        note_download(request, Enterprise, "owner_nik", purpose)
    code = 400 if request.method == "POST" and found is None else 200
    context = {"form": form, "found": found}
    return render(request, "registry/enterprises/by_nik.html", context, status=code)


def _owned(user, nik: str) -> list[Enterprise]:
    may_reveal = scope_of(user, Permission.REVEAL_PERSONAL)
    rows = find_by_nik(user, nik).within(may_reveal)
    rows = rows.select_related("district", "village", "section")
    return list(rows.order_by("search_name", "id")[:MOST_FOUND])
