"""Why an agreement in force no longer says how things stand, in sentences."""

from datetime import date
from decimal import Decimal

from bengkalis.values import format_date, format_rupiah
from programs.allotting import shares
from programs.enums import PaperState
from programs.holding import day_in, holder_of
from programs.models import Agreement
from registry.models import Incumbency, Position


def outdated(agreement: Agreement) -> list[str]:
    """Reasons to renew ``agreement``; none where it still holds, or is not in force.

    Held against today, or against the last day of its year once that is over. A new rank is no
    reason: the paper names the rank of its day.
    """
    if agreement.paper.state != PaperState.IN_FORCE:
        return []
    return _reasons(agreement, day_in(agreement.plan.year))


def behind(agreement: Agreement) -> list[str]:
    """In what a draft does not follow the data of its own day and the pagu in force."""
    paper = agreement.paper
    return _reasons(agreement, paper.dated_on) if paper.is_draft else []


def _reasons(agreement: Agreement, day: date) -> list[str]:
    return [*_official(agreement, day), *_superior(agreement, day), *_budget(agreement)]


def _official(agreement: Agreement, day: date) -> list[str]:
    return _changed(agreement.first, agreement.position, day, "Pejabat")


def _superior(agreement: Agreement, day: date) -> list[str]:
    post, second = agreement.position.superior, agreement.second
    if second.position_id != post.pk:
        return [f"Atasan langsung kini {post}; perjanjian ini dengan {second.position}."]
    return _changed(second, post, day, "Atasan")


def _changed(signed: Incumbency, post: Position, day: date, who: str) -> list[str]:
    now = holder_of(post, day)
    if now is None:
        return [f"{who}: {signed.official} tidak lagi memangku {post}; belum ada penggantinya."]
    since = format_date(now.valid_from)
    if now.official_id != signed.official_id:
        return [f"{who} berganti: {now.official} memangku {post} sejak {since}."]
    if now.standing != signed.standing:
        standing = now.get_standing_display().lower()
        return [f"{who}: {now.official} memangku {post} sebagai {standing} sejak {since}."]
    return []


def _budget(agreement: Agreement) -> list[str]:
    """Where the table of programs differs from what the pagu in force gives the post."""
    budget = agreement.plan.in_force
    if budget is None:
        return []
    now = {one.item.code: one.amount for one in shares(agreement.position, budget)}
    then = {one.code: one.amount for one in agreement.programs.all()}
    told = [_told(code, then.get(code), now.get(code)) for code in sorted(now.keys() | then.keys())]
    lines = [line for line in told if line]
    newer = budget.pk != agreement.budget_id
    return [f"{budget}: {line}" for line in lines] if newer else lines


def _told(code: str, then: Decimal | None, now: Decimal | None) -> str:
    if then == now:
        return ""
    if then is None:
        return f"{code} kini tanggung jawab jabatan ini, {format_rupiah(now)}."
    if now is None:
        return f"{code} tidak lagi tanggung jawab jabatan ini."
    return f"anggaran {code} {format_rupiah(now)}, pada perjanjian {format_rupiah(then)}."
