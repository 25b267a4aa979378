import csv
import io
import json
import re

import openpyxl
import pytest

from registry.models import Cooperative
from reports.tests.jsonstat_rules import findings

TABLE, DATA = "/statistik/koperasi/", "/statistik/koperasi/data"


@pytest.fixture
def register(make_cooperative):
    make_cooperative("Koperasi Satu", "Mandau", "aktif", kind="jasa")
    make_cooperative("Koperasi Dua", "Mandau", "tidak_aktif", kind="konsumen")
    make_cooperative("Koperasi Tiga", "Rupat", "aktif", kind="jasa", phone="081234567890")


def page_of(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def words_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_table_page_shows_charts_map_table_notes_source_and_citation(client, register):
    html = page_of(client, TABLE)
    assert html.count('<svg class="chart chart--bars') == 3
    assert html.count("chart--map") == 1
    said = words_of(html)
    assert "Cara mengutip" in said
    assert "http://testserver/statistik/koperasi/" in said
    assert "11 kecamatan" in said


def test_the_table_adds_up(client, register):
    html = page_of(client, TABLE)
    foot = re.search(r"<tfoot>.*?</tfoot>", html, re.S).group()
    assert words_of(foot).split() == ["Jumlah", "2", "1", "0", "0", "0", "3", "66,7"]


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("?district=14.03.09", "2 koperasi di Kecamatan Mandau, 1 di antaranya aktif (50%)."),
        ("?status=aktif", "2 koperasi aktif di Kabupaten Bengkalis."),
        ("?kind=jasa&district=14.03.10", "1 koperasi jasa di Kecamatan Rupat, 1 di antaranya"),
        (
            "?district=14.03.09&district=14.03.10",
            "3 koperasi di Kecamatan Mandau dan Rupat, 2 di antaranya aktif",
        ),
        ("?lang=en&status=aktif", "2 active cooperatives in Bengkalis Regency."),
    ],
)
def test_the_address_alone_says_what_is_shown(client, register, query, answer):
    html = page_of(client, TABLE + query)
    assert answer in words_of(html)
    assert html.count(query.replace("&", "&amp;").split("?")[1].split("&amp;")[0]) >= 1


def test_a_chosen_filter_is_shown_and_can_be_taken_off(client, register):
    html = page_of(client, TABLE + "?district=14.03.09&status=aktif")
    assert '<option value="14.03.09" selected>' in html
    assert 'href="/statistik/koperasi/?status=aktif"' in html
    assert 'href="/statistik/koperasi/?district=14.03.09"' in html


def test_a_picture_that_would_compare_nothing_is_not_drawn(client, register):
    assert "chart--map" not in page_of(client, TABLE + "?status=aktif")
    assert "chart--map" not in page_of(client, TABLE + "?district=14.03.09")
    assert "Jenis terbanyak" not in page_of(client, TABLE + "?kind=jasa")
    assert "Terbanyak di" not in page_of(client, TABLE + "?district=14.03.09")


def test_an_unknown_choice_is_refused_with_a_sentence(client, register):
    response = client.get(TABLE + "?district=14.03.99")
    assert response.status_code == 400
    assert "Saringan kecamatan “14.03.99” tidak dikenal" in response.content.decode()


def test_hostile_text_in_the_address_is_only_text(client, register):
    html = client.get(TABLE + "?kind=<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in html


@pytest.mark.django_db
def test_an_empty_register_says_so_and_draws_nothing(client):
    html = page_of(client, TABLE)
    assert "Tidak ada koperasi yang cocok" in html
    assert "chart--bars" not in html


def test_the_page_speaks_english(client, register):
    html = page_of(client, TABLE + "?lang=en")
    assert '<div lang="en">' in html
    assert "Cooperatives by district, status and kind" in words_of(html)
    assert "proposed for dissolution" in html


@pytest.mark.parametrize("url", [TABLE, DATA, f"{DATA}?format=csv"])
def test_the_number_of_queries_does_not_grow(
    client, make_cooperative, django_assert_num_queries, url
):
    for size in (1, 3):
        while Cooperative.objects.count() < size:
            make_cooperative(f"Koperasi {Cooperative.objects.count()}")
        with django_assert_num_queries(2):
            client.get(url)


def test_the_data_is_sound_json_stat_for_anybody(client, register):
    response = client.get(DATA)
    assert response["Content-Type"] == "application/json; charset=UTF-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    document = json.loads(response.content)
    assert findings(document) == set()
    assert sum(document["value"]) == 3
    assert document["href"] == f"http://testserver{DATA}"


def test_the_data_follows_the_choice_of_the_page(client, register):
    document = client.get(DATA + "?district=14.03.09&status=aktif&lang=en").json()
    assert document["size"] == [1, 1, 1, 1, 7]
    assert sum(document["value"]) == 1
    assert document["dimension"]["status"]["category"]["label"] == {"aktif": "active"}


def rows_of(client, fmt, delimiter):
    body = b"".join(client.get(f"{DATA}?format={fmt}").streaming_content).decode()
    return list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff")), delimiter=delimiter))


@pytest.mark.parametrize(("fmt", "delimiter"), [("csv", ";"), ("csv-machine", ",")])
def test_csv_carries_every_figure(client, register, fmt, delimiter):
    rows = rows_of(client, fmt, delimiter)
    assert len(rows) == 11 * 5 * 7
    assert sum(int(row["jumlah koperasi"]) for row in rows) == 3
    assert rows[0]["kode kecamatan"] == "14.03.01"


def test_the_workbook_carries_every_figure_and_the_notes(client, register):
    response = client.get(f"{DATA}?format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    rows = list(book["Data"].iter_rows(min_row=2, values_only=True))
    assert sum(row[-2] for row in rows) == 3
    assert "Kecamatan menurut pembagian" in str(list(book["Keterangan"].values))
    response.close()


def test_an_unknown_format_or_choice_is_a_problem_document(client, register):
    for query in ("?format=pdf", "?status=hidup"):
        response = client.get(DATA + query)
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        assert "“" in response.json()["detail"]


@pytest.mark.parametrize("fmt", ["json-stat2", "csv", "csv-machine", "xlsx"])
def test_unchanged_data_is_not_sent_again(client, register, fmt):
    url = f"{DATA}?format={fmt}"
    first = client.get(url)
    assert "max-age" in first["Cache-Control"]
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    first.close()


def test_changed_data_is_sent_again_under_a_new_tag(client, register, make_cooperative):
    tag = client.get(DATA)["ETag"]
    assert not tag.startswith("W/")
    make_cooperative("Koperasi Empat")
    response = client.get(DATA, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert response["ETag"] != tag


def test_the_same_figures_in_another_language_have_another_tag(client, register):
    assert client.get(DATA)["ETag"] != client.get(f"{DATA}?lang=en")["ETag"]


def test_no_name_or_number_of_a_cooperative_leaks_into_the_figures(client, register):
    for url in (TABLE, DATA):
        text = client.get(url).content.decode()
        assert "Koperasi Tiga" not in text
        assert "081234567890" not in text


def test_only_reading_is_possible(client, register):
    for url in (TABLE, DATA):
        assert client.post(url).status_code == 405


def test_pages_keep_the_content_policy(client, register):
    html = page_of(client, TABLE)
    assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)
