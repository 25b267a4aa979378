"""The buku daftar anggota of one cooperative as of a day: page, print and file."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands, scope_of
from bengkalis.paging import BadCursor
from registry.forms.members import DayForm
from registry.headcount import beside_meeting, heads, years
from registry.models import Cooperative
from registry.models.members import MemberQuerySet
from registry.views.member_files import FIELDS, member_file, wrong_format
from registry.views.members import BY_NAME, PAGE, downloads, readable


def find_book(user, uid) -> Cooperative:
    """The cooperative whose book ``user`` may read. Raises Http404."""
    rows = Cooperative.objects.within(scope_of(user, Permission.VIEW_MEMBERS))
    cooperative = rows.select_related("district").filter(uid=uid).first()
    if cooperative is None:
        raise Http404("Data tidak ditemukan di wilayah kerja Anda.")
    return cooperative


@dataclass
class Book:
    """One cooperative's members on one day; ``form`` says what of the day was not understood."""

    request: object
    cooperative: Cooperative

    def __post_init__(self):
        self.today = timezone.localdate()
        asked = self.request.GET if self.request.GET.get("pada") else None
        self.form = DayForm(asked, initial={"pada": self.today})
        is_read = self.form.is_bound and self.form.is_valid()
        self.day: date = (is_read and self.form.cleaned_data["pada"]) or self.today
        self.members: MemberQuerySet = self.cooperative.members.all()

    @property
    def rows(self) -> MemberQuerySet:
        return self.members.on(self.day)

    @property
    def query(self) -> str:
        return "" if self.day == self.today else f"?pada={self.day.isoformat()}"

    def address(self, name: str) -> str:
        return f"{reverse(name, args=[self.cooperative.uid])}{self.query}"


def _book(request, uid) -> Book:
    return Book(request, find_book(request.user, uid))


@demands(Permission.VIEW_MEMBERS)
@require_safe
def member_book(request, uid):
    """Who was in the book on a day, how many by sex, how many year by year."""
    return _book_page(request, _book(request, uid))


def _book_page(request, book: Book, status: int = 200, problem: str = ""):
    page, broken = _page(request, book)
    may_edit = scope_of(request.user, Permission.EDIT_MEMBERS)
    may_nik = scope_of(request.user, Permission.REVEAL_PERSONAL)
    cooperative = book.cooperative
    context = {
        "book": book,
        "cooperative": cooperative,
        "problem": problem or broken,
        "rows": [readable(row) for row in page.rows],
        "heads": heads(book.members, book.day),
        "years": years(book.members, book.today),
        "compared": beside_meeting(cooperative, book.day),
        "next": page.next and _turned(book, page.next),
        "previous": page.previous and _turned(book, page.previous),
        "print_url": book.address("member-book-print"),
        "downloads": downloads(reverse("member-book-download", args=[cooperative.uid]), book.query),
        "may_edit": may_edit.covers(cooperative.district_id),
        "may_nik": may_nik.covers(cooperative.district_id),
    }
    return render(request, "registry/members/book.html", context, status=status)


def _page(request, book: Book):
    rows = book.rows.values(*FIELDS)
    try:
        return BY_NAME.page(rows, PAGE, request.GET.get("cursor")), ""
    except BadCursor as error:
        return BY_NAME.page(rows, PAGE), str(error)


def _turned(book: Book, cursor: str) -> str:
    return f"?cursor={cursor}{book.query.replace('?', '&')}"


@demands(Permission.VIEW_MEMBERS)
@require_safe
def member_book_print(request, uid):
    """The whole book on paper, with the place for signatures; NIK stay masked."""
    book = _book(request, uid)
    rows = book.rows.order_by(*BY_NAME.columns).values(*FIELDS)
    context = {
        "book": book,
        "cooperative": book.cooperative,
        "rows": [readable(row) for row in rows],
        "heads": heads(book.members, book.day),
        "back_url": book.address("member-book"),
        "printed_at": timezone.now(),
    }
    return render(request, "registry/members/book_print.html", context)


@demands(Permission.VIEW_MEMBERS)
@require_safe
def member_book_download(request, uid):
    """The book as of the day, as a file."""
    book = _book(request, uid)
    problem = wrong_format(request) or " ".join(book.form.errors.get("pada", []))
    if problem:
        return _book_page(request, book, status=400, problem=problem)
    title = f"Buku daftar anggota {book.cooperative.name}"
    notes = [f"Keadaan per {book.day:%d-%m-%Y}."]
    return member_file(request, book.rows.order_by(*BY_NAME.columns), title, "buku-anggota", notes)
