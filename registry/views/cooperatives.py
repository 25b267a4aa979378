"""The list of cooperatives: directory for the public, register for staff, and its download."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bengkalis.access import NOWHERE, Permission, Scope, scope_of
from bengkalis.audit import note_download
from bengkalis.exports import MIME, download_response
from bengkalis.paging import BadCursor, Keyset, Page
from bengkalis.tables import Column, Table
from bengkalis.templatetags.ui import tanggal
from registry import enums
from registry.asof import NOTES, DatedRows, on_day
from registry.filters import STAFF_ONLY, CooperativeFilter, with_day
from registry.models import Cooperative, District, Village

PAGE = 50
MOST_COUNTED = 50_000
MOST_FOUND = 1_000  # where every row costs: a common word, or what is computed row by row
COSTLY = ("search", "board", "evidence", "meeting", "grade")
ORDERINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "name": ("search_name", ()),
    "district": ("district_id", ("search_name",)),
    "status": ("status", ("search_name",)),
    "kind": ("kind", ("search_name",)),
    "deed_date": ("deed_date", ()),
    "updated_at": ("updated_at", ()),
}
PUBLIC_COLUMNS = (
    "id",
    "uid",
    "name",
    "search_name",
    "kind",
    "status",
    "deed_number",
    "deed_date",
    "district_id",
    "village__kind",
    "village__name",
    "is_demo",
    "updated_at",
)
REGISTER_COLUMNS = (
    *PUBLIC_COLUMNS,
    "form",
    "pattern",
    "group",
    "business_sector",
    "nik_koperasi",
    "status_since",
)
# What an entry lacks, and what its evidence says, is the office's own work.
CODES = {
    "kind": dict(enums.CooperativeKind.choices),
    "form": dict(enums.CooperativeForm.choices),
    "pattern": dict(enums.Pattern.choices),
    "group": dict(enums.Group.choices),
}


@dataclass
class Listing:
    """What one request asks of the list: whose view, which filters, which order, what is wrong.

    ``problems`` are sentences about parameters that were not understood and are left out.
    """

    request: object

    def __post_init__(self):
        self.scope: Scope = scope_of(self.request.user, Permission.VIEW_REGISTER)
        self.whole = self.request.GET.get("lingkup") == "semua" and not self.scope.everywhere
        self.is_register = bool(self.scope) and not self.whole
        self.districts = {place.pk: place for place in District.objects.all()}
        self.filters = CooperativeFilter(with_day(self.request.GET), self._reach())
        if not self.is_register:
            for name in STAFF_ONLY:
                del self.filters.filters[name]
        self.rows = self.filters.qs
        self.problems = [
            f"Saringan {self.filters.form.fields[name].label}: {message}"
            for name, errors in self.filters.errors.items()
            for message in errors
        ]
        self.problems += [] if self.is_register else self._closed()
        self.ordering = self._ordering()

    def _closed(self) -> list[str]:
        """A sentence for every filter that is asked for and only open to staff."""
        return [
            f"Saringan {CooperativeFilter.base_filters[name].label} hanya terbuka bagi petugas "
            "yang masuk."
            for name in STAFF_ONLY
            if self.request.GET.get(name)
        ]

    def _reach(self) -> QuerySet:
        if self.is_register:
            return Cooperative.objects.visible_to(self.request.user)
        return Cooperative.objects.public()

    def _ordering(self) -> str:
        asked = self.request.GET.get("ordering", "name")
        if asked.removeprefix("-") in ORDERINGS:
            return asked
        self.problems.append(f"Urutan “{asked[:40]}” tidak dikenal; diurutkan menurut nama.")
        return "name"

    @property
    def day(self) -> date | None:
        """The day whose register is shown; None: the register as it stands."""
        return self.filters.day

    @property
    def day_query(self) -> str:
        """What to add to the address of a cooperative, so that it is shown as of the same day."""
        return f"?pada={self.day:%d-%m-%Y}" if self.day else ""

    @property
    def keyset(self) -> Keyset:
        column, then = ORDERINGS[self.ordering.removeprefix("-")]
        if self.day:
            column, then = on_day(column), tuple(on_day(name) for name in then)
        return Keyset(column, self.ordering.startswith("-"), then)

    @property
    def is_approximate(self) -> bool:
        return self.filters.is_approximate

    def page(self) -> Page:
        """One page of rows as dicts; what a misspelt search found is one page, best first."""
        wanted = REGISTER_COLUMNS if self.is_register else PUBLIC_COLUMNS
        dated = DatedRows((*wanted, "founding_unknown")) if self.day else None
        page = self._page(self.rows.values(*(dated.columns if dated else wanted)))
        page.rows = [dated.restore(row) for row in page.rows] if dated else page.rows
        return page

    def _page(self, rows: QuerySet) -> Page:
        if self.is_approximate:
            return Page(list(rows[:PAGE]))
        try:
            return self.keyset.page(rows, PAGE, self.request.GET.get("cursor"))
        except BadCursor as error:
            self.problems.append(str(error))
            return self.keyset.page(rows, PAGE)

    def count(self) -> tuple[int, bool]:
        """How many rows there are, and whether there are more than that."""
        costly = any(self.request.GET.get(name) for name in COSTLY)
        most = MOST_FOUND if costly else MOST_COUNTED
        counted = self.rows.order_by()[: most + 1].count()
        return min(counted, most), counted > most

    def address(self, **changes) -> str:
        """This list with some parameters changed (a list of values, or None to drop one)."""
        query = self.request.GET.copy()
        query.pop("cursor", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query.setlist(name, value if isinstance(value, list) else [value])
        return f"?{query.urlencode()}" if query else reverse("cooperatives")


@login_not_required
@require_safe
def cooperative_list(request):
    """Find cooperatives: by name, by filter, by browsing."""
    return _list_page(request, Listing(request))


def _list_page(request, listing: Listing, status: int = 200):
    page = listing.page()
    total, capped = listing.count()
    context = {
        "listing": listing,
        "rows": [_with_dates(_readable(row, listing)) for row in page.rows],
        "total": total,
        "capped": capped,
        "next": page.next and listing.address(cursor=page.next),
        "previous": page.previous and listing.address(cursor=page.previous),
        "facets": facets(listing),
        "chips": chips(listing),
        "clear_url": listing.address(pada=None, **dict.fromkeys(CooperativeFilter.base_filters)),
        "day_typed": request.GET.get("pada", ""),
        "day_words": tanggal(listing.day),
        "today_url": listing.address(pada=None, as_of=None),
        "downloads": [
            (label, f"{reverse('cooperatives-download')}{listing.address(format=fmt)}")
            for fmt, label in DOWNLOADS
        ],
        "search": request.GET.get("search", ""),
        "hidden": [
            (k, v) for k in ("lingkup", "ordering", *STAFF_ONLY) for v in request.GET.getlist(k)
        ],
        "whole_url": listing.address(lingkup="semua"),
        "own_url": listing.address(lingkup=None),
        "may_add": request.user.is_authenticated
        and not listing.day
        and request.user.may(Permission.ADD_COOPERATIVE),
        "may_phone": listing.is_register
        and not listing.day
        and request.user.may(Permission.REVEAL_PERSONAL),
    }
    return render(request, "registry/cooperatives/list.html", context, status=status)


def _readable(row: dict, listing: Listing) -> dict:
    """A row with the words behind its codes and keys."""
    row["district"] = listing.districts[row["district_id"]].name
    row["village"] = _village(row)
    for name, words in CODES.items():
        if name in row:
            row[name] = words.get(row[name], "")
    return row


def _with_dates(row: dict) -> dict:
    """Dates in figures; here and not by a filter, because a page has a hundred of them."""
    row["updated_at"] = timezone.localtime(row["updated_at"])
    for name in ("deed_date", "status_since", "updated_at"):
        if row.get(name):
            row[name] = f"{row[name]:%d-%m-%Y}"
    return row


def _village(row: dict) -> str:
    if row["village__kind"] == enums.VillageKind.KELURAHAN:
        return f"Kel. {row['village__name']}"
    return row["village__name"] or ""


FACETS = (
    *("status", "kind", "district", "village", "form", "pattern", "group", "board"),
    *("meeting", "grade", "certificate"),
)


def facets(listing: Listing) -> list[dict]:
    """The filters with a list of choices; villages only of the kecamatan that are chosen."""
    return [
        {"name": name, "label": listing.filters.form.fields[name].label, "options": options}
        for name in FACETS
        if name in listing.filters.form.fields and (options := _options(listing, name))
    ]


def _options(listing: Listing, name: str) -> list[tuple[str, str, bool]]:
    chosen = set(listing.request.GET.getlist(name))
    return [(value, label, value in chosen) for value, label in _choices(listing, name)]


def _choices(listing: Listing, name: str) -> list[tuple[str, str]]:
    if name == "district":
        return [
            (place.kemendagri_code, place.name)
            for place in listing.districts.values()
            if (not listing.is_register or listing.scope.covers(place.pk))
            and not (listing.day and place.valid_from and place.valid_from > listing.day)
        ]
    if name == "village":
        chosen = listing.filters.form.cleaned_data.get("district") or []
        places = Village.objects.filter(district__in=chosen)
        return list(places.values_list("kemendagri_code", "name"))
    return list(listing.filters.form.fields[name].choices)


def chips(listing: Listing) -> list[dict]:
    """What is set, one chip a value, each with the address of the list without it."""
    found = _day_chip(listing)
    for name, value in listing.filters.form.cleaned_data.items():
        if name == "as_of":
            continue
        given = [text for text in listing.request.GET.getlist(name) if text.strip()]
        if not given:
            continue
        words = _words(listing, name, value, given)
        for one, word in zip(given, words, strict=True):
            rest = [other for other in given if other != one]
            label = "Cari" if name == "search" else listing.filters.form.fields[name].label
            url = listing.address(**{name: rest or None})
            found.append({"label": label, "value": word, "url": url})
    return found


def _day_chip(listing: Listing) -> list[dict]:
    if not listing.day:
        return []
    url = listing.address(pada=None, as_of=None)
    return [{"label": "Keadaan per", "value": tanggal(listing.day), "url": url}]


def _words(listing: Listing, name: str, value, given: list[str]) -> list[str]:
    if name in {"district", "village"}:
        names = {place.kemendagri_code: place.name for place in value}
        return [names.get(code, code) for code in given]
    choices = dict(getattr(listing.filters.form.fields[name], "choices", ()))
    return [str(choices.get(one, one)) for one in given]


# --- download ----------------------------------------------------------------------------------

DOWNLOADS = (
    ("xlsx", "Excel (.xlsx)"),
    ("csv", "CSV untuk Excel Indonesia"),
    ("csv-machine", "CSV untuk program"),
    ("json", "JSON"),
)
PUBLIC_FILE = (
    Column("name", "Nama Koperasi"),
    Column("deed_number", "Nomor Badan Hukum", "id"),
    Column("kind", "Jenis"),
    Column("district", "Kecamatan"),
    Column("village", "Desa/Kelurahan"),
    Column("status", "Status"),
    Column("uid", "Tautan", "id"),
)
REGISTER_FILE = (
    *PUBLIC_FILE[:2],
    Column("deed_date", "Tanggal Badan Hukum", "date"),
    Column("form", "Bentuk"),
    *PUBLIC_FILE[2:3],
    Column("pattern", "Pola"),
    Column("group", "Kelompok"),
    Column("business_sector", "Sektor Usaha"),
    Column("address", "Alamat"),
    *PUBLIC_FILE[3:6],
    Column("status_since", "Status Sejak", "date"),
    Column("nik_koperasi", "NIK Koperasi", "id"),
    Column("updated_at", "Diubah", "date"),
    PUBLIC_FILE[6],
)
PHONE = Column("phone", "Telepon", "id")


@login_not_required
@require_safe
def cooperatives_download(request):
    """The list as it is filtered, as a file; with phone numbers only on request, and recorded."""
    listing = Listing(request)
    fmt = request.GET.get("format", "xlsx")
    if fmt not in MIME:
        listing.problems.append(f"Format “{fmt[:20]}” tidak ada; pilih {', '.join(MIME)}.")
    if listing.problems:
        return _list_page(request, listing, status=400)
    phones = _phone_scope(request, listing, fmt)
    day = f" per {tanggal(listing.day)}" if listing.day else ""
    table = Table(
        f"{'Register' if listing.is_register else 'Direktori'} koperasi{day}",
        (*(REGISTER_FILE if listing.is_register else PUBLIC_FILE), *([PHONE] if phones else [])),
        _file_rows(listing, phones, request.build_absolute_uri("/koperasi/")),
        notes=_notes(listing),
        source="Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis",
    )
    name = f"per-{listing.day:%Y-%m-%d}" if listing.day else f"{timezone.localdate():%Y-%m-%d}"
    return download_response(table, fmt, f"koperasi-{name}")


def _phone_scope(request, listing: Listing, fmt: str) -> Scope:
    """Where phone numbers may stand in the file; asking for them is recorded."""
    if request.GET.get("telepon") != "1":
        return NOWHERE
    may = listing.is_register and not listing.day  # phone numbers have no history
    scope = scope_of(request.user, Permission.REVEAL_PERSONAL) if may else NOWHERE
    if not scope:
        raise PermissionDenied("Penugasan Anda tidak mencakup melihat data pribadi.")
    query = request.GET.urlencode()[:120]
    note_download(request, Cooperative, "phone", f"Unduh daftar ({fmt}): {query}")
    return scope


def _file_rows(listing: Listing, phones: Scope, base: str):
    wanted = [*REGISTER_COLUMNS, "address"] if listing.is_register else [*PUBLIC_COLUMNS]
    wanted += ["phone"] if phones else []
    dated = DatedRows(wanted) if listing.day else None
    rows = listing.rows.values(*(dated.columns if dated else wanted))
    if not listing.is_approximate:
        rows = rows.order_by(*_order_by(listing.keyset))
    labels = dict(enums.Status.choices)
    for row in rows.iterator(chunk_size=2000):
        row = _readable(dated.restore(row) if dated else row, listing)
        row["status"] = labels[row["status"]]
        row["uid"] = f"{base}{row['uid']}/"
        if phones and not phones.covers(row["district_id"]):
            row["phone"] = None
        yield row


def _order_by(keyset: Keyset) -> list[str]:
    return [f"-{name}" if keyset.descending else name for name in keyset.columns]


def _notes(listing: Listing) -> tuple[str, ...]:
    """When it was made, how it was filtered, and that CONTOH rows are no real cooperatives."""
    lines = [f"Diunduh {timezone.localtime():%d-%m-%Y %H.%M}."]
    lines += NOTES if listing.day else []
    lines += [f"Saringan {chip['label']}: {chip['value']}." for chip in chips(listing)]
    if listing.rows.filter(is_demo=True).exists():
        lines.append("Memuat data CONTOH untuk peragaan, bukan koperasi yang sebenarnya.")
    if listing.is_approximate:
        lines.append("Tidak ada nama yang persis; ini yang paling mirip.")
    return tuple(lines)
