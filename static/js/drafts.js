// form[data-draft-url]: what is typed is kept on the server while it is typed, and in this tab
// when the server cannot be reached. Passwords and [data-draft-ignore] are never kept.
const QUIET = 1200; // ms after the last key
const RETRY = 15000; // ms

const clock = (date = new Date()) =>
  date.toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");

function fieldsOf(form) {
  const data = new FormData(form);
  for (const input of form.querySelectorAll("[type=password], [type=file], [data-draft-ignore]")) {
    data.delete(input.name);
  }
  return new URLSearchParams(data);
}

class Draft {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.draftUrl;
    this.key = `draft:${location.pathname}:${this.url}`;
    this.state = form.querySelector("[data-save-state]");
    this.changes = 0;
    this.offer();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", () => this.leave());
    window.addEventListener("online", () => this.unkept() && this.send());
    document.addEventListener("visibilitychange", () => this.flush());
  }

  say(state, words) {
    if (!this.state) return;
    this.state.dataset.saveState = state;
    this.state.textContent = words;
  }

  changed() {
    this.changes += 1;
    this.say("waiting", "belum tersimpan");
    this.later(QUIET);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  unkept() {
    return this.changes > 0 && !this.left;
  }

  async send(keepalive = false) {
    if (!this.unkept()) return;
    clearTimeout(this.timer);
    const sent = this.changes;
    const body = fieldsOf(this.form);
    const headers = { "X-CSRFToken": body.get("csrfmiddlewaretoken") ?? "" };
    this.running?.abort();
    this.running = new AbortController();
    const { signal } = this.running;
    try {
      const answer = await fetch(this.url, { method: "POST", body, headers, keepalive, signal, redirect: "manual" });
      if (answer.ok) this.kept(sent);
      else this.failed(body, answer.type === "opaqueredirect" || answer.status === 403);
    } catch (error) {
      if (error.name !== "AbortError") this.failed(body, false);
    }
  }

  kept(sent) {
    if (sent !== this.changes) return;
    this.changes = 0;
    sessionStorage.removeItem(this.key);
    this.say("kept", `draf tersimpan ${clock()}`);
  }

  failed(body, signedOut) {
    body.delete("csrfmiddlewaretoken");
    sessionStorage.setItem(this.key, JSON.stringify({ at: clock(), fields: [...body] }));
    const why = signedOut ? "masuk lagi di tab lain" : "akan dicoba lagi";
    this.say("waiting", `belum tersimpan – ${why}`);
    this.later(RETRY);
  }

  flush() {
    if (document.visibilityState === "hidden" && this.unkept()) this.send(true);
  }

  leave() {
    this.left = true;
    clearTimeout(this.timer);
    this.running?.abort();
    if (navigator.onLine) sessionStorage.removeItem(this.key);
  }

  offer() {
    const copy = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
    if (!copy) return;
    const box = document.createElement("div");
    box.className = "callout callout--warn";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = `Isian pukul ${copy.at} belum sempat tersimpan dan masih ada di tab ini. `;
    box.append(words, this.choice("Pulihkan", box, () => this.restore(copy.fields)));
    box.append(this.choice("Buang", box, () => sessionStorage.removeItem(this.key)));
    this.form.prepend(box);
  }

  choice(label, box, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--secondary";
    button.textContent = label;
    button.addEventListener("click", () => (act(), box.remove()));
    return button;
  }

  restore(fields) {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
    for (const input of this.form.elements) {
      if (!input.name || input.name === "version") continue;
      const mine = values.get(input.name) ?? [];
      if (input.type === "checkbox" || input.type === "radio") input.checked = mine.includes(input.value);
      else if (input.type === "select-multiple") for (const o of input.options) o.selected = mine.includes(o.value);
      else if (values.has(input.name) && input.type !== "file") input.value = mine.shift() ?? "";
    }
    this.changed();
  }
}

for (const form of document.querySelectorAll("form[data-draft-url]")) new Draft(form);
