// Tables: which columns are shown (remembered in this browser), and selecting all rows.
function show(table, index, shown) {
  for (const row of table.rows) {
    if (row.cells[index]) row.cells[index].hidden = !shown;
  }
}

function choose(table, store, th) {
  const remembered = JSON.parse(localStorage.getItem(store) ?? "{}");
  const shown = remembered[th.dataset.col] ?? !th.hasAttribute("data-col-off");
  show(table, th.cellIndex, shown);
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: shown });
  box.addEventListener("change", () => {
    show(table, th.cellIndex, box.checked);
    const now = JSON.parse(localStorage.getItem(store) ?? "{}");
    localStorage.setItem(store, JSON.stringify({ ...now, [th.dataset.col]: box.checked }));
  });
  const label = document.createElement("label");
  const words = th.querySelector("a")?.firstChild ?? th;
  label.append(box, words.textContent.trim());
  return label;
}

function setUp(chooser) {
  const name = chooser.dataset.columns;
  const table = document.querySelector(`table[data-columns-for="${name}"]`);
  const list = chooser.querySelector("[data-columns-list]");
  if (!table || !list) return;
  const heads = [...table.querySelectorAll("thead th[data-col]")];
  list.replaceChildren(...heads.map((th) => choose(table, `columns:${name}`, th)));
  chooser.hidden = false;
}

function count(form) {
  const boxes = [...form.querySelectorAll("td input[type=checkbox], th input[type=checkbox]:not([data-select-all])")];
  const chosen = boxes.filter((box) => box.checked).length;
  const all = form.querySelector("[data-select-all]");
  if (all) Object.assign(all, { checked: chosen > 0 && chosen === boxes.length, indeterminate: chosen > 0 && chosen < boxes.length });
  const words = form.querySelector("[data-selected-count]");
  if (words) words.textContent = `${chosen} dipilih`;
  form.querySelector("[data-bulk]").hidden = chosen === 0;
}

document.addEventListener("change", ({ target }) => {
  const form = target.form;
  if (!form?.querySelector("[data-bulk]") || target.type !== "checkbox") return;
  if (target.matches("[data-select-all]")) {
    for (const box of form.querySelectorAll("tbody input[type=checkbox]")) box.checked = target.checked;
  }
  count(form);
});

function start() {
  document.querySelectorAll("details[data-columns]").forEach(setUp);
  document.querySelectorAll("[data-bulk]").forEach((bar) => count(bar.closest("form")));
}
start();
document.addEventListener("htmx:afterSettle", start);
