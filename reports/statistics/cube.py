"""A statistic as a small cube: dimensions with ordered categories, and one value for every cell.

Everything here is pure: no database, no request. ``slice`` and ``margins`` give new cubes.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import product
from math import prod
from typing import NamedTuple

from bengkalis.tables import Column, Table

TIME, GEO, METRIC = "time", "geo", "metric"
NOT_SUMMED = {TIME, METRIC}


class Text(NamedTuple):
    """A text of the office in Indonesian and in English."""

    id: str
    en: str

    def say(self, lang: str) -> str:
        return self.en if lang == "en" else self.id


NOTHING = Text("", "")
# Why a cell has no number; zero is a number. Codes as Eurostat uses them.
MARKS = {
    ":": Text("tidak tersedia", "not available"),
    "c": Text("dirahasiakan", "confidential"),
    "z": Text("tidak berlaku", "not applicable"),
}
# What must be known about a number that is there.
FLAGS = {
    "b": Text("patahan deret", "break in the series"),
    "p": Text("sementara", "provisional"),
}


@dataclass(frozen=True)
class Unit:
    """What a metric counts; ``decimals`` is how many places are published."""

    label: Text
    decimals: int = 0


@dataclass(frozen=True)
class Category:
    """One value of a dimension. Only categories of a metric dimension have a unit.

    ``members`` are the codes that a category of a code list stands for; such a category is
    offered through its code list only.
    """

    code: str
    label: Text
    unit: Unit | None = None
    members: tuple[str, ...] = ()


class CodeList(NamedTuple):
    """Another way to divide a dimension: ``codes`` are categories with members."""

    id: str
    label: Text
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Dimension:
    """An axis of the cube; ``role`` is ``time``, ``geo``, ``metric`` or empty.

    ``total`` is the code of the category that stands for all others; with one, the dimension may
    be left out of a question.
    """

    code: str
    label: Text
    categories: tuple[Category, ...]
    role: str = ""
    total: str = ""
    lists: tuple[CodeList, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(category.code for category in self.categories)

    def labels(self, lang: str) -> dict[str, str]:
        return {category.code: category.label.say(lang) for category in self.categories}

    def only(self, codes: Collection[str]) -> "Dimension":
        """The dimension with some of its categories, in its own order. KeyError for others."""
        if unknown := set(codes) - set(self.codes):
            raise KeyError(f"{self.code}: {', '.join(sorted(unknown))}")
        return replace(self, categories=tuple(c for c in self.categories if c.code in codes))

    @property
    def plain(self) -> tuple[str, ...]:
        """The codes that are offered without a code list, the total among them."""
        return tuple(category.code for category in self.categories if not category.members)


@dataclass(frozen=True)
class StatTable:
    """What is published beside the figures; ``next_update`` is the day of the next regular one."""

    id: str
    title: Text
    source: Text
    notes: tuple[Text, ...] = ()
    updated: datetime | None = None
    description: Text = NOTHING
    contact: Text = NOTHING
    next_update: date | None = None


@dataclass(frozen=True)
class Cube:
    """Values by category codes, one per dimension. A cell without a number is None with a mark
    (MARKS); a cell with a number may have a flag (FLAGS)."""

    table: StatTable
    dimensions: tuple[Dimension, ...]
    values: Mapping[tuple[str, ...], int | float | None]
    marks: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    flags: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self):
        if len(self.values) != prod(len(d.categories) for d in self.dimensions):
            raise ValueError(f"Cube {self.table.id}: values do not match its dimensions")
        if {cell for cell, value in self.values.items() if value is None} != set(self.marks):
            raise ValueError(f"Cube {self.table.id}: marks belong to exactly the empty cells")

    def cells(self) -> Iterator[tuple[str, ...]]:
        """Codes of every cell in row-major order: the last dimension changes fastest."""
        return product(*(dimension.codes for dimension in self.dimensions))

    def dense(self) -> list[int | float | None]:
        """Values in the order of ``cells``."""
        return [self.values[cell] for cell in self.cells()]

    def dimension(self, code: str) -> Dimension:
        return self.dimensions[self._position(code)]

    def _position(self, code: str) -> int:
        return [dimension.code for dimension in self.dimensions].index(code)

    def slice(self, chosen: Mapping[str, Collection[str]], dropped: Collection[str] = ()) -> "Cube":
        """The cube with only the chosen categories; a dimension not named stays whole, but for
        those in ``dropped``: of these the total is taken and the axis left away.

        Every figure that leaves the portal passes here. KeyError for a code that is not there and
        for a dropped dimension without a total.
        """
        chosen = {**chosen, **{code: (self.dimension(code).total,) for code in dropped}}
        axes = [d.only(chosen[d.code]) if d.code in chosen else d for d in self.dimensions]
        kept = [place for place, axis in enumerate(axes) if axis.code not in dropped]
        cells = {
            tuple(cell[place] for place in kept): cell
            for cell in product(*(axis.codes for axis in axes))
        }
        return replace(
            self,
            dimensions=tuple(axes[place] for place in kept),
            values={short: self.values[cell] for short, cell in cells.items()},
            marks={short: self.marks[cell] for short, cell in cells.items() if cell in self.marks},
            flags={short: self.flags[cell] for short, cell in cells.items() if cell in self.flags},
        )

    def margins(self, *keep: str) -> "Cube":
        """Sums over every dimension but ``keep``, which also gives the new order.

        A sum with an unknown part is unknown and takes that part's mark. Neither a metric nor a
        point in time is summed: ValueError when such a dimension has several categories.
        """
        self._refuse_nonsense(keep)
        positions = [self._position(code) for code in keep]
        dimensions = tuple(self.dimensions[position] for position in positions)
        values: dict[tuple[str, ...], int | float | None] = filled(dimensions, {})
        marks: dict[tuple[str, ...], str] = {}
        for cell in self.cells():
            target = tuple(cell[position] for position in positions)
            value, so_far = self.values[cell], values[target]
            if value is None:
                marks.setdefault(target, self.marks[cell])
            values[target] = None if value is None or so_far is None else so_far + value
        return replace(self, dimensions=dimensions, values=values, marks=marks, flags={})

    def _refuse_nonsense(self, keep: Collection[str]) -> None:
        for dimension in self.dimensions:
            summed = dimension.code not in keep and len(dimension.categories) > 1
            if summed and dimension.role in NOT_SUMMED:
                raise ValueError(f"{dimension.code} has several categories and cannot be summed")

    def sign(self, cell: tuple[str, ...]) -> str | None:
        """The mark of a cell without a number, or the flag of one with a number."""
        return self.marks.get(cell) or self.flags.get(cell)

    def total(self) -> int | float | None:
        """The sum of all cells, None if one of them is unknown."""
        return self.margins().values[()]

    def long_table(self, lang: str) -> Table:
        """One row per cell with codes and labels: what CSV and XLSX carry."""
        columns = [column for axis in self._axes() for column in _code_and_label(axis, lang)]
        mark = Column("mark", Text("tanda", "mark").say(lang))
        return Table(
            self.table.title.say(lang),
            (*columns, self._value_column(lang), mark),
            self._long_rows(lang),
            tuple(note.say(lang) for note in self.table.notes),
            self.table.source.say(lang),
        )

    def _axes(self) -> list[Dimension]:
        """The dimensions that say something: a lone metric stands in the value's heading."""
        return [d for d in self.dimensions if d.role != METRIC or len(d.categories) > 1]

    def _value_column(self, lang: str) -> Column:
        metrics = [c for d in self.dimensions if d.role == METRIC for c in d.categories]
        if len(metrics) != 1:
            return Column("value", Text("nilai", "value").say(lang), "decimal")
        whole = metrics[0].unit is not None and metrics[0].unit.decimals == 0
        return Column("value", metrics[0].label.say(lang), "integer" if whole else "decimal")

    def _long_rows(self, lang: str) -> Iterator[tuple]:
        labels = [dimension.labels(lang) for dimension in self.dimensions]
        shown = [self.dimensions.index(axis) for axis in self._axes()]
        for cell in self.cells():
            coded = (part for n in shown for part in (cell[n], labels[n][cell[n]]))
            yield (*coded, self.values[cell], self.sign(cell))


def _code_and_label(axis: Dimension, lang: str) -> tuple[Column, Column]:
    label = axis.label.say(lang)
    code = Text("kode", "code").say(lang)
    return Column(f"{axis.code}_code", f"{code} {label}", "id"), Column(axis.code, label)


def filled(dimensions: tuple[Dimension, ...], counts: Mapping) -> dict[tuple[str, ...], int]:
    """``counts`` for every cell of ``dimensions``, zero where nothing was counted."""
    cells = dict.fromkeys(product(*(dimension.codes for dimension in dimensions)), 0)
    if unknown := set(counts) - set(cells):
        raise ValueError(f"Counted outside the dimensions: {sorted(unknown)[:3]}")
    return cells | dict(counts)


def cube_of(
    table: StatTable, dimensions: tuple[Dimension, ...], cells: Mapping[tuple[str, ...], tuple]
) -> Cube:
    """A cube from (value, sign) by cell: the mark where there is no number, else the flag or ""."""
    values = {cell: value for cell, (value, _) in cells.items()}
    marks = {cell: sign for cell, (value, sign) in cells.items() if value is None}
    flags = {cell: sign for cell, (value, sign) in cells.items() if sign and value is not None}
    return Cube(table, dimensions, values, marks, flags)
