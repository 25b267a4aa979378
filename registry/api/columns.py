"""Fields that are no columns, computed for a whole page at once: one query, never one a row."""

from collections import defaultdict

from django.db.models import F
from django.urls import reverse

from bengkalis.listing import Computed
from bengkalis.templatetags.ui import mask_phone
from registry.compliance import with_compliance
from registry.enums import Position
from registry.models import AnnualMeeting, BoardMember, Cooperative, OfficeDistrict
from registry.models.people import today

RANK = {position: rank for rank, position in enumerate(Position.values)}
OFFICER = ("position", "person_name", "term_from", "term_to")
MEETING = ("book_year", "held_on", "figures_as_of", *AnnualMeeting.FIGURES)
NEVER = "00000000-0000-0000-0000-000000000000"


def link(name: str, column: str, placeholder: str = NEVER) -> Computed:
    """The absolute address of each row at the route ``name``, which ``column`` identifies."""

    def values(rows, request):
        pattern = request.build_absolute_uri(reverse(name, args=[placeholder]))
        start = pattern.removesuffix(placeholder)
        return [f"{start}{row[column]}" for row in rows]

    return Computed((column,), values)


def _phones(rows, request):
    return [mask_phone(row["phone"]) or None for row in rows]


def _officers(rows, request):
    boards = defaultdict(list)
    members = BoardMember.objects.in_office(today()).filter(cooperative_id__in=_ids(rows))
    for member in members.order_by("id").values("cooperative_id", *OFFICER):
        boards[member.pop("cooperative_id")].append(member)
    for board in boards.values():
        board.sort(key=lambda member: RANK[member["position"]])
    return [boards[row["id"]] for row in rows]


def _latest_meetings(rows, request):
    found = (
        AnnualMeeting.objects.filter(cooperative_id__in=_ids(rows))
        .order_by(
            "cooperative_id",
            F("book_year").desc(nulls_last=True),
            F("held_on").desc(nulls_last=True),
            "-id",
        )
        .distinct("cooperative_id")
        .values("cooperative_id", *MEETING)
    )
    latest = {meeting.pop("cooperative_id"): meeting for meeting in found}
    return [latest.get(row["id"]) for row in rows]


def _computed(name: str) -> Computed:
    """What ``registry.compliance`` says as of today."""

    def values(rows, request):
        found = with_compliance(Cooperative.objects.filter(pk__in=_ids(rows)), today())
        known = dict(found.order_by("pk").values_list("pk", name))
        return [known[row["id"]] for row in rows]

    return Computed(("id",), values)


def _districts(rows, request):
    served = defaultdict(list)
    links = OfficeDistrict.objects.filter(office_id__in=_ids(rows)).order_by(
        "district__kemendagri_code"
    )
    for office, code in links.values_list("office_id", "district__kemendagri_code"):
        served[office].append(code)
    return [served[row["id"]] for row in rows]


def _ids(rows) -> list[int]:
    return [row["id"] for row in rows]


PHONE = Computed(("phone",), _phones)
OFFICERS = Computed(("id",), _officers)
LATEST_MEETING = Computed(("id",), _latest_meetings)
DISTRICTS = Computed(("id",), _districts)
MEETING_STATE = _computed("meeting_state")
COMPUTED_GRADE = _computed("computed_grade")
