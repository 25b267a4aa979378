from xml.etree import ElementTree

import pytest

from reports.statistics.charts import NARROW
from reports.statistics.cube import TIME, Category, Cube, Dimension, Text
from reports.statistics.lines import time_lines
from reports.statistics.svg import Words
from reports.tests.cubes import STATUS, TABLE

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words("Naik", "Garis.", "koperasi")
TONES = {"aktif": "s1", "beku": "s2"}
YEARS = ("2019", "2020", "2021", "2022")


def drawn(figures: dict, series=("aktif",), width=720):
    """Lines of ``figures``: (series, year) → (value, sign)."""
    time = Dimension(
        "year", Text("tahun", "year"), tuple(Category(y, Text(y, y)) for y in YEARS), TIME
    )
    axes = (STATUS.only(series), time)
    cells = {(s, y): figures.get((s, y), (10, "")) for s in series for y in YEARS}
    values = {cell: value for cell, (value, _) in cells.items()}
    marks = {cell: sign for cell, (value, sign) in cells.items() if value is None}
    flags = {cell: sign for cell, (value, sign) in cells.items() if value is not None and sign}
    return time_lines(Cube(TABLE, axes, values, marks, flags), WORDS, TONES, "uji", width)


def of_class(svg, name, tag="line"):
    root = ElementTree.fromstring(svg)
    return [one for one in root.iter(f"{SVG}{tag}") if name in one.get("class", "").split()]


def titles(svg):
    return [one.text for one in ElementTree.fromstring(svg).iter(f"{SVG}title")][1:]


def test_every_year_is_a_dot_and_a_line_leads_from_one_to_the_next():
    svg = drawn({})
    assert len(of_class(svg, "dot", "circle")) == 4
    assert len(of_class(svg, "line")) == 3
    assert "2019: 10 koperasi" in titles(svg)


def test_no_line_leads_across_a_flagged_break_which_is_drawn_and_named():
    svg = drawn({("aktif", "2021"): (12, "b")})
    assert len(of_class(svg, "line")) == 2
    assert len(of_class(svg, "break")) == 1
    assert "patahan deret" in svg
    before, after = of_class(svg, "line")
    middle = float(of_class(svg, "break")[0].get("x1"))
    assert float(before.get("x2")) < middle < float(after.get("x1"))


def test_provisional_dots_are_hollow_and_say_so():
    svg = drawn({("aktif", "2022"): (11, "p")})
    assert len(of_class(svg, "dot--open", "circle")) == 1
    assert "2022: 11 koperasi, sementara" in titles(svg)


@pytest.mark.parametrize("mark", ["c", ":", "z"])
def test_what_has_no_number_leaves_a_gap_and_only_what_is_withheld_is_named(mark):
    svg = drawn({("aktif", "2020"): (None, mark)})
    assert len(of_class(svg, "dot", "circle")) == 3
    assert len(of_class(svg, "line")) == 1
    assert ("aktif, 2020: dirahasiakan" in titles(svg)) == (mark == "c")


@pytest.mark.parametrize("width", [720, NARROW])
def test_series_are_named_at_their_ends_or_above_on_a_phone(width):
    svg = drawn({("beku", "2022"): (3, "")}, ("aktif", "beku"), width)
    said = [one.text for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert ("aktif 10" in said) == (width == 720)
    assert ("aktif" in said) == (width == NARROW)


def test_where_a_series_has_no_last_figure_all_are_named_above():
    svg = drawn({("beku", "2022"): (None, "c")}, ("aktif", "beku"), 720)
    said = [one.text for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert {"aktif", "dibekukan"} <= set(said)
    assert "aktif 10" not in said


def test_negative_figures_stand_below_zero():
    svg = drawn({("aktif", "2020"): (-20, "")})
    heights = [float(dot.get("cy")) for dot in of_class(svg, "dot", "circle")]
    assert heights[1] > heights[0]


def test_more_than_six_series_are_refused():
    with pytest.raises(ValueError, match="six series"):
        time_lines(Cube(TABLE, (), {(): 1}), WORDS, TONES, "uji")
