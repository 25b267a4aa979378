"""Finding an MSME by words of its name and its owner's, as far as the searcher may see."""

from datetime import date

import pytest

from bengkalis.access import Role
from registry import enterprise_search
from registry.enterprise_search import find_by_nik, search
from registry.models import Appointment, Enterprise

NIK = "1403012501800001"
NIB = "9120001234567"


@pytest.fixture
def found(cast):
    """``found("warung siti")`` → names in order, as the registrar finds them."""

    def ask(text, who=None, **kwargs):
        who = who or cast.registrar
        rows = Enterprise.objects.visible_to(who).order_by("search_name", "id")
        ask.rows = search(rows, text, who, **kwargs)
        return [row.name for row in ask.rows]

    return ask


@pytest.fixture
def market(make_enterprise):
    make_enterprise("Warung Siti Rasa", district="Mandau", owner_name="Siti Aminah")
    make_enterprise("Warung Kopi Pak Budi", district="Rupat", owner_name="Budi Harahap")
    make_enterprise("Toko Harapan", district="Mandau", owner_name="Fatimah", owner_nik=NIK)
    make_enterprise("Bengkel Warga", district="Bengkalis", nib=NIB)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("warung", ["Warung Kopi Pak Budi", "Warung Siti Rasa"]),
        ("WARUNG, siti", ["Warung Siti Rasa"]),
        ("siti warung", ["Warung Siti Rasa"]),
        ("war", ["Bengkel Warga", "Warung Kopi Pak Budi", "Warung Siti Rasa"]),
        ("warung s", ["Warung Siti Rasa"]),
        ("kopi bu", ["Warung Kopi Pak Budi"]),
        ("aminah", ["Warung Siti Rasa"]),
        ("warung harahap", ["Warung Kopi Pak Budi"]),
        (NIB, ["Bengkel Warga"]),
        ("9120 0012 34567", ["Bengkel Warga"]),
        (NIK, ["Toko Harapan"]),
        ("1234567890123", []),
        ("xyzxyz", []),
        ("...", ["Bengkel Warga", "Toko Harapan", "Warung Kopi Pak Budi", "Warung Siti Rasa"]),
    ],
)
def test_all_words_are_found_the_last_as_a_beginning(market, found, text, names):
    assert found(text) == names
    assert not getattr(found.rows, "is_approximate", False)
    assert not getattr(found.rows, "is_capped", False)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("wrung", ["Warung Kopi Pak Budi", "Warung Siti Rasa"]),
        ("warung sitti", ["Warung Siti Rasa"]),
        ("toko harahap", ["Toko Harapan"]),
    ],
)
def test_a_misspelt_word_finds_the_nearest_and_says_so(market, found, text, names):
    assert found(text) == names
    assert found.rows.is_approximate


def test_words_that_come_alone_only_are_near_nothing(market, found):
    assert found("bengkel budi") == []
    assert not found.rows.is_approximate


def test_owners_are_found_only_by_who_may_see_them(market, found, cast):
    for text in ("aminah", "warung harahap", "aminahh", "fatim", NIK):
        assert found(text, cast.client) == [], text
    assert found("siti", cast.client) == ["Warung Siti Rasa"]
    assert found("harapan", cast.client) == ["Toko Harapan"]


def test_owners_are_found_only_where_one_may_see_them(market, found, cast):
    """A data client of the whole regency who is also appointed to a UPT."""
    upt = cast.upt_mandau.appointments.get().office
    Appointment.objects.create(
        user=cast.client, office=upt, role=Role.UPT_OFFICER, valid_from=date(2020, 1, 1)
    )
    assert found("aminah", cast.client) == ["Warung Siti Rasa"]
    assert found("warung harahap", cast.client) == []
    assert found("warung bud", cast.client) == ["Warung Kopi Pak Budi"]


def test_another_kecamatan_is_not_found(market, found, cast):
    assert found("warung", cast.upt_mandau) == ["Warung Siti Rasa"]
    assert found("budi", cast.upt_mandau) == []
    assert found("warung", cast.stranger) == []
    assert not find_by_nik(cast.upt_rupat, NIK).exists()


def test_only_the_kecamatan_that_are_asked_for(market, found):
    mandau = frozenset(
        Enterprise.objects.filter(name="Toko Harapan").values_list("district_id", flat=True)
    )
    assert found("war", districts=mandau) == ["Warung Siti Rasa"]


def test_a_changed_name_is_found_anew(market, found):
    Enterprise.objects.filter(name="Toko Harapan").update(name="Toko Cemara")
    assert found("cemara") == ["Toko Cemara"]
    assert "Toko Cemara" not in found("harapan")


def test_when_there_are_more_it_says_so_and_begins_with_the_text(
    make_enterprise, found, monkeypatch
):
    monkeypatch.setattr(enterprise_search, "GIVEN", 3)
    for number in range(4):
        make_enterprise(f"Kedai Warung {number}")
    make_enterprise("Warung Z")
    assert found("warung") == ["Kedai Warung 0", "Kedai Warung 1", "Warung Z"]
    assert found.rows.is_capped
    assert found("warung 1") == ["Kedai Warung 1"]
    assert not found.rows.is_capped


def test_what_was_not_looked_at_is_never_said_to_be_missing(make_enterprise, found, monkeypatch):
    monkeypatch.setattr(enterprise_search, "LOOKED_AT", 2)
    for number in range(4):
        make_enterprise(f"Kedai Warung {number}")
    make_enterprise("Kedai Warung Bahari Jaya")
    assert found("warung kedai") != []
    assert found.rows.is_capped
    assert found("kedai warung bahari jaya") == ["Kedai Warung Bahari Jaya"]
    assert not found.rows.is_capped


def test_a_beginning_with_more_words_than_are_tried_is_capped(make_enterprise, found, monkeypatch):
    monkeypatch.setattr(enterprise_search, "BEGINNINGS", 2)
    for word in ("Maju", "Makmur", "Mandiri", "Mapan"):
        make_enterprise(f"Toko {word}")
    assert found("ma") == ["Toko Maju", "Toko Makmur"]
    assert found.rows.is_capped


@pytest.mark.parametrize("many", [1, 3])
def test_a_search_takes_the_same_queries_for_any_number(
    cast, make_enterprise, many, django_assert_num_queries
):
    for number in range(many):
        make_enterprise(f"Warung Kopi {number}")
    rows, who = Enterprise.objects.visible_to(cast.registrar), cast.registrar
    with django_assert_num_queries(4):  # beginnings, how common, entries, rows
        assert len(search(rows, "warung kopi", who)) == many
