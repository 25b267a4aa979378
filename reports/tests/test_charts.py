import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from reports.statistics.charts import NARROW, STUB, nice_ticks, spread, stacked_bars
from reports.statistics.cube import Category, Dimension, Text
from reports.statistics.svg import Words, figure
from reports.statistics.tilemap import PLACES, class_breaks, class_of, tile_map
from reports.tests.cubes import cube

WORDS = Words("Terbanyak di Mandau", "Batang bertumpuk.", "koperasi")
TONES = {"aktif": "aktif", "beku": "beku"}
SVG = "{http://www.w3.org/2000/svg}"


def bars(some=None, words=WORDS, width=720):
    rows = (some or cube((1000, 500, 30, 20, 2000, 0, 0, 0))).margins("district", "status")
    return stacked_bars(rows, words, TONES, "uji", width)


def texts(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def share_map(shares, words=WORDS):
    return tile_map(shares, {code: f"Kecamatan {code}" for code in shares}, words, "peta")


def test_a_chart_has_a_name_and_a_description_for_those_who_cannot_see_it():
    root = ElementTree.fromstring(bars())
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "uji-t uji-d"
    assert root.find(f"{SVG}title").text == "Terbanyak di Mandau"
    assert root.find(f"{SVG}desc").text == "Batang bertumpuk."


def test_the_longest_bar_comes_first_and_says_its_total():
    said = texts(bars())
    assert said.index("Mandau") < said.index("Bengkalis")
    assert {"2.000", "1.550"} <= set(said)


def test_numbers_follow_the_language():
    assert "2,000" in texts(bars(words=replace(WORDS, lang="en")))
    assert figure(1234.5, "id", 1) == "1.234,5"
    assert figure(None, "id") == "…"


def test_every_piece_says_whose_it_is():
    titles = [title.text for title in ElementTree.fromstring(bars()).iter(f"{SVG}title")]
    assert "Bengkalis, aktif: 1.500 koperasi" in titles
    assert not any("Mandau, dibekukan" in title for title in titles)


def test_bars_are_as_long_as_their_numbers():
    root = ElementTree.fromstring(bars())
    pieces = [r for r in root.iter(f"{SVG}rect") if r.get("class") == "fill-aktif"]
    mandau, bengkalis = [float(r.get("width")) for r in pieces if r.get("height") == "22"]
    assert bengkalis / mandau == pytest.approx(0.75, abs=0.01)


@pytest.mark.parametrize("width", [720, NARROW])
def test_the_content_policy_is_kept_and_nothing_lies_outside_the_picture(width):
    svg = bars(width=width)
    assert not re.search(r"\b(style|on\w+)=|<script", svg)
    root = ElementTree.fromstring(svg)
    right = [float(r.get("x")) + float(r.get("width")) for r in root.iter(f"{SVG}rect")]
    assert max(right) <= width
    assert all(float(text.get("x")) <= width for text in root.iter(f"{SVG}text"))


def test_on_a_phone_the_names_stand_above_the_bars():
    names = [
        text
        for text in ElementTree.fromstring(bars(width=NARROW)).iter(f"{SVG}text")
        if text.get("class") == "name"
    ]
    assert [name.get("x") for name in names] == ["0", "0"]


def test_names_from_the_register_cannot_break_out_of_the_picture():
    evil = Dimension("district", Text("k", "k"), (Category("x", Text("<script>&", "<b>")),))
    rows = cube().margins("district", "status")
    rows = replace(
        rows,
        dimensions=(evil, rows.dimensions[1]),
        values={("x", "aktif"): 1, ("x", "beku"): 2},
    )
    svg = stacked_bars(rows, WORDS, TONES, "uji")
    assert "<script>" not in svg
    assert "<script>&" in texts(svg)


def test_more_than_six_series_are_refused():
    many = tuple(Category(str(n), Text(str(n), str(n))) for n in range(7))
    rows = cube().margins("district", "status")
    wide = replace(rows.dimensions[1], categories=many)
    values = {(d, s.code): 1 for d in rows.dimensions[0].codes for s in many}
    with pytest.raises(ValueError, match="six series"):
        stacked_bars(
            replace(rows, dimensions=(rows.dimensions[0], wide), values=values), WORDS, {}, "u"
        )


def part_withheld(totals=None):
    some = cube((None, 0, 30, 20, 2000, 0, 400, 0), {0: "c"})
    rows = some.margins("district", "status")
    return stacked_bars(rows, WORDS, TONES, "uji", 720, totals)


def test_a_withheld_part_is_a_hatched_mark_of_fixed_size_with_its_word():
    svg = part_withheld()
    assert '<g class="withheld"><title>Bengkalis, aktif: dirahasiakan</title>' in svg
    assert f'width="{STUB}"' in svg
    assert 'id="uji-h"' in svg
    assert "Bengkalis, aktif: " not in svg.replace("Bengkalis, aktif: dirahasiakan", "")


def test_the_sum_behind_a_bar_with_a_withheld_part_is_the_published_one_or_none():
    svg = part_withheld()
    assert "Bengkalis, dibekukan: 50 koperasi" in svg
    assert "50" not in texts(svg)
    assert "1.234" in texts(part_withheld({"14.03.01": 1234}))


def test_names_lead_to_the_first_bar_only_where_each_has_a_piece_there():
    assert part_withheld().count('class="leader"') == 2
    assert 'class="leader"' not in bars()


def test_a_bar_may_be_negative():
    rows = cube((-500, 0, 0, 0, 1000, 0, 0, 0)).margins("district", "kind")
    svg = stacked_bars(rows.slice({"kind": ["jasa"]}), WORDS, {"jasa": "s1"}, "uji")
    assert {"-500", "1.000"} <= set(texts(svg))


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (170, [0, 50, 100, 150]),
        (866, [0, 250, 500, 750]),
        (40, [0, 10, 20, 30, 40]),
    ],
)
def test_ticks_are_round_whole_numbers_within_the_bar(largest, ticks):
    assert nice_ticks(largest) == ticks


