// form[data-verify]: a PDF is hashed in this browser and compared; the file itself goes nowhere.
// data-sha256: what it must be. data-known: where to ask which paper has that SHA-256.
const SEEN = "verified"; // in this tab: the SHA-256 of the file that led from the start to its page

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export async function hash(file) {
  return hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
}

function say(form, tone, title, words) {
  const answer = document.querySelector("[data-verify-answer]");
  const box = document.createElement("div");
  const inner = document.createElement("div");
  const head = document.createElement("p");
  const text = document.createElement("p");
  box.className = `callout callout--${tone}`;
  head.className = "callout__title";
  head.textContent = title;
  text.textContent = words;
  inner.append(head, text);
  box.append(inner);
  answer.replaceChildren(box);
  answer.scrollIntoView({ block: "nearest" }); // on the page of a paper it stands above the box
}

function compare(form, name, found) {
  if (found === form.dataset.sha256) {
    say(form, "good", "Cocok", `“${name}” persis sama, bita demi bita, dengan yang diterbitkan portal untuk naskah ini.`);
  } else {
    say(form, "bad", "Tidak cocok", `“${name}” berbeda dari yang diterbitkan portal untuk naskah ini (SHA-256 ${found.slice(0, 12)}…). Jangan dipakai; mintalah PDF yang asli.`);
  }
}

async function ask(form, name, found) {
  const answer = await fetch(form.dataset.known.replace("SIDIK", found));
  if (answer.ok && answer.redirected) {
    sessionStorage.setItem(SEEN, JSON.stringify({ name, found }));
    location.assign(answer.url);
  } else if (answer.status === 404) {
    say(form, "bad", "Tidak cocok", `“${name}” tidak cocok dengan naskah mana pun yang diterbitkan portal ini: bukan dari portal, belum selesai ditandatangani, atau isinya sudah berubah.`);
  } else {
    say(form, "warn", "Belum terbukti", "Portal sedang tidak menjawab. Coba lagi sebentar lagi.");
  }
}

async function check(form, file) {
  if (!file) return say(form, "warn", "Belum terbukti", "Pilih dahulu PDF yang hendak diperiksa.");
  say(form, "info", "Menghitung…", `Sidik “${file.name}” sedang dihitung di gawai ini.`);
  try {
    const found = await hash(file);
    await (form.dataset.sha256 ? compare(form, file.name, found) : ask(form, file.name, found));
  } catch {
    say(form, "warn", "Belum terbukti", "Berkas atau jaringan tidak terbaca. Pilih lagi berkasnya, lalu ulangi.");
  }
}

function enhance(form) {
  const input = form.querySelector("[type=file]");
  form.querySelector("[data-verify-how]").textContent =
    "Sidiknya (SHA-256) dihitung di gawai ini; PDF tidak dikirim ke mana pun.";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check(form, input.files[0]);
  });
  input.addEventListener("change", () => check(form, input.files[0]));
  dropped(form);
  arrived(form);
}

// A file dropped anywhere on the page is meant for the box: it must not open in place of the page.
function dropped(form) {
  const onFiles = (kind, act) =>
    document.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      act(event);
    });
  const over = () => (form.dataset.over = "yes");
  const out = () => delete form.dataset.over;
  onFiles("dragenter", over);
  onFiles("dragover", over);
  onFiles("dragleave", (event) => event.relatedTarget || out());
  onFiles("drop", (event) => {
    out();
    check(form, event.dataTransfer.files[0]);
  });
}

function arrived(form) {
  const seen = sessionStorage.getItem(SEEN);
  if (!seen || !form.dataset.sha256) return;
  sessionStorage.removeItem(SEEN);
  const { name, found } = JSON.parse(seen);
  compare(form, name, found);
}

// Without HTTPS a browser has no crypto.subtle: the form then sends the file to be hashed, not kept.
for (const form of document.querySelectorAll("form[data-verify]")) {
  if (globalThis.crypto?.subtle) enhance(form);
}
