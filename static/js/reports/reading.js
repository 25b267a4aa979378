// What is typed into a field, read as its value. Twin of reports/questionnaire/reading.py;
// reports/tests/reading_vectors.json holds both to the same answers.

import { squeeze } from "./values.js";

export { squeeze };

const LONGEST = 500;
const WHOLE = /^(?:[0-9]{1,16}|[0-9]{1,3}(?:[. ][0-9]{3}){1,5})$/;
const PERCENT = /^([0-9]{1,4})(?:,([0-9]{1,2}))? ?%?$/;
const MONEY = /^(?:rp\.? ?)?([^]*?)(?:,-|,00)?$/i;
const DAY = /^([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})$/;
const ISO_DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const YES = ["ya", "true", "on", "1"];
const NO = ["tidak", "false", "0"];

/** The text is no value of the field. */
export class Unread extends Error {}

/** The value that `typed` states; null for nothing. Throws Unread. */
export function read(field, typed) {
  const text = squeeze(typed);
  return text ? READERS[field.kind](field, text) : null;
}

function whole(text) {
  const number = WHOLE.test(text) ? Number(text.replace(/[. ]/g, "")) : NaN;
  if (!Number.isSafeInteger(number)) throw new Unread(text);
  return number;
}

function percent(field, text) {
  const match = PERCENT.exec(text);
  if (!match) throw new Unread(text);
  return Number(match[1]) * 100 + Number((match[2] || "").padEnd(2, "0"));
}

function words(field, text) {
  if ([...text].length > LONGEST) throw new Unread(text);
  return text;
}

function choice(field, text) {
  if (!(field.choices || []).some(([code]) => code === text)) throw new Unread(text);
  return text;
}

function date(field, text) {
  const iso = ISO_DAY.exec(text);
  const [year, month, day] = iso ? iso.slice(1) : (DAY.exec(text) || [""]).slice(1).reverse();
  if (!year || !exists(Number(year), Number(month), Number(day))) throw new Unread(text);
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

function exists(year, month, day) {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

function yesno(field, text) {
  const word = text.toLowerCase();
  if (![...YES, ...NO].includes(word)) throw new Unread(text);
  return YES.includes(word);
}

const READERS = {
  count: (field, text) => whole(text),
  money: (field, text) => whole(MONEY.exec(text)[1]),
  percent,
  text: words,
  choice,
  date,
  yesno,
};
