"""Findings follow every edit at once, whichever door it comes through."""

import threading
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse

from bengkalis.errors import TransitionRefused
from registry.entry import enter, set_officers, touch
from registry.imports.commit import commit
from registry.imports.staging import rehearse, stage
from registry.imports.undo import undo
from registry.models import (
    AnnualMeeting,
    BoardMember,
    Cooperative,
    Dismissal,
    Finding,
    QualityRun,
    Rule,
    StatusChange,
)
from registry.models.people import today
from registry.quality.checking import bring_up_to_date, check_all, recheck, together
from registry.quality.dismissing import dismiss, restore
from registry.status import change_status
from registry.tests.spotless import BOARD, change, codes, due, spotless
from registry.tests.test_cooperative_edit import edit_url, typed
from registry.tests.workbooks import workbook

pytestmark = pytest.mark.django_db


def test_mending_a_deed_date_in_the_form_closes_the_finding_at_once(
    cast, sign_in, make_cooperative
):
    cooperative = spotless(make_cooperative, deed_date=date(1945, 8, 17))
    assert "placeholder_deed_date" in codes(cooperative)
    client = sign_in(cast.registrar)
    data = typed(client.get(edit_url(cooperative))) | {"deed_date": f"5-1-{due()}"}
    client.post(edit_url(cooperative), data)
    assert codes(cooperative) == set()
    assert Finding.objects.get(rule="placeholder_deed_date").closed_on == today()


def test_filling_the_board_in_the_form_closes_its_findings(cast, sign_in, make_cooperative):
    cooperative = spotless(make_cooperative)
    set_officers(cooperative, {"ketua": []})
    assert codes(cooperative) == {"vacant_chair"}
    entered = {"ketua": ["Siti"]}
    set_officers(cooperative, entered)
    assert codes(cooperative) == set()


def test_recording_a_rat_in_the_form_closes_its_findings(cast, sign_in, make_cooperative):
    cooperative = spotless(make_cooperative)
    cooperative.meetings.all().delete()
    touch(cooperative)
    assert codes(cooperative) == {"no_meeting"}
    url = reverse("cooperative-meeting-new", args=[cooperative.uid])
    client = sign_in(cast.registrar)
    data = typed(client.get(url)) | {"book_year": due(), "held_on": f"1-2-{due() + 1}"}
    client.post(url, data)
    assert codes(cooperative) == set()


def test_a_change_of_status_is_judged(make_cooperative):
    cooperative = spotless(make_cooperative)
    set_officers(cooperative, {position: [] for position in BOARD})
    assert codes(cooperative) == {"no_officers", "active_without_evidence"}
    change_status(cooperative, "tidak_aktif", effective_on=today(), reason="Tidak berjalan")
    assert codes(cooperative) == {"no_officers"}


def test_an_import_is_judged_when_it_goes_in_and_when_it_is_taken_back(make_cooperative):
    known = spotless(make_cooperative, "Koperasi Lama", deed_number="7/BH/2001")
    before = codes(known)
    rows = [
        {"Status": "Aktif"},
        {"Nama Koperasi": "Koperasi Lama", "No. Badan Hukum": "7/BH/2001", "Jenis": "Serba Usaha"},
    ]
    rows[1] |= {"Kecamatan": "Mandau", "Kel/Desa": known.village.name}
    batch = stage(rehearse(workbook(*rows), "daftar.xlsx"))
    assert commit(batch).written == 2
    made = Cooperative.objects.get(name="Koperasi Tani Maju")
    assert {"no_deed_date", "no_officers", "active_without_evidence"} <= codes(made)
    assert codes(known) == before | {"old_kind"}
    undo(batch)
    assert codes(known) == before


def test_entering_a_whole_cooperative_leaves_no_finding_of_its_first_half(make_cooperative):
    model = spotless(make_cooperative)
    Cooperative.objects.filter(pk=model.pk).update(name="Model", deed_number="1/BH")
    fresh = Cooperative.objects.get(pk=model.pk)
    fresh.pk, fresh.uid, fresh.name = None, "0" * 31 + "1", "Koperasi Baru"
    enter(
        fresh,
        first=StatusChange(status="aktif", reason="Uji"),
        officers=BOARD,
        meeting={"book_year": due(), "held_on": date(due() + 1, 2, 1), "members_total": 25},
    )
    assert not Finding.objects.filter(cooperative=fresh).exists()


