"""What the demonstration's cooperatives live through: boards, RAT, health, visits, cases."""

from collections import Counter
from datetime import date
from decimal import Decimal

from django.db.models import F, Max, Q

from registry.compliance import MeetingState, with_compliance
from registry.demo.plan import HORIZON, LAST_YEAR
from registry.enums import CaseState, CooperativeKind, Position, Status
from registry.models import (
    AnnualMeeting,
    BoardMember,
    CaseStep,
    Cooperative,
    DissolutionCase,
    FieldVisit,
    FormerDetail,
    HealthAssessment,
    Task,
    Training,
    Village,
)
from registry.models.cases import CLOSED


def active(demo):
    return demo.filter(status=Status.ACTIVE)


def test_most_aktif_ones_have_rat_of_five_book_years_and_more(demo):
    for first, last in ((2015, 2019), (LAST_YEAR - 4, LAST_YEAR)):
        years = AnnualMeeting.objects.filter(book_year__range=(first, last))
        held = Counter(years.values_list("cooperative", flat=True))
        assert sum(held[pk] >= 4 for pk in active(demo).values_list("pk", flat=True)) > 175


def test_today_most_rat_are_done_some_late_some_missed(demo):
    rows = with_compliance(active(demo), HORIZON).order_by("pk")
    found = Counter(row.meeting_state for row in rows)
    assert found[MeetingState.DONE] > 230
    assert found[MeetingState.LATE] > 20
    assert found[MeetingState.MISSED] > 20


def test_own_capital_is_the_sum_of_its_parts_but_for_a_few(demo):
    given = AnnualMeeting.objects.filter(reserves__isnull=False)
    parts = sum(map(F, AnnualMeeting.OWN_CAPITAL_PARTS))
    wrong = given.exclude(own_capital=parts)
    assert given.count() > 2_000
    assert 10 <= wrong.count() <= 60
    explained = wrong.filter(explanations__has_key="own_capital_sum").count()
    assert 0 < explained < wrong.count()


def test_explanations_answer_doubts_that_are_there(demo):
    rows = AnnualMeeting.objects.exclude(explanations={})
    assert 100 <= rows.count() <= 700
    counts = rows.filter(explanations__has_key="members_by_sex")
    assert counts.exists()
    assert not counts.filter(members_total=F("members_male") + F("members_female")).exists()
    assert not rows.filter(explanations__has_key="surplus_negative", surplus__gte=0).exists()


def test_a_quarter_of_the_aktif_ones_has_a_certified_board_member(demo):
    certified = Training.objects.filter(is_certified=True, board_member__left_on__isnull=True)
    trained = active(demo).filter(pk__in=certified.values("board_member__cooperative"))
    assert 0.20 <= trained.count() / active(demo).count() <= 0.35
    assert 0.3 < certified.filter(valid_until__gte=HORIZON).count() / certified.count() < 0.9
    assert not certified.exclude(organiser__contains="CONTOH").exists()


def test_who_was_in_office_left_when_the_next_board_began(demo):
    former = BoardMember.objects.filter(left_on__isnull=False)
    assert former.count() > 100
    for one in former.filter(position=Position.CHAIR):
        now = BoardMember.objects.filter(cooperative=one.cooperative_id, position=Position.CHAIR)
        for successor in now.filter(left_on__isnull=True):
            assert one.left_on <= successor.term_from
            assert successor.pk < one.pk


def test_no_term_is_longer_than_five_years_and_some_have_run_out(demo):
    dated = BoardMember.objects.filter(term_from__isnull=False)
    assert all(one.term_to.year - one.term_from.year <= 5 for one in dated)
    ran_out = dated.filter(left_on__isnull=True, term_to__lt=HORIZON)
    assert 0.15 < ran_out.count() / dated.filter(left_on__isnull=True).count() < 0.5


def test_a_third_of_the_savings_and_loan_cooperatives_was_assessed_under_two_rules(demo):
    rows = HealthAssessment.objects.select_related("rule", "cooperative")
    kind = active(demo).filter(kind=CooperativeKind.SAVINGS_AND_LOAN)
    assert not rows.exclude(cooperative__in=kind).exists()
    assert 0.2 <= len({row.cooperative_id for row in rows}) / kind.count() <= 0.45
    assert {row.rule.value["method"] for row in rows} == {"points", "percent"}
    for row in rows:
        assert row.rule.valid_from <= row.assessed_on <= (row.rule.valid_to or date.max)


def test_total_and_predicate_follow_from_the_scores(demo):
    for row in HealthAssessment.objects.select_related("rule", "cooperative"):
        value = row.rule.value
        aspects = {code: weight for code, _, weight in value["aspects"][row.cooperative.pattern]}
        assert set(row.scores) == set(aspects)
        most = {
            code: weight if value["method"] == "points" else 100 for code, weight in aspects.items()
        }
        assert all(0 <= row.scores[code] <= most[code] for code in aspects)
        total = sum(Decimal(row.scores[c]) * aspects[c] / most[c] for c in aspects)
        assert row.total == round(total, 2)
        assert row.predicate == next(name for name, least in value["bands"] if total >= least)


