"""Realisation of a month written down: money, work and output from January on, line by line.

Whoever records locks the plan, so nobody approves a smaller pagu or closes the month meanwhile.
The database refuses the same by itself; here every problem is found at once and named.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from bengkalis.errors import DomainError, TransitionRefused
from bengkalis.templatetags.ui import rupiah
from bengkalis.values import MONTHS, format_number
from programs.models import Plan, PlanRow, Realisation
from programs.reach import Reach
from registry.models.people import today

FIGURES = ("amount", "physical", "output")
FIELDS = (*FIGURES, "problem", "follow_up", "explanation")
LABELS = {name: str(Realisation._meta.get_field(name).verbose_name) for name in FIELDS}
NEEDED = {"amount": "keuangan", "physical": "fisik"}


@dataclass(frozen=True)
class Entry:
    """What one line is to say of a month; ``version`` is the row it was written over, 0 for none.

    All of ``values`` blank takes an entry back that was made by mistake.
    """

    line: UUID
    version: int
    values: dict

    @property
    def is_blank(self) -> bool:
        return all(self.values.get(name) in (None, "") for name in FIELDS)


@dataclass(frozen=True)
class Problem:
    """Why the figure of one line is refused."""

    line: UUID
    field: str
    sentence: str


class Refused(DomainError):
    """At least one line cannot be recorded; nothing was."""

    def __init__(self, problems: list[Problem]):
        super().__init__(" ".join(one.sentence for one in problems))
        self.problems = problems


class StaleLines(DomainError):
    """Somebody recorded the same lines meanwhile; ``current`` is what stands there now, by line."""

    slug = "stale"

    def __init__(self, current: dict[UUID, Realisation | None]):
        super().__init__("Sebagian baris sudah dicatat orang lain sejak Anda membukanya.")
        self.current = current


@dataclass
class LineState:
    """A row of the pagu in force, its entry of the month, and the entries before and after it."""

    row: PlanRow
    current: Realisation | None = None
    before: list[Realisation] = field(default_factory=list)
    after: list[Realisation] = field(default_factory=list)

    @property
    def uid(self) -> UUID:
        return self.row.line.uid

    @property
    def last(self) -> Realisation | None:
        """The latest entry before the month."""
        return self.before[-1] if self.before else None

    @property
    def version(self) -> int:
        return self.current.version if self.current else 0


def month_name(month: int) -> str:
    """8 → Agustus."""
    return MONTHS[month - 1]


def is_ahead(plan: Plan, month: int) -> bool:
    """Whether ``month`` of the plan's year has not begun."""
    return date(plan.year, month, 1) > today()


def refuse_month(plan: Plan, month: int) -> None:
    """Raises TransitionRefused for a month that is closed or has not begun."""
    if month <= plan.closed_month:
        raise TransitionRefused(f"Realisasi {month_name(month)} {plan.year} sudah ditutup.")
    if is_ahead(plan, month):
        raise TransitionRefused(f"{month_name(month)} {plan.year} belum tiba.")


def states(plan: Plan, month: int, reach: Reach) -> list[LineState]:
    """Every line where money is planned that ``reach`` covers, in the order of the codes."""
    budget = plan.in_force
    if budget is None or not reach:
        return []
    rows = budget.rows.leaves().with_item().order_by("item__code", "line_id")
    if not reach.everywhere:
        rows = rows.filter(office__in=reach.offices)
    found = {row.line_id: LineState(row) for row in rows}
    for one in Realisation.objects.filter(line__in=found).order_by("line_id", "month"):
        _place(found[one.line_id], one, month)
    return list(found.values())


def _place(state: LineState, one: Realisation, month: int) -> None:
    if one.month == month:
        state.current = one
    else:
        (state.before if one.month < month else state.after).append(one)


# --- what is refused -----------------------------------------------------------------------------


def judge(states: Iterable[LineState], entries: Iterable[Entry]) -> list[Problem]:
    """Everything that is wrong with ``entries``; nothing is written."""
    known = {state.uid: state for state in states}
    return [
        Problem(entry.line, name, sentence)
        for entry in entries
        if not entry.is_blank
        for name, sentence in _problems(known[entry.line], entry.values)
    ]


def _problems(state: LineState, values: dict) -> Iterable[tuple[str, str]]:
    missing = [name for name in NEEDED if values.get(name) is None]
    for name in missing:
        yield name, f"Angka {NEEDED[name]} wajib diisi; tulis 0 bila belum ada."
    yield from _out_of_range(values)
    if not missing:
        yield from _above_pagu(state.row, values)
        yield from _backward(state, values)
    if values.get("problem") and not values.get("follow_up"):
        yield "follow_up", "Ada masalah yang ditulis; tulis juga tindak lanjutnya."


