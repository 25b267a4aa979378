"""The audit trail sees every change, whoever makes it and however."""

import io

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import InternalError

from bengkalis.audit import acting, attach
from registry.models import (
    Cooperative,
    District,
    Finding,
    FormDraft,
    IdempotencyRecord,
    ImportLine,
    QualityRun,
)

# What is derived from recorded tables, or is itself a record of what was published and asked.
DERIVED = {
    *("EnterpriseWord", "EnterpriseVocabulary", "EnterpriseFact", "CooperativeYear"),
    *("StaleCooperative", "Edition", "SavedQuery"),
    # Appended only, and its own record; pieces of a photograph that is recorded when it is whole.
    *("Delivery", "PhotoPiece"),
}
EXEMPT = {Finding, FormDraft, IdempotencyRecord, ImportLine, QualityRun}
EVENTS = Cooperative.pgh_event_models["update"].objects
OURS = ("registry", "programs", "reports")


def test_every_table_of_the_apps_is_in_the_trail():
    untracked = {
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and not model._meta.proxy
        and model.__name__ not in DERIVED
        and not hasattr(model, "pgh_tracked_model")
        and "pgh_event_models" not in vars(model)
    }
    assert untracked == EXEMPT


def test_no_secret_is_copied_into_the_trail():
    User, ApiToken = apps.get_model("registry.User"), apps.get_model("registry.ApiToken")
    for model, secret in ((User, "password"), (ApiToken, "digest")):
        columns = {f.name for f in model.pgh_event_models["update"]._meta.fields}
        assert secret not in columns


def test_a_save_is_recorded_with_who_and_which_request(make_cooperative, cast):
    cooperative = make_cooperative()
    with acting(user=cast.registrar.pk, request="abc"):
        cooperative.name = "Koperasi Baru"
        cooperative.save(update_fields=["name"])
    event = EVENTS.filter(pgh_obj=cooperative, pgh_label="update").get()
    assert event.name == "Koperasi Baru"
    assert event.pgh_context.metadata == {"user": cast.registrar.pk, "request": "abc"}


def test_a_bulk_update_is_recorded_row_by_row(make_cooperative):
    rows = [make_cooperative(f"Koperasi {n}") for n in range(3)]
    Cooperative.objects.update(note="dibersihkan")
    changed = EVENTS.filter(pgh_label="update", note="dibersihkan")
    assert set(changed.values_list("pgh_obj", flat=True)) == {row.pk for row in rows}


def test_raw_sql_is_recorded_and_counts_the_version(make_cooperative):
    cooperative = make_cooperative()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_cooperative SET note = 'langsung'")
    cooperative.refresh_from_db()
    assert cooperative.version == 2
    assert EVENTS.filter(pgh_obj=cooperative, note="langsung", version=2).exists()


def test_a_deleted_row_leaves_its_last_state(make_cooperative):
    cooperative = make_cooperative("Koperasi Hilang")
    key = cooperative.pk
    cooperative.delete()
    assert EVENTS.get(pgh_obj_id=key, pgh_label="delete").name == "Koperasi Hilang"


def test_copy_is_recorded_with_who(cast):
    row = "14.03.99\t1408099\tUji\t\\N\t\\N\tdaratan\t\\N\n"
    columns = "kemendagri_code,bps_code,name,valid_from,valid_to,land,split_from_id"
    with acting(user=cast.registrar.pk), transaction.atomic():
        attach()
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY registry_district ({columns}) FROM STDIN", io.StringIO(row))
    event = District.pgh_event_models["insert"].objects.get(bps_code="1408099")
    assert event.pgh_context.metadata["user"] == cast.registrar.pk


@pytest.mark.parametrize("statement", ["UPDATE {} SET name = 'x'", "DELETE FROM {}"])
def test_the_trail_itself_cannot_be_changed(make_cooperative, statement):
    make_cooperative()
    table = EVENTS.model._meta.db_table
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_saving_nothing_new_records_nothing(make_cooperative):
    cooperative = make_cooperative()
    before = EVENTS.filter(pgh_obj=cooperative).count()
    Cooperative.objects.filter(pk=cooperative.pk).update(deed_number=cooperative.deed_number)
    events = EVENTS.filter(pgh_obj=cooperative)
    assert events.count() - before <= 1  # the version is counted up, no other column changes
