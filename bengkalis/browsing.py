"""Browser tests: a real Chromium against the running portal, and what every page must pass."""

import os
import time

import pytest

from bengkalis.testing import CHROMIUM, PASSWORD

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium():
    """One browser for the session."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # a busy machine is no defect of the portal
    # Playwright's loop runs in this thread, beside which Django refuses the ORM.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """``open_page(path, user=None, **context)`` → a page of a fresh browser; script errors fail."""
    contexts, complaints = [], []

    def open_one(path="/", user=None, **options):
        options = {"viewport": DESKTOP, "locale": "id-ID", "base_url": live_server.url, **options}
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
        if user is not None:
            sign_in(page, user)
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    _let_the_server_finish()
    assert [text for text in complaints if "status of 4" not in text] == []


def _let_the_server_finish(quiet: int = 4) -> None:
    """A closed browser may have left a request, such as a draft being kept, that is still being
    answered; emptying the tables then would end in a deadlock."""
    from django.db import connection

    still = 0
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            still = still + 1 if cursor.fetchone()[0] == 0 else 0
        if still == quiet:
            return
        time.sleep(0.05)


def sign_in(page, user) -> None:
    """Through the sign-in page, as a person does."""
    page.goto("/masuk/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/beranda/")


def assert_accessible(page) -> None:
    """No finding of axe (WCAG 2.2 AA) and nothing that scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    assert not wide, f"{page.url} scrolls sideways at {page.viewport_size}"
