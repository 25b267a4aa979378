"""Published figures: what a row may say, how files bring them, and who may read them."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from registry.models import District
from reports import reference
from reports.models import BpsImport, PublishedFigure
from reports.tests.bps_answers import saved

API = "/api/v1/published-figures"
MANDAU = "140801051201200"


def figure(**changes) -> PublishedFigure:
    values = {
        **{"series": "uji.usaha", "label": "Usaha", "year": 2020, "value": 5, "unit": "usaha"},
        **{"code_system": "bps", "place_code": "1408", "place_name": "Kabupaten Bengkalis"},
        "source": "BPS",
    }
    return PublishedFigure(**values | changes)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("figure_value_or_mark", {"value": None}),
        ("figure_value_or_mark", {"mark": "-"}),
        ("figure_year_of_day", {"as_of": date(2021, 1, 1)}),
        ("figure_year_in_range", {"year": 120}),
        ("figure_code_of_system", {"place_code": "14.03"}),
        ("figure_code_of_system", {"code_system": "kemendagri"}),
        ("figure_code_of_system", {"code_system": "lain"}),
        ("figure_series_given", {"series": " "}),
        ("figure_source_given", {"source": ""}),
        ("figure_unit_given", {"unit": ""}),
    ],
)
def test_the_database_and_the_form_refuse_what_cannot_be(db, name, changes):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        figure(**changes).save()
    with pytest.raises(ValidationError):
        figure(**changes).full_clean()


def test_the_same_figure_twice_is_refused(db):
    figure().save()
    with pytest.raises(IntegrityError, match="figure_once"), transaction.atomic():
        figure(value=6).save()


def test_a_fingerprint_is_a_sha256(db):
    batch = BpsImport(sha256="x", variable="1", label="y", retrieved_on=date(2020, 1, 1))
    with pytest.raises(IntegrityError, match="bps_import_sha256"), transaction.atomic():
        batch.save()


def test_the_codes_of_bps_and_kemendagri_are_different_places(client, db):
    figure(place_code="1403", place_name="Indragiri Hilir").save()
    figure(place_code="14.08", code_system="kemendagri", place_name="Siak").save()
    for code, name in (("1403", "Indragiri Hilir"), ("14.08", "Siak")):
        rows = client.get(API, {"place_code": code, "series": "uji.usaha"}).json()["results"]
        assert [row["place_name"] for row in rows] == [name]


def test_reference_figures_come_once(db):
    reference.load()
    before = PublishedFigure.objects.count()
    assert reference.load() == []
    assert PublishedFigure.objects.count() == before == 33


@pytest.fixture
def bring(db, tmp_path):
    def bring(content: bytes, *options: str) -> str:
        out, path = io.StringIO(), tmp_path / "bps.json"
        path.write_bytes(content)
        call_command("import_bps", str(path), *options, stdout=out)
        return out.getvalue()

    return bring


def kept() -> list[tuple]:
    rows = PublishedFigure.objects.filter(series__startswith="bps.", place_code="1408010")
    return list(rows.order_by("retrieved_on").values_list("value", "mark"))


def test_a_rehearsal_keeps_nothing(bring):
    assert "2020: 2 baru, 0 berubah, 0 tetap" in bring(saved())
    assert (kept(), BpsImport.objects.count()) == ([], 0)


def test_the_same_file_twice_changes_nothing(bring):
    bring(saved(), "--commit")
    assert "sudah pernah dimuat" in bring(saved(), "--commit")
    assert (kept(), BpsImport.objects.count()) == ([(10, "")], 1)


def test_a_changed_value_is_a_further_edition_and_the_old_one_stays(bring):
    bring(saved(), "--commit", "--retrieved", "01-02-2024")
    said = bring(saved({MANDAU: "-"}), "--commit", "--retrieved", "01-02-2025")
    assert "2020: 0 baru, 1 berubah, 0 tetap" in said
    assert kept() == [(10, ""), (None, "-")]


def test_another_value_of_the_same_day_is_a_problem(bring):
    bring(saved(), "--commit", "--retrieved", "01-02-2024")
    with pytest.raises(CommandError, match="tidak ada yang disimpan"):
        bring(saved({MANDAU: 11}), "--commit", "--retrieved", "01-02-2024")
    assert kept() == [(10, "")]


@pytest.mark.parametrize(
    "content",
    [
        saved({MANDAU: 1, "7": 1}),
        saved({}),
        b"<html>",
        saved({"1234551201200": 1}, vervar=[{"val": 12345, "label": "bukan wilayah"}]),
    ],
)
def test_a_file_with_a_problem_keeps_nothing(bring, content):
    with pytest.raises(CommandError):
        bring(content, "--commit")
    assert PublishedFigure.objects.filter(series__startswith="bps.").count() == 0


@pytest.mark.parametrize("day", ["2024-01-01", "31-02-2024", "01-01-2999"])
def test_a_day_that_is_none_or_not_yet_is_refused(bring, day):
    with pytest.raises(CommandError, match="--retrieved"):
        bring(saved(), "--retrieved", day)


def test_a_missing_file_is_one_sentence(db):
    with pytest.raises(CommandError, match="tidak dapat dibaca"):
        call_command("import_bps", str(Path("tidak-ada.json")))


def test_every_kecamatan_of_an_answer_is_known_by_its_bps_code(bring):
    bring(saved(), "--commit")
    codes = PublishedFigure.objects.filter(bps_import__isnull=False).values("place_code")
    assert District.objects.filter(bps_code__in=codes).count() == 2


def test_a_stranger_reads_list_and_detail(client, db):
    """The routes "api-published-figures" and "api-published-figure"."""
    reference.load()
    query = {"series": "cooperatives.active", "year": 2016, "code_system": "kemendagri"}
    rows = client.get(API, query).json()["results"]
    assert sorted(float(row["value"]) for row in rows) == [291, 452]
    one = client.get(f"{API}/{rows[0]['uid']}").json()
    assert one == rows[0]
    assert client.get(API, {"source": "tidak ada"}).json()["results"] == []


def test_an_unknown_code_system_is_refused(client, db):
    assert client.get(API, {"code_system": "pos"}).status_code == 400


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_any_number_of_rows(
    client, db, django_assert_max_num_queries, rows
):
    for year in range(2020, 2020 + rows):
        figure(year=year).save()
    with django_assert_max_num_queries(1):
        assert len(client.get(API, {"series": "uji.usaha"}).json()["results"]) == rows
