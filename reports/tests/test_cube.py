import pytest

from reports.statistics.cube import Cube, filled
from reports.tests.cubes import CONTENTS, DISTRICT, STATUS, TABLE, cube


def test_the_last_dimension_changes_fastest():
    assert cube().dense() == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_slice_keeps_the_order_of_categories_and_only_the_chosen_ones():
    sliced = cube().slice({"district": ["14.03.09"], "status": ["beku", "aktif"]})
    assert sliced.dense() == [5, 6, 7, 8]
    assert sliced.dimension("status").codes == ("aktif", "beku")


def test_a_slice_of_an_unknown_category_is_refused():
    with pytest.raises(KeyError, match=r"14\.03\.99"):
        cube().slice({"district": ["14.03.99"]})


def test_margins_sum_what_is_not_kept_and_take_the_order_asked_for():
    assert cube().margins("status", "district").dense() == [3, 11, 7, 15]
    assert cube().margins("kind").dense() == [16, 20]
    assert cube().total() == 36


def test_margins_of_margins_are_the_margins():
    assert cube().margins("district", "status").margins("district") == cube().margins("district")


def test_a_sum_with_an_unknown_part_is_unknown_and_says_why():
    some = cube((1, None, 3, 4, 5, 6, 7, 8), {1: "c"}).margins("district")
    assert some.dense() == [None, 26]
    assert some.marks == {("14.03.01",): "c"}


def test_zero_is_a_number_and_no_unknown():
    assert cube((0,) * 8).margins("district").dense() == [0, 0]


def test_two_metrics_are_never_added():
    two = Cube(
        TABLE,
        (CONTENTS.__class__("m", CONTENTS.label, DISTRICT.categories, "metric"), STATUS),
        filled((DISTRICT, STATUS), {}),
    )
    with pytest.raises(ValueError, match="cannot be summed"):
        two.margins("status")
    assert two.margins("m").dense() == [0, 0]


def test_values_and_marks_must_match_the_dimensions():
    with pytest.raises(ValueError, match="do not match"):
        Cube(TABLE, (STATUS,), {("aktif",): 1})
    with pytest.raises(ValueError, match="marks belong"):
        Cube(TABLE, (STATUS,), {("aktif",): 1, ("beku",): None})
    with pytest.raises(ValueError, match="marks belong"):
        Cube(TABLE, (STATUS,), {("aktif",): 1, ("beku",): 2}, {("beku",): "c"})


def test_counts_outside_the_dimensions_are_not_lost_in_silence():
    with pytest.raises(ValueError, match="bubar"):
        filled((STATUS,), {("bubar",): 3})


def test_the_long_table_has_a_row_for_every_cell_with_codes_and_words():
    table = cube((1, 2, 3, 4, 5, 6, 7, None), {7: "c"}).long_table("id")
    rows = list(table.tuples())
    assert table.headings[-2:] == ["jumlah koperasi", "tanda"]
    assert len(rows) == 8
    assert rows[0][2:] == ("14.03.01", "Bengkalis", "aktif", "aktif", "jasa", "jasa", 1, None)
    assert rows[-1][-2:] == (None, "c")


def test_the_long_table_speaks_english_when_asked():
    table = cube().long_table("en")
    assert "code district" in table.headings
    assert next(table.tuples())[5] == "active"
    assert table.source == "Register of cooperatives"
