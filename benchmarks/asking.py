"""Requests of a stranger through the whole portal, middleware included, inside this process."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.conf import settings
from django.test.client import ClientHandler, RequestFactory
from django.test.utils import override_settings
from django.utils.http import urlencode

from benchmarks.timing import Sides, Work
from bengkalis.paging import Keyset
from bengkalis.preparation import collect_static
from bengkalis.throttles import StrangerThrottle
from registry.models import Cooperative

PAGE = 50
API, PLAIN_API = "/api/v1/cooperatives", "/biasa/api/"
ORDER = ("search_name", "id")


@contextmanager
def served() -> Iterator[None]:
    """Portal and plain way under one roof; requests are counted as always but never refused."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise looks for it
    addresses = override_settings(
        ROOT_URLCONF="benchmarks.plain",
        ALLOWED_HOSTS=["testserver"],
        SECURE_SSL_REDIRECT=False,
        DEBUG=False,
    )
    with addresses, patch.object(StrangerThrottle, "rate", "1000000000/min", create=True):
        yield


def api_list(rows: int) -> Sides:
    return _asked("REST, daftar 50 koperasi", PLAIN_API, API)


def api_filter(rows: int) -> Sides:
    found = middle()
    query = f"?status={found.status}&kind={found.kind}"
    return _asked("REST, daftar tersaring (status dan jenis)", PLAIN_API + query, API + query)


def api_search(rows: int) -> Sides:
    query = "?" + urlencode({"search": max(middle().search_name.split(), key=len)})
    return _asked("REST, cari sepotong nama", PLAIN_API + query, API + query)


def api_last_page(rows: int) -> Sides:
    number, cursor = _last_page()
    return _asked("REST, halaman terakhir", f"{PLAIN_API}?page={number}", f"{API}?cursor={cursor}")


def api_detail(rows: int) -> Sides:
    uid = middle().uid
    return _asked("REST, satu koperasi", f"{PLAIN_API}{uid}/", f"{API}/{uid}")


def html_list(rows: int) -> Sides:
    """The plain page has the portal's frame, but no filters, downloads or headings to sort by."""
    collect_static()
    return _asked("Halaman direktori (HTML)", "/biasa/koperasi/", "/koperasi/")


def _asked(title: str, plain: str, portal: str) -> Sides:
    return Sides(title, ask(plain), ask(portal), 20)


def ask(address: str) -> Work:
    """A GET of ``address`` whose answer is read to its end. Raises RuntimeError unless 200."""
    environ, handler = RequestFactory().get(address).environ, ClientHandler()

    def perform():
        response = handler({**environ, "wsgi.input": io.BytesIO()})
        for _ in response:
            pass
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")

    return perform


def middle() -> Cooperative:
    """The cooperative in the middle of the list."""
    rows = Cooperative.objects.order_by(*ORDER)
    return rows[rows.count() // 2]


def _last_page() -> tuple[int, str]:
    """The number of the list's last page, and the cursor that leads to it ("": the only one)."""
    rows = Cooperative.objects.order_by(*ORDER)
    number = (rows.count() - 1) // PAGE + 1
    edge = rows[(number - 1) * PAGE - 1 :][:2].values_list("pk") if number > 1 else []
    pair = Cooperative.objects.filter(pk__in=[pk for (pk,) in edge])
    return number, Keyset(ORDER[0]).page(pair, 1).next or ""
