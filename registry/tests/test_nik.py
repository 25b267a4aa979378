"""The NIK of an identity card: what is refused, what is only doubted, what stays hidden."""

from datetime import date

import pytest

from bengkalis.values import Unparsable
from registry.nik import mask_nik, nik_doubts, parse_nik, refuse_nik

WOMAN = "1403094508900001"  # Mandau, born 5 August 1990


def code_of(value) -> str:
    with pytest.raises(Unparsable) as refused:
        parse_nik(value)
    assert str(value)[:12] not in str(refused.value)  # no sentence repeats the number
    return refused.value.code


@pytest.mark.parametrize(
    "typed",
    [WOMAN, f" {WOMAN} ", f"'{WOMAN}", "1403 0945 0890 0001", "140309-450890-0001", int(WOMAN)],
)
def test_sixteen_digits_are_understood_however_they_are_spaced(typed):
    assert parse_nik(typed) == WOMAN


@pytest.mark.parametrize("blank", ["", None, "-", "  "])
def test_nothing_is_no_nik(blank):
    assert parse_nik(blank) == ""


@pytest.mark.parametrize("prefix", ["147103", "110101", "916001", "140801"])
def test_other_regencies_are_accepted_because_people_move(prefix):
    assert parse_nik(f"{prefix}4508900001").startswith(prefix)


@pytest.mark.parametrize(
    "value",
    ["140309450890000", WOMAN + "1", "12", "1403O94508900001", True, float("nan"), "x" * 16],
)
def test_another_length_or_a_letter_is_nik_length(value):
    assert code_of(value) == "nik_length"


def test_the_sentence_says_how_many_digits_were_found():
    with pytest.raises(Unparsable, match="Ditemukan 15 angka, diharapkan 16"):
        parse_nik("140309450890001")


@pytest.mark.parametrize(
    "value",
    [
        1403016505820000,
        1403016505820000.0,
        1403016505820010,
        "1.40301650582E+15",
        "1,40302E+15",
        "1.4e15",
    ],
)
def test_what_excel_cut_off_is_nik_truncated_and_names_the_cure(value):
    assert code_of(value) == "nik_truncated"
    with pytest.raises(Unparsable, match="berformat teks"):
        parse_nik(value)


def test_a_serial_of_zeros_is_refused_with_the_likely_cause():
    assert code_of("1403016505820000") == "nik_serial"
    with pytest.raises(Unparsable, match="Excel"):
        parse_nik("1403016505820000")


def test_a_text_that_ends_in_a_single_zero_is_a_nik():
    assert parse_nik("1403016505820010") == "1403016505820010"


@pytest.mark.parametrize(
    ("born", "sex", "codes"),
    [
        (date(1990, 8, 5), "P", []),
        (None, "", []),
        (date(1890, 8, 5), "P", []),  # the century is not in a NIK
        (date(1990, 8, 6), "P", ["nik_birth_date"]),
        (date(1991, 8, 5), "P", ["nik_birth_date"]),
        (date(1990, 8, 5), "L", ["nik_sex"]),
        (date(1990, 5, 8), "L", ["nik_birth_date", "nik_sex"]),
    ],
)
def test_birth_date_and_sex_are_held_against_the_nik(born, sex, codes):
    doubts = nik_doubts(WOMAN, born, sex)
    assert [doubt.code for doubt in doubts] == codes
    assert not [doubt for doubt in doubts if "05-08-1990" in doubt.sentence]


@pytest.mark.parametrize("middle", ["321385", "303099", "753085", "000000"])
def test_a_birth_date_that_no_calendar_has_is_doubted(middle):
    doubts = nik_doubts(f"140309{middle}0001", None, "")
    assert [doubt.code for doubt in doubts] == ["nik_birth_date"]


def test_a_leap_day_of_either_century_is_possible():
    assert nik_doubts("1403092902000001", date(2000, 2, 29), "L") == []


def test_a_mask_shows_four_digits_at_most():
    assert mask_nik(WOMAN) == "••••••••••••0001"
    assert mask_nik("") == ""


@pytest.mark.parametrize("text", [f"No. {WOMAN}", "1403 0945 0890 0001", int(WOMAN)])
def test_a_nik_in_another_text_is_refused_and_not_repeated(text):
    with pytest.raises(Unparsable) as refused:
        refuse_nik(text)
    assert refused.value.code == "nik_misplaced"
    assert "0001" not in str(refused.value)


@pytest.mark.parametrize("text", ["081234567890 / 081312345678", "Jl. Sudirman 12", "", None])
def test_other_numbers_are_no_nik(text):
    refuse_nik(text)
