"""What is unusual in the figures of a RAT: each warning at its edge, by the rule of its time."""

from datetime import date
from types import SimpleNamespace

import pytest

from registry.entry import record_meeting
from registry.explaining import doubts_of, doubts_of_all, explain, wordings
from registry.figures import CODES, STANDS_AT, Limits, doubts
from registry.models import AnnualMeeting, Rule

LIMITS = Limits(member_drop=20, figure_jump=5, deadline=date(2020, 3, 31))


def rat(**figures) -> SimpleNamespace:
    empty = dict.fromkeys(AnnualMeeting.FIGURES)
    return SimpleNamespace(**{"book_year": 2019, "held_on": None} | empty | figures)


def codes(meeting, before=None, limits=LIMITS) -> list[str]:
    return [doubt.code for doubt in doubts(meeting, before, limits)]


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ({"members_male": 10, "members_female": 5, "members_total": 15}, []),
        ({"members_male": 10, "members_female": 5, "members_total": 16}, ["members_by_sex"]),
        ({"members_male": 10, "members_total": 16}, []),
        ({"members_female": 0}, ["members_without_total"]),
        ({"own_capital": 60, "outside_capital": 40, "assets": 101}, []),
        ({"own_capital": 60, "outside_capital": 40, "assets": 102}, ["assets_balance"]),
        ({"own_capital": 60, "assets": 900}, []),
        ({"surplus": 0}, []),
        ({"surplus": -1}, ["surplus_negative"]),
        ({"held_on": date(2020, 3, 31)}, []),
        ({"held_on": date(2020, 4, 1)}, ["held_late"]),
    ],
)
def test_each_warning_begins_where_its_rule_says(figures, found):
    assert codes(rat(**figures)) == found


def test_own_capital_is_compared_with_its_parts_only_when_all_are_known():
    parts = {"principal_savings": 10, "mandatory_savings": 20, "reserves": 30, "grants": 0}
    assert codes(rat(own_capital=60, **parts)) == []
    assert codes(rat(own_capital=70, **parts)) == ["own_capital_sum"]
    assert codes(rat(own_capital=70, **parts | {"grants": None})) == []


def test_a_warning_says_what_was_found_and_what_was_expected():
    meeting = rat(members_total=79, book_year=2019)
    (doubt,) = doubts(meeting, rat(book_year=2018, members_total=100), LIMITS)
    assert doubt.code == "members_fell"
    assert "turun 21 orang, dari 100 (2018) menjadi 79" in doubt.sentence
    assert "paling banyak 20 orang" in doubt.sentence
    assert doubt.fields == ("members_total",)


@pytest.mark.parametrize(("total", "year", "found"), [(80, 2018, 0), (79, 2018, 1), (79, 2017, 0)])
def test_members_fell_more_than_twenty_within_one_year(total, year, found):
    before = rat(book_year=year, members_total=100)
    assert codes(rat(members_total=total), before).count("members_fell") == found


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [(100, 500, 0), (100, 501, 1), (500, 100, 0), (501, 100, 1), (0, 900, 0), (-5, 900, 0)],
)
def test_a_figure_that_changed_more_than_five_times_is_asked_about(old, new, found):
    assert codes(rat(assets=new), rat(book_year=2018, assets=old)) == ["jump_assets"] * found


def test_without_rules_nothing_is_asked_that_needs_one():
    late = rat(held_on=date(2021, 1, 1), members_total=1, assets=9000)
    assert codes(late, rat(book_year=2018, members_total=100, assets=1), Limits()) == []


def test_every_code_has_a_name_and_a_place():
    assert CODES.keys() == STANDS_AT.keys()
    names = {"held_on", *AnnualMeeting.FIGURES}
    assert set(STANDS_AT.values()) <= names


# --- with the rules and the years of the register ------------------------------------------------


def test_the_rule_is_that_of_the_book_year(make_cooperative):
    cooperative = make_cooperative()
    in_may = {"book_year": 2013, "held_on": date(2014, 5, 1)}
    assert doubts_of(record_meeting(cooperative, in_may)[0]) == []
    in_may = {"book_year": 2018, "held_on": date(2019, 5, 1)}
    assert [d.code for d in doubts_of(record_meeting(cooperative, in_may)[0])] == ["held_late"]


def test_a_rule_of_the_office_changes_what_is_asked(make_cooperative):
    cooperative = make_cooperative()
    record_meeting(cooperative, {"book_year": 2018, "members_total": 100})
    meeting, _ = record_meeting(cooperative, {"book_year": 2019, "members_total": 85})
    assert doubts_of(meeting) == []
    Rule.objects.filter(key="member_drop").update(value={"persons": 14})
    assert [doubt.code for doubt in doubts_of(meeting)] == ["members_fell"]


def test_a_whole_list_of_rat_is_judged_like_each_by_itself(make_cooperative):
    cooperative = make_cooperative()
    for year, total in ((2016, 900), (2018, 100), (2019, 20)):
        record_meeting(cooperative, {"book_year": year, "members_total": total, "surplus": -1})
    record_meeting(cooperative, {"book_year": None, "surplus": -1})
    meetings = list(cooperative.meetings.select_related("cooperative"))
    together = doubts_of_all(meetings, wordings())
    assert together == {meeting.pk: doubts_of(meeting) for meeting in meetings}
    assert sum(map(len, together.values())) == 6


def test_words_are_kept_for_what_holds_and_asked_for_again_when_too_few(make_cooperative):
    meeting = AnnualMeeting(cooperative=make_cooperative(), book_year=2019, surplus=-5)
    meeting.explanations = {"assets_balance": "Sudah tidak berlaku"}
    (asked,) = explain(meeting, {"surplus_negative": "rugi 2019!"})
    assert "ditemukan 4 huruf, diharapkan sedikitnya 10 huruf" in asked.refusal
    (asked,) = explain(meeting, {"surplus_negative": "  Kredit  macet anggota "})
    assert asked.refusal == ""
    assert meeting.explanations == {"surplus_negative": "Kredit macet anggota"}


def test_an_import_drops_words_about_figures_that_it_replaces(make_cooperative):
    words = {"surplus_negative": "Kredit macet anggota", "assets_balance": "Utang belum dicatat"}
    figures = {"own_capital": 1, "outside_capital": 1, "assets": 9, "surplus": -5}
    cooperative = make_cooperative()
    record_meeting(cooperative, {"book_year": 2019, **figures, "explanations": words})
    meeting, _ = record_meeting(cooperative, {"book_year": 2019, "surplus": -50})
    assert set(meeting.explanations) == {"assets_balance"}
    meeting, _ = record_meeting(cooperative, {"book_year": 2019, "assets": 2})
    meeting.refresh_from_db()
    assert meeting.explanations == {}


def test_an_explained_gap_is_no_gap(make_cooperative):
    sums = {"members_male": 1, "members_female": 1, "members_total": 3}
    assert AnnualMeeting(**sums).gaps == [
        "Anggota laki-laki dan perempuan berjumlah 2, tercatat 3."
    ]
    assert AnnualMeeting(**sums, explanations={"members_by_sex": "Satu badan hukum"}).gaps == []
