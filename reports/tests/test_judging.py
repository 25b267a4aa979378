"""The rules of a questionnaire: what they say in every case that the vectors know."""

from hypothesis import HealthCheck, assume, given, settings

from reports.questionnaire.definition import Questionnaire, problems_of
from reports.questionnaire.judging import Setting, evaluate, problems
from reports.tests.vectors import (
    CONTEXTS,
    DEFINITIONS,
    FORMS,
    JUDGING,
    SMALL,
    VALUES,
    definition_of,
    judged,
    sound,
)

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
FULL = JUDGING["full"]


def test_every_vector_is_judged_as_written():
    for case in JUDGING["cases"]:
        found = judged(definition_of(case), case["values"], case["context"])
        assert found == case["expected"], case["name"]


def test_every_expression_has_the_value_written():
    questionnaire = Questionnaire.of(SMALL)
    for case in JUDGING["expressions"]:
        values, context = (FULL[k] if case[k] == "full" else case[k] for k in ("values", "context"))
        at = Setting(questionnaire, values, context, "rows" if case["row"] else "", case["row"])
        expected = int(case["expected"]) if case["whole"] else case["expected"]
        found = evaluate(case["test"], at)
        assert (type(found), found) == (type(expected), expected), case


def test_there_are_vectors_of_every_form_and_they_are_many():
    named = {case["definition"] for case in JUDGING["cases"] if isinstance(case["definition"], str)}
    assert named == set(FORMS)
    assert len(JUDGING["cases"]) + len(JUDGING["expressions"]) >= 120


@settings(max_examples=300, deadline=None, suppress_health_check=SLOW)
@given(DEFINITIONS, VALUES, CONTEXTS)
def test_a_sound_definition_is_judged_whatever_is_answered(definition, values, context):
    assume(sound(definition))
    for one in problems(Questionnaire.of(definition), values, context):
        assert "" not in (one.say, *one.paths)


def test_a_whole_number_that_a_device_cannot_hold_is_no_part_of_a_rule():
    rule = {"key": "r", "level": "hard", "at": ["a"], "say": "x"}
    far = {**SMALL, "rules": [{**rule, "test": ["<", ["value", "a"], 2**53]}]}
    near = {**SMALL, "rules": [{**rule, "test": ["<", ["value", "a"], 2**53 - 1]}]}
    assert "terlalu besar" in problems_of(far)[0]
    assert problems_of(near) == []