def test_what_is_done_together_is_checked_once_and_not_at_all_when_it_fails(make_cooperative):
    cooperative = spotless(make_cooperative)
    with pytest.raises(ValidationError), together():
        set_officers(cooperative, {"ketua": [], "bendahara": [" "]})
    assert not Finding.objects.filter(closed_on__isnull=True).exists()
    with together(), together():
        set_officers(cooperative, {"ketua": []})
        set_officers(cooperative, {"sekretaris": []})
        assert codes(cooperative) == set()
    assert codes(cooperative) == {"vacant_chair", "vacant_secretary"}


def test_checking_again_changes_nothing(make_cooperative):
    make_cooperative()
    rows = list(Finding.objects.order_by("pk").values())
    assert rows
    assert recheck(Cooperative.objects.values_list("pk", flat=True)) == (0, 0)
    assert check_all(today()).opened == 0
    assert list(Finding.objects.order_by("pk").values()) == rows


def test_a_check_costs_the_same_queries_for_one_and_for_three(
    make_cooperative, django_assert_num_queries
):
    keys = [make_cooperative(f"Koperasi {n}").pk for n in range(3)]
    for some in (keys[:1], keys):
        # savepoint, lock, wording of the rules, one statement for all, release
        with django_assert_num_queries(5):
            recheck(some)


@pytest.mark.django_db(transaction=True)
def test_two_checks_at_once_open_one_finding(make_cooperative):
    cooperative = make_cooperative()
    wanted = codes(cooperative)
    Finding.objects.all().delete()
    start, trouble = threading.Barrier(2), []

    def check():
        try:
            start.wait()
            recheck([cooperative.pk])
        except Exception as error:
            trouble.append(error)
        finally:
            connections.close_all()

    both = [threading.Thread(target=check) for _ in range(2)]
    [one.start() for one in both]
    [one.join() for one in both]
    assert trouble == []
    assert sorted(Finding.objects.values_list("rule", flat=True)) == sorted(wanted)


def test_the_day_alone_makes_a_finding(make_cooperative):
    cooperative = spotless(
        make_cooperative,
        certificate_status="bersertifikat",
        nik_koperasi="1403090010001",
        certificate_valid_until=today(),
    )
    assert codes(cooperative) == set()
    tomorrow = today() + timedelta(days=1)
    assert bring_up_to_date(tomorrow).opened == 1
    assert Finding.objects.open().get().opened_on == tomorrow
    assert bring_up_to_date(tomorrow) is None


def test_whoever_finds_a_check_running_goes_on_with_what_is_there(make_cooperative, monkeypatch):
    make_cooperative()
    monkeypatch.setattr("registry.quality.checking._is_ours_to_check", lambda: False)
    assert bring_up_to_date(today()) is None
    assert not QualityRun.objects.exists()


