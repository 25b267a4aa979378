// The rules of a questionnaire, judged. Twin of reports/questionnaire/judging.py, where the
// expressions are described; reports/tests/judging_vectors.json holds both to the same answers.
// Numbers are counted as BigInt; null is unknown.

import { formatNumber, get, rowsOf } from "./values.js";

export { rowsOf };

const GREATEST = { count: 10 ** 9, money: 10 ** 15, percent: 10000 };
const LOGIC = ["and", "or", "not"];
const LEAVES = [
  "value", "known", "previous", "given", "count", "total", "text", "first_day", "last_day",
];
const COMPARE = {
  "=": (sign) => sign === 0,
  "!=": (sign) => sign !== 0,
  "<": (sign) => sign < 0,
  "<=": (sign) => sign <= 0,
  ">": (sign) => sign > 0,
  ">=": (sign) => sign >= 0,
};
const SUMS = { "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b };
const EXPECTED = {
  count: "bilangan bulat tanpa satuan, misalnya 1.250",
  money: "rupiah tanpa sen, misalnya 1.500.000",
  percent: "persen, misalnya 87,5",
  text: "teks paling panjang 500 karakter",
  choice: "salah satu pilihan",
  date: "tanggal, misalnya 31-12-2020",
  yesno: "ya atau tidak",
};

/** What an expression is evaluated in; `row` names the row of `list` at hand. */
export class Setting {
  constructor(definition, values, context, list = "", row = "") {
    Object.assign(this, { definition, values, context, list, row });
    this.fields = new Map();
    this.lists = new Set();
    for (const section of definition.sections) {
      if (section.list) this.lists.add(section.list);
      for (const field of section.fields) {
        this.fields.set(field.key, { ...field, list: section.list || "" });
      }
    }
  }

  inRow(list, row) {
    return Object.assign(Object.create(Setting.prototype), this, { list: list || "", row });
  }

  path(key) {
    return this.fields.get(key)?.list ? `${this.list}/${this.row}/${key}` : key;
  }

  value(key) {
    return exact(get(this.values, this.path(key)));
  }

  known(key) {
    if (!this.row || !this.fields.get(key)?.list) return exact(get(this.context.known, key));
    const rows = get(this.context.rows, this.list) || [];
    return exact(get(rows.find((one) => one.row === this.row)?.known, key));
  }

  previous(key) {
    return exact(get(this.context.previous, key));
  }
}

function exact(value) {
  return typeof value === "number" ? BigInt(value) : value ?? null;
}

/** The value of `expression`: BigInt, text, true, false, or null for unknown. */
export function evaluate(expression, at) {
  if (!Array.isArray(expression)) return exact(expression);
  const [operator, ...operands] = expression;
  if (LEAVES.includes(operator)) return leaf(operator, operands, at);
  const found = operands.map((one) => evaluate(one, at));
  if (LOGIC.includes(operator)) return logic(operator, found);
  if (operator === "default") return found[0] === null ? found[1] : found[0];
  if (found.includes(null)) return null;
  if (Object.hasOwn(COMPARE, operator)) return COMPARE[operator](order(...found));
  if (operator === "abs") return found[0] < 0n ? -found[0] : found[0];
  return found.reduce(SUMS[operator]);
}

function leaf(operator, [name, column], at) {
  if (operator === "first_day" || operator === "last_day") return get(at.context.period, operator);
  if (operator === "text") return name;
  if (operator === "count") return BigInt(rowsOf(at.values, name).length);
  if (operator === "total") return total(name, column, at.values);
  if (operator === "given") return at.value(name) !== null;
  return at[operator](name);
}

function total(list, column, values) {
  const cells = rowsOf(values, list).map((row) => get(values, `${list}/${row}/${column}`));
  return cells.reduce((sum, cell) => sum + (exact(cell) || 0n), 0n);
}

function logic(operator, found) {
  if (operator === "not") return found[0] === null ? null : !found[0];
  const decisive = operator === "or";
  if (found.includes(decisive)) return decisive;
  return found.includes(null) ? null : !decisive;
}

// Texts in the order of their code points, as Python has them.
function order(one, other) {
  if (typeof one !== "string") return one < other ? -1 : one > other ? 1 : 0;
  const [a, b] = [[...one], [...other]];
  const differs = a.findIndex((letter, i) => letter !== b[i]);
  if (differs < 0 || differs >= b.length) return Math.sign(a.length - b.length);
  return Math.sign(a[differs].codePointAt(0) - b[differs].codePointAt(0));
}

/** Every broken rule, in the order of the form, then of the rules. */
export function problems(definition, values, context) {
  if (get(values, "nihil") === true) return nilProblems(values);
  const whole = new Setting(definition, values, context);
  const rows = (list) => (list ? rowsOf(values, list) : [""]);
  const found = [];
  for (const section of definition.sections) {
    for (const row of rows(section.list)) {
      const at = whole.inRow(section.list, row);
      for (const field of section.fields) found.push(...fieldProblems(field, at));
    }
    found.push(...countProblems(section, values));
  }
  for (const rule of definition.rules || []) {
    for (const row of rows(rule.list)) found.push(...ruleProblem(rule, whole.inRow(rule.list, row)));
  }
  return found;
}

function problem(rule, level, paths, say, why = "", explained = false) {
  return { rule, level, paths, say, why, explained, blocks: level === "hard" || !explained };
}

function nilProblems(values) {
  if (get(values, "why:nihil")) return [];
  const said = "Laporan nihil: tulis mengapa tidak ada yang dilaporkan.";
  return [problem("nihil", "hard", ["why:nihil"], said)];
}

function countProblems(section, values) {
  const count = section.list ? rowsOf(values, section.list).length : 0;
  const most = section.most || 0;
  if (count <= most) return [];
  const said = `${section.title}: ditemukan ${count} baris, diharapkan paling banyak ${most}.`;
  return [problem("most", "hard", [section.list], said)];
}

function fieldProblems(field, at) {
  const path = at.path(field.key);
  const value = at.value(field.key);
  const hard = (rule, said) => [problem(rule, "hard", [path], `${field.label}: ${said}.`)];
  if (Object.hasOwn(at.values, `raw:${path}`)) {
    const typed = at.values[`raw:${path}`];
    return hard("unread", `ditemukan “${typed}”, diharapkan ${EXPECTED[field.kind]}`);
  }
  if (value === null) return field.required ? hard("required", "wajib diisi") : [];
  const outside = outOfBounds(field, value);
  if (outside) return hard("bounds", outside);
  const known = field.knows ? at.known(field.key) : null;
  return known === null || known === value ? [] : [differs(field, path, value, known, at)];
}

function outOfBounds(field, value) {
  if (!Object.hasOwn(GREATEST, field.kind)) return "";
  const least = BigInt(field.least ?? 0);
  const most = BigInt(field.most ?? GREATEST[field.kind]);
  if (least <= value && value <= most) return "";
  const between = `${shown(field, least)} sampai ${shown(field, most)}`;
  return `ditemukan ${shown(field, value)}, diharapkan ${between}`;
}

function differs(field, path, value, known, at) {
  const why = `why:known:${field.key}` + (at.row ? `:${at.row}` : "");
  const said =
    `${field.label}: Anda mengisi ${shown(field, value)}, ` +
    `menurut register ${shown(field, known)}. Jelaskan bedanya.`;
  return problem(`known:${field.key}`, "soft", [path], said, why, Boolean(get(at.values, why)));
}

function ruleProblem(rule, at) {
  if (evaluate(rule.test, at) !== false) return [];
  const paths = rule.at.map((key) => at.path(key));
  const why = rule.level === "soft" ? `why:${rule.key}` + (at.row ? `:${at.row}` : "") : "";
  const explained = Boolean(why && get(at.values, why));
  return [problem(rule.key, rule.level, paths, said(rule, at), why, explained)];
}

function said(rule, at) {
  return rule.say.replace(/\{([^{}]*)\}/g, (all, name) => {
    const dot = name.lastIndexOf(".");
    const source = name.slice(0, Math.max(dot, 0));
    const key = name.slice(dot + 1);
    if (at.lists.has(key)) return String(rowsOf(at.values, key).length);
    const reader = ["known", "previous"].includes(source) ? source : "value";
    return shown(at.fields.get(key), at[reader](key));
  });
}

/** A value as people read it; "–" where there is none. */
export function shown(field, value) {
  if (value === null || value === undefined) return "–";
  if (field.kind === "percent") return percent(exact(value));
  if (field.kind === "money") return `Rp${formatNumber(exact(value))}`;
  if (field.kind === "count") return formatNumber(exact(value));
  if (field.kind === "yesno") return value ? "ya" : "tidak";
  if (field.kind === "date") return value.split("-").reverse().join("-");
  return (field.choices || []).find(([code]) => code === value)?.[1] ?? String(value);
}

function percent(value) {
  const size = value < 0n ? -value : value;
  const decimals = `,${String(size % 100n).padStart(2, "0")}`.replace(/,?0*$/, "");
  return `${value < 0n ? "-" : ""}${formatNumber(size / 100n)}${decimals}`;
}
