"""Tasks and the field visits that close them: the functions, and what the database refuses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from bengkalis.errors import StaleVersion, TransitionRefused
from registry.models import FieldVisit, Task
from registry.models.people import today
from registry.visits import close_task, correct_visit, each, open_task, record_visit


@pytest.fixture
def task(make_cooperative, cast):
    return open_task(
        make_cooperative(), kind="keberadaan", reason="Tanpa RAT sejak 2017", by=cast.registrar
    )


def visit_to(cooperative, **fields) -> FieldVisit:
    said = {"visited_on": today(), "found": "berjalan", "result": "Kantor buka, ketua ada."}
    return FieldVisit(cooperative=cooperative, **(said | fields))


def test_a_task_is_given_today_by_somebody(task, cast):
    assert (task.opened_on, task.opened_by, task.closed_on) == (today(), cast.registrar, None)


def test_a_second_task_of_the_kind_waits_for_the_first(task):
    with pytest.raises(TransitionRefused, match="masih terbuka"):
        open_task(task.cooperative, kind="keberadaan", reason="Lagi")
    open_task(task.cooperative, kind="pengurus", reason="Perihal lain")
    close_task(task, note="Sudah dijawab surat")
    open_task(task.cooperative, kind="keberadaan", reason="Lagi")


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": " "},
        {"kind": "iseng"},
        {"due_on": date(2001, 1, 1)},
    ],
)
def test_a_task_without_reason_kind_or_with_a_past_limit_is_refused(make_cooperative, fields):
    said = {"kind": "keberadaan", "reason": "Memastikan"} | fields
    with pytest.raises(ValidationError):
        open_task(make_cooperative(), **said)
    assert not Task.objects.exists()


def test_a_visit_closes_the_chosen_tasks_and_only_those(task, cast):
    other = open_task(task.cooperative, kind="pengurus", reason="Siapa ketuanya")
    version = task.cooperative.version
    visit, fresh = record_visit(visit_to(task.cooperative), [task], by=cast.upt_mandau)
    task.refresh_from_db()
    other.refresh_from_db()
    assert (fresh, visit.recorded_by) == (True, cast.upt_mandau)
    assert (task.closed_on, task.closed_by, task.visit) == (today(), cast.upt_mandau, visit)
    assert other.closed_on is None
    task.cooperative.refresh_from_db()
    assert task.cooperative.version > version


def test_a_second_click_is_the_same_visit(task):
    visit = visit_to(task.cooperative)
    record_visit(visit, [task])
    again, fresh = record_visit(visit_to(task.cooperative, uid=visit.uid, result="Lain"), [task])
    assert (again.pk, fresh, again.result) == (visit.pk, False, visit.result)
    assert FieldVisit.objects.count() == 1


def test_a_visit_that_cannot_close_its_task_is_not_saved(task, make_cooperative):
    close_task(task, note="Sudah dijawab surat")
    with pytest.raises(TransitionRefused, match="sudah selesai"):
        record_visit(visit_to(task.cooperative), [task])
    elsewhere = make_cooperative("Koperasi Lain")
    with pytest.raises(TransitionRefused, match="milik koperasi lain"):
        record_visit(visit_to(elsewhere), [task])
    assert not FieldVisit.objects.exists()


def test_a_task_is_closed_by_hand_once_and_with_a_note(task, cast):
    with pytest.raises(ValidationError, match="tanpa kunjungan"):
        close_task(task, note="  ")
    with pytest.raises(StaleVersion):
        close_task(task, note="Terjawab", version=task.version + 1)
    close_task(task, note="Terjawab", by=cast.registrar, version=task.version)
    with pytest.raises(TransitionRefused, match="sudah selesai"):
        close_task(task, note="Terjawab")


def test_a_visit_is_corrected_against_its_version(task):
    visit, _ = record_visit(visit_to(task.cooperative))
    visit.found = "berhenti"
    assert correct_visit(visit, 1) == ["found"]
    assert correct_visit(FieldVisit.objects.get(), 2) == []
    with pytest.raises(StaleVersion):
        correct_visit(visit, 1)


def test_of_several_those_that_work_are_done_and_the_rest_is_told(task, make_cooperative):
    fresh = make_cooperative("Koperasi Baru")

    def give(cooperative):
        return open_task(cooperative, kind="keberadaan", reason="Memastikan")

    made, refused = each([task.cooperative, fresh], give)
    assert [one.cooperative for one in made] == [fresh]
    assert refused == [
        "Koperasi Tani Maju: Tugas dengan perihal ini masih terbuka di koperasi itu."
    ]


TASKS = {
    "task_kind_known": {"kind": "iseng"},
    "task_reason_given": {"reason": " "},
    "task_due_in_order": {"due_on": date(2001, 1, 1)},
    "task_closed_in_order": {"closed_on": date(2001, 1, 1), "closing_note": "x"},
    "task_closed_by_visit_or_note": {"closed_on": date(2099, 1, 1), "closing_note": " "},
}


@pytest.mark.parametrize("name", TASKS)
def test_the_database_refuses_an_impossible_task(task, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**TASKS[name])


def test_the_database_knows_one_open_task_of_a_kind(task):
    with pytest.raises(IntegrityError, match="task_one_open_of_a_kind"), transaction.atomic():
        Task.objects.create(
            cooperative=task.cooperative, kind=task.kind, reason="Lagi", opened_on=today()
        )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("visit_result_given", {"result": " "}),
        ("visit_found_known", {"found": "entah"}),
        ("visit_not_ahead", {"visited_on": date(2099, 1, 1)}),
    ],
)
def test_the_database_refuses_an_impossible_visit(make_cooperative, name, fields):
    visit, _ = record_visit(visit_to(make_cooperative()))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        FieldVisit.objects.filter(pk=visit.pk).update(**fields)
    with pytest.raises(ValidationError):
        record_visit(visit_to(visit.cooperative, **fields))


def test_tomorrow_is_no_day_of_a_visit(make_cooperative):
    with pytest.raises(ValidationError, match="belum tiba"):
        record_visit(visit_to(make_cooperative(), visited_on=today() + timedelta(days=2)))


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_visit_and_close_once(task):
    cooperative, key = task.cooperative, visit_to(task.cooperative).uid

    def click(_) -> bool:
        try:
            return record_visit(visit_to(cooperative, uid=key), [task])[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, range(2))) == [False, True]
    assert FieldVisit.objects.count() == 1
    task.refresh_from_db()
    assert task.visit == FieldVisit.objects.get()
