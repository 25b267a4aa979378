"""Why an enterprise is in its class, under both laws, and where they leave it open."""

from datetime import date

import pytest

from registry.models import Enterprise, EnterpriseYear
from registry.size_explaining import explain_size


def explained(year=2021, started_on=None, started_year=None, **figures):
    enterprise = Enterprise(started_on=started_on, started_year=started_year)
    return explain_size(EnterpriseYear(enterprise=enterprise, year=year, **figures))


def test_amounts_that_agree_are_no_conflict():
    uu20, pp7 = explained(started_year=2015, sales=300_000_000, assets=50_000_000)
    assert (uu20.size, uu20.is_conflict, uu20.size_label) == ("mikro", False, "Usaha mikro")
    assert [one.size for one in uu20.criteria] == ["mikro", "mikro"]
    assert (pp7.size, pp7.is_conflict) == ("mikro", False)


def test_assets_against_sales_is_shown_and_said():
    uu20, _ = explained(sales=300_000_000, assets=50_000_001)
    assert (uu20.size, uu20.is_conflict) == ("mikro", True)
    assert [(one.size, one.decides) for one in uu20.criteria] == [("mikro", True), ("kecil", False)]
    assert "tidak mengatur mana yang berlaku" in uu20.sentence
    assert "Rp\u00a050.000.001: usaha kecil" in uu20.sentence


@pytest.mark.parametrize(
    ("figures", "size", "said"),
    [
        ({"sales": 1}, "mikro", "Aset belum tercatat"),
        ({"assets": 500_000_001}, "menengah", "Hasil penjualan belum tercatat"),
        ({"workers_male": 1}, "", "Hasil penjualan dan aset tahun itu belum tercatat."),
    ],
)
def test_uu20_goes_by_what_is_known(figures, size, said):
    uu20, _ = explained(**figures)
    assert uu20.size == size
    assert said in uu20.sentence


def test_pp7_goes_by_capital_for_who_began_under_it():
    _, pp7 = explained(
        year=2022, started_on=date(2021, 2, 2), sales=1, capital=1_000_000_001, assets=1
    )
    assert (pp7.size, pp7.is_conflict) == ("kecil", True)
    assert [one.decides for one in pp7.criteria] == [False, True]
    assert "digolongkan menurut modal usaha" in pp7.sentence


def test_pp7_goes_by_sales_for_who_was_there_before():
    _, pp7 = explained(year=2022, started_on=date(2021, 2, 1), sales=2_000_000_001, capital=1)
    assert (pp7.size, [one.decides for one in pp7.criteria]) == ("kecil", [True, False])


def test_without_a_beginning_only_what_agrees_counts():
    _, open_ = explained(year=2022, sales=2_000_000_001, capital=1)
    assert (open_.size, open_.size_label) == ("", "Belum dapat ditentukan")
    assert "isi tahun atau tanggal berdirinya" in open_.sentence
    _, agreed = explained(year=2022, sales=1, capital=1)
    assert agreed.size == "mikro"


def test_what_decides_and_is_missing_is_named():
    _, pp7 = explained(year=2022, started_year=2022, sales=1)
    assert pp7.size == ""
    assert "Modal usaha tahun itu belum tercatat." in pp7.sentence


@pytest.mark.parametrize(("year", "code"), [(2020, "uu20"), (2021, "pp7")])
def test_the_law_in_force_is_marked(year, code):
    assert [one.law.code for one in explained(year=year) if one.in_force] == [code]
