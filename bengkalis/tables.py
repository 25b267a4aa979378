"""One table, many coats: what a list, report or statistic is before it becomes a page or a file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

KINDS = frozenset({"text", "id", "integer", "decimal", "money", "date", "percent"})
NUMERIC = frozenset({"integer", "decimal", "money", "percent"})


@dataclass(frozen=True)
class Column:
    """One column. ``kind`` decides how every coat writes its values; ``unit`` stands in the head.

    ``id`` is text that looks like a number (codes, NIK, phone). ``percent`` holds 52.5 for 52.5 %.
    ``date`` holds dates, ``money`` rupiah. None in any column is an empty cell.
    """

    key: str
    label: str
    kind: str = "text"
    unit: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"Column {self.key}: unknown kind {self.kind!r}")

    @property
    def heading(self) -> str:
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC


@dataclass(frozen=True)
class Table:
    """Columns and rows with what a reader must know.

    ``rows`` holds mappings by column key or sequences in column order; it may be a generator,
    is read once and never held in memory.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Mapping | tuple | list]
    notes: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self):
        object.__setattr__(self, "columns", tuple(self.columns))
        headings = [column.heading for column in self.columns]
        if len(set(headings)) != len(headings):
            raise ValueError(f"Table {self.title}: two columns share a heading")

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]

    def tuples(self) -> Iterator[tuple]:
        """Rows as tuples in column order; a missing key or a short row is an error, not a gap."""
        keys = [column.key for column in self.columns]
        for row in self.rows:
            if isinstance(row, Mapping):
                yield tuple(row[key] for key in keys)
            elif len(row) == len(keys):
                yield tuple(row)
            else:
                raise ValueError(f"Table {self.title}: {len(row)} cells, {len(keys)} columns")
