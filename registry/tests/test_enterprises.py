"""Entering, correcting and closing an MSME, and the figures of its years."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from bengkalis.errors import StaleVersion, TransitionRefused
from registry import enterprises
from registry.membership import AlreadyRecorded
from registry.models import District, Enterprise, EnterpriseYear, KbliSection
from registry.models.people import today

REASON = "Salah memilih tahun, angka milik tahun lain."


@pytest.fixture
def moved(make_enterprise):
    """Figures of 2019, 2020 and 2021, all in Mandau; then the enterprise stands in Rupat."""
    enterprise = make_enterprise(district="Mandau", years={2019: 1, 2020: 2, 2021: 3})
    enterprise.district = District.objects.get(name="Rupat")
    return enterprise


def places(enterprise) -> dict[int, str]:
    return dict(enterprise.years.values_list("year", "district__name"))


def test_an_enterprise_is_registered_with_its_years(make_enterprise):
    enterprise = make_enterprise(district="Mandau", section="G", years={2020: 250_000_000})
    year = enterprise.years.get()
    assert (year.district, year.section) == (enterprise.district, enterprise.section)
    assert (year.size_uu20, year.pp7_basis) == ("mikro", "unknown")
    enterprise.refresh_from_db()
    assert (enterprise.latest_year, enterprise.latest_uu20) == (2020, "mikro")


def test_one_impossible_year_keeps_the_whole_enterprise_out(make_enterprise):
    with pytest.raises(ValidationError, match="antara 2000 dan tahun ini"):
        make_enterprise(years={2020: 1, 1999: 1})
    assert not Enterprise.objects.exists()


def test_a_correction_of_the_place_holds_for_every_year_that_carried_it(moved):
    moved.years.filter(year=2019).update(district=District.objects.get(name="Bantan"))
    assert enterprises.correct(moved, moved.version) == ["district"]
    assert places(moved) == {2019: "Bantan", 2020: "Rupat", 2021: "Rupat"}


def test_a_move_leaves_the_years_before_where_they_were(moved):
    enterprises.correct(moved, moved.version, since=2021)
    assert places(moved) == {2019: "Mandau", 2020: "Mandau", 2021: "Rupat"}


def test_years_without_a_business_field_get_the_one_that_is_found(make_enterprise):
    enterprise = make_enterprise(years={2020: 1})
    enterprise.section = KbliSection.objects.get(code="C")
    enterprises.correct(enterprise, enterprise.version)
    assert enterprise.years.get().section.code == "C"


def test_a_year_of_change_needs_a_change(make_enterprise):
    enterprise = make_enterprise()
    enterprise.name = "Nama Lain"
    with pytest.raises(ValidationError, match="hanya bila kecamatan atau lapangan usaha"):
        enterprises.correct(enterprise, enterprise.version, since=2020)


def test_a_year_of_change_has_come(moved):
    with pytest.raises(ValidationError, match="paling lambat tahun ini"):
        enterprises.correct(moved, moved.version, since=today().year + 1)


def test_saving_nothing_new_changes_nothing(make_enterprise):
    enterprise = make_enterprise(owner_nik="1403012501800001")
    same = Enterprise.objects.get(pk=enterprise.pk)
    assert enterprises.correct(same, enterprise.version) == []
    assert Enterprise.objects.get(pk=enterprise.pk).version == enterprise.version


def test_a_new_nik_is_found_by_its_new_key(make_enterprise):
    enterprise = make_enterprise(owner_nik="1403012501800001")
    before = bytes(enterprise.owner_nik_index)
    enterprise.owner_nik = "1403012501800002"
    enterprise.full_clean()
    enterprises.correct(enterprise, enterprise.version)
    assert bytes(Enterprise.objects.get(pk=enterprise.pk).owner_nik_index) != before


def test_a_stale_save_is_refused_with_the_row_as_it_stands(make_enterprise):
    enterprise = make_enterprise("Kedai Satu")
    Enterprise.objects.filter(pk=enterprise.pk).update(name="Kedai Dua")
    enterprise.name = "Kedai Tiga"
    with pytest.raises(StaleVersion) as stale:
        enterprises.correct(enterprise, 1)
    assert stale.value.current.name == "Kedai Dua"


def test_only_what_changed_is_written(make_enterprise):
    enterprise = make_enterprise("Kedai Satu")
    enterprise.name = "Kedai Dua"
    Enterprise.objects.filter(pk=enterprise.pk).update(address="Jalan Antara")
    enterprise.address = "Jalan Antara"
    enterprises.correct(enterprise, 2)
    row = Enterprise.objects.get(pk=enterprise.pk)
    assert (row.name, row.address) == ("Kedai Dua", "Jalan Antara")


def test_who_is_second_with_a_nib_is_told_so(make_enterprise):
    other = make_enterprise("B")
    make_enterprise("A", nib="1234567890123")
    other.nib = "1234567890123"  # as if it had been cleaned before A was saved
    with pytest.raises(AlreadyRecorded, match="sudah dipakai UMKM lain"):
        enterprises.correct(other, other.version)


def test_the_beginning_decides_over_the_classes_of_the_years(make_enterprise):
    enterprise = make_enterprise(started_year=2015, years={2022: 3_000_000_000})
    assert enterprise.years.get().size_pp7 == "kecil"
    enterprise.started_year = 2022
    enterprise.full_clean()
    enterprises.correct(enterprise, enterprise.version)
    year = enterprise.years.get()
    assert (year.pp7_basis, year.size_pp7) == ("capital", "")


def test_a_new_year_stands_where_the_enterprise_stands(make_enterprise):
    enterprise = make_enterprise(district="Bantan", section="I")
    enterprises.record_year(EnterpriseYear(enterprise=enterprise, year=2021, capital=0))
    year = enterprise.years.get()
    assert (year.district.name, year.section.code, year.capital) == ("Bantan", "I", 0)


def test_a_year_may_say_itself_where_it_was(make_enterprise):
    enterprise = make_enterprise(district="Bantan", section="I")
    place, field = District.objects.get(name="Rupat"), KbliSection.objects.get(code="G")
    year = EnterpriseYear(enterprise=enterprise, year=2019, sales=1, district=place, section=field)
    enterprises.record_year(year)
    assert places(enterprise) == {2019: "Rupat"}


def test_figures_are_corrected_and_their_classes_follow(make_enterprise):
    year = make_enterprise(years={2021: 2_000_000_000}).years.get()
    year.sales = Decimal("2500000001")
    assert enterprises.record_year(year, year.version) == ["sales"]
    assert (year.size_uu20, year.version) == ("menengah", 2)


def test_a_stale_correction_of_figures_is_refused(make_enterprise):
    year = make_enterprise(years={2021: 5}).years.get()
    EnterpriseYear.objects.filter(pk=year.pk).update(sales=6)
    year.sales = 7
    with pytest.raises(StaleVersion) as stale:
        enterprises.record_year(year, 1)
    assert stale.value.current.sales == 6


def test_figures_are_cleaned_before_they_are_saved(make_enterprise):
    year = make_enterprise(years={2021: 5}).years.get()
    year.sales = -1
    with pytest.raises(ValidationError, match="tidak boleh negatif"):
        enterprises.record_year(year, year.version)


def test_a_wrong_year_is_removed_with_a_reason(make_enterprise):
    enterprise = make_enterprise(years={2020: 1, 2021: 5})
    year = enterprise.years.get(year=2021)
    with pytest.raises(ValidationError, match="sedikitnya 10 huruf"):
        enterprises.remove_year(year, year.version, "salah")
    enterprises.remove_year(year, year.version, REASON)
    enterprise.refresh_from_db()
    assert (enterprise.latest_year, places(enterprise)) == (2020, {2020: "Bengkalis"})
    event = EnterpriseYear.pgh_event_models["delete"].objects.get(pgh_label="delete")
    assert event.pgh_context.metadata["reason"] == REASON


def test_closing_keeps_the_day_and_the_reason(make_enterprise):
    enterprise = make_enterprise(note="Di simpang tiga")
    closed = enterprises.close(
        enterprise, enterprise.version, on=date(2023, 6, 30), reason="Pemilik pindah ke Dumai"
    )
    row = Enterprise.objects.get(pk=enterprise.pk)
    assert (row.closed_on, closed.version) == (date(2023, 6, 30), row.version)
    assert row.note == "Di simpang tiga; Tutup 30-06-2023: Pemilik pindah ke Dumai"
    with pytest.raises(TransitionRefused, match="sudah tutup sejak 30 Juni 2023"):
        enterprises.close(row, row.version, on=date(2023, 7, 1), reason="Pemilik pindah lagi")


def test_what_closing_refuses_is_said_by_what_was_asked(make_enterprise):
    enterprise = make_enterprise(started_year=2020)
    with pytest.raises(ValidationError, match="sesudah berdiri"):
        enterprises.close(enterprise, 1, on=date(2019, 1, 1), reason="Pemilik pindah ke Dumai")
    with pytest.raises(ValidationError) as refused:
        enterprises.close(enterprise, 1, on=date(2021, 1, 1), reason="x")
    assert list(refused.value.message_dict) == ["reason"]
    with pytest.raises(ValidationError) as refused:
        enterprises.close(enterprise, 1, on=date(2021, 1, 1), reason="panjang sekali " * 25)
    assert list(refused.value.message_dict) == ["reason"]


def test_a_closed_enterprise_is_opened_again(make_enterprise):
    enterprise = make_enterprise(closed_on=date(2022, 1, 1))
    enterprises.reopen(enterprise, enterprise.version, reason="Ternyata masih berjualan")
    row = Enterprise.objects.get(pk=enterprise.pk)
    assert row.closed_on is None
    assert row.note.endswith("Ternyata masih berjualan")
    with pytest.raises(TransitionRefused, match="tidak tercatat tutup"):
        enterprises.reopen(row, row.version, reason="Ternyata masih berjualan")


def test_two_people_do_not_close_it_twice(make_enterprise):
    enterprise = make_enterprise()
    Enterprise.objects.filter(pk=enterprise.pk).update(note="disentuh")
    with pytest.raises(StaleVersion):
        enterprises.close(enterprise, 1, on=today(), reason="Pemilik pindah ke Dumai")