def test_visits_find_what_the_status_lets_expect(demo):
    found = Counter(FieldVisit.objects.values_list("cooperative__status", "found"))
    assert 250 <= found.total() <= 800
    assert found[Status.ACTIVE, "berjalan"] > 5 * found[Status.ACTIVE, "tidak_ada"]
    assert found[Status.PROPOSED, "tidak_ada"] > 5 * found[Status.PROPOSED, "berjalan"]


def test_visits_of_upt_mandau_are_recorded_by_its_officer(demo):
    since = FieldVisit.objects.filter(visited_on__gte=date(2020, 1, 2))
    mandau = since.filter(cooperative__district__name="Mandau")
    assert set(mandau.values_list("recorded_by__username", flat=True)) == {"upt.mandau"}


def test_tasks_are_open_overdue_or_closed_by_a_visit(demo):
    waiting = Task.objects.open()
    assert waiting.filter(due_on__lt=HORIZON).count() > 20
    assert waiting.filter(due_on__gte=HORIZON).count() > 20
    answered = Task.objects.filter(visit__isnull=False)
    assert answered.count() > 80
    assert not answered.exclude(visit__cooperative=F("cooperative")).exists()
    assert not answered.exclude(closed_on=F("visit__visited_on")).exists()
    assert Task.objects.filter(visit__isnull=True).exclude(closing_note="").count() > 5


def test_every_proposed_cooperative_has_one_open_case_and_every_dissolved_one_its_decision(demo):
    proposed = demo.filter(status=Status.PROPOSED).values_list("pk", flat=True)
    cases = DissolutionCase.objects.order_by("pk")
    assert Counter(cases.open().values_list("cooperative", flat=True)) == Counter(proposed)
    dissolved = cases.filter(state=CaseState.DISSOLVED)
    assert set(dissolved.values_list("cooperative", flat=True)) == set(
        demo.filter(status=Status.DISSOLVED).values_list("pk", flat=True)
    )
    assert {case.state for case in cases} == set(CaseState.values)


def test_a_case_says_the_same_as_the_status_history(demo):
    for case in DissolutionCase.objects.select_related("cooperative"):
        history = list(case.cooperative.status_history.all())
        step = next(one for one in history if one.status == Status.PROPOSED)
        before = history[history.index(step) + 1]
        assert (step.effective_on, before.status) == (case.proposed_on, case.status_before)
        if case.state in CLOSED:
            after = history[history.index(step) - 1]
            ended = case.steps.first()
            assert (ended.state, ended.happened_on) == (case.state, after.effective_on)
            assert case.decided_on in {None, after.effective_on}


def test_the_steps_of_a_case_lead_to_its_state_in_order(demo):
    for case in DissolutionCase.objects.prefetch_related("steps"):
        steps = list(case.steps.all())
        days = [step.happened_on for step in steps]
        assert steps[0].state == case.state
        assert days == sorted(days, reverse=True)
    assert not CaseStep.objects.filter(note="").exists()


def test_an_objection_is_in_time_and_a_dissolution_waits_for_it(demo):
    cases = DissolutionCase.objects.filter(notified_on__isnull=False)
    assert not cases.filter(objected_on__gt=F("objection_until")).exists()
    assert not cases.filter(
        state=CaseState.DISSOLVED, decided_on__lte=F("objection_until")
    ).exists()
    kept = cases.filter(state=CaseState.KEPT)
    assert all(len(case.objection_years) == 2 and case.has_statement for case in kept)


def test_former_details_end_with_an_amendment_and_differ_from_today(demo):
    rows = FormerDetail.objects.select_related("cooperative__village")
    codes = set(Village.objects.values_list("kemendagri_code", flat=True))
    assert {"name", "village", "address"} <= {row.field for row in rows}
    for row in rows:
        amended = row.cooperative.amendments.get(number=row.basis.removeprefix("PAD "))
        assert row.until < amended.decided_on
        now = getattr(row.cooperative, row.field)
        assert row.value != str(getattr(now, "kemendagri_code", now))
        assert row.field != "village" or row.value in codes


def test_nothing_happens_after_the_horizon(demo):
    newest = [
        AnnualMeeting.objects.aggregate(day=Max("held_on")),
        BoardMember.objects.aggregate(day=Max("left_on")),
        CaseStep.objects.aggregate(day=Max("happened_on")),
        FieldVisit.objects.aggregate(day=Max("visited_on")),
        HealthAssessment.objects.aggregate(day=Max("assessed_on")),
        Task.objects.aggregate(day=Max("opened_on")),
        Training.objects.aggregate(day=Max("finished_on")),
    ]
    assert all(row["day"] <= HORIZON for row in newest)


def test_at_the_end_of_2020_the_register_was_that_of_the_story(demo):
    later = Q(status_history__effective_on__gt=date(2020, 12, 31))
    assert not Cooperative.objects.filter(later | Q(deed_date__year__gt=2020)).exists()
