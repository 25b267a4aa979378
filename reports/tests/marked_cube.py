"""A cube that tries every writer: all marks and flags, two units, texts that want to break out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import cycle, product

from reports.statistics.cube import (
    GEO,
    METRIC,
    TIME,
    Category,
    CodeList,
    Cube,
    Dimension,
    StatTable,
    Text,
    Unit,
)

METRICS = Dimension(
    "ContentsCode",
    Text("isi", "contents"),
    (
        Category(
            "jumlah",
            Text("jumlah koperasi", "cooperatives"),
            Unit(Text("koperasi", "co-ops")),
        ),
        Category("omzet", Text("omzet", "sales"), Unit(Text("juta rupiah", "million rupiah"), 2)),
    ),
    METRIC,
)
YEARS = Dimension(
    "year",
    Text("tahun", "year"),
    (Category("2020", Text("2020", "2020")), Category("2021", Text("2021", "2021"))),
    TIME,
)
DISTRICTS = Dimension(
    "district",
    Text('kecamatan, "kota"', "district; town"),
    (
        Category("T", Text("semua", "all")),
        Category("14.03.01", Text("Bengkalis\r\n(pulau)", "Bengkalis\t(island)")),
        Category("14.03.09", Text('Mandau; Duri, "kota minyak"', "Mandau 'Duri' <oil>")),
    ),
    GEO,
    "T",
    (CodeList("agg_pulau", Text("pulau dan daratan", "islands and mainland"), ()),),
)
KINDS = Dimension(
    "kind",
    Text("jenis", "kind"),
    (
        Category("jasa", Text('=HYPERLINK("http://jahat")', "+cmd|' /C calc'!A0")),
        Category("lain", Text("<b>lain</b> & lainnya", "<b>other</b> & more")),
        Category("lain2", Text("<b>lain</b> & lainnya", "<b>other</b> &\x07more")),
    ),
)
DIMENSIONS = (METRICS, YEARS, DISTRICTS, KINDS)
TABLE = StatTable(
    "koperasi-uji",
    Text('Koperasi menurut "kecamatan",\ndan jenis', "Cooperatives by district & kind"),
    Text("Register; dinas", "Register; office"),
    (Text('Catatan #1, dengan "kutip".', "Note #1."), Text("x" * 700, "y" * 700)),
    datetime(2021, 12, 31, 17, tzinfo=UTC),
    contact=Text("Bidang Data", "Data section"),
    next_update=date(2022, 6, 30),
)
# What a cell may be: a number, a number with a flag, no number with a mark.
SIGNED = ((0, ""), (None, "c"), (1234567, ""), (None, ":"), (7, "p"), (None, "z"), (-3, "b"))
FIGURES = (*SIGNED, (12, "bp"), (0, "p"))


def marked_cube(figures: Iterable = FIGURES, dimensions=DIMENSIONS, table=TABLE) -> Cube:
    """``figures`` are repeated over the cells; sales get two decimals more."""
    cells = list(product(*(dimension.codes for dimension in dimensions)))
    signed = dict(zip(cells, cycle(figures), strict=False))
    values = {c: v / 8 if v and c[0] == "omzet" else v for c, (v, _) in signed.items()}
    marks = {cell: sign for cell, (value, sign) in signed.items() if value is None}
    flags = {cell: sign for cell, (value, sign) in signed.items() if value is not None and sign}
    return Cube(table, dimensions, values, marks, flags)


def expected(cube: Cube) -> dict:
    """What every format must say of every cell: the number as published, and its sign."""
    return {
        cell: (None if value is None else round(value, 2), cube.sign(cell) or "")
        for cell, value in cube.values.items()
    }


def one_metric(cube: Cube, code: str = "jumlah") -> Cube:
    return cube.slice({"ContentsCode": [code]})


def labelled(labels: Iterable[str]) -> Dimension:
    """A dimension with these labels in both languages."""
    return replace(
        KINDS, categories=tuple(Category(f"k{n}", Text(x, x)) for n, x in enumerate(labels))
    )
