// input[data-parse]: the server says how it reads a date, number or Rupiah while it is typed.
const QUIET = 300; // ms after the last key
const timers = new WeakMap();
const asked = new WeakMap();

const echoOf = (input) => input.closest(".field")?.querySelector("[data-understood]");

function show(echo, { understood, message }) {
  echo.textContent = understood ?? message ?? "";
  echo.dataset.state = understood ? "clear" : "unclear";
}

async function ask(input, echo, url) {
  const value = input.value.trim();
  asked.set(input, value);
  if (!value) return show(echo, {});
  const query = new URLSearchParams({ kind: input.dataset.parse, value });
  try {
    const answer = await fetch(`${url}?${query}`, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.ok && asked.get(input) === value) show(echo, await answer.json());
  } catch {
    show(echo, {}); // no network: the form itself will say it on saving
  }
}

document.addEventListener("input", ({ target: input }) => {
  if (!input.matches?.("input[data-parse]")) return;
  const echo = echoOf(input);
  const url = input.closest("[data-parse-url]")?.dataset.parseUrl;
  if (!echo || !url) return;
  clearTimeout(timers.get(input));
  timers.set(input, setTimeout(() => ask(input, echo, url), QUIET));
});
