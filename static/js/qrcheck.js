// The signed QR code of a paper, checked in this browser alone: no request is made.
// The format is that of programs/qr.py; its test vectors are programs/tests/qr_vectors.json.
// [data-qr-check]: the page without a network. [data-qr-paper]: the page of one paper.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX = new TextEncoder().encode("bengkalis.qr.1\n");
const FORMAT = 1, HEAD = 33, SEAL = 64, LONGEST = 96;
const KINDS = { 1: ["pk", "Perjanjian Kinerja"], 2: ["pi", "Pakta Integritas"] };
const PARTS = {
  1: ["pertama", "Pihak pertama"],
  2: ["kedua", "Pihak kedua"],
  3: ["pembuat", "Pembuat pernyataan"],
  4: ["saksi", "Menyaksikan"],
};
const SIGNATURES = {
  1: ["portal", "elektronik di portal"],
  2: ["pindaian", "tinta basah; pindaian disimpan di portal"],
  3: ["dicatat", "tinta basah; hanya dicatat petugas"],
};
const UNREADABLE = "Isi kode QR ini tidak dapat dibaca.";
const TOO_OLD =
  "Peramban ini tidak dapat memeriksa tanda tangan Ed25519 di sini. Pakai peramban yang lebih baru lewat HTTPS, atau periksa menurut kode.";

class BadPayload extends Error {}

// --- reading -----------------------------------------------------------------------------------

export function parted(text) {
  const found = /^[^#]*\/verifikasi\/([^/#]+)\/?#([^]*)$/.exec(text.trim());
  return found ? [found[2], readCode(found[1])] : [text.trim(), null];
}

function readCode(text) {
  const plain = text.replace(/[\s-]/g, "").toUpperCase();
  return plain.replace(/[ILOU]/g, (letter) => ({ I: "1", L: "1", O: "0", U: "V" })[letter]);
}

function decode(payload) {
  if (payload.includes("=")) throw new BadPayload("Ini bukan kode QR naskah: base64url-nya tidak baku.");
  if (!/^[\w-]*$/.test(payload)) throw new BadPayload("Ini bukan kode QR naskah: bukan base64url.");
  try {
    const binary = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    const again = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    if (again === payload) return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  } catch {
    throw new BadPayload("Ini bukan kode QR naskah: bukan base64url.");
  }
  throw new BadPayload("Ini bukan kode QR naskah: base64url-nya tidak baku.");
}

const known = (table, number) => {
  if (!(number in table)) throw new BadPayload(UNREADABLE);
  return table[number];
};
const day = (number) => new Date(Date.UTC(2000, 0, 1 + number)).toISOString().slice(0, 10);
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function unpack(body) {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  if (body[0] !== FORMAT) {
    throw new BadPayload(`Kode QR berformat ${body[0]}; portal ini membaca format ${FORMAT}.`);
  }
  const number = view.getBigUint64(8);
  if (!body[1] || body[3] > 1 || number >> 60n || body[32] < 1 || body[32] > 4) {
    throw new BadPayload(UNREADABLE);
  }
  const signs = Array.from({ length: 12 }, (_, at) => ALPHABET[Number((number >> BigInt(55 - 5 * at)) & 31n)]);
  const [kind, kindLabel] = known(KINDS, body[2]);
  return {
    key: body[1], kind, kindLabel, isDemo: body[3] === 1, year: view.getUint16(4), datedOn: day(view.getUint16(6)),
    code: signs.join(""), contentStart: hex(body.subarray(16, 32)), signers: signers(body, view, body[32]),
  };
}

function signers(body, view, count) {
  const found = [];
  let at = HEAD;
  const text = () => {
    const length = body[at];
    if (!length || length > LONGEST || at + 1 + length > body.length) throw new BadPayload(UNREADABLE);
    at += 1 + length;
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body.subarray(at - length, at));
  };
  for (let n = 0; n < count; n += 1) {
    if (at + 4 > body.length) throw new BadPayload(UNREADABLE);
    const [part, partLabel] = known(PARTS, body[at]);
    const [kind, kindLabel] = known(SIGNATURES, body[at + 1]);
    const signedOn = day(view.getUint16(at + 2));
    at += 4;
    found.push({ part, partLabel, kind, kindLabel, signedOn, name: text(), position: text() });
  }
  if (at !== body.length) throw new BadPayload(UNREADABLE);
  return found;
}

// --- judging -----------------------------------------------------------------------------------

async function sealHolds(raw, seal, body) {
  const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  const signed = new Uint8Array([...PREFIX, ...body]);
  return crypto.subtle.verify({ name: "Ed25519" }, key, seal, signed);
}

