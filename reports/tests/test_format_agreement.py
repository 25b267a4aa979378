"""Every format of a table says the same of every cell, its mark included."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.statistics.formats import FORMATS
from reports.statistics.layout import Options
from reports.tests.format_readers import READERS
from reports.tests.marked_cube import (
    DISTRICTS,
    FIGURES,
    METRICS,
    YEARS,
    expected,
    labelled,
    marked_cube,
)

TEXTUAL = sorted(set(READERS) - {"xlsx", "parquet"})


def test_there_is_a_reader_for_every_format():
    assert set(READERS) == set(FORMATS)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("fmt", FORMATS)
def test_read_back_every_cell_has_its_number_and_its_sign(fmt, lang):
    cube = marked_cube()
    assert READERS[fmt](FORMATS[fmt].write(cube, lang), cube, lang) == expected(cube)


@pytest.mark.parametrize("fmt", FORMATS)
def test_zero_and_the_three_marks_stay_four_different_things(fmt):
    cube = marked_cube(((0, ""), (None, ":"), (None, "c"), (None, "z")))
    found = READERS[fmt](FORMATS[fmt].write(cube), cube, "id")
    assert set(found.values()) == {(0, ""), (None, ":"), (None, "c"), (None, "z")}


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_changed_figure_and_a_changed_mark_change_the_file(fmt):
    figures = list(FIGURES)
    first = FORMATS[fmt].write(marked_cube(figures))
    figures[1] = (None, ":")
    changed = marked_cube(figures)
    assert READERS[fmt](first, changed, "id") != expected(changed)


@pytest.mark.parametrize("fmt", ["csv", "html", "px"])
def test_a_table_turned_round_has_the_same_cells(fmt):
    cube = marked_cube()
    turned = Options(stub=("year", "ContentsCode"), heading=("kind", "district"))
    written = FORMATS[fmt].write(cube, "id", turned)
    assert READERS[fmt](written, cube, "id", turned) == expected(cube)


@pytest.mark.parametrize("fmt", TEXTUAL)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    labels=st.lists(st.text(max_size=12), min_size=1, max_size=3),
    figures=st.lists(
        st.sampled_from(FIGURES) | st.tuples(st.integers(-(10**12), 10**12), st.just("")),
        min_size=1,
        max_size=40,
    ),
)
def test_no_label_and_no_figure_makes_a_format_lie(fmt, labels, figures):
    cube = marked_cube(figures, (METRICS, YEARS, DISTRICTS, labelled(labels)))
    for lang in ("id", "en"):
        assert READERS[fmt](FORMATS[fmt].write(cube, lang), cube, lang) == expected(cube)
