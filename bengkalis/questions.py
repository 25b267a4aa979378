"""What a caller asked of a list: fields, order, page, filters. Anything unknown is an error."""

import re
from dataclasses import dataclass

from django.http import QueryDict
from django_filters import DateFilter, Filter, MultipleChoiceFilter
from django_filters.filters import BaseCSVFilter
from rest_framework.serializers import ValidationError

from bengkalis.paging import Keyset

LIMIT, MOST = 50, 500
SEVERAL = (MultipleChoiceFilter, BaseCSVFilter)
CONTROLS = ("fields", "ordering", "cursor", "limit", "count")


@dataclass(frozen=True)
class Question:
    """A list's query string, understood. ``order`` is None where the caller named none."""

    names: list[str]
    order: Keyset | None
    limit: int
    cursor: str | None
    count: bool
    filters: QueryDict


def read_question(
    params: QueryDict,
    names: tuple[str, ...],
    orderings: dict[str, str],
    filters: dict[str, Filter],
) -> Question:
    """``params`` of a list whose rows have the fields ``names``.

    A blank parameter counts as not given. Raises ValidationError naming every wrong parameter.
    """
    reader = _Reader(params)
    several = {name for name, given in filters.items() if isinstance(given, SEVERAL)}
    reader.refuse_others((*CONTROLS, *filters), several)
    question = Question(
        names=reader.read("fields", lambda text: _names(text, names), list(names)),
        order=reader.read("ordering", lambda text: _order(text, orderings), None),
        limit=reader.read("limit", _limit, LIMIT),
        cursor=params.get("cursor") or None,
        count=reader.read("count", _yes_no, False),
        filters=_filters(params, filters),
    )
    for name in [name for name, given in filters.items() if isinstance(given, DateFilter)]:
        reader.read(name, _day, None)
    reader.finish()
    return question


def read_fields(params: QueryDict, names: tuple[str, ...]) -> list[str]:
    """The ``fields`` of a single row, the only parameter it knows. Raises ValidationError."""
    reader = _Reader(params)
    reader.refuse_others(("fields",), set())
    chosen = reader.read("fields", lambda text: _names(text, names), list(names))
    reader.finish()
    return chosen


class _Reader:
    """Collects the errors of all parameters."""

    def __init__(self, params: QueryDict):
        self.params = params
        self.errors: dict[str, list[str]] = {}

    def refuse_others(self, known: tuple[str, ...], repeatable: set[str]) -> None:
        for name, values in self.params.lists():
            if name not in known:
                self.errors[name] = [f"Parameter tidak dikenal; yang ada: {', '.join(known)}."]
            elif len(values) > 1 and name not in repeatable:
                self.errors[name] = ["Parameter ini hanya boleh muncul satu kali."]
            elif any("\0" in value for value in values):
                self.errors[name] = ["Parameter ini memuat karakter nol."]

    def read(self, name: str, understand, default):
        text = self.params.get(name)
        if not text or name in self.errors:
            return default
        try:
            return understand(text)
        except ValueError as error:
            self.errors[name] = [str(error)]
            return default

    def finish(self) -> None:
        if self.errors:
            raise ValidationError(self.errors)


def _names(text: str, known: tuple[str, ...]) -> list[str]:
    chosen = list(dict.fromkeys(text.split(",")))
    if wrong := [name for name in chosen if name not in known]:
        raise ValueError(
            f"Tidak dikenal atau tidak terbuka bagi Anda: {', '.join(wrong)}; "
            f"yang ada: {', '.join(known)}."
        )
    return chosen


def _order(text: str, orderings: dict[str, str]) -> Keyset:
    name = text.removeprefix("-")
    if name not in orderings:
        raise ValueError(
            f"Ditemukan “{text}”, diharapkan satu dari: {', '.join(orderings)}; "
            "diawali - untuk urutan menurun."
        )
    return Keyset(orderings[name], descending=text.startswith("-"))


def _limit(text: str) -> int:
    if not re.fullmatch("[0-9]{1,3}", text) or not 1 <= int(text) <= MOST:
        raise ValueError(f"Ditemukan “{text}”, diharapkan bilangan 1 sampai {MOST}.")
    return int(text)


def _day(text: str) -> str:
    """Programs write days in one way; what people type is for the pages."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(f"Ditemukan “{text}”, diharapkan tanggal dalam bentuk 2019-12-31.")
    return text


def _yes_no(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(f"Ditemukan “{text}”, diharapkan true atau false.")
    return text == "true"


def _filters(params: QueryDict, filters: dict[str, Filter]) -> QueryDict:
    """The given filters; ``status=aktif,beku`` is ``status=aktif&status=beku``."""
    chosen = QueryDict(mutable=True)
    for name, given in filters.items():
        values = [value for value in params.getlist(name) if value]
        if isinstance(given, MultipleChoiceFilter):
            values = [part for value in values for part in value.split(",")]
        elif isinstance(given, BaseCSVFilter):
            values = [",".join(values)] if values else []
        if values:
            chosen.setlist(name, values)
    return chosen
