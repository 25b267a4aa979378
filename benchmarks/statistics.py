"""One table of MSMEs of a year: asked of the statistics service, and grouped at every request."""

from benchmarks.asking import ask
from benchmarks.timing import Sides, Work
from registry.models import EnterpriseYear
from reports.pxweb.answering import MEMORY
from reports.statistics.editions import current

PLAIN = "/biasa/statistik/?year={year}"
PORTAL = (
    "/api/px/v2/tables/umkm/data?valuecodes[law]=pp7&valuecodes[year]={year}"
    "&valuecodes[district]=*&valuecodes[section]=*&valuecodes[size]=*"
    "&valuecodes[ContentsCode]=usaha,penjualan,tenaga_kerja_l"
)


def statistics_warm(rows: int) -> Sides:
    """An answer that this process has given before."""
    current("umkm")
    return Sides("Statistik UMKM, hangat", _plain(), ask(PORTAL.format(year=_year())), 20)


def statistics_cold(rows: int) -> Sides:
    """An answer cut from the edition and written anew; the edition itself is there."""
    current("umkm")
    return Sides("Statistik UMKM, dingin", _plain(), _forgotten(PORTAL.format(year=_year())), 5)


def _year() -> int:
    """The newest year with figures."""
    return EnterpriseYear.objects.order_by("-year").values_list("year", flat=True)[0]


def _plain() -> Work:
    return ask(PLAIN.format(year=_year()))


def _forgotten(address: str) -> Work:
    answer = ask(address)

    def perform():
        MEMORY.clear()
        answer()

    return perform
