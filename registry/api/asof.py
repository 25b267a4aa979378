"""Cooperatives over REST as of a day: the same fields with the values of that day."""

import re
from collections import defaultdict
from datetime import date

from django.db.models import F
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import ValidationError

from bengkalis import values
from bengkalis.listing import Computed, RowsView
from registry.api.columns import MEETING, OFFICER, RANK
from registry.asof import DatedRows, on_day, read_day
from registry.models import AnnualMeeting, BoardMember, FormerDetail

PARAMETER = OpenApiParameter(
    "as_of",
    {"type": "string", "format": "date"},
    description="Keadaan pada hari ini, bukan sekarang; paling lambat hari ini.",
)


def asked_day(params) -> date | None:
    """The parameter ``as_of``. Raises ValidationError."""
    given = [text for text in params.getlist("as_of") if text]
    if not given:
        return None
    if len(given) > 1:
        raise ValidationError({"as_of": ["Parameter ini hanya boleh muncul satu kali."]})
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", given[0]):
        sentence = f"Ditemukan “{given[0][:40]}”, diharapkan tanggal dalam bentuk 2019-12-31."
        raise ValidationError({"as_of": [sentence]})
    try:
        return read_day(given[0], timezone.localdate())
    except values.Unparsable as error:
        raise ValidationError({"as_of": [str(error)]}) from error


class DatedView(RowsView):
    """Reads rows of ``registry.asof.as_of`` once ``look_back`` has set the day."""

    day: date | None = None

    def look_back(self, day: date | None) -> None:
        """Answer with the values of ``day``; None leaves today's."""
        self.day = day
        if day:
            self.computed = self.computed | {
                "officers": Computed(("id",), lambda rows, request: _officers(rows, day)),
                "latest_meeting": Computed(("id",), lambda rows, request: _meetings(rows, day)),
            }

    def needed(self, names: list[str]) -> set[str]:
        needed = super().needed(names)
        return set(DatedRows(needed).columns) if self.day else needed

    def shaped(self, found: list[dict], names: list[str]) -> list[dict]:
        if self.day:
            dated = DatedRows(super().needed(names))
            found = [dated.restore(row) for row in found]
        return super().shaped(found, names)


def dated_orderings(orderings: dict[str, str]) -> dict[str, str]:
    return {name: on_day(column) for name, column in orderings.items()}


def _officers(rows: list[dict], day: date) -> list[list[dict]]:
    """The boards in office on ``day``."""
    boards = defaultdict(list)
    members = BoardMember.objects.in_office(day).filter(cooperative__in=[r["id"] for r in rows])
    for member in members.order_by("id").values("cooperative_id", *OFFICER):
        boards[member.pop("cooperative_id")].append(member)
    for board in boards.values():
        board.sort(key=lambda member: RANK[member["position"]])
    return [boards[row["id"]] for row in rows]


def _meetings(rows: list[dict], day: date) -> list[dict | None]:
    """The latest RAT that had been held by ``day``."""
    found = (
        AnnualMeeting.objects.filter(cooperative__in=[r["id"] for r in rows], held_on__lte=day)
        .order_by("cooperative_id", F("book_year").desc(nulls_last=True), "-held_on", "-id")
        .distinct("cooperative_id")
        .values("cooperative_id", *MEETING)
    )
    latest = {meeting.pop("cooperative_id"): meeting for meeting in found}
    return [latest.get(row["id"]) for row in rows]


def _former_details(rows: list[dict], request) -> list[list[dict]]:
    kept = defaultdict(list)
    found = FormerDetail.objects.filter(cooperative__in=[r["id"] for r in rows])
    for one in found.values("cooperative_id", "field", "value", "until", "basis"):
        kept[one.pop("cooperative_id")].append(one)
    return [kept[row["id"]] for row in rows]


FORMER_DETAILS = Computed(("id",), _former_details)
