"""The rules of a questionnaire, judged: one specification for the server and for the device.

An expression is an integer, or a list whose first item is its operator:

``["value", key]`` the answer (in a rule of a list: of the row at hand, else of the report)
``["known", key]`` ``["previous", key]`` what the register knows; what the period before said
``["given", key]`` whether there is an answer · ``["count", list]`` rows ·
``["total", list, key]`` the sum of a column over the rows, missing ones as 0
``["text", words]`` a text, such as the code of a choice · ``["first_day"]`` ``["last_day"]``
``["+", a, …]`` ``["-", a, b]`` ``["*", a, …]`` ``["abs", a]`` ``["default", a, b]``
``["=", a, b]`` ``["!=", a, b]`` ``["<", a, b]`` ``["<=", a, b]`` ``[">", a, b]`` ``[">=", a, b]``
``["and", a, …]`` ``["or", a, …]`` ``["not", a]``

All numbers are whole: rupiah, counts, and percent in hundredths, so that Python and JavaScript
(BigInt) agree to the last digit; there is no division. Dates compare as ISO text. What is missing
is unknown (None), and so is what is computed from it, in Kleene's three-valued logic. A rule is
broken when its test is false; unknown breaks nothing. ``static/js/reports/judging.js`` is the
twin, and ``reports/tests/judging_vectors.json`` holds both to the same answers.

Besides the written rules there are those that follow from the fields: ``required``, ``bounds``,
``unread`` (something typed that is no value) and ``known`` (differs from the register; soft).
"""

from dataclasses import asdict, dataclass
from typing import Any

from bengkalis.values import format_number
from reports.questionnaire.definition import NAMED, Field, Questionnaire, Rule, Section
from reports.questionnaire.paths import NIL, rows_of

COMPARE = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
LOGIC = ("and", "or", "not")
SUMS = ("+", "-", "*")
LEAVES = {"value": 1, "known": 1, "previous": 1, "given": 1, "count": 1, "total": 2, "text": 1}
DAYS = {"first_day": 0, "last_day": 0}
LARGEST = 2**53 - 1  # of the numbers in a rule: what JSON carries everywhere unchanged


@dataclass(frozen=True)
class Problem:
    """A broken rule: ``level`` hard or soft, the values it is about, one sentence.

    ``why`` is the path under which a soft one is explained; ``explained`` whether it is.
    """

    rule: str
    level: str
    paths: tuple[str, ...]
    say: str
    why: str = ""
    explained: bool = False

    def as_json(self) -> dict:
        return {**asdict(self), "paths": list(self.paths)}

    @property
    def blocks(self) -> bool:
        """It stands in the way of filing."""
        return self.level == "hard" or not self.explained


@dataclass(frozen=True)
class Setting:
    """What an expression is evaluated in; ``row`` names the row of ``list`` at hand."""

    questionnaire: Questionnaire
    values: dict
    context: dict
    list: str = ""
    row: str = ""

    def value(self, key: str) -> Any:
        return self.values.get(self.path(key))

    def path(self, key: str) -> str:
        field = self.questionnaire.get(key)
        return f"{self.list}/{self.row}/{key}" if field and field.list else key

    def known(self, key: str) -> Any:
        if self.row and key in self.questionnaire and self.questionnaire[key].list:
            return _known_row(self.context, self.list, self.row).get("known", {}).get(key)
        return self.context.get("known", {}).get(key)


def _known_row(context: dict, name: str, row: str) -> dict:
    rows = context.get("rows", {}).get(name, [])
    return next((one for one in rows if one["row"] == row), {})


def evaluate(expression: Any, at: Setting) -> Any:
    """The value of ``expression``: an integer, a text, True, False, or None for unknown."""
    if isinstance(expression, int):
        return expression
    operator, *operands = expression
    if operator in LEAVES or operator in DAYS:
        return _leaf(operator, operands, at)
    if operator in LOGIC:
        return _logic(operator, [evaluate(one, at) for one in operands])
    found = [evaluate(one, at) for one in operands]
    if operator == "default":
        return found[1] if found[0] is None else found[0]
    if any(one is None for one in found):
        return None
    return _computed(operator, found)


