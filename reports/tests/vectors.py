"""The vectors that hold Python and JavaScript to the same answers, and random lives for both."""

import json
from pathlib import Path

from hypothesis import strategies as st

from reports.questionnaire.definition import Field, Questionnaire, problems_of
from reports.questionnaire.judging import problems
from reports.questionnaire.reading import Unread, read

HERE = Path(__file__).parent
FORMS = {
    path.stem: json.loads(path.read_text())["definition"]
    for path in sorted((HERE.parent / "data/forms").glob("*.json"))
}
JUDGING = json.loads((HERE / "judging_vectors.json").read_text())
READING = json.loads((HERE / "reading_vectors.json").read_text())


def definition_of(case: dict) -> dict:
    """Of a vector: a form of the portal by its name, or the small one with the case's rules."""
    named = case["definition"]
    return FORMS[named] if isinstance(named, str) else {**JUDGING["definition"], **named}


def judged(definition: dict, values: dict, context: dict) -> list[dict]:
    found = problems(Questionnaire.of(definition), values, context)
    return [{**one.as_json(), "blocks": one.blocks} for one in found]


def field_of(kind: str) -> Field:
    choices = tuple(map(tuple, READING["choices"])) if kind == "choice" else ()
    return Field("k", "K", kind, choices=choices)


def answered(kind: str, typed: str) -> dict:
    try:
        return {"value": read(field_of(kind), typed)}
    except Unread:
        return {"unread": True}


SMALL = JUDGING["definition"]
OUTSIDE = {field["key"]: field["kind"] for field in SMALL["sections"][0]["fields"]}
INSIDE = {field["key"]: field["kind"] for field in SMALL["sections"][1]["fields"]}
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1) | st.integers(-3, 30)
OF_KIND = {
    "count": WHOLE,
    "money": WHOLE,
    "percent": WHOLE,
    "text": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
    "choice": st.sampled_from(["x", "y"]),
    "date": st.dates().map(str),
    "yesno": st.booleans(),
}
ROWS = ["aaaa", "bbbb", "cc12"]


def _some(keys: dict):
    return st.fixed_dictionaries({}, optional={k: OF_KIND[kind] for k, kind in keys.items()})


def _maybe(keys: dict):
    return st.fixed_dictionaries(
        {}, optional={k: st.none() | OF_KIND[kind] for k, kind in keys.items()}
    )


VALUES = st.builds(
    lambda *parts: {key: value for part in parts for key, value in part.items()},
    _some(OUTSIDE),
    _some({f"rows/{row}/{key}": kind for row in ROWS for key, kind in INSIDE.items()}),
    _some(dict.fromkeys(("raw:a", "raw:rows/aaaa/n", "note:t", "why:known:a"), "text")),
    _some(dict.fromkeys(("why:r0", "why:r1:aaaa", "why:known:n:bbbb", "why:nihil"), "text")),
    st.sampled_from([{}] * 9 + [{"nihil": True}]),
)
CONTEXTS = st.fixed_dictionaries(
    {},
    optional={
        "period": st.just({"first_day": "2020-01-01", "last_day": "2020-01-31"}),
        "known": _maybe(OUTSIDE),
        "previous": _maybe(OUTSIDE),
        "rows": st.lists(
            st.fixed_dictionaries({"row": st.sampled_from(ROWS), "known": _maybe(INSIDE)}),
            max_size=3,
        ).map(lambda rows: {"rows": rows}),
    },
)


def _names(inside: bool, *kinds: str):
    keys = {**OUTSIDE, **(INSIDE if inside else {})}
    return st.sampled_from([key for key, kind in keys.items() if kind in kinds])


def _leaves(inside: bool, *kinds: str):
    sources = st.sampled_from(["value", "known", "previous"])
    return st.tuples(sources, _names(inside, *kinds)).map(list)


def _numbers(inside: bool):
    leaf = WHOLE | _leaves(inside, "count", "money", "percent")
    leaf |= st.sampled_from([["count", "rows"], ["total", "rows", "n"], ["total", "rows", "k"]])
    return st.recursive(
        leaf,
        lambda one: (
            st.tuples(st.sampled_from("+-*"), one, one).map(list)
            | st.tuples(st.just("abs"), one).map(list)
            | st.tuples(st.just("default"), one, one).map(list)
            | st.tuples(st.sampled_from("+*"), one, one, one).map(list)
        ),
        max_leaves=6,
    )


def _words(inside: bool):
    leaf = _leaves(inside, "text", "choice", "date")
    return leaf | st.tuples(st.just("text"), OF_KIND["text"]).map(list) | st.just(["first_day"])


def _truths(inside: bool):
    compare = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    numbers, words = _numbers(inside), _words(inside)
    leaf = st.tuples(compare, numbers, numbers).map(list)
    leaf |= st.tuples(compare, words, words).map(list) | _leaves(inside, "yesno")
    leaf |= st.tuples(st.just("given"), _names(inside, *OF_KIND)).map(list)
    return st.recursive(
        leaf,
        lambda one: (
            st.tuples(st.sampled_from(["and", "or"]), one, one).map(list)
            | st.tuples(st.just("not"), one).map(list)
            | st.tuples(st.sampled_from(["=", "default"]), one, one).map(list)
        ),
        max_leaves=5,
    )


SAY = "{a} {known.a} {previous.m} {p} {c} {d} {y} {rows}"
LEVELS = st.sampled_from(["hard", "soft"])
RULE = st.tuples(_truths(False), LEVELS).map(
    lambda found: {"test": found[0], "level": found[1], "at": ["a", "rows"], "say": SAY}
) | st.tuples(_truths(True), LEVELS).map(
    lambda found: {
        "test": found[0],
        "level": found[1],
        "at": ["n", "a"],
        "say": SAY + " {n} {known.k} {w}",
        "list": "rows",
    }
)
DEFINITIONS = st.lists(RULE, max_size=3).map(
    lambda rules: {**SMALL, "rules": [{**r, "key": f"r{i}"} for i, r in enumerate(rules)]}
)


def sound(definition: dict) -> bool:
    return problems_of(definition) == []


_SIGNS = "0123456789.,-/ %RpIrp\u00a0\u200b\u2028\ufeff\u0007\x85１yatidkYA:–"
TYPED = st.text(st.sampled_from(_SIGNS), max_size=14) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=12
)
