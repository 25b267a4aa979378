"""A saved BPS answer is read by building keys, and what is unclear is said, never guessed."""

import json
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.bps import reading
from reports.bps.reading import LISTS, Unreadable, read_answer
from reports.tests.bps_answers import answer, saved

MANDAU, RUPAT = "140801051201200", "140803051201200"


@pytest.mark.parametrize(
    ("raw", "value", "mark"),
    [
        (0, Decimal(0), ""),
        ("12.5", Decimal("12.5"), ""),
        (83.68, Decimal("83.68"), ""),
        ("-", None, "-"),
        ("", None, ":"),
    ],
)
def test_a_number_a_dash_and_nothing_are_kept_apart(raw, value, mark):
    read = read_answer(saved({MANDAU: raw}))
    assert [(cell.value, cell.mark, cell.year) for cell in read.cells] == [(value, mark, 2020)]
    assert read.problems == ()


@pytest.mark.parametrize("raw", [None, True, [1], {"a": 1}, "sepuluh", "1,5", "NaN", "1e9"])
def test_what_is_no_number_is_a_problem(raw):
    read = read_answer(saved({MANDAU: raw}))
    assert read.cells == ()
    assert MANDAU in read.problems[0]


def test_a_key_of_two_combinations_is_reported_with_both_and_not_guessed():
    places = [{"val": 1, "label": "A"}, {"val": 11, "label": "B"}]
    variables = [{"val": 1, "label": "x"}, {"val": 11, "label": "y"}]
    read = read_answer(saved({"11101200": 5}, vervar=places, var=variables))
    assert read.cells == ()
    assert "1·11·0·120·0 dan 11·1·0·120·0" in read.problems[0]


def test_a_key_outside_the_lists_is_reported():
    read = read_answer(saved({MANDAU: 1, "999": 2}))
    assert len(read.cells) == 1
    assert "999" in read.problems[0]


def test_a_year_whose_label_says_another_is_reported_and_not_read():
    read = read_answer(saved(tahun=[{"val": 120, "label": "2021"}]))
    assert read.cells == ()
    assert "2021" in read.problems[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>Bad gateway</html>", "HTML"),
        (saved()[:-20], "terpotong"),
        (b"\xff\xfe", "UTF-8"),
        (b"[]", "objek JSON"),
        (b'{"status":"OK","status":"OK"}', "dua kali"),
        (b'{"status":NaN}', "NaN"),
        (b'{"status":"ERROR"}', "ERROR"),
        (saved(**{"data-availability": "list-not-available"}), "list-not-available"),
        (saved(vervar={}), "vervar"),
        (saved(vervar=[1]), "vervar"),
        (saved(var=[{"val": "x", "label": "y"}]), "var"),
        (saved(vervar=[{"val": 1, "label": "a"}, {"val": "1", "label": "b"}]), "dua kali"),
        (json.dumps(answer() | {"datacontent": []}).encode(), "datacontent"),
        (b"[" * 200_000, "terpotong"),
        (b'{"status":' + b"9" * 5000 + b"}", "terlalu panjang"),
    ],
)
def test_what_is_no_answer_is_refused_in_one_sentence(content, said):
    with pytest.raises(Unreadable, match=said) as refused:
        read_answer(content)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    with pytest.raises(Unreadable, match="20 MB"):
        read_answer(saved())


def test_more_cells_than_can_be_held_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_CELLS", 1)
    with pytest.raises(Unreadable, match="2 sel"):
        read_answer(saved())


codes = st.lists(st.integers(0, 130), min_size=1, max_size=4, unique=True)


@given(st.tuples(codes, codes, codes, codes, codes))
def test_every_combination_comes_back_once_or_is_named_as_a_collision(lists):
    combinations = list(product(*lists))
    keys = ["".join(map(str, parts)) for parts in combinations]
    dimensions = {
        name: [{"val": v, "label": str(1900 + v)} for v in values]
        for name, values in zip(LISTS, lists, strict=True)
    }
    read = read_answer(saved(dict(zip(keys, range(len(keys)), strict=True)), **dimensions))
    clear = {key for key in keys if keys.count(key) == 1}
    assert {cell.key for cell in read.cells} == clear
    assert all(int(cell.value) == keys.index(cell.key) for cell in read.cells)
    assert len(read.problems) == len(set(keys) - clear)
