"""A small cube for tests that need no database: 2 kecamatan, 2 statuses, one day, one metric."""

from datetime import UTC, datetime
from itertools import product

from reports.statistics.cube import (
    GEO,
    METRIC,
    TIME,
    Category,
    Cube,
    Dimension,
    StatTable,
    Text,
    Unit,
)

CONTENTS = Dimension(
    "ContentsCode",
    Text("isi", "contents"),
    (Category("jumlah", Text("jumlah koperasi", "number"), Unit(Text("koperasi", "co-ops"))),),
    METRIC,
)
DATE = Dimension(
    "date",
    Text("keadaan", "as of"),
    (Category("2020-12-31", Text("31 Desember 2020", "31 December 2020")),),
    TIME,
)
DISTRICT = Dimension(
    "district",
    Text("kecamatan", "district"),
    (
        Category("14.03.01", Text("Bengkalis", "Bengkalis")),
        Category("14.03.09", Text("Mandau", "Mandau")),
    ),
    GEO,
)
STATUS = Dimension(
    "status",
    Text("status", "status"),
    (
        Category("aktif", Text("aktif", "active")),
        Category("beku", Text("dibekukan", "suspended")),
    ),
)
KIND = Dimension(
    "kind",
    Text("jenis", "kind"),
    (
        Category("jasa", Text("jasa", "service")),
        Category("konsumen", Text("konsumen", "consumer")),
    ),
)
TABLE = StatTable(
    "koperasi",
    Text("Koperasi menurut kecamatan", "Cooperatives by district"),
    Text("Register koperasi", "Register of cooperatives"),
    (Text("Catatan.", "A note."),),
    datetime(2020, 12, 31, 17, tzinfo=UTC),
)


def cube(numbers=(1, 2, 3, 4, 5, 6, 7, 8), marks=None) -> Cube:
    """District × status × kind, the last changing fastest; ``marks`` by position."""
    dimensions = (CONTENTS, DATE, DISTRICT, STATUS, KIND)
    cells = list(product(*(dimension.codes for dimension in dimensions)))
    marked = {cells[position]: mark for position, mark in (marks or {}).items()}
    return Cube(TABLE, dimensions, dict(zip(cells, numbers, strict=True)), marked)