def _leaf(operator: str, operands: list, at: Setting) -> Any:
    if operator in DAYS:
        return at.context.get("period", {}).get(operator)
    name = operands[0]
    if operator == "text":
        return name
    if operator == "count":
        return len(rows_of(at.values, name))
    if operator == "total":
        rows = rows_of(at.values, name)
        return sum(at.values.get(f"{name}/{row}/{operands[1]}") or 0 for row in rows)
    if operator == "given":
        return at.value(name) is not None
    if operator == "previous":
        return at.context.get("previous", {}).get(name)
    return at.value(name) if operator == "value" else at.known(name)


def _logic(operator: str, found: list) -> bool | None:
    if operator == "not":
        return None if found[0] is None else not found[0]
    decisive = operator == "or"
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def _computed(operator: str, found: list) -> Any:
    if operator in COMPARE:
        return COMPARE[operator](*found)
    if operator == "abs":
        return abs(found[0])
    result = found[0]
    for one in found[1:]:
        if operator == "+":
            result += one
        elif operator == "-":
            result -= one
        else:
            result *= one
    return result


def problems(questionnaire: Questionnaire, values: dict, context: dict) -> list[Problem]:
    """Every broken rule, in the order of the form, then of the rules. A nil report breaks none
    but its own: it must say why there was nothing."""
    if values.get(NIL) is True:
        return _nil_problems(values)
    found = []
    for section in questionnaire.sections:
        for row in rows_of(values, section.list) if section.list else [""]:
            for field in section.fields:
                found += _field_problems(questionnaire, section, field, row, values, context)
        found += _count_problems(section, values)
    for rule in questionnaire.rules:
        for row in rows_of(values, rule.list) if rule.list else [""]:
            found += _rule_problem(rule, Setting(questionnaire, values, context, rule.list, row))
    return found


def _nil_problems(values: dict) -> list[Problem]:
    if values.get("why:nihil"):
        return []
    said = "Laporan nihil: tulis mengapa tidak ada yang dilaporkan."
    return [Problem("nihil", "hard", ("why:nihil",), said)]


def _count_problems(section: Section, values: dict) -> list[Problem]:
    count = len(rows_of(values, section.list)) if section.list else 0
    if count <= section.most:
        return []
    said = f"{section.title}: ditemukan {count} baris, diharapkan paling banyak {section.most}."
    return [Problem("most", "hard", (section.list,), said)]


def _field_problems(questionnaire, section, field, row, values, context) -> list[Problem]:
    at = Setting(questionnaire, values, context, section.list, row)
    path, value = at.path(field.key), at.value(field.key)
    if f"raw:{path}" in values:
        typed = values[f"raw:{path}"]
        said = f"{field.label}: ditemukan “{typed}”, diharapkan {EXPECTED[field.kind]}."
        return [Problem("unread", "hard", (path,), said)]
    if value is None:
        said = f"{field.label}: wajib diisi."
        return [Problem("required", "hard", (path,), said)] if field.required else []
    if said := out_of_bounds(field, value):
        return [Problem("bounds", "hard", (path,), said)]
    known = at.known(field.key) if field.knows else None
    if known is None or known == value:
        return []
    why = f"why:known:{field.key}" + (f":{row}" if row else "")
    said = (
        f"{field.label}: Anda mengisi {shown(field, value)}, "
        f"menurut register {shown(field, known)}. Jelaskan bedanya."
    )
    return [Problem(f"known:{field.key}", "soft", (path,), said, why, bool(values.get(why)))]


EXPECTED = {
    "count": "bilangan bulat tanpa satuan, misalnya 1.250",
    "money": "rupiah tanpa sen, misalnya 1.500.000",
    "percent": "persen, misalnya 87,5",
    "text": f"teks paling panjang {500} karakter",
    "choice": "salah satu pilihan",
    "date": "tanggal, misalnya 31-12-2020",
    "yesno": "ya atau tidak",
}


def out_of_bounds(field: Field, value: Any) -> str:
    """The sentence for a number outside of the field's bounds; "" where it is inside."""
    least, most = field.bounds
    if not field.is_number or least <= value <= most:
        return ""
    between = f"{shown(field, least)} sampai {shown(field, most)}"
    return f"{field.label}: ditemukan {shown(field, value)}, diharapkan {between}."


def _rule_problem(rule: Rule, at: Setting) -> list[Problem]:
    if evaluate(rule.test, at) is not False:
        return []
    paths = tuple(at.path(key) for key in rule.at)
    why = f"why:{rule.key}" + (f":{at.row}" if at.row else "") if rule.level == "soft" else ""
    explained = bool(why and at.values.get(why))
    return [Problem(rule.key, rule.level, paths, _said(rule, at), why, explained)]


