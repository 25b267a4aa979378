"""What PxWebApi refuses: with the titles that clients know, never a page, never a crash."""

import pytest

from reports.tests.px_tables import ALL, BASE, DATA, EVERYTHING, refusal


@pytest.mark.parametrize(
    ("path", "query", "status", "title"),
    [
        ("tables/x", {}, 404, "Non-existent table"),
        ("tables/x/data", {}, 404, "Non-existent table"),
        ("tables/%00/metadata", {}, 404, "Non-existent table"),
        ("tables", {"pageNumber": "2"}, 404, "Non-existent page"),
        ("tables", {"pageNumber": "0"}, 404, "Non-existent page"),
        ("tables", {"pageNumber": "x"}, 400, "Parameter error"),
        ("tables", {"pageSize": "0"}, 400, "Parameter error"),
        ("tables", {"pastDays": "-1"}, 400, "Parameter error"),
        ("codelists/agg_x", {}, 404, "Non-existent codelist"),
        ("config", {"lang": "de"}, 400, "Unsupported language"),
        ("tables/umkm/data", {"lang": "no"}, 400, "Unsupported language"),
        ("tables/umkm/data", {"outputFormat": "pdf"}, 400, "Unsupported output format"),
        (
            "tables/umkm/data",
            {"outputFormat": "px", "outputFormatParams": "UseCodes"},
            400,
            "Unsupported output format",
        ),
        (
            "tables/umkm/data",
            {"outputFormat": "csv", "outputFormatParams": "Warna"},
            400,
            "Unsupported output format",
        ),
        ("tables/umkm/data", {"valuecodes[x]": "*"}, 400, "Non-existent variable"),
        ("tables/umkm/data", ALL | {"valuecodes[district]": "9"}, 400, "Non-existent value"),
        ("tables/umkm/data", ALL | {"codelist[size]": "agg_x"}, 400, "Non-existent codelist"),
        (
            "tables/umkm/data",
            {"valuecodes[year]": "*"},
            400,
            "Missing selection for mandantory variable",
        ),
        (
            "tables/umkm/data",
            ALL | {"valuecodes[year]": "RANGE(2020,2021)"},
            400,
            "Illegal selection expression",
        ),
        ("tables/umkm/data", ALL | {"stub": "year,year"}, 400, "Illegal placement selection"),
        ("tables/umkm/data", {"asOf": "kemarin"}, 400, "Parameter error"),
        ("tables/umkm/data", {"asOf": "2026-02-30"}, 400, "Parameter error"),
        ("tables/umkm/data", {"asOf": "9999-12-31"}, 400, "Parameter error"),
        ("tables/umkm/data", {"asOf": "0001-01-01T00:00:00+14:00"}, 400, "Parameter error"),
        ("tables/umkm/data", {"asOf": "2026-10-31"}, 404, "Non-existent edition"),
        ("savedqueries/%00", {}, 404, "Non-existent saved query"),
    ],
)
def test_what_is_wrong_is_said_with_the_title_that_clients_know(px, path, query, status, title):
    answer = px(f"{BASE}/{path}", query)
    assert refusal(answer) == (status, title)
    page = px(answer.json()["type"].removeprefix("http://testserver"))
    assert page.status_code == 200
    assert title in page.content.decode()


def test_too_many_cells_are_refused(px, monkeypatch):
    monkeypatch.setattr("reports.pxweb.questions.MAX_CELLS", 47)
    assert refusal(px(DATA, EVERYTHING)) == (400, "Too many cells selected")


def test_the_sentence_of_an_error_is_in_the_language_asked_for(px):
    query = ALL | {"valuecodes[district]": "9"}
    assert "tidak ada nilai" in px(DATA, query).json()["detail"]
    assert "there is no value" in px(DATA, query | {"lang": "en"}).json()["detail"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"selection":{}}', "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'"' + b"x" * 300_000 + b'"', "application/json", 413),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"", "application/json", 200),
        (b"{}", "application/json", 200),
    ],
)
@pytest.mark.parametrize("path", [DATA, f"{BASE}/savedqueries"])
def test_no_body_makes_a_page_or_a_crash(px, client, path, body, kind, status):
    answer = client.post(path, body, content_type=kind)
    if status == 200 and path != DATA:
        status = 400
    assert answer.status_code == status
    if status != 200:
        assert refusal(answer)[0] == status


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(px, client, method):
    assert getattr(client, method)(DATA).status_code == 405


def test_a_slash_at_the_end_is_no_redirect(px):
    assert px(f"{DATA}/").status_code == 404


def test_any_accept_header_is_served(px):
    assert px(DATA, None, Accept="text/html").status_code == 200


def test_a_key_that_a_client_sends_along_is_no_matter(px):
    answer = px(DATA, None, Authorization="Bearer apa-saja")
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_browser_of_another_site_may_post(px, client):
    answer = client.options(DATA)
    assert answer.status_code == 204
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer["Access-Control-Allow-Headers"]