// What the QR code says, where its signature is good; throws an Error with a sentence for people.
export async function verify(text, keys) {
  const [payload, code] = parted(text);
  const raw = decode(payload);
  if (raw.length < HEAD + SEAL) throw new BadPayload("Kode QR ini terpotong.");
  const body = raw.subarray(0, -SEAL), seal = raw.subarray(-SEAL);
  const claim = read(body);
  if (!(claim.key in keys)) {
    throw new BadPayload(`Kode QR ini dibuat dengan kunci ${claim.key}, yang tidak dikenal.`);
  }
  let holds;
  try {
    holds = await sealHolds(decode(keys[claim.key]), seal, body);
  } catch {
    throw Object.assign(new Error(TOO_OLD), { undecided: true });
  }
  if (!holds) throw new BadPayload("Tanda tangan digital kode QR ini tidak cocok dengan isinya.");
  if (code !== null && code !== claim.code) throw new BadPayload("Kode di alamat tidak sama dengan kode di dalam QR.");
  return claim;
}

function read(body) {
  try {
    return unpack(body);
  } catch (error) {
    throw error instanceof BadPayload ? error : new BadPayload(UNREADABLE);
  }
}

// --- showing -----------------------------------------------------------------------------------

function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

function callout(tone, title, words) {
  return element("div", `callout callout--${tone}`, element("div", "", element("p", "callout__title", title), element("p", "", words)));
}

const fact = (label, value) => element("div", "", element("dt", "", label), element("dd", "", value));
const inFours = (code) => code.match(/.{4}/g).join("-");
const long = (iso) =>
  new Date(`${iso}T00:00:00Z`).toLocaleDateString("id-ID", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function facts(claim) {
  const said = [
    ["Jenis", claim.kindLabel],
    ["Tahun", String(claim.year)],
    ["Tanggal naskah", long(claim.datedOn)],
    ["Kode verifikasi", inFours(claim.code)],
    ["SHA-256 isi diawali", claim.contentStart],
  ];
  const list = element("dl", "facts", ...said.map(([label, value]) => fact(label, value)));
  for (const one of claim.signers) {
    const note = element("span", "facts__note", `${one.position}, ${long(one.signedOn)}, ${one.kindLabel}`);
    const row = fact(one.partLabel, one.name);
    row.lastChild.append(note);
    list.append(row);
  }
  return list;
}

const refusal = (error) =>
  error.undecided ? callout("warn", "Belum terbukti", error.message) : callout("bad", "Tidak asli", error.message);

async function answer(form) {
  const place = document.querySelector("[data-qr-answer]");
  const text = form.querySelector("textarea").value;
  if (!text.trim()) return place.replaceChildren(callout("warn", "Belum terbukti", "Tempel dahulu isi kode QR-nya."));
  try {
    const claim = await verify(text, JSON.parse(form.dataset.keys));
    const example = claim.isDemo ? " Naskah ini CONTOH untuk peragaan." : "";
    const words = `Portal ini menerbitkan naskah di bawah ini, dan isi kode QR-nya tidak diubah.${example} Cocokkan dengan yang tercetak.`;
    place.replaceChildren(callout("good", "Kode QR asli", words), facts(claim));
  } catch (error) {
    place.replaceChildren(refusal(error));
  }
}

function belonging(claim, code, content) {
  if (claim.code !== code) {
    return callout("bad", "Kode QR milik naskah lain", `Kode QR ini asli, tetapi untuk naskah ${inFours(claim.code)}, bukan untuk naskah di halaman ini.`);
  }
  if (!content.startsWith(claim.contentStart)) {
    return callout("bad", "Isi naskah berbeda", "Kode QR ini asli, tetapi isi naskah di halaman ini lain daripada yang ditandatangani dengannya.");
  }
  return callout("good", "Kode QR asli", "Tanda tangan digitalnya cocok, dan kode QR ini milik naskah ini.");
}

async function besides(place) {
  const { qrPaper, content, keys } = place.dataset;
  const fragment = location.hash.slice(1);
  if (!fragment || document.getElementById(fragment)) return;
  try {
    const claim = await verify(fragment, JSON.parse(keys));
    place.replaceChildren(belonging(claim, qrPaper, content));
  } catch (error) {
    place.replaceChildren(refusal(error));
  }
}

function begin() {
  const form = document.querySelector("[data-qr-check]");
  if (form) {
    const fromAddress = () => {
      const fragment = location.hash.slice(1);
      if (!fragment || document.getElementById(fragment)) return;
      form.querySelector("textarea").value = fragment;
      answer(form);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(form);
    });
    window.addEventListener("hashchange", fromAddress);
    fromAddress();
  }
  const place = document.querySelector("[data-qr-paper]");
  if (place) {
    window.addEventListener("hashchange", () => besides(place));
    besides(place);
  }
}

begin();
