"""Terms, vacancies and trained boards, for any day and any number of cooperatives."""

from datetime import date

import pytest

from registry.entry import set_officers
from registry.filters import CooperativeFilter
from registry.models import BoardMember, Cooperative, Rule, Training
from registry.rules import NoRule
from registry.terms import (
    BoardState,
    TermState,
    board_on,
    months_after,
    total_of,
    trained_share,
    with_board,
    years_after,
)

DAY = date(2021, 3, 1)
WHOLE = {"ketua": ["A"], "sekretaris": ["B"], "bendahara": ["C"], "pengawas": ["D"]}


@pytest.fixture
def seat(make_cooperative):
    """``seat(term_from=…)`` → the seat of a chair on DAY."""

    def take(position="ketua", **terms):
        cooperative = make_cooperative()
        BoardMember.objects.create(
            cooperative=cooperative, position=position, person_name="A", **terms
        )
        return board_on(cooperative.board.all(), DAY).seats[0]

    return take


def certify(member, **fields) -> Training:
    given = {
        "title": "Manajemen koperasi",
        "finished_on": date(2020, 1, 2),
        "is_certified": True,
        "certificate_number": "BNSP 1",
    }
    training = Training(board_member=member, **(given | fields))
    training.full_clean()
    training.save()
    return training


# --- one board -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "end", "state"),
    [
        ({}, None, TermState.UNKNOWN),
        ({"term_to": date(2021, 2, 28)}, date(2021, 2, 28), TermState.OVER),
        ({"term_to": DAY}, DAY, TermState.ENDING),
        ({"term_to": date(2021, 9, 1)}, date(2021, 9, 1), TermState.ENDING),
        ({"term_to": date(2021, 9, 2)}, date(2021, 9, 2), TermState.RUNNING),
        ({"term_from": date(2016, 2, 28)}, date(2021, 2, 28), TermState.OVER),
        ({"term_from": date(2016, 2, 29)}, date(2021, 2, 28), TermState.OVER),
        ({"term_from": date(2020, 1, 2)}, date(2025, 1, 2), TermState.RUNNING),
    ],
)
def test_a_term_ends_as_recorded_or_as_the_rule_allows(seat, terms, end, state):
    found = seat(**terms)
    assert (found.end, found.state) == (end, state)
    assert found.is_computed == ("term_to" not in terms)


def test_a_term_longer_than_the_rule_is_said(seat):
    five = {"term_from": date(2019, 1, 1), "term_to": date(2024, 1, 1)}
    six = five | {"term_to": date(2024, 1, 2)}
    assert (seat(**five).is_too_long, seat(**six).is_too_long) == (False, True)


def test_no_rule_ends_the_term_of_a_manager(seat):
    found = seat("manajer", term_from=date(2001, 1, 1), term_to=date(2031, 1, 1))
    assert (found.state, found.is_too_long) == (TermState.RUNNING, False)


def test_who_left_and_who_comes_are_not_in_office(make_cooperative):
    cooperative = make_cooperative()
    set_officers(cooperative, {"ketua": ["Lama", "Baru"], "sekretaris": ["Nanti"]})
    board = cooperative.board
    board.filter(person_name="Lama").update(left_on=DAY)
    board.filter(person_name="Nanti").update(term_from=date(2021, 3, 2))
    found = board_on(board.all(), DAY)
    assert [one.member.person_name for one in found.seats] == ["Baru"]
    assert [one.person_name for one in found.former] == ["Lama"]
    assert [one.person_name for one in found.coming] == ["Nanti"]
    assert found.vacancies == ["sekretaris", "bendahara", "pengawas"]


def test_without_a_rule_no_end_is_guessed(make_cooperative):
    with pytest.raises(NoRule, match="board_term_years"):
        board_on(make_cooperative().board.all(), date(1990, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2020, 8, 31), 6, date(2021, 2, 28)),
        (date(2020, 12, 1), 1, date(2021, 1, 1)),
        (date(2020, 2, 29), 48, date(2024, 2, 29)),
    ],
)
def test_months_are_counted_to_the_last_day_there_is(day, months, then):
    assert months_after(day, months) == then
    assert years_after(date(2020, 2, 29), 5) == date(2025, 2, 28)


# --- many cooperatives ---------------------------------------------------------------------------


@pytest.mark.parametrize("began", [date(2016, 2, 28), date(2016, 2, 29), date(2016, 3, 1), None])
@pytest.mark.parametrize("until", [date(2021, 2, 28), DAY, None])
@pytest.mark.parametrize("position", ["ketua", "manajer"])
def test_the_list_says_what_the_page_says(make_cooperative, began, until, position):
    cooperative = make_cooperative()
    set_officers(cooperative, {position: ["A"]})
    cooperative.board.update(term_from=began, term_to=until)
    [row] = with_board(Cooperative.objects.all(), DAY)
    page = board_on(cooperative.board.all(), DAY)
    over = any(
        one.state == TermState.OVER for one in page.seats if one.member.position != "manajer"
    )
    assert (row.term_expired, row.vacant) == (over, True)


