"""Personal data is sealed at rest."""

import pytest
from django.db import connection

from bengkalis.sealed import CannotOpen, seal, unseal


def test_what_is_sealed_opens_again():
    assert unseal(seal("0812-0000-0001", "phone"), "phone") == "0812-0000-0001"


def test_the_same_text_is_never_sealed_alike_twice():
    assert seal("0812", "phone") != seal("0812", "phone")


def test_a_value_moved_to_another_column_does_not_open():
    with pytest.raises(CannotOpen):
        unseal(seal("0812", "phone"), "note")


def test_one_flipped_bit_does_not_open():
    data = bytearray(seal("0812", "phone"))
    data[-1] ^= 1
    with pytest.raises(CannotOpen):
        unseal(bytes(data), "phone")


def test_the_database_never_sees_a_phone_number_in_clear(make_cooperative):
    cooperative = make_cooperative(phone="081100001234")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM registry_cooperative")
        stored = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT phone FROM registry_cooperativeauditevent")
        recorded = bytes(cursor.fetchone()[0])
    assert b"081100001234" not in stored + recorded
    cooperative.refresh_from_db()
    assert cooperative.phone == "081100001234"


def test_no_phone_is_null_in_the_database_and_empty_text_in_python(make_cooperative):
    cooperative = make_cooperative()
    cooperative.refresh_from_db()
    assert cooperative.phone == ""
