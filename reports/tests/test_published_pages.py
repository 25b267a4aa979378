"""The public page of published figures."""

import pytest
from django.urls import reverse

from bengkalis.browsing import PHONE, assert_accessible
from registry.models import Cooperative
from reports import reference
from reports.models import PublishedFigure
from reports.statistics.published import Line, signed
from reports.tests.test_statistics_pages import words_of

HERE = "/statistik/angka-terbit/"


@pytest.fixture
def figures(db):
    reference.load()


def test_a_stranger_reads_published_figures_beside_the_register(client, figures, make_cooperative):
    make_cooperative("Koperasi Satu", "Mandau", "aktif")
    said = words_of(client.get(reverse("statistics-published")).content.decode())
    assert "291" in said
    assert "452" in said
    assert "tidak dijumlahkan" in said
    assert "743" not in said
    assert "40.000 usaha" in said
    assert "register: belum ada" in said


def test_the_page_speaks_english(client, figures):
    said = words_of(client.get(HERE, {"lang": "en"}).content.decode())
    assert "Published figures" in said
    assert "Active cooperatives" in said


def test_without_figures_the_page_says_what_will_be_here(client, db):
    PublishedFigure.objects.all().delete()
    assert "Belum ada angka terbit" in client.get(HERE).content.decode()


def test_the_home_of_the_statistics_leads_there(client, db):
    assert f'href="{HERE}"' in client.get("/statistik/").content.decode()


@pytest.mark.parametrize(
    ("value", "register", "difference", "percent"),
    [(200, 150, "−50", "−25"), (150, 150, "0", "0"), (0, 3, "+3", ""), (None, 3, "", "")],
)
def test_a_difference_is_the_register_minus_the_published(value, register, difference, percent):
    line = Line(PublishedFigure(value=value), register)
    assert (signed(line.difference, "id"), signed(line.percent, "id", 1)) == (difference, percent)


def test_a_register_of_made_up_cooperatives_says_so(client, figures, make_cooperative):
    cooperative = make_cooperative()
    assert "CONTOH" not in client.get(HERE).content.decode()
    Cooperative.objects.filter(pk=cooperative.pk).update(is_demo=True)
    assert "CONTOH: register ini berisi data peragaan" in client.get(HERE).content.decode()


@pytest.mark.parametrize("fmt", ["csv", "csv-machine", "xlsx"])
def test_the_figures_come_as_a_file(client, figures, fmt):
    answer = client.get(reverse("statistics-published-data"), {"format": fmt})
    content = b"".join(answer.streaming_content)
    assert "angka-terbit" in answer["Content-Disposition"]
    assert fmt == "xlsx" or content.count(b"\r\n") == 34


def test_an_unknown_format_is_refused(client, db):
    assert client.get(reverse("statistics-published-data"), {"format": "pdf"}).status_code == 400


@pytest.mark.browser
def test_published_figures_are_accessible_on_a_desk_and_on_a_phone(open_page, db):
    reference.load()
    page = open_page(reverse("statistics-published"))
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)
