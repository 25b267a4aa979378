"""The public check in a real browser: a PDF dropped, without a script, on a phone, off the net."""

import json
from base64 import urlsafe_b64encode
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from programs import pacts, qr
from programs.models import Paper
from programs.tests.samples import agreement_of, approved, cascade, plan_of, put_in_force

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.7 perjanjian kinerja " + bytes(range(256)) * 400 + b" %%EOF"
DROP = """([name, bytes]) => {
  const bubbles = true, cancelable = true, data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type: "application/pdf" }));
  const form = document.querySelector("[data-verify]");
  form.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles, cancelable }));
}"""


@pytest.fixture
def people(cast, transactional_db):
    return cascade(cast)


@pytest.fixture
def paper(people) -> Paper:
    with transaction.atomic():
        plan = plan_of()
        approved(plan)
    return put_in_force(agreement_of(plan, people["head"], people["regent"]).paper, PDF)


def flipped(at: int = 1000) -> bytes:
    return PDF[:at] + bytes([PDF[at] ^ 1]) + PDF[at + 1 :]


def watched(page) -> list:
    """Every request from now on that could carry something out."""
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.post_data_buffer)))
    return sent


@pytest.mark.parametrize(("content", "title"), [(PDF, "Cocok"), (flipped(), "Tidak cocok")])
def test_a_dropped_pdf_is_compared_here_and_sent_nowhere(open_page, paper, content, title):
    page = open_page(f"/verifikasi/{paper.code}/", viewport=PHONE)
    expect(page.get_by_text("PDF tidak dikirim ke mana pun")).to_be_visible()
    sent = watched(page)
    page.evaluate(DROP, ["naskah.pdf", list(content)])
    answer = page.locator("[data-verify-answer]")
    expect(answer.get_by_text(title, exact=True)).to_be_visible()
    assert sent == []
    assert_accessible(page)


def test_a_pdf_finds_its_paper_by_its_hash_alone(open_page, paper):
    page = open_page("/verifikasi/")
    sent = watched(page)
    file = {"name": "naskah.pdf", "mimeType": "application/pdf", "buffer": flipped()}
    page.set_input_files("#berkas", file)
    expect(page.get_by_text("tidak cocok dengan naskah mana pun")).to_be_visible()
    page.set_input_files("#berkas", file | {"buffer": PDF})
    page.wait_for_url(f"**/verifikasi/{paper.code}/")
    expect(page.get_by_role("heading", name="BERLAKU")).to_be_visible()
    expect(page.locator("[data-verify-answer]").get_by_text("Cocok", exact=True)).to_be_visible()
    assert {method for method, _body in sent} == {"GET"}
    assert [body for _method, body in sent if body] == []


