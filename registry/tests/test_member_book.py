"""The buku daftar anggota of one cooperative: as of a day, on paper, as a file."""

import csv
import io
import json
from datetime import date

import pytest
from django.urls import reverse

from bengkalis.audit import PersonalDataRead
from registry.entry import record_meeting

NIK, OTHER = "1403094508900001", "1403011203850002"


def text_of(response) -> str:
    return response.content.decode()


def names_in(response) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


def read(response) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


@pytest.fixture
def book(make_member, make_cooperative):
    cooperative = make_cooperative("KUD Tani Maju", "Mandau")
    make_member("Budi", cooperative, nik=OTHER, sex="L", joined_on=date(2017, 1, 1))
    make_member(
        "Ani",
        cooperative,
        nik=NIK,
        sex="P",
        joined_on=date(2017, 1, 1),
        left_on=date(2019, 1, 1),
        leave_reason="pindah",
    )
    return cooperative


def address(name, cooperative) -> str:
    return reverse(name, args=[cooperative.uid])


def test_the_book_shows_who_was_in_it_on_the_day(cast, sign_in, book):
    client, url = sign_in(cast.upt_mandau), address("member-book", book)
    assert names_in(client.get(url)) == ["Budi"]
    then = client.get(url, {"pada": "31-12-2018"})
    assert names_in(then) == ["Ani", "Budi"]
    assert (then.context["heads"].male, then.context["heads"].female) == (1, 1)
    assert "31 Desember 2018" in text_of(then)
    assert names_in(client.get(url, {"pada": "31-12-2016"})) == []


@pytest.mark.parametrize(("day", "told"), [("2090-01-01", "hari ini"), ("kemarin", "kemarin")])
def test_a_day_that_is_none_is_told_and_today_is_shown(cast, sign_in, book, day, told):
    page = sign_in(cast.registrar).get(address("member-book", book), {"pada": day})
    assert told in text_of(page)
    assert names_in(page) == ["Budi"]


def test_the_years_and_the_rat_stand_beside(cast, sign_in, book):
    record_meeting(book, {"book_year": 2018, "members_total": 5})
    page = sign_in(cast.registrar).get(address("member-book", book))
    told = {row.year: (row.joined, row.left, row.at_end) for row in page.context["years"]}
    assert (told[2017], told[2018], told[2019]) == ((2, 0, 2), (0, 0, 2), (0, 1, 1))
    assert "menyebut 5 anggota" in text_of(page)
    assert "3 lebih sedikit" in text_of(page)


@pytest.mark.parametrize("many", [1, 3])
def test_the_book_takes_the_same_queries_for_any_number(
    cast, sign_in, make_member, django_assert_num_queries, many
):
    cooperative = make_member("Orang").cooperative
    for number in range(many):
        make_member(f"Orang {number}", cooperative, joined_on=date(2015 + number, 1, 1))
    client = sign_in(cast.registrar)
    with django_assert_num_queries(10):
        client.get(address("member-book", cooperative))


def test_the_book_turns_its_pages_on_the_day_that_was_asked(cast, sign_in, make_member):
    cooperative = make_member("Orang 00", joined_on=date(2010, 1, 1)).cooperative
    for number in range(1, 52):
        make_member(f"Orang {number:02}", cooperative, joined_on=date(2010, 1, 1))
    client, url = sign_in(cast.registrar), address("member-book", cooperative)
    first = client.get(url, {"pada": "2015-12-31"})
    second = client.get(url + first.context["next"])
    assert names_in(second) == ["Orang 50", "Orang 51"]
    assert second.context["book"].day == date(2015, 12, 31)
    assert "cursor" in text_of(client.get(url, {"cursor": "x"}))


def test_an_empty_book_says_how_to_make_the_first_entry(cast, sign_in, make_cooperative):
    empty = make_cooperative(district="Mandau")
    page = text_of(sign_in(cast.upt_mandau).get(address("member-book", empty)))
    assert "Catat anggota pertama" in page
    assert address("member-new", empty) in page


def test_on_paper_the_nik_is_masked_and_there_is_room_to_sign(cast, sign_in, book):
    url = address("member-book-print", book)
    page = text_of(sign_in(cast.registrar).get(url, {"pada": "2018-12-31"}))
    assert "Ani" in page
    assert "••••••••••••0002" in page
    assert not [nik for nik in (NIK, OTHER) if nik in page]
    assert "Tanda tangan" in page


def test_the_book_as_a_file_masks_the_nik(cast, sign_in, book):
    url = address("member-book-download", book)
    client = sign_in(cast.upt_mandau)
    rows = json.loads(read(client.get(url, {"format": "json", "pada": "2018-12-31"})))
    assert [row["name"] for row in rows] == ["Ani", "Budi"]
    assert rows[0]["nik"] == "••••••••••••0001"
    assert rows[0]["leave_reason"] == "Pindah"
    assert not PersonalDataRead.objects.exists()


@pytest.mark.parametrize("name", ["member-book-download", "members-download"])
def test_nik_in_full_are_asked_for_and_recorded(cast, sign_in, book, name):
    url = address(name, book) if "book" in name else reverse(name)
    client = sign_in(cast.upt_mandau)
    text = read(client.get(url, {"format": "csv", "nik": "1"}))
    assert OTHER in text
    noted = PersonalDataRead.objects.get()
    assert (noted.user, noted.field) == (cast.upt_mandau, "nik")


def test_the_list_as_a_file_is_filtered_as_the_page(cast, sign_in, book):
    client, url = sign_in(cast.registrar), reverse("members-download")
    text = read(client.get(url, {"format": "csv-machine", "current": "false"}))
    assert [row["Nama"] for row in csv.DictReader(io.StringIO(text))] == ["Ani"]
    assert NIK not in text


@pytest.mark.parametrize("name", ["member-book-download", "members-download"])
def test_an_unknown_format_is_told(cast, sign_in, book, name):
    url = address(name, book) if "book" in name else reverse(name)
    response = sign_in(cast.registrar).get(url, {"format": "docx"})
    assert response.status_code == 400
    assert "Format “docx” tidak ada" in text_of(response)


def test_the_page_of_the_cooperative_tells_how_many_there_are(cast, sign_in, book):
    page = text_of(sign_in(cast.upt_mandau).get(book.get_absolute_url()))
    assert "<strong>1</strong> anggota hari ini" in page
    assert address("member-book", book) in page
    reader = text_of(sign_in(cast.verifier).get(book.get_absolute_url()))
    assert address("member-book", book) not in reader
    assert "anggota hari ini" not in reader
