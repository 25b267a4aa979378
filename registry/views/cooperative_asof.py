"""One cooperative as it was on a day: nothing here can be changed."""

from datetime import date

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from bengkalis import values
from bengkalis.access import Permission, scope_of
from bengkalis.templatetags.ui import tanggal
from registry.asof import DATED, as_of, read_day
from registry.enums import DatedField, Position
from registry.former import Words
from registry.models import Cooperative, Member

PAGE = "registry/cooperatives/asof.html"
_RANK = {position: rank for rank, position in enumerate(Position.values)}
PUBLIC = ("name", "form", "kind", "pattern", "group", "district", "village")


def dated_page(request, uid):
    """The cooperative on the day ``pada``; the staff face to whoever may see it in full."""
    rows = Cooperative.objects.select_related("district", "village")
    now = rows.visible_to(request.user).filter(uid=uid).order_by("id").first()
    is_staff = now is not None
    now = now or get_object_or_404(rows.public(), uid=uid)
    context = {"cooperative": now, "is_staff": is_staff, "refused": "", "then": None}
    try:
        day = read_day(request.GET["pada"], timezone.localdate())
    except values.Unparsable as error:
        return render(request, PAGE, {**context, "refused": str(error)}, status=400)
    day = day or timezone.localdate()
    then = as_of(Cooperative.objects.public(), day).filter(pk=now.pk).order_by("id").first()
    context |= {"day": day, "day_words": tanggal(day)}
    if then is None:
        return render(request, PAGE, context, status=404)
    context |= _shown(now, then, day) | (_inside(request.user, now, day) if is_staff else {})
    permalink = f"{now.get_absolute_url()}?pada={day:%d-%m-%Y}"
    return render(request, PAGE, {**context, "permalink": request.build_absolute_uri(permalink)})


def _shown(now: Cooperative, then: Cooperative, day: date) -> dict:
    """What anybody may read of that day."""
    past = {name: getattr(then, _annotation(name)) or "" for name in DatedField.values}
    present = {name: _present(now, name) for name in DatedField.values}
    words = Words()
    facts = [
        {
            "name": name,
            "label": DatedField(name).label,
            "then": words.say(name, past[name]),
            "now": words.say(name, present[name]) if past[name] != present[name] else None,
        }
        for name in DatedField.values
    ]
    held = now.meetings.filter(held_on__lte=day).order_by("-held_on")
    return {
        "then": then,
        "facts": facts,
        "public_facts": [fact for fact in facts if fact["name"] in PUBLIC],
        "amendments": now.amendments.filter(decided_on__lte=day),
        "latest_held": held.values_list("held_on", flat=True).first(),
    }


def _annotation(name: str) -> str:
    return DATED.get(name, f"{name}_on")


def _present(cooperative: Cooperative, name: str) -> str:
    value = getattr(cooperative, name)
    return getattr(value, "kemendagri_code", value) or ""


def _inside(user, now: Cooperative, day: date) -> dict:
    """What only the office reads: board, RAT and members of that day, the steps until then."""
    members = Member.objects.filter(cooperative=now)
    sees_members = scope_of(user, Permission.VIEW_MEMBERS).covers(now.district_id)
    steps = now.status_history.filter(effective_on__lte=day) | now.status_history.filter(
        effective_on__isnull=True
    )
    return {
        "board": sorted(now.board.in_office(day), key=lambda m: (_RANK[m.position], m.pk)),
        "meetings": now.meetings.filter(held_on__lte=day),
        "sees_members": sees_members,
        "members": members.on(day).count() if sees_members and members.exists() else None,
        "steps": [
            {"title": "", "when": step.effective_on, "status": step.status, "text": step.reason}
            for step in steps
        ],
    }