def test_a_large_register_is_left_to_the_timer(make_cooperative, monkeypatch):
    monkeypatch.setattr("registry.quality.checking.MOST_BY_PAGE", 1)
    make_cooperative("Koperasi A")
    make_cooperative("Koperasi B")
    assert bring_up_to_date(today()) is None
    assert not QualityRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_first_visitors_of_a_day_one_checks(make_cooperative):
    make_cooperative()
    found, gate = [], Barrier(2)

    def visit():
        gate.wait()
        try:
            found.append(bring_up_to_date(today()))
        finally:
            connection.close()

    threads = [Thread(target=visit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([run for run in found if run is not None]) == 1
    assert QualityRun.objects.count() == 1


def test_the_command_checks_everything(make_cooperative, capsys):
    make_cooperative()
    Finding.objects.all().delete()
    call_command("check_quality")
    assert "Diperiksa 1 koperasi" in capsys.readouterr().out
    assert QualityRun.objects.get().opened == Finding.objects.count() > 0


def test_a_changed_rule_of_law_is_followed(make_cooperative):
    cooperative = spotless(make_cooperative)
    rule = Rule.objects.in_force(today()).get(key="minimum_members")
    rule.value = {"primer": 30, "sekunder": 3}
    rule.save(update_fields=["value"])
    recheck([cooperative.pk])
    assert codes(cooperative) == {"few_members"}


def test_everything_is_checked_again_once_a_rule_of_law_was_written(make_cooperative):
    cooperative = spotless(make_cooperative)
    assert bring_up_to_date(today()).opened == 0
    assert bring_up_to_date(today()) is None
    rule = Rule.objects.in_force(today()).get(key="minimum_members")
    rule.value = {"primer": 30, "sekunder": 3}
    rule.save(update_fields=["value"])
    assert bring_up_to_date(today()).opened == 1
    assert codes(cooperative) == {"few_members"}
    assert bring_up_to_date(today()) is None


# --- set aside -----------------------------------------------------------------------------------


@pytest.fixture
def aside(make_cooperative, cast):
    """A cooperative whose only finding was set aside."""
    cooperative = spotless(make_cooperative, kind="serba_usaha")
    dismiss(cooperative, "old_kind", "Menurut akta memang serba usaha", cast.registrar)
    return cooperative


def test_a_finding_set_aside_stays_aside_while_other_things_change(aside):
    assert codes(aside) == set()
    change(aside, address="Jl. Baru")
    assert codes(aside) == set()
    assert Finding.objects.get().dismissal == Dismissal.objects.get()


def test_a_dismissal_dies_with_its_finding_which_can_come_back(aside):
    change(aside, kind="konsumen")
    assert not Dismissal.objects.exists()
    assert Finding.objects.get().closed_on == today()
    change(aside, kind="serba_usaha")
    assert codes(aside) == {"old_kind"}
    assert Finding.objects.count() == 2


def test_a_finding_is_set_aside_once_and_put_back_once(aside):
    with pytest.raises(TransitionRefused):
        dismiss(aside, "old_kind", "Lagi")
    restore(aside, "old_kind")
    assert codes(aside) == {"old_kind"}
    with pytest.raises(TransitionRefused):
        restore(aside, "old_kind")
    with pytest.raises(TransitionRefused):
        dismiss(aside, "no_village", "Tidak ada temuan ini")


def test_a_dismissal_that_came_with_a_merge_is_attached(make_cooperative, cast):
    cooperative = spotless(make_cooperative)
    Dismissal.objects.create(
        cooperative=cooperative, rule="old_kind", reason="Sudah diperiksa", dismissed_on=today()
    )
    Cooperative.objects.filter(pk=cooperative.pk).update(kind="serba_usaha")
    recheck([cooperative.pk])
    assert Finding.objects.get().dismissal == Dismissal.objects.get()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("dismissal_reason_given", lambda c: Dismissal(cooperative=c, rule="x", reason=" ")),
        ("dismissal_once", lambda c: Dismissal(cooperative=c, rule="old_kind", reason="Lagi")),
        ("finding_one_open", lambda c: Finding(cooperative=c, rule="old_kind")),
        (
            "finding_in_order",
            lambda c: Finding(cooperative=c, rule="x", closed_on=today() - timedelta(days=1)),
        ),
    ],
)
def test_the_database_refuses_what_cannot_be(aside, name, make):
    row = make(aside)
    attribute = "dismissed_on" if isinstance(row, Dismissal) else "opened_on"
    setattr(row, attribute, today())
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


def test_parts_that_change_behind_the_doors_are_found_by_the_next_check(make_cooperative):
    cooperative = spotless(make_cooperative)
    BoardMember.objects.all().delete()
    AnnualMeeting.objects.all().delete()
    assert codes(cooperative) == set()
    check_all(today())
    assert codes(cooperative) == {"no_officers", "no_meeting", "active_without_evidence"}
    assert connection.in_atomic_block
