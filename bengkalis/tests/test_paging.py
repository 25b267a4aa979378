"""Keyset pages: complete, in order, both ways, and only for cursors of the same list."""

from datetime import date, timedelta
from itertools import chain

import pytest

from bengkalis.paging import BadCursor, Keyset
from registry.models import Cooperative, Village

DATES = [date(2019, 5, 1), None, date(2001, 1, 1), date(2019, 5, 1), None, date(1999, 1, 1)]


@pytest.fixture
def dated(make_cooperative):
    """Cooperatives with equal and with empty deed dates."""
    return [make_cooperative(f"Koperasi {n}", deed_date=day) for n, day in enumerate(DATES)]


def _walk(keyset, rows, limit, direction="next"):
    """The ids of all pages from one end to the other."""
    cursor, pages = None, []
    while True:
        page = keyset.page(rows, limit, cursor)
        pages.append([row["id"] if isinstance(row, dict) else row.id for row in page.rows])
        cursor = getattr(page, direction)
        if cursor is None:
            return pages


def _expected(rows, descending):
    filled = sorted(
        (r for r in rows if r.deed_date), key=lambda r: (r.deed_date, r.id), reverse=descending
    )
    empty = sorted((r for r in rows if not r.deed_date), key=lambda r: r.id, reverse=descending)
    return [row.id for row in filled + empty]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 6, 7])
def test_pages_hold_every_row_once_with_empty_values_last(dated, limit, descending):
    pages = _walk(Keyset("deed_date", descending), Cooperative.objects.all(), limit)
    assert list(chain(*pages)) == _expected(dated, descending)
    assert all(len(page) == limit for page in pages[:-1])


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 4])
def test_going_back_shows_the_pages_that_were_seen(dated, limit, descending):
    keyset, rows, cursor, seen = (
        Keyset("deed_date", descending),
        Cooperative.objects.all(),
        None,
        [],
    )
    while True:
        page = keyset.page(rows, limit, cursor)
        seen.append([row.id for row in page.rows])
        if page.next is None:
            break
        cursor = page.next
    for expected in reversed(seen[:-1]):
        page = keyset.page(rows, limit, page.previous)
        assert [row.id for row in page.rows] == expected
    assert page.previous is None


@pytest.mark.parametrize("column", ["id", "kemendagri_code", "name", "district__kemendagri_code"])
def test_rows_read_as_dicts_are_paged_like_instances(db, column):
    rows = Village.objects.values("id", column)
    pages = _walk(Keyset(column), rows, 40)
    assert [len(page) for page in pages] == [40, 40, 40, 35]
    assert len(set(chain(*pages))) == 155


def test_a_column_that_is_never_empty_takes_one_query_a_page(db, django_assert_num_queries):
    keyset, rows = Keyset("kemendagri_code"), Village.objects.values("id", "kemendagri_code")
    with django_assert_num_queries(1):
        first = keyset.page(rows, 2)
    with django_assert_num_queries(1):
        keyset.page(rows, 2, first.next)


def test_a_row_that_appears_before_the_cursor_shifts_nothing(dated, make_cooperative):
    keyset, rows = Keyset("deed_date"), Cooperative.objects.all()
    first = keyset.page(rows, 2)
    make_cooperative("Koperasi Awal", deed_date=first.rows[0].deed_date - timedelta(days=1))
    second = keyset.page(rows, 2, first.next)
    assert [row.id for row in first.rows + second.rows] == _expected(dated, False)[:4]


def test_the_row_at_the_edge_may_vanish(dated):
    keyset, rows = Keyset("deed_date"), Cooperative.objects.all()
    first = keyset.page(rows, 2)
    Cooperative.objects.filter(pk=first.rows[-1].pk).delete()
    second = keyset.page(rows, 2, first.next)
    assert [row.id for row in second.rows] == _expected(dated, False)[2:4]


def test_an_empty_list_has_no_neighbours(db):
    page = Keyset("name").page(Village.objects.none(), 10)
    assert (page.rows, page.next, page.previous) == ([], None, None)


@pytest.mark.parametrize(
    "text", ["x", "WzAsIm4iLDFd", "WzAsIm4iLDFd.bbbb", "é.ü", ".", "a.b.c", ":"]
)
def test_a_cursor_that_nobody_issued_is_refused(db, text):
    with pytest.raises(BadCursor):
        Keyset("name").page(Village.objects.all(), 10, text)


def test_a_cursor_belongs_to_one_list_and_one_order(db):
    cursor = Keyset("name").page(Village.objects.all(), 10).next
    for keyset, rows in [
        (Keyset("name", descending=True), Village.objects.all()),
        (Keyset("kemendagri_code"), Village.objects.all()),
        (Keyset("name"), Cooperative.objects.all()),
    ]:
        with pytest.raises(BadCursor, match="urutan"):
            keyset.page(rows, 10, cursor)