def test_labels_never_overlap_and_stay_inside():
    widths = [60, 60, 60, 60]
    starts = spread([10, 12, 14, 395], widths, 0, 400)
    assert starts[0] >= 0
    assert starts[-1] + 60 <= 400
    assert all(b - a >= 60 for a, b in pairwise(starts))


def test_the_map_has_a_place_for_each_of_the_eleven_kecamatan():
    assert len(PLACES) == 11
    assert len(set(PLACES.values())) == 11


def test_the_map_says_name_and_share_of_every_kecamatan():
    root = ElementTree.fromstring(share_map({"14.03.01": 40.4, "14.03.09": 80.0}))
    titles = {title.text for title in root.iter(f"{SVG}title")}
    assert {"Kecamatan 14.03.01: 40%", "Kecamatan 14.03.09: 80%"} <= titles


def test_a_kecamatan_without_cooperatives_is_hatched_not_shaded_as_zero():
    svg = share_map({"14.03.01": None, "14.03.09": 0.0})
    assert 'class="tile tile--none"><title>Kecamatan 14.03.01: tidak ada koperasi' in svg
    assert 'class="tile tile--1"><title>Kecamatan 14.03.09: 0%' in svg


def test_a_kecamatan_unknown_to_the_map_is_left_to_the_table():
    assert "14.03.99" not in share_map({"14.03.99": 10.0, "14.03.01": 20.0})


@pytest.mark.parametrize(
    "shares", [[0.0], [100.0], [27.0, 56.0], [0.0, 100.0], [12.0, 83.0], [50.0, 50.0], []]
)
def test_classes_cover_every_share_in_at_most_four(shares):
    breaks = class_breaks(shares)
    assert breaks == sorted(set(breaks))
    assert 2 <= len(breaks) <= 5
    assert all(breaks[0] <= share <= breaks[-1] for share in shares)
    assert all(1 <= class_of(share, breaks) <= len(breaks) - 1 for share in shares)


def test_a_share_on_an_edge_belongs_to_the_class_above():
    assert [class_of(share, [20, 30, 40]) for share in (20, 29.9, 30, 40)] == [1, 1, 2, 2]
