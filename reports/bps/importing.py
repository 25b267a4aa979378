"""Keeping a saved BPS answer: what would come, and taking it in; older editions stay."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from reports.bps.reading import Answer, Cell, read_answer
from reports.models import BpsImport, CodeSystem, PublishedFigure

SOURCE = "BPS Kabupaten Bengkalis, WebAPI"
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
PLAIN_GROUPS = {"", "tidak ada", "tahun", "tahunan"}
LOCK = 0x62707331  # one import at a time: two would compare with the same editions


@dataclass
class Rehearsal:
    """What a file brings: figures by kind of change, counts a year, and every problem."""

    sha256: str
    answer: Answer
    is_known: bool = False
    coming: list[PublishedFigure] = field(default_factory=list)
    counts: dict[int, Counter] = field(default_factory=lambda: defaultdict(Counter))
    problems: list[str] = field(default_factory=list)

    def total(self, kind: str) -> int:
        return sum(counter[kind] for counter in self.counts.values())


@transaction.atomic
def take_in(content: bytes, retrieved_on: date, user=None, commit: bool = False) -> Rehearsal:
    """Compare the answer with what is kept; with ``commit`` and no problem, keep what is new.

    Raises Unreadable.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    seen = rehearse(content, retrieved_on)
    if commit and not seen.problems and not seen.is_known:
        _keep(seen, retrieved_on, user)
    return seen


def rehearse(content: bytes, retrieved_on: date) -> Rehearsal:
    """What ``take_in`` would do. Two queries."""
    answer = read_answer(content)
    seen = Rehearsal(hashlib.sha256(content).hexdigest(), answer)
    seen.problems.extend(answer.problems)
    if not answer.cells:
        seen.problems.append("Jawaban BPS tidak memuat satu angka pun yang dapat dibaca.")
    seen.is_known = BpsImport.objects.filter(sha256=seen.sha256).exists()
    latest = _latest({series_of(cell) for cell in answer.cells})
    for cell in answer.cells:
        _compare(seen, figure_of(cell, answer, retrieved_on), latest)
    return seen


def series_of(cell: Cell) -> str:
    """The name of the series that ``cell`` belongs to: variable, its split, part of the year."""
    return f"bps.{cell.variable.val}.{cell.group.val}.{cell.period.val}"


def figure_of(cell: Cell, answer: Answer, retrieved_on: date) -> PublishedFigure:
    """``cell`` as a figure that is not saved yet."""
    split = [i.label for i in (cell.group, cell.period) if i.label.lower() not in PLAIN_GROUPS]
    variable = cell.variable.val
    return PublishedFigure(
        series=series_of(cell),
        label=", ".join([cell.variable.label, *split]),
        year=cell.year,
        value=cell.value,
        mark=cell.mark,
        unit=answer.units[variable] or "tanpa satuan",
        code_system=CodeSystem.BPS,
        place_code=cell.place.val,
        place_name=cell.place.label,
        source=SOURCE,
        source_ref=f"variabel {variable}",
        retrieved_on=retrieved_on,
        note=answer.notes[variable][:500],
    )


def _latest(series: set[str]) -> dict[tuple, PublishedFigure]:
    rows = PublishedFigure.objects.filter(series__in=series, source=SOURCE)
    return {_place(row): row for row in rows.order_by("retrieved_on", "id")}


def _place(figure: PublishedFigure) -> tuple:
    return figure.series, figure.year, figure.place_code


def _compare(seen: Rehearsal, figure: PublishedFigure, latest: dict) -> None:
    before = latest.get(_place(figure))
    if before and before.said == figure.said:
        seen.counts[figure.year][UNCHANGED] += 1
        return
    if before and figure.retrieved_on <= before.retrieved_on and not seen.is_known:
        seen.problems.append(
            f"{figure}: angka lain sudah dimuat dengan tanggal ambil "
            f"{before.retrieved_on:%d-%m-%Y}; diharapkan tanggal ambil sesudahnya."
        )
        return
    try:
        figure.full_clean(validate_unique=False, validate_constraints=True, exclude=["bps_import"])
    except ValidationError as error:
        seen.problems.append(f"{figure} (kode {figure.place_code}): {' '.join(error.messages)}")
        return
    seen.counts[figure.year][CHANGED if before else NEW] += 1
    seen.coming.append(figure)


def _keep(seen: Rehearsal, retrieved_on: date, user) -> None:
    variables = seen.answer.variables
    batch = BpsImport(
        sha256=seen.sha256,
        variable=variables[0].val if len(variables) == 1 else "beberapa",
        label="; ".join(item.label for item in variables)[:300],
        retrieved_on=retrieved_on,
        imported_by=user,
        **{kind: seen.total(kind) for kind in (NEW, CHANGED, UNCHANGED)},
    )
    batch.full_clean()
    batch.save()
    for figure in seen.coming:
        figure.bps_import = batch
    PublishedFigure.objects.bulk_create(seen.coming, batch_size=1000)
