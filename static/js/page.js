// Every page: keyboard shortcuts, menus that close, focus on the error summary, the print button.
document.documentElement.classList.add("js");

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");
const search = () => document.querySelector("[data-search]");
const dialog = () => document.querySelector("dialog[data-shortcuts]");

function rows(table) {
  return [...table.querySelectorAll("a[data-row]")].filter((link) => link.offsetParent);
}

function moveRow(step) {
  const table = document.activeElement.closest("table[data-rows]") ?? document.querySelector("table[data-rows]");
  if (!table) return false;
  const links = rows(table);
  const here = document.activeElement.closest("tr")?.querySelector("a[data-row]");
  const next = links.indexOf(here) + step;
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
  return links.length > 0;
}

const keys = {
  "/": () => (search()?.focus(), search()?.select(), Boolean(search())),
  "?": () => (dialog()?.showModal(), Boolean(dialog())),
  n: () => {
    const link = document.querySelector("[data-shortcut-new]");
    link?.click();
    return Boolean(link);
  },
  j: () => moveRow(1),
  k: () => moveRow(-1),
};
const keysInTable = {
  ArrowDown: () => moveRow(1),
  ArrowUp: () => moveRow(-1),
  Home: () => moveRow(-Infinity),
  End: () => moveRow(Infinity),
};

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const open = event.target.closest?.("details[data-menu][open]");
    closeMenus(null);
    open?.querySelector("summary").focus();
    return;
  }
  const { target } = event;
  if (document.querySelector("dialog[open]")) return;
  const fromSearch = event.key === "ArrowDown" && target.matches?.("[data-search]");
  const inTable = !typing(target) && target.closest?.("table[data-rows]");
  const act = fromSearch || inTable ? keysInTable[event.key] ?? keys[event.key] : keys[event.key];
  if (!act || (typing(target) && !fromSearch)) return;
  if (act()) event.preventDefault();
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => {
  closeMenus(event.target);
  if (event.target.closest("[data-print]")) window.print();
});
for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
document.querySelector("[data-focus]")?.focus();
