"""What is typed into a field: read as a value, or kept and asked about; never guessed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.questionnaire.definition import KINDS
from reports.questionnaire.reading import is_value
from reports.tests.vectors import READING, TYPED, answered, field_of


def test_every_text_is_read_as_written():
    for case in READING["cases"]:
        expected = {key: case[key] for key in ("value", "unread") if key in case}
        assert answered(case["kind"], case["typed"]) == expected, case


def test_there_are_texts_for_every_kind_and_they_are_many():
    assert {case["kind"] for case in READING["cases"]} == set(KINDS)
    assert len(READING["cases"]) >= 150


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(KINDS), TYPED)
def test_what_is_read_is_a_value_that_a_report_may_hold(kind, typed):
    value = answered(kind, typed).get("value")
    assert value is None or is_value(field_of(kind), value)
