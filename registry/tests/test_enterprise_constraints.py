"""What can not be true of an MSME is refused, by the form's rules and by the database; and what
the database keeps beside it by itself."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import ProtectedError

from registry.models import (
    Enterprise,
    EnterpriseYear,
    KbliDivision,
    KbliSection,
    Village,
)
from registry.models.people import today

TOMORROW = today() + timedelta(days=1)
WRONG = [
    ("enterprise_name_given", {"name": "  "}, "Nama usaha wajib diisi."),
    ("enterprise_sex_known", {"owner_sex": "X"}, "harus L atau P"),
    ("enterprise_nib_format", {"nib": "12345678901234"[:12]}, "13 angka"),
    ("enterprise_kbli_format", {"kbli_code": "1"}, "2 sampai 5 angka"),
    ("enterprise_kbli_needs_section", {"kbli_code": "47"}, "bersama lapangan usahanya"),
    ("enterprise_started_possible", {"started_year": 1899}, "sebelum 1900"),
    ("enterprise_started_not_ahead", {"started_year": today().year + 1}, "belum berdiri"),
    (
        "enterprise_started_not_ahead",
        {"started_on": TOMORROW, "started_year": TOMORROW.year},
        "belum berdiri",
    ),
    (
        "enterprise_started_agrees",
        {"started_on": date(2020, 1, 1), "started_year": 2019},
        "harus sama dengan tahun",
    ),
    ("enterprise_closed_in_order", {"closed_on": TOMORROW}, "sesudah berdiri"),
    (
        "enterprise_closed_in_order",
        {"closed_on": date(2020, 1, 1), "started_year": 2021},
        "sesudah berdiri",
    ),
    (
        "enterprise_closed_in_order",
        {"closed_on": date(2020, 1, 1), "started_on": date(2020, 1, 2), "started_year": 2020},
        "sesudah berdiri",
    ),
    ("enterprise_located", {"latitude": 1}, "Lintang dan bujur diisi bersama."),
    ("enterprise_location_possible", {"latitude": 1, "longitude": 10}, "di luar Indonesia"),
    ("enterprise_location_possible", {"latitude": 51, "longitude": 102}, "di luar Indonesia"),
    ("enterprise_source_together", {"source_row": 3}, "berkas dan nomor baris"),
]


@pytest.mark.parametrize(("name", "fields", "sentence"), WRONG)
def test_the_impossible_is_refused_by_rule_and_by_database(make_enterprise, name, fields, sentence):
    enterprise = make_enterprise()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Enterprise.objects.filter(pk=enterprise.pk).update(**fields)
    for field, value in fields.items():
        setattr(enterprise, field, value)
    with pytest.raises(ValidationError) as refused:
        enterprise.validate_constraints()
    assert sentence in str(refused.value)


def test_every_constraint_of_the_enterprise_is_tried_here():
    tried = {name for name, _, _ in WRONG}
    named = {constraint.name for constraint in Enterprise._meta.constraints}
    assert named - tried == {
        "enterprise_nib_unique",
        "enterprise_nik_indexed",
        "enterprise_id_basis",  # two rows never share a key: it is there for the years
    }


def test_two_enterprises_do_not_share_a_nib(make_enterprise):
    make_enterprise("A", nib="1234567890123")
    with pytest.raises(ValidationError, match="sudah dipakai UMKM lain"):
        make_enterprise("B", nib="1234567890123")
    other = make_enterprise("C")
    with pytest.raises(IntegrityError, match="enterprise_nib_unique"), transaction.atomic():
        Enterprise.objects.filter(pk=other.pk).update(nib="1234567890123")


def test_without_a_nib_many_may_be(make_enterprise):
    assert {make_enterprise(name, nib="").nib for name in "AB"} == {None}


def test_a_nik_and_its_key_are_never_apart(make_enterprise):
    enterprise = make_enterprise(owner_nik="1403012501800001")
    rows = Enterprise.objects.filter(pk=enterprise.pk)
    with pytest.raises(IntegrityError, match="enterprise_nik_indexed"), transaction.atomic():
        rows.update(owner_nik_index=None)


YEARS = [
    ("enterprise_year_possible", {"year": 1999}, "antara 2000 dan tahun ini"),
    ("enterprise_year_possible", {"year": today().year + 1}, "antara 2000 dan tahun ini"),
    ("enterprise_year_says_something", {"sales": None}, "Isi sedikitnya satu angka"),
    ("enterprise_year_basis_known", {"pp7_basis": "entah"}, "Dasar golongan tidak dikenal"),
    ("enterprise_year_source_together", {"source_row": 3}, "berkas dan nomor baris"),
    *(
        ("enterprise_year_not_negative", {name: -1}, "tidak boleh negatif")
        for name in EnterpriseYear.MONEY
    ),
]


@pytest.mark.parametrize(("name", "fields", "sentence"), YEARS)
def test_impossible_figures_are_refused_by_rule_and_by_database(
    make_enterprise, name, fields, sentence
):
    year = make_enterprise(years={2021: 5}).years.get()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        EnterpriseYear.objects.filter(pk=year.pk).update(**fields)
    for field, value in fields.items():
        setattr(year, field, value)
    with pytest.raises(ValidationError) as refused:
        year.validate_constraints()
    assert sentence in str(refused.value)


def test_every_constraint_of_the_years_is_tried_here():
    tried = {name for name, _, _ in YEARS}
    named = {constraint.name for constraint in EnterpriseYear._meta.constraints}
    assert named - tried == {"enterprise_year_once"}


def test_there_are_no_fewer_than_no_workers(make_enterprise):
    year = make_enterprise(years={2021: 5}).years.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        EnterpriseYear.objects.filter(pk=year.pk).update(workers_female=-1)


def test_a_year_stands_once(make_enterprise):
    enterprise = make_enterprise(years={2021: 5})
    again = EnterpriseYear(enterprise=enterprise, year=2021, district=enterprise.district, sales=6)
    with pytest.raises(ValidationError, match="sudah tercatat untuk UMKM itu"):
        again.full_clean()
    with pytest.raises(IntegrityError, match="enterprise_year_once"), transaction.atomic():
        again.save()


def test_a_letter_stands_once_in_an_edition(db):
    with pytest.raises(ValidationError, match="sudah ada dalam edisi itu"):
        KbliSection(code="A", name="Lagi", name_en="Again").full_clean()


def test_kbli_codes_are_a_letter_and_two_digits(db):
    section = KbliSection.objects.get(code="A")
    with pytest.raises(ValidationError, match="satu huruf"):
        KbliSection(code="1", name="x", name_en="x").full_clean()
    with pytest.raises(ValidationError, match="dua angka"):
        KbliDivision(section=section, code="1").full_clean()


# --- keys over two columns ---------------------------------------------------------------------


def refused_at_the_end(name: str):
    """The key is deferred: it judges when the transaction would end."""
    with pytest.raises(IntegrityError, match=name):
        connection.check_constraints()
    transaction.set_rollback(True)


def test_a_village_lies_in_the_kecamatan_of_the_enterprise(make_enterprise):
    village = Village.objects.filter(district__name="Rupat").first()
    with pytest.raises(ValidationError, match="ada di Kecamatan Rupat"):
        make_enterprise(district="Bantan", village=village)
    enterprise = make_enterprise(district="Bantan")
    with transaction.atomic():
        Enterprise.objects.filter(pk=enterprise.pk).update(village=village)
        refused_at_the_end("enterprise_village_in_district")


def test_a_kbli_code_belongs_to_its_section(make_enterprise):
    with pytest.raises(ValidationError, match="diawali 45 sampai 47"):
        make_enterprise(section="G", kbli_code="10710")
    enterprise = make_enterprise(section="G", kbli_code="47112")
    assert enterprise.division == "47"
    with transaction.atomic():
        Enterprise.objects.filter(pk=enterprise.pk).update(kbli_code="10710")
        refused_at_the_end("enterprise_division_in_section")


def test_a_year_does_not_invent_what_decides_its_class(make_enterprise):
    year = make_enterprise(started_year=2010, years={2021: 5}).years.get()
    with transaction.atomic():
        EnterpriseYear.objects.filter(pk=year.pk).update(pp7_basis="capital")
        refused_at_the_end("enterprise_year_basis")


def test_the_beginning_of_the_enterprise_reaches_its_years(make_enterprise):
    enterprise = make_enterprise(started_year=2010, years={2020: 5, 2022: 3_000_000_000})
    Enterprise.objects.filter(pk=enterprise.pk).update(started_year=2022)
    found = list(enterprise.years.values_list("year", "pp7_basis", "size_pp7"))
    assert found == [(2022, "capital", ""), (2020, "capital", "")]
    enterprise.refresh_from_db()
    assert enterprise.latest_pp7 == ""


def test_a_place_or_field_with_enterprises_can_not_be_deleted(make_enterprise):
    enterprise = make_enterprise(section="G")
    for protected in (enterprise.district, enterprise.section):
        with pytest.raises(ProtectedError):
            protected.delete()


# --- what the database writes itself -------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("registry_enterprise", "search_name"),
        ("registry_enterprise", "search_owner"),
        ("registry_enterprise", "division"),
        ("registry_enterprise", "pp7_basis"),
        ("registry_enterpriseyear", "size_uu20"),
        ("registry_enterpriseyear", "size_pp7"),
    ],
)
def test_what_is_generated_can_not_be_typed(make_enterprise, table, column):
    make_enterprise(years={2021: 5})
    with (
        pytest.raises(ProgrammingError, match="can only be updated to DEFAULT"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET {column} = 'besar'")
