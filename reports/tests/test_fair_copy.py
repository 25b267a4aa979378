"""What all formats share: the fair copy, the layout, the parameters."""

import pytest

from reports.statistics.fair_copy import fair_copy, written
from reports.statistics.layout import Options, UnknownParameter, arrange, read_parameters
from reports.tests.marked_cube import labelled, marked_cube

# The fair copy


def test_texts_lose_line_breaks_and_control_characters():
    labels = fair_copy(marked_cube()).dimension("district").labels
    assert labels("id")["14.03.01"] == "Bengkalis (pulau)"
    assert labels("en")["14.03.01"] == "Bengkalis (island)"


def test_categories_that_would_read_the_same_say_their_code():
    labels = fair_copy(marked_cube()).dimension("kind").labels("en")
    assert labels["lain"] == "<b>other</b> & more (lain)"
    assert labels["lain2"] == "<b>other</b> & more (lain2)"


def test_a_category_without_a_text_is_named_by_its_code():
    cube = marked_cube(dimensions=(*marked_cube().dimensions[:3], labelled([" \n", "x"])))
    assert fair_copy(cube).dimension("kind").labels("id") == {"k0": "k0", "k1": "x"}


def test_a_fair_copy_of_a_fair_copy_is_the_same():
    once = fair_copy(marked_cube())
    assert fair_copy(once) == once


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(0, 0, "0"), (3, 2, "3.00"), (2.5, 1, "2.5"), (10**17 + 1, 0, "100000000000000001")],
)
def test_numbers_are_written_with_the_decimals_of_their_unit(value, places, text):
    assert written(value, places) == text


# Layout and parameters


def test_metric_and_time_go_across_unless_somebody_says_otherwise():
    cube = marked_cube()
    names = lambda layout: [[d.code for d in side] for side in (layout.stub, layout.heading)]  # noqa: E731
    assert names(arrange(cube)) == [["district", "kind"], ["ContentsCode", "year"]]
    only_heading = Options(heading=("kind",))
    assert names(arrange(cube, only_heading)) == [["ContentsCode", "year", "district"], ["kind"]]
    only_stub = Options(stub=("kind", "year"))
    assert names(arrange(cube, only_stub)) == [["kind", "year"], ["ContentsCode", "district"]]


def test_a_dimension_that_is_not_there_or_named_twice_is_refused():
    with pytest.raises(KeyError, match="provinsi"):
        arrange(marked_cube(), Options(stub=("provinsi",)))
    with pytest.raises(ValueError, match="named twice"):
        arrange(marked_cube(), Options(stub=("kind",), heading=("kind",)))


def test_parameters_are_read_whatever_their_capitals():
    found = read_parameters("csv", ["usetexts", "IncludeTitle", "SEPARATORTAB", ""])
    assert Options(**found) == Options(shown="UseTexts", title=True, separator="\t")


@pytest.mark.parametrize(
    ("fmt", "name"),
    [("csv", "UseColours"), ("html", "SeparatorTab"), ("px", "UseCodes"), ("parquet", "UseTexts")],
)
def test_a_parameter_that_the_format_does_not_have_is_refused_by_name(fmt, name):
    with pytest.raises(UnknownParameter, match=name):
        read_parameters(fmt, [name])
