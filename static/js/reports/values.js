// Values of a report: one flat map from path to value. Twin of paths.py and of squeeze and
// format_number in bengkalis/values.py.

const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
const SPACE = /[ \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const PREFIXES = ["raw", "note", "mark"];

/** Text without control and invisible signs, every run of white space as one space. */
export function squeeze(text) {
  const plain = String(text).replace(INVISIBLE, "").replace(CONTROL, " ");
  return plain.split(SPACE).filter((word) => word).join(" ");
}

/** What a map holds at `key`; null where there is nothing. */
export function get(map, key) {
  return map && Object.hasOwn(map, key) ? map[key] ?? null : null;
}

/** 1.500.000 */
export function formatNumber(number) {
  const text = String(number);
  const minus = text.startsWith("-") ? "-" : "";
  return minus + text.slice(minus.length).replace(/\B(?=(?:[0-9]{3})+$)/g, ".");
}

/** The names of the rows of a list, sorted. */
export function rowsOf(values, list) {
  const found = new Set();
  for (const path of Object.keys(values)) {
    const colon = path.indexOf(":");
    const prefixed = colon >= 0 && PREFIXES.includes(path.slice(0, colon));
    const parts = (prefixed ? path.slice(colon + 1) : path).split("/");
    if (parts.length >= 3 && parts[0] === list) found.add(parts[1]);
  }
  return [...found].sort();
}
