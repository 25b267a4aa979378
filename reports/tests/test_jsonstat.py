import json
from copy import deepcopy

import pytest
from pyjstat import pyjstat

from reports.statistics.jsonstat import dataset
from reports.tests.cubes import cube
from reports.tests.jsonstat_rules import findings


def suppressed():
    return cube((1, 2, 3, 4, 5, 6, None, 8), {6: "c"})


def test_a_dataset_breaks_none_of_the_semantic_rules():
    assert findings(dataset(cube(), "id", "https://contoh.id/data")) == set()
    assert findings(dataset(suppressed(), "en")) == set()


def _drop_a_value(document):
    document["value"].pop()


def _shift_an_index(document):
    document["dimension"]["status"]["category"]["index"]["beku"] = 5


def _lose_a_label(document):
    del document["dimension"]["kind"]["category"]["label"]["jasa"]


def _lose_the_unit(document):
    del document["dimension"]["ContentsCode"]["category"]["unit"]


def _mark_far_away(document):
    document["status"] = {"99": "c"}


def _name_a_wrong_role(document):
    document["role"]["geo"] = ["provinsi"]


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (_drop_a_value, "VALUE_LEN_MISMATCH"),
        (_shift_an_index, "INDEX_POSITIONS_INVALID"),
        (_lose_a_label, "LABEL_KEY_INCOMPLETE"),
        (_lose_the_unit, "METRIC_UNIT_MISSING"),
        (_mark_far_away, "STATUS_KEY_OUT_OF_RANGE"),
        (_name_a_wrong_role, "ROLE_ID_UNKNOWN"),
    ],
)
def test_the_rules_would_notice_a_broken_dataset(harm, code):
    document = deepcopy(dataset(cube()))
    harm(document)
    assert findings(document) == {code}


@pytest.mark.filterwarnings("ignore:Shouldn.t use this function:DeprecationWarning")
def test_pyjstat_reads_every_figure_under_its_words():
    text = json.dumps(dataset(cube(), "id"))
    frame = pyjstat.Dataset.read(text).write("dataframe")
    assert len(frame) == 8
    row = frame[(frame.kecamatan == "Mandau") & (frame.status == "aktif") & (frame.jenis == "jasa")]
    assert list(row.value) == [5]


@pytest.mark.filterwarnings("ignore:Shouldn.t use this function:DeprecationWarning")
def test_pyjstat_reads_the_english_words():
    frame = pyjstat.Dataset.read(json.dumps(dataset(cube(), "en"))).write("dataframe")
    assert {"district", "status", "kind", "as of", "contents"} <= set(frame.columns)


def test_roles_say_what_is_time_place_and_measure():
    assert dataset(cube())["role"] == {
        "time": ["date"],
        "geo": ["district"],
        "metric": ["ContentsCode"],
    }


def test_the_unit_stands_with_the_metric_and_says_its_decimals():
    category = dataset(cube())["dimension"]["ContentsCode"]["category"]
    assert category["unit"] == {"jumlah": {"decimals": 0, "label": "koperasi"}}


def test_a_hidden_cell_is_null_with_a_mark_that_is_explained():
    document = dataset(suppressed(), "id")
    assert document["value"][6] is None
    assert document["status"] == {"6": "c"}
    assert document["extension"]["status"] == {"label": {"c": "dirahasiakan"}}


def test_without_marks_there_is_no_status():
    assert "status" not in dataset(cube())


def test_whole_numbers_carry_no_decimal_point_and_the_time_is_utc():
    document = dataset(cube())
    assert json.dumps(document["value"]) == "[1, 2, 3, 4, 5, 6, 7, 8]"
    assert document["updated"] == "2020-12-31T17:00:00Z"
