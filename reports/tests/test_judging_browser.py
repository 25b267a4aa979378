"""The device judges and reads exactly as the portal does: the same vectors, random lives."""

import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reports.questionnaire.definition import KINDS
from reports.tests.vectors import (
    CONTEXTS,
    DEFINITIONS,
    FORMS,
    JUDGING,
    READING,
    TYPED,
    VALUES,
    answered,
    definition_of,
    judged,
    sound,
)

pytestmark = pytest.mark.browser
QUICK = settings(
    deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
JUDGE = """async (text) => {
    const { problems } = await import("/static/js/reports/judging.js");
    return JSON.stringify(JSON.parse(text).map((one) => problems(...one)));
}"""
EVALUATE = """async (text) => {
    const { Setting, evaluate } = await import("/static/js/reports/judging.js");
    const { definition, full, expressions } = JSON.parse(text);
    return expressions.map((one) => {
        const values = one.values === "full" ? full.values : one.values;
        const context = one.context === "full" ? full.context : one.context;
        const list = one.row ? "rows" : "";
        const at = new Setting(definition, values, context, list, one.row);
        const found = evaluate(one.test, at);
        const whole = typeof found === "bigint";
        return [whole ? String(found) : found, whole];
    });
}"""
READ = """async (text) => {
    const { read, Unread } = await import("/static/js/reports/reading.js");
    const { choices, cases } = JSON.parse(text);
    return JSON.stringify(cases.map(({ kind, typed }) => {
        try {
            return { value: read({ kind, choices }, typed) };
        } catch (error) {
            if (!(error instanceof Unread)) throw error;
            return { unread: true };
        }
    }));
}"""


@pytest.fixture
def asked(open_page):
    """``asked(script, thing)``: what the device's modules answer to the JSON of a thing."""
    page = open_page("/")
    return lambda script, thing: page.evaluate(script, json.dumps(thing))


def gathered(strategy, count: int) -> list:
    """``count`` examples, the same in every run."""
    found: list = []

    @settings(QUICK, max_examples=count)
    @given(strategy)
    def gather(one):
        assume(not isinstance(one[0], dict) or sound(one[0]))
        found.append(one)

    gather()
    return found


def test_the_device_judges_every_vector_as_written(asked):
    cases = JUDGING["cases"]
    sent = [[definition_of(one), one["values"], one["context"]] for one in cases]
    for case, found in zip(cases, json.loads(asked(JUDGE, sent)), strict=True):
        assert found == case["expected"], case["name"]


def test_the_device_computes_every_expression_as_written(asked):
    expected = [[one["expected"], one["whole"]] for one in JUDGING["expressions"]]
    assert asked(EVALUATE, JUDGING) == expected


def test_the_device_reads_every_text_as_written(asked):
    for case, found in zip(READING["cases"], json.loads(asked(READ, READING)), strict=True):
        assert found == {key: case[key] for key in ("value", "unread") if key in case}, case


def test_the_device_judges_random_reports_as_the_portal_does(asked):
    lives = gathered(st.tuples(DEFINITIONS, VALUES, CONTEXTS), 400)
    assert len(lives) >= 300
    for life, found in zip(lives, json.loads(asked(JUDGE, lives)), strict=True):
        assert found == judged(*life), life


def test_the_device_judges_random_answers_to_the_forms_of_the_portal_alike(asked):
    values = gathered(st.tuples(st.sampled_from(sorted(FORMS)), st.integers(0, 10**9)), 60)
    lives = [[FORMS[name], scattered(FORMS[name], seed), {}] for name, seed in values]
    for life, found in zip(lives, json.loads(asked(JUDGE, lives)), strict=True):
        assert found == judged(*life)


def scattered(form: dict, seed: int) -> dict:
    """Numbers for some of the questions."""
    keys = [field["key"] for section in form["sections"][:3] for field in section["fields"]]
    return {key: seed // (i + 1) % 97 for i, key in enumerate(keys) if seed >> i & 1}


def test_the_device_reads_random_texts_as_the_portal_does(asked):
    typed = gathered(st.tuples(st.sampled_from(KINDS), TYPED), 600)
    cases = [{"kind": kind, "typed": text} for kind, text in typed]
    found = json.loads(asked(READ, {"choices": READING["choices"], "cases": cases}))
    assert found == [answered(kind, text) for kind, text in typed]
