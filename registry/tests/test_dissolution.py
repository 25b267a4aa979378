"""A dissolution case: every step, every refusal, every boundary day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from bengkalis.errors import StaleVersion, TransitionRefused
from registry import dissolution
from registry.models import CaseStep, Cooperative, DissolutionCase
from registry.status import change_status

ON = date(2020, 1, 31)
LAST = date(2020, 4, 1)  # two months after 1 February
LETTER = {"on": date(2020, 2, 1), "number": "518/12/2020"}
OBJECTION = {"on": date(2020, 3, 1), "text": "Kami masih RAT."}
DECREE = {"on": date(2020, 4, 2), "number": "SK 7/2020"}
STEPS = {
    "notify": lambda case, by: dissolution.notify(case, **LETTER, by=by),
    "object": lambda case, by: dissolution.object_to(case, **OBJECTION, by=by),
    "dissolve": lambda case, by: dissolution.dissolve(case, **DECREE, reason="Tetap.", by=by),
    "keep": lambda case, by: dissolution.keep(case, on=DECREE["on"], reason="Hidup.", by=by),
    "withdraw": lambda case, by: dissolution.withdraw(case, reason="Salah pilih.", by=by),
    "correct": lambda case, by: dissolution.correct(
        case, {"reason": "Alasan baru"}, reason="Salah tulis.", by=by
    ),
}
PATHS = {
    "diusulkan": (),
    "diberitahukan": ("notify",),
    "keberatan": ("notify", "object"),
    "dibubarkan": ("notify", "dissolve"),
    "dipertahankan": ("keep",),
    "ditarik": ("withdraw",),
}
LEADS_ON = {
    ("diusulkan", "notify"): "diberitahukan",
    ("diberitahukan", "object"): "keberatan",
    ("diberitahukan", "dissolve"): "dibubarkan",
    ("keberatan", "dissolve"): "dibubarkan",
    **{(state, "keep"): "dipertahankan" for state in ("diusulkan", "diberitahukan", "keberatan")},
    **{(state, "withdraw"): "ditarik" for state in ("diusulkan", "diberitahukan", "keberatan")},
    **{(state, "correct"): state for state in ("diusulkan", "diberitahukan", "keberatan")},
}


@pytest.fixture
def propose(make_cooperative, cast):
    def make(status="tidak_aktif", basis="tanpa_rat", **fields):
        cooperative = make_cooperative(**({"status": status} | fields))
        said = {"basis": basis, "reason": "Tiga tahun tanpa RAT", "on": ON}
        return dissolution.propose(cooperative, **said, by=cast.registrar)

    return make


@pytest.fixture
def walk(propose, cast):
    """``walk("keberatan")`` → a case that was led to that state."""

    def lead(state, **fields):
        case = propose(**fields)
        for step in PATHS[state]:
            STEPS[step](case, cast.head)
        return DissolutionCase.objects.get(pk=case.pk)

    return lead


def status_of(case) -> str:
    return Cooperative.objects.get(pk=case.cooperative_id).status


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", PATHS)
def test_each_step_leads_on_from_its_states_and_is_refused_in_all_others(walk, cast, state, step):
    case = walk(state)
    before = case.steps.count()
    if (state, step) in LEADS_ON:
        STEPS[step](case, cast.head)
        case.refresh_from_db()
        assert (case.state, case.steps.count()) == (LEADS_ON[state, step], before + 1)
        return
    with pytest.raises(TransitionRefused):
        STEPS[step](case, cast.head)
    case.refresh_from_db()
    assert (case.state, case.steps.count()) == (state, before)


def test_a_proposal_changes_the_status_and_remembers_the_one_before(propose, cast):
    case = propose(status="aktif")
    assert (case.status_before, status_of(case)) == ("aktif", "diusulkan_bubar")
    step = case.cooperative.status_history.first()
    assert (step.effective_on, step.recorded_by) == (ON, cast.registrar)
    assert case.steps.get().recorded_by == cast.registrar


def test_a_proposal_attaches_to_a_status_that_was_there(make_cooperative, cast):
    cooperative = make_cooperative(status="beku")
    change_status(cooperative, "diusulkan_bubar", effective_on=ON, reason="Surat lama")
    case = dissolution.propose(cooperative, basis="lainnya", reason="Lanjutan", on=ON)
    assert case.status_before == "beku"
    assert cooperative.status_history.count() == 2


@pytest.mark.parametrize("status", ["dibubarkan"])
def test_what_is_dissolved_is_not_proposed(make_cooperative, status):
    cooperative = make_cooperative(status=status)
    with pytest.raises(TransitionRefused, match="sudah dibubarkan"):
        dissolution.propose(cooperative, basis="lainnya", reason="Lagi")


def test_a_second_proposal_is_refused_while_one_is_open(propose):
    case = propose()
    with pytest.raises(TransitionRefused, match="masih punya usulan"):
        dissolution.propose(case.cooperative, basis="lainnya", reason="Lagi")
    assert DissolutionCase.objects.count() == 1


def test_a_proposal_before_the_present_status_began_is_refused_whole(make_cooperative):
    cooperative = make_cooperative()
    change_status(cooperative, "aktif", effective_on=date(2020, 2, 1), reason="RAT lagi")
    with pytest.raises(TransitionRefused, match="01-02-2020"):
        dissolution.propose(cooperative, basis="lainnya", reason="Telat", on=ON)
    assert not DissolutionCase.objects.exists()


@pytest.mark.parametrize(
    ("sent", "last"),
    [
        (date(2020, 2, 1), date(2020, 4, 1)),
        (date(2019, 12, 31), date(2020, 2, 29)),
        (date(2020, 6, 30), date(2020, 8, 30)),
    ],
)
def test_the_objection_period_counts_months(db, sent, last):
    assert dissolution.objection_until(sent) == last


def test_an_objection_is_in_time_until_the_last_day(walk):
    case = walk("diberitahukan")
    with pytest.raises(TransitionRefused, match="berakhir 01-04-2020"):
        dissolution.object_to(case, on=date(2020, 4, 2), text="Terlambat")
    dissolution.object_to(case, on=LAST, text="Tepat waktu")


def test_no_dissolution_before_the_period_has_passed(walk, cast):
    case = walk("diberitahukan")
    with pytest.raises(TransitionRefused, match="masih berjalan sampai 01-04-2020"):
        dissolution.dissolve(case, on=LAST, number="SK 7", by=cast.head)
    dissolution.dissolve(case, **DECREE, by=cast.head)
    assert status_of(case) == "dibubarkan"


def test_the_members_own_decision_need_not_wait_but_is_notified(walk, cast):
    case = walk("diusulkan", basis="rapat_anggota")
    with pytest.raises(TransitionRefused, match="selama keadaannya: diberitahukan"):
        dissolution.dissolve(case, **DECREE, by=cast.head)
    dissolution.notify(case, **LETTER)
    dissolution.dissolve(case, on=LETTER["on"], number="SK 7", by=cast.head)
    assert status_of(case) == "dibubarkan"


def test_an_objection_that_was_heard_ends_the_wait_but_asks_for_a_reason(walk, cast):
    case = walk("keberatan")
    with pytest.raises(ValidationError, match="tulis pertimbangan"):
        dissolution.dissolve(case, on=date(2020, 3, 2), number="SK 7", by=cast.head)
    dissolution.dissolve(
        case, on=date(2020, 3, 2), number="SK 7", reason="Bukti tidak sah.", by=cast.head
    )
    assert status_of(case) == "dibubarkan"


@pytest.mark.parametrize(
    ("years", "statement", "complete"),
    [
        ([2018, 2019], True, True),
        ([2019, 2019], True, False),
        ([2018, 2019], False, False),
        ([], False, False),
    ],
)
def test_the_proof_is_complete_by_the_rule(walk, years, statement, complete):
    case = dissolution.object_to(
        walk("diberitahukan"), **OBJECTION, years=years, has_statement=statement
    )
    proof = dissolution.proof_of(case)
    assert (proof.complete, bool(proof.missing)) == (complete, not complete)


@pytest.mark.parametrize("step", ["dissolve", "keep"])
def test_whoever_proposed_does_not_decide(walk, cast, step):
    case = walk("diberitahukan")
    with pytest.raises(PermissionDenied, match="orang lain"):
        STEPS[step](case, cast.registrar)
    assert status_of(case) == "diusulkan_bubar"


@pytest.mark.parametrize(("chosen", "status"), [("", "tidak_aktif"), ("aktif", "aktif")])
def test_who_is_kept_goes_back_or_gets_the_status_of_the_evidence(walk, cast, chosen, status):
    case = walk("keberatan")
    dissolution.keep(case, on=DECREE["on"], reason="Terbukti.", status=chosen, by=cast.head)
    assert status_of(case) == status


def test_a_decision_names_a_reason_or_a_number(walk, cast):
    case = walk("diberitahukan")
    with pytest.raises(ValidationError, match="nomor keputusan"):
        dissolution.dissolve(case, on=DECREE["on"], number=" ", by=cast.head)
    with pytest.raises(ValidationError, match="pertimbangan"):
        dissolution.keep(case, on=DECREE["on"], reason=" ", by=cast.head)
    with pytest.raises(TransitionRefused, match="01-02-2020"):
        dissolution.keep(case, on=ON, reason="Mundur", by=cast.head)
    assert status_of(case) == "diusulkan_bubar"


def test_a_withdrawal_takes_the_status_back_and_opens_the_way_for_a_new_case(walk):
    case = walk("diberitahukan")
    dissolution.withdraw(case, reason="Salah koperasi")
    assert status_of(case) == "tidak_aktif"
    dissolution.propose(case.cooperative, basis="lainnya", reason="Yang benar")


def test_a_status_set_by_hand_meanwhile_stays(walk):
    case = walk("diberitahukan")
    change_status(case.cooperative, "dibubarkan", effective_on=LAST, reason="SK lama")
    dissolution.withdraw(case, reason="Sudah bubar")
    assert status_of(case) == "dibubarkan"


def test_a_correction_moves_the_deadline_and_is_a_step_with_its_reason(walk):
    case = walk("diberitahukan")
    changed = dissolution.correct(case, {"notified_on": date(2020, 2, 15)}, reason="Salah baca")
    case.refresh_from_db()
    assert (changed, case.objection_until) == (["notified_on"], date(2020, 4, 15))
    assert "Salah baca" in case.steps.first().note


def test_a_correction_brings_no_later_step_in(walk):
    case = walk("diberitahukan")
    with pytest.raises(TransitionRefused, match="belum dicatat"):
        dissolution.correct(case, {"objection": "Selundupan"}, reason="Coba")
    with pytest.raises(ValidationError, match="Alasan"):
        dissolution.correct(case, {"reason": "Lain"}, reason=" ")


def test_a_step_on_a_stale_case_is_refused(walk):
    case = walk("diusulkan")
    with pytest.raises(StaleVersion):
        dissolution.notify(case, **LETTER, version=case.version + 1)


@pytest.mark.parametrize(
    "step",
    [
        lambda case: dissolution.notify(case, on=date(2020, 1, 30), number="1"),
        lambda case: dissolution.notify(case, on=date(2099, 1, 1), number="1"),
        lambda case: dissolution.notify(case, on=LETTER["on"], number=" "),
    ],
)
def test_a_notice_before_its_proposal_ahead_or_without_number_is_refused(walk, step):
    case = walk("diusulkan")
    with pytest.raises(ValidationError):
        step(case)
    case.refresh_from_db()
    assert (case.state, status_of(case)) == ("diusulkan", "diusulkan_bubar")


CASES = {
    "case_state_known": {"state": "hilang"},
    "case_basis_known": {"basis": "entah"},
    "case_reason_given": {"reason": " "},
    "case_not_ahead": {"proposed_on": date(2099, 1, 1)},
    "case_notice_dated": {"notified_on": date(2020, 2, 1)},
    "case_notified_in_order": {
        "notified_on": date(2020, 1, 1),
        "objection_until": date(2020, 3, 1),
    },
    "case_objected_in_order": {
        "notified_on": date(2020, 2, 2),
        "objection_until": date(2020, 4, 2),
        "objected_on": date(2020, 2, 1),
    },
    "case_decided_in_order": {"decided_on": date(2020, 1, 1)},
    "case_notified_has_notice": {"state": "diberitahukan"},
    "case_objected_has_objection": {"state": "keberatan"},
    "case_dissolved_has_decision": {"state": "dibubarkan", "decided_on": LAST},
    "case_kept_has_decision": {"state": "dipertahankan", "decided_on": LAST},
}


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses_an_impossible_case(propose, name):
    case = propose()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        DissolutionCase.objects.filter(pk=case.pk).update(**CASES[name])


def test_the_database_knows_one_open_case_only(propose):
    case = propose()
    case.pk, case.uid = None, "6b1f7c8e-1111-4111-8111-111111111111"
    with pytest.raises(IntegrityError, match="case_one_open"), transaction.atomic():
        case.save(force_insert=True)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("case_step_known", {"state": "hilang"}),
        ("case_step_not_ahead", {"happened_on": date(2099, 1, 1)}),
    ],
)
def test_the_database_refuses_an_impossible_step(propose, name, fields):
    step = propose().steps.get()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CaseStep.objects.filter(pk=step.pk).update(**fields)


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_wins(walk, cast):
    case, head = walk("diberitahukan"), cast.head

    def decide(step) -> str:
        try:
            STEPS[step](case, head)
        except TransitionRefused as error:
            return str(error)
        finally:
            connection.close()
        return "menang"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(decide, ("dissolve", "keep")))
    assert [word == "menang" for word in said].count(True) == 1
    assert any("sudah selesai" in word for word in said)
    assert case.steps.exclude(state__in=["diusulkan", "diberitahukan"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_proposals_at_once_one_wins(make_cooperative, cast):
    cooperative, by = make_cooperative(), cast.registrar

    def propose(number) -> bool:
        try:
            dissolution.propose(cooperative, basis="lainnya", reason=f"Usul {number}", by=by)
        except TransitionRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(propose, (1, 2))) == [False, True]
    assert DissolutionCase.objects.count() == 1
    assert cooperative.status_history.count() == 2
