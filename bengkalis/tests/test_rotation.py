"""The key of personal data is replaced while everything stays readable."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bengkalis.rotation import rotate, sealed_tables
from bengkalis.sealed import CannotOpen, blind_index, blind_indexes, is_current, seal, unseal
from registry.models import Cooperative, District, Enterprise, Member, MemberSavings

NEW = "kunci-baru-" * 5
NIK = "1403094508909001"


@pytest.fixture
def member(make_cooperative):
    cooperative = make_cooperative(phone="081100001234")
    member = Member(cooperative=cooperative, name="Halimah", nik=NIK, phone="081100004321")
    member.nik_index = blind_index(NIK, "nik")
    member.full_clean()
    member.save()
    MemberSavings.objects.create(member=member, as_of=date(2019, 12, 31), principal=50_000)
    return member


@pytest.fixture
def new_key(settings):
    def change():
        settings.PERSONAL_DATA_KEY_PREVIOUS = settings.PERSONAL_DATA_KEY
        settings.PERSONAL_DATA_KEY = NEW

    return change


def stored() -> list[tuple[str, bytes]]:
    """Every sealed value of every table, as it lies in the database, with its purpose."""
    found = []
    for model, fields in sealed_tables():
        with connection.cursor() as cursor:
            for field in fields:
                column, table = field.column, model._meta.db_table
                cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
                found += [(field.purpose, bytes(value)) for (value,) in cursor.fetchall()]
    return found


def test_everything_is_sealed_anew_the_trail_included(member, new_key):
    before = stored()
    assert len(before) >= 8
    new_key()
    assert not any(is_current(data, purpose) for purpose, data in before)
    written, lost = rotate()
    assert lost == []
    assert written >= 6
    assert all(is_current(data, purpose) for purpose, data in stored())


def test_afterwards_the_old_key_is_not_needed_any_more(member, new_key, settings):
    new_key()
    rotate()
    settings.PERSONAL_DATA_KEY_PREVIOUS = None
    member.refresh_from_db()
    assert (member.nik, member.phone) == (NIK, "081100004321")
    assert bytes(member.nik_index) == blind_index(NIK, "nik")
    assert member.savings.get().principal == 50_000
    assert Cooperative.objects.get().phone == "081100001234"


def test_while_keys_are_replaced_old_and_new_are_read_and_found(member, new_key):
    new_key()
    assert Member.objects.get().nik == NIK
    assert Member.objects.filter(nik_index__in=blind_indexes(NIK, "nik")).exists()


def test_a_rotation_is_no_edit_and_no_event(member, new_key):
    events = Member.pgh_event_models["update"].objects
    version, count = Member.objects.get().version, events.count()
    new_key()
    rotate()
    assert (Member.objects.get().version, events.count()) == (version, count)


def test_a_second_rotation_writes_nothing(member, new_key):
    new_key()
    rotate()
    assert rotate() == (0, [])


def test_what_neither_key_opens_is_named_and_left(member, new_key, settings):
    settings.PERSONAL_DATA_KEY = "kunci-hilang-" * 4
    Cooperative.objects.update(phone="081100009999")
    settings.PERSONAL_DATA_KEY = "kunci-uji-lama-" * 4
    new_key()
    lost = rotate()[1]
    assert any("registry_cooperative " in line and "phone" in line for line in lost)


def test_the_command_demands_the_old_key(db):
    with pytest.raises(CommandError, match="PERSONAL_DATA_KEY_PREVIOUS belum diisi"):
        call_command("rotate_personal_key")


def test_the_command_says_what_it_did(member, new_key, capsys):
    new_key()
    call_command("rotate_personal_key")
    said = capsys.readouterr().out
    assert "registry_member: 1 baris" in said
    assert "Disegel ulang" in said


def test_without_the_old_key_nothing_opens(settings):
    data = seal("0812", "phone")
    settings.PERSONAL_DATA_KEY = NEW
    with pytest.raises(CannotOpen):
        unseal(data, "phone")


def test_the_owner_of_an_enterprise_is_still_found_by_the_nik(new_key, settings, db):
    owned = Enterprise(name="Kedai", district=District.objects.first(), owner_nik=NIK)
    owned.full_clean()
    owned.save()
    new_key()
    rotate()
    settings.PERSONAL_DATA_KEY_PREVIOUS = None
    assert bytes(Enterprise.objects.get().owner_nik_index) == blind_index(NIK, "nik")
    assert rotate() == (0, [])