def _out_of_range(values: dict) -> Iterable[tuple[str, str]]:
    for name in ("amount", "output"):
        if (value := values.get(name)) is not None and value < 0:
            yield name, f"Ditemukan {format_number(value)}, diharapkan 0 atau lebih."
    physical = values.get("physical")
    if physical is not None and not 0 <= physical <= 100:
        yield "physical", f"Ditemukan {format_number(physical)}, diharapkan 0 sampai 100 persen."


def _above_pagu(row: PlanRow, values: dict) -> Iterable[tuple[str, str]]:
    if values["amount"] > row.pagu:
        over = values["amount"] - row.pagu
        yield (
            "amount",
            f"Ditemukan {rupiah(values['amount'])}, paling banyak pagu yang berlaku, "
            f"{rupiah(row.pagu)}: lebih {rupiah(over)}.",
        )


def _backward(state: LineState, values: dict) -> Iterable[tuple[str, str]]:
    """Figures count from January on: less than before needs words, and so does what comes after."""
    if not values.get("explanation"):
        for name in FIGURES:
            if high := _highest(state.before, name, values.get(name)):
                reached = format_number(getattr(high, name))
                said = f"{LABELS[name]} {month_name(high.month)} sudah {reached}"
                yield "explanation", f"Lebih kecil daripada sebelumnya ({said}); jelaskan sebabnya."
                break
    unexplained = [one for one in state.after if not one.explanation.strip()]
    for name in FIGURES:
        if low := _lowest(unexplained, name, values.get(name)):
            found = f"{format_number(getattr(low, name))} pada {month_name(low.month)}"
            yield name, f"Lebih besar daripada {found}; betulkan bulan itu dahulu."


def _highest(rows: list[Realisation], name: str, value: Decimal | None) -> Realisation | None:
    """The entry with the highest figure, where that is above ``value``."""
    over = [one for one in rows if _exceeds(getattr(one, name), value)]
    return max(over, key=lambda one: getattr(one, name), default=None)


def _lowest(rows: list[Realisation], name: str, value: Decimal | None) -> Realisation | None:
    under = [one for one in rows if _exceeds(value, getattr(one, name))]
    return min(under, key=lambda one: getattr(one, name), default=None)


def _exceeds(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one > other


# --- recording -----------------------------------------------------------------------------------


@transaction.atomic
def record(plan: Plan, month: int, entries: list[Entry], by, reach: Reach) -> int:
    """Write ``entries`` down, all or none; says how many rows changed.

    ``reach`` is where ``by`` may record. Raises TransitionRefused for a month that is closed or
    ahead, and for a line that is not (any more) in the pagu in force or not in reach; StaleLines
    where somebody wrote meanwhile; Refused with every problem.
    """
    plan = Plan.locked(plan.pk, None)
    refuse_month(plan, month)
    known = {state.uid: state for state in states(plan, month, reach)}
    if any(entry.line not in known for entry in entries):
        raise TransitionRefused("Ada baris yang tidak lagi termasuk pagu yang berlaku.")
    _refuse_stale(known, entries)
    if problems := judge(known.values(), entries):
        raise Refused(problems)
    return sum(_write(known[entry.line], month, entry, by) for entry in entries)


def _refuse_stale(known: dict[UUID, LineState], entries: list[Entry]) -> None:
    stale = {
        entry.line: known[entry.line].current
        for entry in entries
        if known[entry.line].version != entry.version
    }
    if stale:
        raise StaleLines(stale)


def _write(state: LineState, month: int, entry: Entry, by) -> bool:
    """Create, change or take back one row; says whether anything changed."""
    if entry.is_blank:
        if state.current:
            state.current.delete()
        return state.current is not None
    row = state.current or Realisation(line=state.row.line, month=month)
    changed = [name for name in FIELDS if getattr(row, name) != _kept(name, entry.values)]
    if state.current and not changed:
        return False
    for name in changed:
        setattr(row, name, _kept(name, entry.values))
    row.recorded_by = by
    _demand_sound(state, row)
    row.save(update_fields=[*changed, "recorded_by"] if state.current else None)
    return True


def _kept(name: str, values: dict):
    value = values.get(name)
    return value if name in FIGURES else value or ""


def _demand_sound(state: LineState, row: Realisation) -> None:
    """Lengths and decimals, as the columns have them. Raises Refused."""
    try:
        row.clean_fields(exclude={"line", "recorded_by"})
    except ValidationError as error:
        found = error.message_dict.items()
        raise Refused(
            [Problem(state.uid, name, " ".join(sentences)) for name, sentences in found]
        ) from error
