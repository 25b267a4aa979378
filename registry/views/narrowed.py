"""One request's list of work: what it is narrowed by, its page, and the addresses around it."""

from django.db.models import QuerySet
from django.urls import reverse
from django_filters import FilterSet

from bengkalis.paging import BadCursor, Keyset, Page

PAGE = 50
MOST_COUNTED = 50_000


class Narrowed:
    """Rows of ``rows`` that pass the filters in the address; ``problems`` are sentences about
    parameters that were not understood and are left out."""

    def __init__(self, request, filterset: type[FilterSet], rows: QuerySet, address: str):
        self.request, self.here = request, reverse(address)
        self.filters = filterset(request.GET, rows)
        self.rows = self.filters.qs
        self.form = self.filters.form
        self.problems = [
            f"Saringan {self.form.fields[name].label}: {message}"
            for name, errors in self.filters.errors.items()
            for message in errors
        ]

    def page(self, keyset: Keyset, rows: QuerySet | None = None) -> Page:
        rows = self.rows if rows is None else rows
        try:
            return keyset.page(rows, PAGE, self.request.GET.get("cursor"))
        except BadCursor as error:
            self.problems.append(str(error))
            return keyset.page(rows, PAGE)

    def count(self) -> tuple[int, bool]:
        """How many rows there are, and whether there are more than that."""
        counted = self.rows.order_by()[: MOST_COUNTED + 1].count()
        return min(counted, MOST_COUNTED), counted > MOST_COUNTED

    def address(self, **changes) -> str:
        """This list with some parameters changed (a list of values, or None to drop one)."""
        query = self.request.GET.copy()
        query.pop("cursor", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query.setlist(name, value if isinstance(value, list) else [value])
        return f"?{query.urlencode()}" if query else self.here

    def context(self, keyset: Keyset) -> dict:
        """What the list's template needs."""
        page, (total, capped) = self.page(keyset), self.count()
        return {
            "listing": self,
            "rows": page.rows,
            "total": total,
            "capped": capped,
            "next": page.next and self.address(cursor=page.next),
            "previous": page.previous and self.address(cursor=page.previous),
            "chips": self.chips(),
            "clear_url": self.here,
            "problems": self.problems,
        }

    def chips(self) -> list[dict]:
        """What is set, one chip a value, each with the address of the list without it."""
        found = []
        for name, value in self.form.cleaned_data.items():
            given = [text for text in self.request.GET.getlist(name) if text.strip()]
            words = self._words(name, value)
            for one in given:
                rest = [other for other in given if other != one]
                url = self.address(**{name: rest or None})
                label = self.form.fields[name].label
                found.append({"label": label, "value": words.get(one, one), "url": url})
        return found

    def _words(self, name: str, value) -> dict[str, str]:
        if name == "district":
            return {place.kemendagri_code: place.name for place in value}
        choices = getattr(self.form.fields[name], "choices", ())
        return {str(code): str(label) for code, label in choices}


def places(scope, districts) -> list[tuple[str, str]]:
    """The kecamatan that can be chosen within ``scope``: code and name."""
    return [(place.kemendagri_code, place.name) for place in districts if scope.covers(place.pk)]
