"""One query for all CHECK constraints, with the same verdicts as Django's one query each."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model

from registry.models import Cooperative, District


def _broken() -> Cooperative:
    district = District.objects.get(name="Mandau")
    return Cooperative(
        name=" ", district=district, status="hidup", nik_koperasi="12", deed_date="1900-01-01"
    )


def _messages(call) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        call()
    return set(caught.value.messages)


def test_every_violation_is_named_as_django_names_it(db):
    cooperative = _broken()
    ours = _messages(cooperative.validate_constraints)
    assert ours == _messages(lambda: Model.validate_constraints(cooperative))
    assert len(ours) == 4


def test_a_constraint_on_an_excluded_field_is_left_out(db):
    found = _messages(lambda: _broken().validate_constraints(exclude={"status", "name"}))
    assert not any("Status" in message or "Nama" in message for message in found)


def test_all_checks_cost_one_query_and_uniqueness_its_own(db, django_assert_num_queries):
    cooperative = _broken()
    cooperative.nik_koperasi = None
    with django_assert_num_queries(1), pytest.raises(ValidationError):
        cooperative.validate_constraints()
