"""Published figures on their way in: compared with what is kept, then kept; older editions stay."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from bengkalis.values import format_number
from reports.models import BpsImport, PublishedFigure
from reports.statistics.reconciliation import counted_anew

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
LOCK = 0x62707331  # one import at a time: two would compare with the same editions


class Step(NamedTuple):
    """One figure of the file and what it would do; ``before`` is the edition it replaces."""

    figure: PublishedFigure
    kind: str
    before: PublishedFigure | None


@dataclass
class Rehearsal:
    """What a file brings: figures by kind of change, counts a year, and every problem."""

    sha256: str
    retrieved_on: date
    variable: str
    label: str
    is_known: bool = False
    steps: list[Step] = field(default_factory=list)
    counts: dict[int, Counter] = field(default_factory=lambda: defaultdict(Counter))
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _checked: set[tuple] = field(default_factory=set)

    @property
    def coming(self) -> list[PublishedFigure]:
        """The figures that would be kept."""
        return [step.figure for step in self.steps if step.kind != UNCHANGED]

    def total(self, kind: str) -> int:
        return sum(counter[kind] for counter in self.counts.values())

    def may_commit(self) -> bool:
        return bool(self.steps) and not self.problems and not self.is_known


def compare(seen: Rehearsal, figures: list[PublishedFigure]) -> Rehearsal:
    """Put each of ``figures`` beside its latest edition. Two queries, and one for each new place,
    year and series that the constraints must judge."""
    seen.is_known = BpsImport.objects.filter(sha256=seen.sha256).exists()
    latest, places = _latest(figures), set()
    for figure in figures:
        if _place(figure) in places:
            seen.problems.append(f"{figure}: ada dua kali dalam berkas; diharapkan sekali.")
            continue
        places.add(_place(figure))
        _compare(seen, figure, latest.get(_place(figure)))
    return seen


@transaction.atomic
def keep(rehearse, by) -> Rehearsal:
    """Rehearse once more, alone, and keep what is new where nothing is wrong with the file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    seen = rehearse()
    if seen.may_commit():
        _keep(seen, by)
        counted_anew()
    return seen


def _latest(figures: list[PublishedFigure]) -> dict[tuple, PublishedFigure]:
    """The newest edition of every place and time of the series, by the same source."""
    known = {"series__in": {f.series for f in figures}, "source__in": {f.source for f in figures}}
    rows = sorted(
        PublishedFigure.objects.filter(**known),
        key=lambda row: (row.retrieved_on or date.min, row.pk),
    )
    return {_place(row): row for row in rows}


def _place(figure: PublishedFigure) -> tuple:
    return (
        *(figure.series, figure.source, figure.year, figure.as_of),
        *(figure.code_system, figure.place_code),
    )


def _compare(seen: Rehearsal, figure: PublishedFigure, before: PublishedFigure | None) -> None:
    if before and before.said == figure.said:
        _take(seen, figure, UNCHANGED, before)
    elif before and not _is_later(figure, before) and not seen.is_known:
        seen.problems.append(
            f"{figure}: angka lain sudah dimuat dengan tanggal ambil "
            f"{before.retrieved_on:%d-%m-%Y}; diharapkan tanggal ambil sesudahnya."
        )
    elif messages := _refused(seen, figure):
        seen.problems.append(f"{figure} (kode {figure.place_code}): {messages}")
    else:
        _take(seen, figure, CHANGED if before else NEW, before)


def _is_later(figure: PublishedFigure, before: PublishedFigure) -> bool:
    return before.retrieved_on is None or figure.retrieved_on > before.retrieved_on


def _take(seen: Rehearsal, figure: PublishedFigure, kind: str, before) -> None:
    seen.counts[figure.year][kind] += 1
    seen.steps.append(Step(figure, kind, before))


def _refused(seen: Rehearsal, figure: PublishedFigure) -> str:
    """Why the figure can not be; "" when it can.

    The constraints ask the database, so that each place, time and series is put to them once: a
    file is kept whole or not at all, and the first figure of a wrong place is a problem already.
    """
    parts = {
        (figure.code_system, figure.place_code),
        (figure.year, figure.as_of),
        (figure.series, figure.unit, figure.source),
    }
    try:
        figure.clean_fields(exclude=["bps_import"])
        if not parts <= seen._checked:
            figure.validate_constraints(exclude=["bps_import"])
    except ValidationError as error:
        return " ".join(error.messages)
    seen._checked |= parts
    return ""


def _keep(seen: Rehearsal, by) -> None:
    batch = BpsImport(
        sha256=seen.sha256,
        variable=seen.variable,
        label=seen.label[:300],
        retrieved_on=seen.retrieved_on,
        imported_by=by,
        **{kind: seen.total(kind) for kind in (NEW, CHANGED, UNCHANGED)},
    )
    batch.full_clean()
    batch.save()
    for figure in seen.coming:
        figure.bps_import = batch
    PublishedFigure.objects.bulk_create(seen.coming, batch_size=1000)


def shown_value(figure: PublishedFigure | None) -> str:
    """The number as Indonesians write it, or the mark in words; "" for no figure."""
    if figure is None:
        return ""
    return figure.get_mark_display() if figure.value is None else format_number(figure.value)
