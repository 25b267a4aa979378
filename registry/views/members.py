"""All members that the user may see: search, filters, download; and the search by NIK."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, scope_of
from bengkalis.audit import note_download
from bengkalis.paging import BadCursor, Keyset, Page
from registry import enums
from registry.forms.members import NikForm
from registry.headcount import persons
from registry.member_filters import Current, MemberFilter
from registry.membership import find_by_nik
from registry.models import Cooperative, District, Member
from registry.models.members import MemberQuerySet
from registry.nik import mask_nik
from registry.views.member_files import DOWNLOADS, FIELDS, member_file, wrong_format

PAGE = 50
MOST_COUNTED = 50_000
MOST_FOUND = 1_000  # a search counts no further: common names would make it slow
BY_NAME = Keyset("search_name")
SEXES = dict(enums.Sex.choices)


@dataclass
class MemberListing:
    """What one request asks of the list, and what of it was not understood (``problems``).

    ``pada`` in the address is the filter ``as_of``: the day on which somebody was a member.
    """

    request: object

    def __post_init__(self):
        self.scope = scope_of(self.request.user, Permission.VIEW_MEMBERS)
        self.filters = MemberFilter(self._asked(), self.reach)
        self.rows = self.filters.qs
        self.problems = [
            f"Saringan {self.filters.form.fields[name].label}: {message}"
            for name, errors in self.filters.errors.items()
            for message in errors
        ]

    def _asked(self):
        asked = self.request.GET.copy()
        if "pada" in asked:
            asked["as_of"] = asked["pada"]
        return asked

    @property
    def reach(self) -> MemberQuerySet:
        return Member.objects.visible_to(self.request.user).standing()

    @property
    def is_approximate(self) -> bool:
        return self.filters.is_approximate

    @property
    def search(self) -> str:
        """The name that is looked for; a NIK that was typed there is not shown again."""
        return self.filters.form.cleaned_data.get("search", "")

    def page(self) -> Page:
        rows = self.rows.values(*FIELDS)
        if self.is_approximate:
            return Page(list(rows[:PAGE]))
        try:
            return BY_NAME.page(rows, PAGE, self.request.GET.get("cursor"))
        except BadCursor as error:
            self.problems.append(str(error))
            return BY_NAME.page(rows, PAGE)

    def ordered(self) -> MemberQuerySet:
        return self.rows if self.is_approximate else self.rows.order_by(*BY_NAME.columns)

    def address(self, **changes) -> str:
        """This list with some parameters changed (a list of values, or None to drop one)."""
        query = self.request.GET.copy()
        dropped = ["cursor", *(["search"] if "search" in self.filters.errors else [])]
        for name in (*dropped, *changes):
            query.pop(name, None)
        for name, value in changes.items():
            if value is not None:
                query.setlist(name, value if isinstance(value, list) else [value])
        return f"?{query.urlencode()}" if query else reverse("members")


@demands(Permission.VIEW_MEMBERS)
@require_safe
def member_list(request):
    """Find members: by name, by filter, by browsing."""
    return _list_page(request, MemberListing(request))


def _list_page(request, listing: MemberListing, status: int = 200):
    page = listing.page()
    most = MOST_FOUND if listing.search else MOST_COUNTED
    total, people = persons(listing.rows, most + 1)
    context = {
        "listing": listing,
        "rows": [readable(row) for row in page.rows],
        "total": min(total, most),
        "persons": people,
        "capped": total > most,
        "next": page.next and listing.address(cursor=page.next),
        "previous": page.previous and listing.address(cursor=page.previous),
        "facets": _facets(listing),
        "chips": _chips(listing),
        "clear_url": reverse("members"),
        "downloads": downloads(reverse("members-download"), listing.address()),
        "may_nik": request.user.may(Permission.REVEAL_PERSONAL),
        "cooperative": request.GET.get("cooperative", ""),
    }
    return render(request, "registry/members/list.html", context, status=status)


def readable(row: dict) -> dict:
    """A row with its NIK masked."""
    row["nik"] = mask_nik(row["nik"])
    return row


def downloads(base: str, query: str) -> list[tuple[str, str]]:
    """(label, address) of every format of a list with the query string ``query``."""
    rest = query.partition("?")[2]
    return [(label, f"{base}?format={fmt}{f'&{rest}' if rest else ''}") for fmt, label in DOWNLOADS]


def _facets(listing: MemberListing) -> list[dict]:
    """The filters with a list of choices."""
    districts = [
        (place.kemendagri_code, place.name)
        for place in District.objects.all()
        if listing.scope.covers(place.pk)
    ]
    known = {"district": districts, "sex": enums.Sex.choices}
    return [
        {
            "name": name,
            "label": listing.filters.form.fields[name].label,
            "options": [
                (code, label, code in listing.request.GET.getlist(name)) for code, label in choices
            ],
        }
        for name, choices in known.items()
    ]


def _chips(listing: MemberListing) -> list[dict]:
    """What is set, one chip a value, each with the address of the list without it."""
    found = []
    for name, value in listing.filters.form.cleaned_data.items():
        parameter = "pada" if name == "as_of" and "pada" in listing.request.GET else name
        given = [text for text in listing.request.GET.getlist(parameter) if text.strip()]
        words = _words(listing, name, value, given) if given and value else []
        for one, word in zip(given, words, strict=False):
            rest = [other for other in given if other != one]
            label = "Cari" if name == "search" else listing.filters.form.fields[name].label
            url = listing.address(**{parameter: rest or None})
            found.append({"label": label, "value": word, "url": url})
    return found


def _words(listing: MemberListing, name: str, value, given: list[str]) -> list[str]:
    if name == "district":
        return [place.name for place in value]
    if name == "cooperative":
        own = Cooperative.objects.within(listing.scope).filter(uid=value).first()
        return [own.name if own else "di luar wilayah kerja Anda"]
    if name in {"sex", "current"}:
        labels = SEXES if name == "sex" else dict(Current.choices)
        return [str(labels.get(code, code)) for code in given]
    return [f"{value:%d-%m-%Y}" if hasattr(value, "strftime") else str(value)]


@demands(Permission.VIEW_MEMBERS)
@require_safe
def members_download(request):
    """The list as it is filtered, as a file."""
    listing = MemberListing(request)
    if sentence := wrong_format(request):
        listing.problems.append(sentence)
    if listing.problems:
        return _list_page(request, listing, status=400)
    notes = [f"Saringan {chip['label']}: {chip['value']}." for chip in _chips(listing)]
    if listing.is_approximate:
        notes.append("Tidak ada nama yang persis; ini yang paling mirip.")
    return member_file(request, listing.ordered(), "Daftar anggota koperasi", "anggota", notes)


@demands(Permission.VIEW_MEMBERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def member_by_nik(request):
    """Who has this NIK, in the cooperatives of the user's scope; asked by POST and recorded."""
    form = NikForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = list(find_by_nik(request.user, form.cleaned_data["nik"]))
        purpose = f"Cari dengan NIK ({len(found)} ditemukan): {form.cleaned_data['purpose']}"
        note_download(request, Member, "nik", purpose)
    context = {"form": form, "found": found, "today": timezone.localdate()}
    code = 400 if request.method == "POST" and found is None else 200
    return render(request, "registry/members/by_nik.html", context, status=code)
