"""The public check in a real browser: a PDF dropped, without a script, on a phone, off the net."""

from datetime import date

import pytest
from django.db import transaction
from playwright.sync_api import expect

from bengkalis.browsing import PHONE, assert_accessible
from programs import pacts
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
