"""The made-up published figures of the demonstration: marked, complete, written once."""

from reports.demo.figures import SERIES, TOTALS, seed
from reports.models import PublishedFigure
from reports.statistics.reconciliation import Choice, Reconciliation

DEMO = PublishedFigure.objects.filter(series__startswith=SERIES)


def test_they_are_written_once_at_any_scale(db):
    written = seed(1)
    assert DEMO.count() == written["angka terbit"] == len(TOTALS) * (1 + 11 * 4)
    assert not seed(3)


def test_every_one_says_that_it_is_made_up(db):
    seed(1)
    for row in DEMO.all():
        assert row.label.startswith("CONTOH")
        assert row.source.startswith("CONTOH")
        assert row.note == "CONTOH"


def test_each_is_a_figure_that_the_form_would_take_and_is_compared(db):
    seed(1)
    found = Reconciliation()
    for row in DEMO[:20]:
        row.full_clean()
    rows = found.figures(Choice(section="G", district="14.03.09"))
    assert [row.year for row in rows] == sorted(TOTALS)