def test_without_a_script_the_pdf_is_hashed_at_the_portal(open_page, paper):
    page = open_page(f"/verifikasi/{paper.code}/", viewport=PHONE, java_script_enabled=False)
    expect(page.get_by_text("dan tidak disimpan")).to_be_visible()
    file = {"name": "naskah.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files("#berkas", file)
    page.get_by_role("button", name="Periksa PDF").click()
    expect(page.get_by_text("Cocok", exact=True)).to_be_visible()


def test_a_browser_that_cannot_hash_sends_the_file_to_be_hashed(open_page, paper):
    """As without HTTPS, where ``crypto.subtle`` is missing."""
    page = open_page("/healthz")
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', {value: undefined})")
    page.goto(f"/verifikasi/{paper.code}/#{qr.payload_of(paper)}")
    expect(page.get_by_text("tidak dapat memeriksa tanda tangan Ed25519")).to_be_visible()
    expect(page.get_by_text("dan tidak disimpan")).to_be_visible()
    file = {"name": "naskah.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files("#berkas", file)
    page.get_by_role("button", name="Periksa PDF").click()
    expect(page.get_by_text("Cocok", exact=True)).to_be_visible()


VECTORS = json.loads((Path(__file__).parent / "qr_vectors.json").read_text(encoding="utf-8"))
KEYS = {
    number: urlsafe_b64encode(bytes.fromhex(key)).decode().rstrip("=")
    for number, key in VECTORS["public_keys"].items()
}
CHECK = """async ([texts, keys]) => {
  const { verify } = await import(document.querySelector('script[src*="qrcheck"]').src);
  const told = (error) => (error.undecided ? "undecided" : error.message);
  return Promise.all(texts.map((text) => verify(text, keys).catch(told)));
}"""


def as_told(claim: dict) -> dict:
    """A claim of the vectors, in the names of the script."""
    names = {"is_demo": "isDemo", "dated_on": "datedOn", "content_start": "contentStart"}
    told = {names.get(name, name): value for name, value in claim.items()}
    signers = [
        {("signedOn" if name == "signed_on" else name): value for name, value in one.items()}
        for one in claim["signers"]
    ]
    return told | {"signers": signers}


def without_labels(told: dict) -> dict:
    plain = {name: value for name, value in told.items() if not name.endswith("Label")}
    signers = [
        {name: value for name, value in one.items() if not name.endswith("Label")}
        for one in told["signers"]
    ]
    return plain | {"signers": signers}


def test_the_script_reads_every_vector_as_the_portal_does(open_page):
    page = open_page("/verifikasi/luring/")
    good = page.evaluate(CHECK, [[one["payload"] for one in VECTORS["valid"]], KEYS])
    assert [without_labels(one) for one in good] == [
        as_told(one["claim"]) for one in VECTORS["valid"]
    ]
    bad = [one["payload"] for one in VECTORS["invalid"]]
    known = {int(number): bytes.fromhex(key) for number, key in VECTORS["public_keys"].items()}
    assert page.evaluate(CHECK, [bad, KEYS]) == [refusal(payload, known) for payload in bad]


def refusal(payload: str, keys: dict[int, bytes]) -> str:
    with pytest.raises(qr.BadPayload) as refused:
        qr.verify(payload, keys)
    return str(refused.value)


def test_a_qr_code_is_checked_with_the_network_off(open_page, paper):
    address = qr.url_of(paper)
    page = open_page("/verifikasi/luring/", viewport=PHONE)
    page.wait_for_load_state("networkidle")  # the icon of the page as well
    page.context.set_offline(True)
    sent = watched(page)
    page.get_by_label("Isi kode QR").fill(address)
    page.get_by_role("button", name="Periksa").click()
    answer = page.locator("[data-qr-answer]")
    expect(answer.get_by_text("Kode QR asli")).to_be_visible()
    expect(answer.get_by_text(paper.shown_code)).to_be_visible()
    expect(answer.get_by_text("Drs. Hasan, M.Si")).to_be_visible()
    at = len(address) - 120
    other = "A" if address[at] != "A" else "B"
    page.get_by_label("Isi kode QR").fill(address[:at] + other + address[at + 1 :])
    page.get_by_role("button", name="Periksa").click()
    expect(answer.get_by_text("Tidak asli")).to_be_visible()
    assert sent == []
    assert_accessible(page)


def test_the_page_of_a_paper_says_whose_qr_code_led_to_it(open_page, people, paper):
    pact = put_in_force(pacts.prepare(people["unit"], 2020, date(2020, 1, 27)).paper)
    own, other = qr.payload_of(paper), qr.payload_of(pact)
    page = open_page(f"/verifikasi/{paper.code}/#{own}")
    expect(page.get_by_text("kode QR ini milik naskah ini")).to_be_visible()
    page.goto(f"/verifikasi/{paper.code}/#{other}")
    expect(page.get_by_text("Kode QR milik naskah lain")).to_be_visible()
    page.goto(f"/verifikasi/{paper.code}/#{own[:-1]}")
    expect(page.get_by_text("Tidak asli")).to_be_visible()
    page.goto(f"/verifikasi/luring/#{own}")
    expect(page.locator("[data-qr-answer]").get_by_text(paper.shown_code)).to_be_visible()


@pytest.fixture
def addresses(people, paper):
    """Every page of this area with something on it."""
    pact = pacts.prepare(people["unit"], 2020, date(2020, 1, 27))
    one = pact.get_absolute_url()
    put_in_force(pacts.prepare(people["division"], 2020, date(2020, 1, 27)).paper)
    return [
        *("/verifikasi/", "/verifikasi/?kode=7K3M", "/verifikasi/000000000000/"),
        *("/verifikasi/luring/", f"/verifikasi/{paper.code}/"),
        *("/pakta-integritas/?tahun=2020", one, f"{one}ubah/", f"{one}hapus/", f"{one}perbarui/"),
        *("/pakta-integritas/siapkan/?tahun=2020&tanggal=27-1-2020", "/pakta-integritas/naskah/"),
        *("/pakta-integritas/naskah/baru/", "/pakta-integritas/cetak/?tahun=2020"),
    ]


def test_the_pages_are_accessible_on_a_desk_and_on_a_phone(open_page, cast, addresses):
    page = open_page("/beranda/", cast.planner)
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert_accessible(page)
