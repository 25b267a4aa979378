"""Dates, amounts, phones and names as people type them."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bengkalis.values import (
    Unparsable,
    fold,
    format_date,
    format_number,
    format_rupiah,
    is_blank,
    normalise_phone,
    parse_date,
    parse_integer,
    parse_money,
    parse_number,
    squeeze,
)

TODAY = date(2020, 1, 27)


def read(value, **options):
    return parse_date(value, today=TODAY, **options)


@pytest.mark.parametrize(
    "typed",
    [
        "31/12/2019",
        "31-12-19",
        "31.12.2019",
        "31 12 2019",
        "2019-12-31",
        "2019/12/31",
        "2019-12-31 00:00:00",
        "31/12/2019 08:30",
        "31 Desember 2019",
        "  31  Des.  2019 ",
        "31-Des-19",
        "31Des2019",
        "31 DECEMBER 2019",
        "December 31, 2019",
        "31-XII-2019",
        "Selasa, 31 Desember 2019",
        "tgl. 31 Desember 2019",
        "31\u00a0Desember\u00a02019",
        date(2019, 12, 31),
        datetime(2019, 12, 31, 23, 59, tzinfo=UTC),
    ],
)
def test_the_ways_to_write_one_day_are_read_alike(typed):
    assert read(typed) == date(2019, 12, 31)


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("1 Pebruari 2008", 2),
        ("1 Febuari 2008", 2),
        ("1 Mrt 2008", 3),
        ("1 Djuni 2008", 6),
        ("1 Agt 2008", 8),
        ("1 Agst. 2008", 8),
        ("1 Sept 2008", 9),
        ("1 Oct 2008", 10),
        ("1 Nopember 2008", 11),
        ("1 VIII 2008", 8),
    ],
)
def test_old_english_and_mistyped_months_are_read(typed, month):
    assert read(typed) == date(2008, month, 1)


def test_the_day_comes_first_even_where_both_orders_are_possible():
    assert read("03/04/2019") == date(2019, 4, 3)


def test_two_digit_years_up_to_next_year_are_of_this_century():
    assert [read(f"1/1/{year}").year for year in ("00", "19", "21", "22", "87")] == [
        2000,
        2019,
        2021,
        1922,
        1987,
    ]


@pytest.mark.parametrize(
    ("typed", "fragment"),
    [
        ("12/31/2019", "cara Amerika"),
        ("31/02/2019", "tidak ada di kalender: 31 Februari 2019"),
        ("2019-31-12", "bulan ke-31"),
        ("2019", "hanya memuat tahun"),
        ("Tahun 2019", "hanya memuat tahun"),
        ("Desember 2019", "hanya memuat bulan dan tahun"),
        ("12/2019", "hanya memuat bulan dan tahun"),
        ("31 Foobar 2019", "“foobar”"),
        ("Senin, 31 Desember 2019", "jatuh pada hari Selasa"),
        ("01/02/0019", "0019"),
        ("31/12/219", "tidak dikenali"),
        ("belum RAT", "tidak dikenali"),
        ("#REF!", "tidak dikenali"),
        (43830.0, "bukan tanggal"),
        (True, "bukan tanggal"),
        (time(5), "bukan tanggal"),
    ],
)
def test_a_date_that_is_not_certain_is_refused_and_the_message_says_why(typed, fragment):
    with pytest.raises(Unparsable, match="31/12/2019 atau 31 Desember 2019") as refusal:
        read(typed)
    assert refusal.value.code == "unparsable_date"
    assert fragment in str(refusal.value)


def test_a_serial_day_number_is_a_date_only_in_a_workbook():
    assert read(43830.0, excel=True) == read(43830, excel=True) == date(2019, 12, 31)
    with pytest.raises(Unparsable):
        read(43830.0)


@pytest.mark.parametrize("number", [2018.0, 5.0, 1e9, float("nan"), float("inf"), True])
def test_a_number_that_is_no_day_is_refused_in_a_workbook_too(number):
    with pytest.raises(Unparsable):
        read(number, excel=True)


@pytest.mark.parametrize("blank", [None, "", "  ", "-", " - ", "–", "\u00a0", "\u200b", "Nihil"])
def test_blanks_and_dashes_are_none_and_never_zero(blank):
    assert is_blank(blank)
    assert (read(blank), parse_money(blank), parse_integer(blank)) == (None, None, None)
    assert normalise_phone(blank) == ""


def test_the_accounting_dash_is_blank_and_a_zero_is_not():
    assert parse_money("Rp -") is None
    assert parse_money("0") == parse_money(0.0) == 0
    assert not is_blank(0)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1500000", "1500000"),
        ("1.500.000", "1500000"),
        ("1.500", "1500"),
        ("1.500.000,50", "1500000.50"),
        ("1500000,5", "1500000.5"),
        ("Rp 1.629.000.000", "1629000000"),
        ("Rp. 515.000.000,00", "515000000"),
        ("Rp1.500.000", "1500000"),
        ("IDR 1.500.000", "1500000"),
        ("387.000.000,-", "387000000"),
        ("387.000.000.-", "387000000"),
        ("(12.500.000)", "-12500000"),
        ("(Rp 12.500.000)", "-12500000"),
        ("Rp (12.500.000)", "-12500000"),
        ("-16000000", "-16000000"),
        ("-Rp16.000.000", "-16000000"),
        ("Rp −16.000.000", "-16000000"),
        ("'-16000000", "-16000000"),
        ("1,500,000.00", "1500000"),
        ("1,500,000", "1500000"),
        ("1500000.00", "1500000"),
        ("1 500 000", "1500000"),
        (" 1\u00a0500\u00a0000 ", "1500000"),
        (2337000000.0, "2337000000"),
        (-16000000.0, "-16000000"),
        (33333.333333, "33333.33"),
        (1500, "1500"),
        (Decimal("1500.25"), "1500.25"),
    ],
)
def test_amounts_are_read_the_indonesian_way(typed, amount):
    assert parse_money(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "fragment"),
    [
        ("2.6", "mendua"),
        ("2.75", "mendua"),
        ("1,500", "mendua"),
        ("1.5000", "mendua"),
        ("0.500", "mendua"),
        ("1.500,000", "mendua"),
        ("1,500.000", "mendua"),
        ("dua milyar", "ditulis dengan kata"),
        ("2 jt", "ditulis dengan kata"),
        ("1,5 M", "ditulis dengan kata"),
        ("1E+15", "ringkas"),
        ("#REF!", "galat rumus"),
        ("belum ada", "tidak dikenali"),
        ("12a", "tidak dikenali"),
        ("Rp", "tidak dikenali"),
        ("(5.000", "kurung atau minus"),
        ("-(5.000)", "kurung atau minus"),
        ("9999999999999999", "terlalu besar"),
        (1e15, "terlalu besar"),
        (float("nan"), "bukan angka"),
        (True, "bukan angka"),
        (date(2019, 12, 31), "berformat tanggal"),
        (timedelta(days=2), "berformat tanggal"),
    ],
)
def test_a_number_that_is_not_certain_is_refused_and_the_message_says_why(typed, fragment):
    with pytest.raises(Unparsable) as refusal:
        parse_number(typed)
    assert refusal.value.code == "unparsable_number"
    assert fragment in str(refusal.value)


@pytest.mark.parametrize("typed", ["2,5", "0,5", 2.6, Decimal("999.50")])
def test_a_small_fraction_is_a_number_but_no_amount_of_rupiah_and_no_count(typed):
    assert parse_number(typed) % 1
    with pytest.raises(Unparsable, match="pecahan"):
        parse_money(typed)
    with pytest.raises(Unparsable, match="bilangan bulat"):
        parse_integer(typed)


@pytest.mark.parametrize("typed", ["104", 104, 104.0, "104 orang", "104 org.", "104,00"])
def test_counts_of_people_are_whole_numbers(typed):
    count = parse_integer(typed)
    assert (count, type(count)) == (104, int)


def test_a_message_shows_a_number_as_the_user_sees_it_and_cuts_long_text():
    with pytest.raises(Unparsable, match="“2,6”"):
        parse_integer(2.6)
    with pytest.raises(Unparsable, match=f"“{'x' * 40}…”"):
        parse_number("x" * 5000)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("082137782993", "082137782993"),
        ("0821-3778-2993", "082137782993"),
        ("(0766) 21234", "076621234"),
        ("+62 821 3778 2993", "+6282137782993"),
        (6282137782993.0, "+6282137782993"),
        ("+60123456789", "+60123456789"),
    ],
)
def test_phone_numbers_keep_the_form_they_were_typed_in(typed, kept):
    assert normalise_phone(typed) == kept


@pytest.mark.parametrize("typed", [82137782993.0, "82137782993"])
def test_a_phone_number_that_lost_its_zero_is_refused_with_the_likely_number(typed):
    with pytest.raises(Unparsable, match="kehilangan angka 0") as refusal:
        normalise_phone(typed)
    assert refusal.value.suggestion == "082137782993"
    assert refusal.value.code == "unparsable_phone"


@pytest.mark.parametrize("typed", ["21234", "0821 / 0822", "08213778299312345", "tidak ada", 1.5])
def test_what_is_no_single_phone_number_is_refused(typed):
    with pytest.raises(Unparsable, match="8 sampai 15 angka"):
        normalise_phone(typed)


def test_squeeze_removes_what_nobody_sees():
    assert squeeze("\ufeff Kelemantan \u00a0 Barat\u200b\x00\t\n") == "Kelemantan Barat"


def test_fold_makes_spellings_of_one_name_equal():
    assert fold("KOP.  “Já-ya”_Abadi") == fold("kop ja ya abadi")
    assert fold("Jum'at") == "jumat"


def test_values_are_echoed_in_indonesian():
    assert format_date(date(2019, 12, 31)) == "31 Desember 2019"
    assert format_number(Decimal("1500000.50")) == "1.500.000,50"
    assert format_number(2337000000.0) == "2.337.000.000"
    assert format_rupiah(Decimal("-12500000")) == "-Rp\u00a012.500.000"
    assert format_rupiah(Decimal("1500.5")) == "Rp\u00a01.500,50"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_date_survives_its_own_echo(day):
    assert read(format_date(day)) == read(day.isoformat()) == read(f"{day:%d/%m/%Y}") == day


@given(st.decimals(-(10**12), 10**12, places=2))
def test_every_number_survives_its_own_echo(number):
    assert parse_number(format_number(number)) == number


@given(st.integers(-(10**14), 10**14))
def test_every_rupiah_amount_survives_its_own_echo(amount):
    assert parse_money(format_rupiah(amount)) == parse_integer(format_number(amount)) == amount


typed_text = st.text(max_size=200) | st.text("0123456789.,-()/ RpEe'\u00a0jtXVI", max_size=60)


def refusal_of(reader, value) -> Unparsable | None:
    """The refusal, or None when the value was read; any other exception fails the test."""
    try:
        reader(value)
    except Unparsable as refusal:
        return refusal


def read_cell(value):
    return read(value, excel=True)


READERS = (read, read_cell, parse_number, parse_money, parse_integer, normalise_phone)


@given(typed_text)
def test_any_text_is_read_or_refused_with_a_sentence(text):
    refusals = [refusal_of(reader, text) for reader in READERS]
    assert all(str(refusal).endswith((".", "?")) for refusal in refusals if refusal)


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.datetimes())
def test_any_cell_is_read_or_refused_with_a_code(cell):
    refusals = [refusal_of(reader, cell) for reader in READERS]
    assert all(refusal.code.startswith("unparsable_") for refusal in refusals if refusal)


def test_a_number_of_a_thousand_digits_is_refused():
    assert refusal_of(parse_number, 10**1000).code == "unparsable_number"


@given(st.text())
def test_squeeze_and_fold_are_stable(text):
    assert squeeze(squeeze(text)) == squeeze(text)
    assert fold(fold(text)) == fold(text)
