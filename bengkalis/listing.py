"""Lists and single rows of the API, read by column instead of by object.

The serializer declares the fields once, for input, output and OpenAPI; here its sources become
the columns of one ``.values()`` query, because a serializer per row is what makes lists slow.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import Http404
from django_filters import Filter, FilterSet
from rest_framework import serializers

from bengkalis import conditional
from bengkalis.api import ApiView
from bengkalis.paging import Keyset, Page
from bengkalis.questions import Question, read_fields, read_question


class Computed(NamedTuple):
    """A field that is no column: the columns it needs, and its values for a whole page of rows."""

    needs: tuple[str, ...]
    values: Callable[[list[dict], object], list]


class RowsView(ApiView):
    """What a list and a single row of the same noun share."""

    serializer_class: type[serializers.ModelSerializer]
    computed: dict[str, Computed] = {}
    versioned = False  # whether rows have ``uid`` and ``version`` for their ETag
    lookup: dict[str, str] = {"uid": "uid"}  # argument of the address → column

    def rows(self, request) -> QuerySet:
        """The rows that the caller may see."""
        raise NotImplementedError

    def names(self, request) -> tuple[str, ...]:
        """The fields that the caller may see."""
        return tuple(self.serializer_class.Meta.fields)

    def needed(self, names: list[str]) -> set[str]:
        """The columns behind ``names``."""
        columns = columns_of(self.serializer_class)
        needed = {"id"} | ({"uid", "version"} if self.versioned else set())
        for name in names:
            needed |= set(self.computed[name].needs) if name in self.computed else {columns[name]}
        return needed

    def shaped(self, found: list[dict], names: list[str]) -> list[dict]:
        """``found`` rows as JSON objects with ``names``; empty text becomes null."""
        columns = columns_of(self.serializer_class)
        lists = {
            name: self.computed[name].values(found, self.request)
            for name in names
            if name in self.computed
        }
        return [
            {
                name: lists[name][place] if name in lists else _filled(row[columns[name]])
                for name in names
            }
            for place, row in enumerate(found)
        ]

    def show(self, request, where: dict, names: list[str] | None = None, **extra):
        """The row as an answer with its ETag. Raises Http404."""
        row, shaped = self.represent(request, where, names)
        mark = conditional.edition(row["uid"], row["version"]) if self.versioned else ""
        return conditional.answer(request, shaped, mark=mark, **extra)

    def represent(self, request, where: dict, names: list[str] | None = None) -> tuple[dict, dict]:
        """The row as read and as shown, with all its fields unless ``names`` says which."""
        names = names or list(self.names(request))
        place = {self.lookup[key]: value for key, value in where.items()}
        row = self.rows(request).filter(**place).values(*self.needed(names)).order_by("id").first()
        if row is None:
            raise Http404
        return row, self.shaped([row], names)[0]


class ListView(RowsView):
    """A list with filters, search, ordering, choice of fields and keyset pages."""

    filterset_class: type[FilterSet]
    orderings: dict[str, str]  # name → column; the first is the default
    staff_filters: frozenset[str] = frozenset()  # filters that only a token opens

    def get(self, request):
        asked = self.question(request)
        rows, marks = self.narrowed(request, asked)
        page = self.page(rows, asked, "approximate" in marks)
        payload = {
            "next": self._link(request, page.next),
            "previous": self._link(request, page.previous),
            "results": self.shaped(page.rows, asked.names),
        }
        if asked.count:
            payload["count"] = rows.count()
        return conditional.answer(request, payload | marks)

    def question(self, request) -> Question:
        params, names = request.query_params, self.names(request)
        return read_question(params, names, self.orderings, self.filters(request))

    def filters(self, request) -> dict[str, Filter]:
        """The filters that the caller may use."""
        hidden = () if request.user.is_authenticated else self.staff_filters
        known = self.filterset_class.base_filters
        return {name: known[name] for name in known if name not in hidden}

    def narrowed(self, request, asked: Question) -> tuple[QuerySet, dict[str, bool]]:
        """The rows that pass the filters, and what the search had to settle for: ``approximate``,
        ``capped``."""
        rows = self.rows(request)
        if not asked.filters:
            return rows, {}
        filterset = self.filterset_class(asked.filters, queryset=rows, request=request)
        # A form with all the other, empty fields would cost as much as the query itself.
        filterset.filters = {name: filterset.filters[name] for name in asked.filters}
        if not filterset.is_valid():
            raise serializers.ValidationError(filterset.errors)
        rows = filterset.qs
        marks = ("approximate", "capped")
        return rows, {mark: True for mark in marks if getattr(filterset, f"is_{mark}", False)}

    def page(self, rows: QuerySet, asked: Question, approximate: bool) -> Page:
        """One page; names that are only alike come best first, unless an order was asked for."""
        order = asked.order or Keyset(next(iter(self.orderings.values())))
        rows = rows.values(*self.needed(asked.names) | {order.column})
        if approximate and not asked.order and not asked.cursor:
            return Page(list(rows[: asked.limit]))
        return order.page(rows, asked.limit, asked.cursor)

    def _link(self, request, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        params = request.query_params.copy()
        params["cursor"] = cursor
        return f"{request.build_absolute_uri(request.path.rstrip('/'))}?{params.urlencode()}"


class DetailView(RowsView):
    """One row."""

    def get(self, request, **where):
        return self.show(request, where, read_fields(request.query_params, self.names(request)))


@cache
def columns_of(serializer_class: type[serializers.ModelSerializer]) -> dict[str, str]:
    """Field name → lookup of its column, from the sources that the serializer declares."""
    columns = {}
    for name, field in serializer_class().fields.items():
        columns[name] = (field.source or name).replace(".", "__")
        if isinstance(field, serializers.SlugRelatedField):
            columns[name] += f"__{field.slug_field}"
    return columns


def _filled(value):
    return None if value == "" else value