def _said(rule: Rule, at: Setting) -> str:
    def named(match) -> str:
        source, _, key = match[1].rpartition(".")
        if key in at.questionnaire.lists:
            return str(len(rows_of(at.values, key)))
        read = {"known": at.known, "previous": at.context.get("previous", {}).get}
        return shown(at.questionnaire[key], read.get(source, at.value)(key))

    return NAMED.sub(named, rule.say)


def shown(field: Field, value: Any) -> str:
    """A value as people read it; "–" where there is none."""
    if value is None:
        return "–"
    if field.kind == "percent":
        whole, hundredths = divmod(abs(value), 100)
        decimals = f",{hundredths:02d}".rstrip("0").rstrip(",")
        return f"{'-' if value < 0 else ''}{format_number(whole)}{decimals}"
    if field.is_number:
        return f"Rp{format_number(value)}" if field.kind == "money" else format_number(value)
    if field.kind == "yesno":
        return "ya" if value else "tidak"
    if field.kind == "date":
        return "-".join(reversed(value.split("-")))
    return dict(field.choices).get(value, str(value))


# --- whether a rule can be evaluated at all ---------------------------------------------------

NUMBER, WORDS, TRUTH = "bilangan", "teks", "ya atau tidak"


class Mistaken(ValueError):
    """A rule that could never be evaluated; the sentence says where."""


def mistakes_in(questionnaire: Questionnaire, rule: Rule) -> list[str]:
    """Why ``rule`` cannot be evaluated; empty when it can."""
    try:
        kind = _kind_of(rule.test, questionnaire, rule.list)
    except Mistaken as error:
        return [str(error)]
    return [] if kind == TRUTH else [f"hasilnya {kind}, diharapkan {TRUTH}."]


def _kind_of(expression: Any, questionnaire: Questionnaire, inside: str) -> str:
    if isinstance(expression, int) and not isinstance(expression, bool):
        if abs(expression) > LARGEST:
            raise Mistaken(f"bilangan {expression} terlalu besar.")
        return NUMBER
    if not isinstance(expression, list) or not expression or not isinstance(expression[0], str):
        raise Mistaken(f"bukan ungkapan: {expression!r}.")
    operator, *operands = expression
    wanted = {**LEAVES, **DAYS}.get(operator)
    if wanted is not None:
        if len(operands) != wanted or not all(isinstance(one, str) for one in operands):
            raise Mistaken(f"“{operator}” memerlukan {wanted} nama.")
        return _leaf_kind(operator, operands, questionnaire, inside)
    kinds = [_kind_of(one, questionnaire, inside) for one in operands]
    return _operator_kind(operator, kinds)


def _leaf_kind(operator: str, operands: list[str], questionnaire, inside: str) -> str:
    name = operands[0] if operands else ""
    if operator in DAYS or operator == "text":
        return WORDS
    if operator in ("count", "total"):
        section = questionnaire.lists.get(name)
        columns = {one.key for one in section.fields if one.is_number} if section else set()
        if section is None or (operator == "total" and operands[1] not in columns):
            raise Mistaken(f"daftar atau kolom “{operands[-1]}” tidak ada.")
        return NUMBER
    if name not in questionnaire:
        raise Mistaken(f"isian “{name}” tidak ada.")
    field = questionnaire[name]
    if field.list and field.list != inside:
        raise Mistaken(f"isian “{name}” milik daftar “{field.list}”; pakai total.")
    if operator == "given":
        return TRUTH
    return NUMBER if field.is_number else TRUTH if field.kind == "yesno" else WORDS


def _operator_kind(operator: str, kinds: list[str]) -> str:
    two = len(kinds) == 2
    if operator in COMPARE and two and kinds[0] == kinds[1]:
        return TRUTH
    if operator in ("and", "or") and len(kinds) >= 1 and set(kinds) == {TRUTH}:
        return TRUTH
    if operator == "not" and kinds == [TRUTH]:
        return TRUTH
    if operator == "default" and two and kinds[0] == kinds[1]:
        return kinds[0]
    if operator == "abs" and kinds == [NUMBER]:
        return NUMBER
    if (
        operator in SUMS
        and set(kinds) == {NUMBER}
        and (two or (len(kinds) > 2 and operator != "-"))
    ):
        return NUMBER
    raise Mistaken(f"“{operator}” tidak dapat dipakai atas {', '.join(kinds) or 'kosong'}.")
