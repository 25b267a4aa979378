// form[data-grid]: cells by keyboard, ranges pasted from a spreadsheet, running sums.
const format = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 2 });
const GROUPED = /^-?\d{1,3}(\.\d{3})+(,\d+)?$/;
const PLAIN = /^-?\d+(,\d+)?$/;

// A number as Indonesians write it; NaN where only the server can tell.
function read(text) {
  const bare = text.replace(/\s/g, "").replace(/^rp\.?/i, "");
  if (bare === "" || /^[-–—]+$/.test(bare)) return 0;
  if (!GROUPED.test(bare) && !PLAIN.test(bare)) return NaN;
  return Number(bare.replaceAll(".", "").replace(",", "."));
}

// Tab-separated text as a spreadsheet puts it on the clipboard, with its quoted cells.
function tableOf(text) {
  const rows = [[""]];
  let quoted = false;
  const add = (sign) => (rows.at(-1)[rows.at(-1).length - 1] += sign);
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '"' && text[at + 1] === '"') add(text[(at += 1)]);
    else if (quoted && sign === '"') quoted = false;
    else if (quoted) add(/[\r\n]/.test(sign) ? " " : sign);
    else if (sign === '"' && rows.at(-1).at(-1) === "") quoted = true;
    else if (sign === "\t") rows.at(-1).push("");
    else if (sign === "\n") rows.push([""]);
    else if (sign !== "\r") add(sign);
  }
  if (rows.length > 1 && rows.at(-1).join("") === "") rows.pop();
  return rows;
}

class Grid {
  constructor(form) {
    this.form = form;
    this.rows = [...form.querySelectorAll("tr[data-cells]")];
    this.status = form.querySelector("[data-grid-status]");
    this.unsaved = form.hasAttribute("data-grid-unsaved");
    this.pasted = null;
    form.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("paste", (event) => this.paste(event));
    form.addEventListener("input", () => this.typed());
    form.addEventListener("submit", () => (this.unsaved = false));
    window.addEventListener("beforeunload", (event) => this.unsaved && event.preventDefault());
    this.add();
  }

  cells(row) {
    return [...row.querySelectorAll("input[data-cell]")];
  }

  typed() {
    this.pasted = null;
    this.unsaved = true;
    this.add();
  }

  // Keys

  key(event) {
    const cell = event.target.closest("input[data-cell]");
    if (!cell || event.altKey || event.isComposing) return;
    if (event.key === "z" && (event.ctrlKey || event.metaKey) && this.pasted) return this.undo(event);
    if (event.ctrlKey || event.metaKey) return;
    const step = this.step(event, cell);
    if (!step) return;
    event.preventDefault();
    this.move(cell, ...step);
  }

  step({ key, shiftKey }, cell) {
    const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    if (key === "Enter") return shiftKey ? [-1, 0] : [1, 0];
    if (shiftKey) return null;
    if (key === "ArrowDown") return [1, 0];
    if (key === "ArrowUp") return [-1, 0];
    if (key === "ArrowLeft" && (whole || cell.selectionEnd === 0)) return [0, -1];
    if (key === "ArrowRight" && (whole || cell.selectionStart === cell.value.length)) return [0, 1];
    return null;
  }

  move(cell, down, right) {
    const row = cell.closest("tr[data-cells]");
    const column = this.cells(row).indexOf(cell);
    const target = this.rows[this.rows.indexOf(row) + down];
    const next = target && this.cells(target)[column + right];
    next?.focus();
    next?.select();
  }

  // Pasting

  paste(event) {
    const cell = event.target.closest("input[data-cell]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || !/[\t\n]/.test(text.replace(/[\r\n]+$/, ""))) return;
    event.preventDefault();
    this.pasted = [];
    const left = this.spread(cell, tableOf(text));
    this.unsaved = true;
    this.add();
    const more = left ? `; ${left} sel tidak muat dan tidak ditempel` : "";
    this.say(`${this.pasted.length} sel ditempel${more}. Ctrl+Z membatalkan.`);
  }

  // Rows of the same band only: amounts go to amounts, percentages to percentages.
  spread(cell, table) {
    const row = cell.closest("tr[data-cells]");
    const rows = this.rows.filter((one) => one.dataset.cells === row.dataset.cells);
    const [top, first] = [rows.indexOf(row), this.cells(row).indexOf(cell)];
    let left = 0;
    table.forEach((line, down) => {
      const targets = rows[top + down] ? this.cells(rows[top + down]) : [];
      line.forEach((text, right) => {
        const target = targets[first + right];
        if (target) this.put(target, text.trim());
        else left += 1;
      });
    });
    return left;
  }

  put(cell, text) {
    this.pasted.push([cell, cell.value]);
    cell.value = text;
    this.echo(cell);
  }

  undo(event) {
    event.preventDefault();
    for (const [cell, before] of this.pasted.reverse()) {
      cell.value = before;
      this.echo(cell);
    }
    this.say(`Tempelan ${this.pasted.length} sel dibatalkan.`);
    this.pasted = null;
    this.add();
  }

  // What is understood, and sums; the server computes both again.

  echo(cell) {
    const echo = cell.closest(".field")?.querySelector("[data-understood]");
    if (!echo) return;
    const number = read(cell.value);
    const clear = cell.value.trim() !== "" && !Number.isNaN(number);
    const unit = cell.dataset.parse === "rupiah" ? "Rp\u00a0" : "";
    echo.textContent = clear ? unit + format.format(number) : "";
    echo.dataset.state = "clear";
  }

  say(words) {
    if (this.status) this.status.textContent = words;
  }

  add() {
    const sums = new Map();
    for (const cell of this.form.querySelectorAll("input[data-adds]")) {
      const number = read(cell.value);
      for (const name of cell.dataset.adds.split(" ")) sums.set(name, (sums.get(name) ?? 0) + number);
    }
    for (const output of this.form.querySelectorAll("output[data-total]")) this.show(output, sums);
  }

  show(output, sums) {
    const total = (sums.get(output.dataset.total) ?? 0) + Number(output.dataset.rest ?? 0);
    const unread = Number.isNaN(total);
    output.textContent = unread ? "…" : format.format(total);
    const expected = Number(output.dataset.expect ?? total);
    output.dataset.state = unread ? "unread" : total === 0 || total === expected ? "same" : "differs";
  }
}

for (const form of document.querySelectorAll("form[data-grid]")) new Grid(form);