@pytest.fixture
def four(make_cooperative):
    """One whole board, one without a supervisor, one whose term is over, one dissolved."""
    made = {}
    for name, gone in (("Lengkap", ()), ("Kosong", ("pengawas",)), ("Habis", ())):
        made[name] = make_cooperative(name)
        set_officers(made[name], {k: v for k, v in WHOLE.items() if k not in gone})
    made["Habis"].board.filter(position="ketua").update(term_to=date(2020, 1, 1))
    make_cooperative("Bubar", status="dibubarkan")
    return made


@pytest.mark.parametrize(
    ("kinds", "names"),
    [
        (["vacant"], {"Kosong"}),
        (["expired"], {"Habis"}),
        (["complete"], {"Lengkap"}),
        (["vacant", "expired"], {"Kosong", "Habis"}),
        ([], {"Lengkap", "Kosong", "Habis", "Bubar"}),
    ],
)
def test_cooperatives_are_found_by_their_boards(four, kinds, names):
    found = CooperativeFilter({"board": kinds}, queryset=Cooperative.objects.all())
    assert found.is_valid()
    assert {one.name for one in found.qs} == names


def test_a_seat_left_is_a_seat_vacant(four):
    four["Lengkap"].board.filter(position="bendahara").update(left_on=date(2020, 5, 5))
    found = CooperativeFilter({"board": [BoardState.VACANT]}, queryset=Cooperative.objects.all())
    assert {one.name for one in found.qs} == {"Kosong", "Lengkap"}


# --- trained boards ------------------------------------------------------------------------------


def shares(day=DAY) -> dict:
    found = trained_share(Cooperative.objects.all(), day)
    return {one.name: (one.active, one.with_board, one.trained, one.fully_trained) for one in found}


def test_trained_boards_are_counted_per_kecamatan(make_cooperative, django_assert_num_queries):
    empty, partly, fully = (make_cooperative(name, "Mandau") for name in "ABC")
    make_cooperative("Tidur", "Rupat", status="tidak_aktif")
    make_cooperative("Lain", "Bantan")
    for one in (partly, fully):
        set_officers(one, WHOLE)
    certify(partly.board.get(position="sekretaris"))
    for position in ("ketua", "sekretaris", "bendahara"):
        certify(fully.board.get(position=position))
    with django_assert_num_queries(1):
        found = shares()
    assert found == {"Mandau": (3, 2, 2, 1), "Bantan": (1, 0, 0, 0)}
    assert not empty.board.exists()


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, 1),
        ({"valid_until": DAY}, 1),
        ({"valid_until": date(2021, 2, 28)}, 0),
        ({"is_certified": False}, 0),
        ({"finished_on": date(2021, 3, 2)}, 0),
    ],
)
def test_only_a_certificate_that_is_valid_that_day_counts(make_cooperative, fields, counts):
    cooperative = make_cooperative()
    set_officers(cooperative, WHOLE)
    certify(cooperative.board.get(position="ketua"), **fields)
    assert shares()["Bengkalis"] == (1, 1, counts, 0)


@pytest.mark.parametrize("position", ["pengawas", "manajer"])
def test_supervisors_and_managers_are_no_trained_board(make_cooperative, position):
    cooperative = make_cooperative()
    set_officers(cooperative, {"ketua": ["A"], position: ["B"]})
    certify(cooperative.board.get(position=position))
    assert shares()["Bengkalis"] == (1, 1, 0, 0)


def test_a_certificate_follows_the_person_into_another_position(make_cooperative):
    cooperative, other = make_cooperative(), make_cooperative("Koperasi Lain", "Rupat")
    for one in (cooperative, other):
        set_officers(one, {"sekretaris": ["Siti Aminah"]})
    certify(cooperative.board.get())
    for one in (cooperative, other):
        one.board.update(left_on=date(2020, 6, 1))
        set_officers(one, {"ketua": ["SITI AMINAH"]})
    assert shares() == {"Bengkalis": (1, 1, 1, 0), "Rupat": (1, 1, 0, 0)}


def test_who_left_trains_no_board(make_cooperative):
    cooperative = make_cooperative()
    set_officers(cooperative, {"ketua": ["A"], "sekretaris": ["B"]})
    member = cooperative.board.get(position="ketua")
    certify(member)
    BoardMember.objects.filter(pk=member.pk).update(left_on=DAY)
    assert shares()["Bengkalis"] == (1, 1, 0, 0)
    assert shares(date(2021, 2, 28))["Bengkalis"] == (1, 1, 1, 0)


def test_a_share_of_nothing_is_no_number(make_cooperative):
    make_cooperative()
    [share] = trained_share(Cooperative.objects.all(), DAY)
    assert (share.percent, total_of([]).percent) == (None, None)


def test_a_rule_of_three_years_ends_a_term_after_three(make_cooperative):
    Rule.objects.filter(key="board_term_years").update(value={"years": 3})
    cooperative = make_cooperative()
    set_officers(cooperative, {"ketua": ["A"]})
    cooperative.board.update(term_from=date(2018, 1, 1))
    assert with_board(Cooperative.objects.all(), DAY).get().term_expired
