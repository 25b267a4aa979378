"""Villages without a cooperative: what counts as a gap, on which day, and how it is published."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from registry.models import FormerDetail, Village
from registry.models.people import today
from registry.status import change_status
from reports.statistics.gap_page import headline
from reports.statistics.gaps import ACTIVE, INACTIVE, NONE, village_gaps
from reports.tests.jsonstat_rules import findings

PAGE, DATA = "/statistik/desa-tanpa-koperasi/", "/statistik/desa-tanpa-koperasi/data"
DEED, CHANGED = date(2010, 1, 1), date(2021, 1, 1)


@pytest.fixture
def village(db):
    return Village.objects.get(kemendagri_code="14.03.01.1001")


@pytest.fixture
def settle(make_cooperative, village):
    """``settle(status)`` → a cooperative in Bengkalis Kota since 2010."""

    def make(status="aktif", place=village, **fields):
        fields = {"deed_date": DEED} | fields
        name = f"K {status} {place}"
        return make_cooperative(name, "Bengkalis", status, village=place, **fields)

    return make


def state_of(village, day=None) -> str:
    gaps = {gap.village.pk: gap for gap in village_gaps(day).villages}
    return gaps[village.pk].state


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        ([], NONE),
        (["dibubarkan"], NONE),
        (["tidak_aktif", "beku"], INACTIVE),
        (["diusulkan_bubar", "aktif"], ACTIVE),
    ],
)
def test_a_gap_is_filled_by_what_stands_and_by_what_runs(settle, village, statuses, state):
    for status in statuses:
        settle(status)
    assert state_of(village) == state


def test_all_155_villages_are_shown_in_their_kecamatan(db):
    gaps = village_gaps()
    assert (len(gaps.villages), len(gaps.districts), gaps.count(NONE)) == (155, 11, 155)
    assert sum(len(gaps.of(code)) for code in gaps.districts) == 155


def test_before_the_split_the_villages_lie_in_eight_kecamatan(db):
    gaps = village_gaps(date(2017, 2, 8))
    assert (len(gaps.villages), len(gaps.districts)) == (155, 8)
    assert len(gaps.of("14.03.09")) == 11 + 13
    assert len(village_gaps(date(2017, 2, 9)).districts) == 11


def test_the_gap_is_that_of_the_day(settle, village):
    cooperative = settle()
    change_status(cooperative, "beku", effective_on=CHANGED, reason="uji")
    assert state_of(village, DEED - timedelta(days=1)) == NONE
    assert state_of(village, CHANGED - timedelta(days=1)) == ACTIVE
    assert state_of(village, CHANGED) == state_of(village) == INACTIVE


def test_a_cooperative_that_moved_fills_the_village_it_was_in(settle, village):
    other = Village.objects.get(kemendagri_code="14.03.01.1002")
    cooperative = settle(place=other)
    until = CHANGED - timedelta(days=1)
    FormerDetail.objects.create(
        cooperative=cooperative,
        field="village",
        value=village.kemendagri_code,
        until=until,
        basis="PAD",
    )
    assert (state_of(village, until), state_of(other, until)) == (ACTIVE, NONE)
    assert (state_of(village, CHANGED), state_of(other, CHANGED)) == (NONE, ACTIVE)


def test_cooperatives_without_a_village_are_said_and_never_guessed(client, settle):
    settle(place=None)
    settle("dibubarkan", place=None)
    gaps = village_gaps()
    assert (dict(gaps.unplaced), gaps.count(NONE)) == ({"14.03.01": 1}, 155)
    assert "1 koperasi belum tercatat desa" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize(("day", "queries"), [(None, 4), (date(2016, 12, 31), 6)])
def test_the_number_of_queries_does_not_grow(settle, django_assert_num_queries, size, day, queries):
    for place in Village.objects.filter(district__name="Bengkalis")[:size]:
        settle(place=place)
    with django_assert_num_queries(queries):
        assert village_gaps(day).count(ACTIVE) == size


# --- published ---------------------------------------------------------------------------------


def test_the_addresses_are_the_published_ones():
    assert reverse("statistics-village-gaps") == PAGE
    assert reverse("statistics-village-gaps-data") == DATA


def test_a_stranger_reads_answer_map_squares_and_table(client, settle):
    settle()
    page = client.get(PAGE).content.decode()
    assert "154 dari 155 desa/kelurahan di Kabupaten Bengkalis belum punya koperasi" in page
    assert page.count('<li class="gap gap--') == 155
    assert 'title="Bengkalis Kota: 1 koperasi, 1 aktif"' in page
    assert "chart--map" in page


def test_the_page_speaks_english(client, settle):
    settle()
    page = client.get(PAGE, {"lang": "en"}).content.decode()
    assert "154 of 155 villages in Bengkalis Regency have no cooperative" in page
    assert "Bengkalis Kota: 1 cooperatives, 1 active" in page


def test_another_day_is_said_and_can_be_left(client, settle):
    settle()
    page = client.get(PAGE, {"pada": "31-12-2016"}).content.decode()
    assert "31 Desember 2016" in page
    assert "?pada=31-12-2016&amp;format=csv" in page
    assert f'href="{PAGE}"' in page


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("typed", [f"{today() + timedelta(days=1):%d-%m-%Y}", "entah"])
def test_a_day_that_cannot_be_is_refused(client, db, lang, typed):
    query = {"pada": typed, "lang": lang}
    answer = client.get(PAGE, query)
    assert (answer.status_code, client.get(DATA, query).status_code) == (400, 400)
    said = {"id": ("belum tiba", "Contoh yang benar"), "en": ("not come yet", "not a day")}
    assert any(words in answer.content.decode() for words in said[lang])


def test_json_stat_is_sound_and_carries_both_counts(client, settle):
    settle()
    settle("beku")
    document = client.get(DATA, {"pada": "31-12-2020"}).json()
    assert findings(document) == set()
    assert (document["size"], sum(document["value"])) == ([2, 1, 155], 3)


@pytest.mark.parametrize("fmt", ["csv", "csv-machine", "xlsx"])
def test_the_files_have_a_row_a_village(client, settle, fmt):
    settle()
    answer = client.get(DATA, {"format": fmt})
    content = b"".join(answer.streaming_content)
    if fmt == "csv-machine":
        rows = list(csv.reader(io.StringIO(content.decode())))
        assert len(rows) == 156
        assert rows[1][-3:] == ["1", "1", "ada koperasi aktif"]
    assert "desa-tanpa-koperasi-" in answer["Content-Disposition"]


def test_data_is_not_sent_twice_and_an_unknown_format_is_refused(client, settle):
    settle()
    first = client.get(DATA)
    assert client.get(DATA, headers={"If-None-Match": first["ETag"]}).status_code == 304
    settle("beku")
    assert client.get(DATA)["ETag"] != first["ETag"]
    assert client.get(DATA, {"format": "pdf"}).status_code == 400


def test_an_empty_register_says_nothing_of_villages(db):
    assert "belum berisi koperasi" in headline(village_gaps(None), "id")
    assert "holds no cooperative" in headline(village_gaps(None), "en")


def test_the_headline_adds_up(settle):
    settle("beku")
    gaps = village_gaps()
    assert headline(gaps, "id").startswith("154 dari 155")
    assert "1 lainnya" in headline(gaps, "id")
