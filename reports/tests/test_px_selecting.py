"""Selection expressions and questions, without a database: every rule of PxWebApi 2 by name."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.pxweb.problems import ParameterError
from reports.pxweb.questions import Question, Wanted, from_body, from_query, settle
from reports.pxweb.selecting import MOST_EXPRESSIONS, Offer, choose, split_items
from reports.tests.px_tables import DEFAULT, px_cube

CODES = ("T", "14.03.01", "14.03.02", "14.03.09", "Ab", "ab1")
PLACES = Offer("district", CODES)
YEARS = Offer("year", ("2018", "2019", "2020", "2021", "2022"), is_time=True)


def slug_of(call, *args) -> str:
    with pytest.raises(ParameterError) as caught:
        call(*args)
    assert caught.value.text.id
    assert caught.value.text.en
    return caught.value.slug


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        ("14.03.01", ("14.03.01",)),
        ("t", ("T",)),
        ("Ab", ("Ab",)),
        ("AB1", ("ab1",)),
        ("*", CODES),
        ("**", CODES),
        ("14*", ("14.03.01", "14.03.02", "14.03.09")),
        ("*09", ("14.03.09",)),
        ("*.03.0*", ("14.03.01", "14.03.02", "14.03.09")),
        ("A*", ("Ab", "ab1")),
        ("14.03.0?", ("14.03.01", "14.03.02", "14.03.09")),
        ("?", ("T",)),
        ("a?", ("Ab",)),
        ("a?*", ("Ab", "ab1")),
        ("TOP(2)", ("T", "14.03.01")),
        ("top(2,1)", ("14.03.01", "14.03.02")),
        ("TOP( 2 , 1 )", ("14.03.01", "14.03.02")),
        ("TOP(99)", CODES),
        ("BOTTOM(2)", ("Ab", "ab1")),
        ("Bottom(1,2)", ("14.03.09",)),
        ("RANGE(14.03.01,14.03.09)", ("14.03.01", "14.03.02", "14.03.09")),
        ("RANGE(14.03.09,14.03.01)", ("14.03.01", "14.03.02", "14.03.09")),
        ("range(t, t)", ("T",)),
        ("FROM(14.03.09)", ("14.03.09", "Ab", "ab1")),
        ("to(14.03.01)", ("T", "14.03.01")),
    ],
)
def test_an_expression_means_these_codes(item, codes):
    assert choose(PLACES, [item]) == codes


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        ("TOP(2)", ("2021", "2022")),
        ("TOP(2,1)", ("2020", "2021")),
        ("BOTTOM(2)", ("2018", "2019")),
        ("BOTTOM(1,1)", ("2019",)),
        ("FROM(2021)", ("2021", "2022")),
        ("RANGE(2021,2019)", ("2019", "2020", "2021")),
    ],
)
def test_along_time_the_top_is_the_latest_and_comes_in_ascending_order(item, codes):
    assert choose(YEARS, [item]) == codes


def test_a_code_asked_for_twice_comes_once_and_in_the_order_of_the_table():
    assert choose(PLACES, ["14.03.09", "14*", "T", "t"]) == CODES[:4]


@pytest.mark.parametrize(
    "item",
    [
        *("1*4", "*1*4", "1**", "***", "*a*b*", "TOP()", "TOP(0)", "TOP(-1)", "TOP(1.5)", "TOP(x)"),
        *("TOP(1", "TOP(1,)", "TOP(1,2,3)", "BOTTOM(1,-1)", "RANGE(T)", "RANGE(T,)", "RANGE(,)"),
        *("RANGE(T,Ab,ab1)", "FROM()", "FROM(T,Ab)", "TO( )", "TOP(9999999999)", "TOP(1))"),
        *("TOP(١)", "FROM(T", "x" * 201, "TOP(1)x"),
    ],
)
def test_what_cannot_be_read_is_an_illegal_expression(item):
    assert slug_of(choose, PLACES, [item]) == "illegal-selection-expression"


@pytest.mark.parametrize(
    "item",
    ["14.03.99", "x*", "??????????", "TOP(1,99)", "RANGE(T,x)", "FROM(x)", "TO(x)", "TOPS(1)"],
)
def test_what_names_nothing_is_a_value_that_does_not_exist(item):
    assert slug_of(choose, PLACES, [item]) == "non-existent-value"


def test_written_out_codes_are_not_limited_but_expressions_are():
    many = Offer("place", tuple(f"c{n}" for n in range(5000)))
    assert len(choose(many, many.codes)) == 5000
    patterns = [f"c{n}*" for n in range(MOST_EXPRESSIONS + 1)]
    assert slug_of(choose, many, patterns) == "illegal-selection-expression"


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("a,b", ["a", "b"]),
        ("[TOP(5,1)]", ["TOP(5,1)"]),
        (" a , [RANGE(a,b)] ,c", ["a", "RANGE(a,b)", "c"]),
        ("", []),
        (",,a,", ["a"]),
        ("[a]", ["a"]),
        ("TOP(5,1)", ["TOP(5", "1)"]),
    ],
)
def test_a_comma_in_brackets_divides_nothing(text, items):
    assert split_items("x", text) == items


@pytest.mark.parametrize("text", ["[", "]", "[a", "a]", "[[a]]", "][", "[a],b]"])
def test_brackets_come_in_pairs(text):
    assert slug_of(split_items, "x", text) == "illegal-selection-expression"


# --- questions against a cube -------------------------------------------------------------------


def asked(**wanted) -> Question:
    return Question({code: Wanted(*pair) for code, pair in wanted.items()})


def settled(question: Question):
    return settle(question, px_cube(), DEFAULT)


ALL = {"ContentsCode": (("*",),), "year": (("*",),)}


def test_variables_are_named_in_any_case_and_time_has_an_alias():
    choice = settled(asked(contentscode=(("JUMLAH",),), TIME=(("top(1)",),)))
    assert choice.chosen == {"ContentsCode": ("jumlah",), "year": ("2021",)}
    assert choice.dropped == ("district", "size")


def test_nothing_selected_is_the_default_selection():
    choice = settled(Question())
    assert choice.chosen == settled(asked(district=((),))).chosen
    assert choice.chosen["year"] == ("2021",)
    assert choice.chosen["district"] == ("1", "2", "3")
    assert choice.dropped == ("size",)


def test_a_variable_without_a_total_must_be_selected():
    assert slug_of(settled, asked(year=(("*",),))) == "missing-selection"
    assert slug_of(settled, asked(year=((),), **{"ContentsCode": (("*",),)})) == "missing-selection"


def test_the_codes_of_a_code_list_are_found_through_it_alone():
    choice = settled(asked(**ALL, district=(("a1",), "AGG_daratan")))
    assert choice.chosen["district"] == ("A1",)
    assert choice.codelists == {"district": "agg_daratan"}
    assert settled(asked(**ALL, district=((), "agg_daratan"))).chosen["district"] == ("A1", "A2")
    assert slug_of(settled, asked(**ALL, district=(("A1",),))) == "non-existent-value"
    assert slug_of(settled, asked(**ALL, district=(("1",), "agg_daratan"))) == "non-existent-value"
    assert "A1" not in settled(asked(**ALL, district=(("*",),))).chosen["district"]


def test_unknown_variables_and_code_lists_are_refused():
    assert slug_of(settled, asked(**ALL, nama=(("*",),))) == "non-existent-variable"
    assert slug_of(settled, asked(**ALL, district=(("*",), "agg_x"))) == "non-existent-codelist"
    assert slug_of(settled, asked(**ALL, time=(("*",),))) == "parameter-error"


def test_more_cells_than_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr("reports.pxweb.questions.MAX_CELLS", 15)
    assert settled(asked(**ALL, district=(("1", "2", "3"),))).dropped == ("size",)
    assert slug_of(settled, asked(**ALL, district=(("*",),))) == "too-many-cells"


def test_heading_and_stub_place_each_selected_variable_once():
    question = Question(asked(**ALL, district=(("*",),)).wanted, stub=("time",))
    assert settled(question).stub == ("year",)
    assert settled(question).heading == ("ContentsCode", "district")
    for stub, heading in [
        (("year",), ("year",)),
        (("year",), ("ContentsCode",)),
        (("year",) * 2, ()),
    ]:
        wrong = Question(question.wanted, heading, stub)
        assert slug_of(settled, wrong) == "illegal-placement"
    assert slug_of(settled, Question(question.wanted, ("size",))) == "non-existent-variable"


# --- reading ------------------------------------------------------------------------------------


def test_an_address_and_a_body_ask_the_same_question():
    address = from_query(
        [
            ("valuecodes[district]", "1,[TOP(2,1)]"),
            ("valueCodes[year]", "2020"),
            ("codelist[district]", "agg_daratan"),
            ("heading", "year"),
            ("lang", "id"),
            ("defaultSelection", "False"),
        ]
    )
    body = {
        "selection": [
            {
                "variableCode": "district",
                "valueCodes": ["1", "TOP(2,1)"],
                "codeList": "agg_daratan",
            },
            {"variableCode": "year", "valueCodes": ["2020"], "codelist": None, "more": 1},
        ],
        "placement": {"heading": ["year"]},
    }
    assert from_body(body) == address
    assert from_body(address.as_body()) == address


@pytest.mark.parametrize(
    "body",
    [
        *([], "x", 1, None, {"selection": {}}, {"selection": ["x"]}, {"selection": [{}]}),
        {"selection": [{"variableCode": 1, "valueCodes": []}]},
        {"selection": [{"variableCode": "year", "valueCodes": "2020"}]},
        {"selection": [{"variableCode": "year", "valueCodes": [2020]}]},
        {"selection": [{"variableCode": "year", "codelist": 1}]},
        {"selection": [{"variableCode": "year"}, {"variableCode": "year"}]},
        {"placement": []},
        {"placement": {"heading": [None]}},
    ],
)
def test_a_body_that_is_no_selection_is_refused(body):
    assert slug_of(from_body, body) == "parameter-error"


# --- whatever comes -----------------------------------------------------------------------------

SIGNS = st.sampled_from([*"TOPBRANGEFM()[]*?, 0129aé\0\n٣'", "TOP(", "RANGE(", "FROM("])
WORDS = st.lists(SIGNS, max_size=12).map("".join) | st.text(max_size=20)
NAMES = st.sampled_from(
    ["selection", "placement", "variableCode", "valueCodes", "codelist", "stub"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | WORDS, inner, max_size=3),
    max_leaves=12,
)
VARIABLES = st.sampled_from(["year", "time", "district", "size", "ContentsCode", "x"])


@given(WORDS)
def test_any_text_is_codes_in_order_or_a_refusal(text):
    try:
        items = split_items("x", text)
        found = choose(PLACES, items)
    except ParameterError:
        return
    assert list(found) == [code for code in CODES if code in found]
    assert bool(found) == bool(items)


@given(st.lists(st.tuples(VARIABLES, WORDS), max_size=4), WORDS)
def test_any_address_is_a_choice_or_a_refusal(pairs, heading):
    query = [(f"valuecodes[{code}]", text) for code, text in pairs]
    try:
        choice = settled(
            from_query([*query, ("heading", heading), ("codelist[district]", heading)])
        )
    except ParameterError:
        return
    assert set(choice.chosen) | set(choice.dropped) == {d.code for d in px_cube().dimensions}
    assert px_cube().slice(choice.chosen, choice.dropped).values


@given(JSON)
def test_any_body_is_a_choice_or_a_refusal(body):
    with suppress(ParameterError):
        assert settled(from_body(body)).chosen
