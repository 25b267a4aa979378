"""Two years of UPT reports in every state, and an open period to try: all of it CONTOH.

Reports went through their steps long ago, so their times are set here and not by the steps
themselves; the database judges every step all the same.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from bengkalis.days import months_after
from registry.enums import Status
from registry.models import Cooperative, User
from registry.models.people import today
from reports.enums import Channel, ClockTrust, ReportState, ReportStep, Rhythm
from reports.knowing import Known
from reports.models import ReportDuty, ReportEvent, ReportMark, ReportPeriod, UnitReport
from reports.periods import open_one, open_year
from reports.questionnaire.judging import problems

YEARS = (2020, 2021)
AWAY = {("UPT-RUPAT", "2020-11"), ("UPT-BANTAN", "2021-08"), ("UPT-RUPAT", "2021-tw3")}
NIL = {("UPT-PINGGIR", "2020-06"), ("UPT-BANTAN", "2020-05")}
LATE = {("UPT-RUPAT", "2020-02"), ("UPT-BANTAN", "2020-07"), ("UPT-PINGGIR", "2021-03"),
        ("UPT-RUPAT", "2021-06"), ("UPT-BENGKALIS", "2020-tw2")}  # fmt: skip
EXTENDED = {
    ("UPT-RUPAT", "2020-03"): "Pembatasan perjalanan karena pandemi; petugas di Rupat Utara.",
    ("UPT-RUPAT", "2020-04"): "Pembatasan perjalanan karena pandemi; petugas di Rupat Utara.",
    ("UPT-BUKIT-BATU", "2021-07"): "Jaringan di Siak Kecil terputus dua minggu.",
}
FROM_DEVICE = {"UPT-RUPAT", "UPT-BANTAN"}
CORRECTED = {("UPT-BUKIT-BATU", "2020-08"): "Satu RAT tercatat dua kali."}
IN_CORRECTION = {("UPT-MANDAU", "2021-05"): "Anggota keluar belum dihitung."}
STATES = {  # of the last periods; what is before them was accepted
    "2021-10": {"": ReportState.VERIFIED},
    "2021-11": {
        "": ReportState.SUBMITTED,
        "UPT-RUPAT": ReportState.RETURNED,
        "UPT-BANTAN": ReportState.VERIFIED,
    },
    "2021-12": {
        "": ReportState.SUBMITTED,
        "UPT-RUPAT": ReportState.DRAFT,
        "UPT-BANTAN": None,
        "UPT-PINGGIR": ReportState.RETURNED,
    },
    "2021-tw4": {
        "": ReportState.SUBMITTED,
        "UPT-MANDAU": ReportState.VERIFIED,
        "UPT-RUPAT": None,
        "UPT-BANTAN": ReportState.DRAFT,
    },
}
WAY = (ReportState.SUBMITTED, ReportState.VERIFIED, ReportState.ACCEPTED)
REASON = "Angka RAT tidak cocok dengan berita acara yang kami terima."
MARK = "Sebutkan koperasinya; kami hanya menerima satu berita acara."
PROBLEM = {
    "problem_what": "Pengurus koperasi sulit dihubungi",
    "problem_follow": "Kunjungan bersama perangkat desa bulan depan",
    "problem_help": False,
}


@dataclass(frozen=True)
class Plan:
    """What becomes of one duty: the state it ends in, and when it was filed."""

    duty: ReportDuty
    state: str
    filed: datetime
    reason: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.duty.address


def seed() -> Counter:
    """Write the reports of both years; nothing where there is a period already."""
    if ReportPeriod.objects.exists() or not Cooperative.objects.filter(is_demo=True).exists():
        return Counter()
    for year in YEARS:
        for rhythm in Rhythm:
            open_year(year, rhythm)
    ReportDuty.objects.update(is_demo=True)
    _extend()
    plans = [one for duty in _duties() if (one := _plan(duty))]
    reports = _write(plans)
    again = _corrections(reports)
    _open_now()
    return Counter(
        {"laporan UPT": len(reports) + len(again), "periode": ReportPeriod.objects.count()}
    )


def _duties() -> Iterator[ReportDuty]:
    rows = ReportDuty.objects.select_related("period__form", "office")
    return rows.order_by(
        "office__code", "period__year", "period__rhythm", "period__number"
    ).iterator()


def _extend() -> None:
    by = User.objects.filter(username="verifikator").first()
    for (office, period), reason in EXTENDED.items():
        duty = ReportDuty.objects.named(office, period).select_related("period").get()
        duty.extended_to = duty.period.due_on + timedelta(days=14)
        duty.extension_reason, duty.extended_by = reason, by
        duty.extended_at = _at(duty.period.due_on - timedelta(days=1), 10)
        duty.save()


def _plan(duty: ReportDuty) -> Plan | None:
    """None where the UPT never began."""
    key, period = duty.address, duty.address[1]
    fate = STATES.get(period, {})
    state = fate.get(key[0], fate.get("", ReportState.ACCEPTED))
    if state is None or key in AWAY:
        return None
    due = duty.period.due_on
    if key in LATE:
        day = due + timedelta(days=6)
    elif key in EXTENDED:
        day = due + timedelta(days=8)
    else:
        day = due - timedelta(days=1 + (duty.office_id + duty.period.number) % 5)
    return Plan(duty, state, _at(day, 9, (duty.period.number * 7 + duty.office_id * 11) % 60))


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


# --- what the reports say ---------------------------------------------------------------------


def _counts() -> dict[int, tuple[int, int]]:
    """Cooperatives and active ones by office, as the register has them now."""
    rows = Cooperative.objects.filter(merged_into__isnull=True).exclude(status=Status.DISSOLVED)
    active = Count("pk", filter=Q(status=Status.ACTIVE))
    counted = rows.order_by().values_list("district__office_link__office")
    return {one[0]: one[1:] for one in counted.annotate(Count("pk"), n=active)}


def _answers(duty: ReportDuty, total: int, active: int) -> dict:
    """Plain figures that vary from month to month and fit together."""
    number, turn = duty.period.number, (duty.period.number * 5 + duty.office_id * 3) % 7
    answers = {
        "coops_total": total, "coops_active": active, "coops_new": 0, "coops_dissolved": 0,
        "rat_held": {2: 3, 3: 6, 4: 2}.get(number, 0) + turn % 2,
        "members_male": active * 14, "members_female": active * 17,
        "members_joined": 2 + turn, "members_left": turn % 3,
        "msmes_new": 8 + 3 * turn, "msmes_updated": 15 + 4 * turn, "msmes_closed": turn % 2,
        "msmes_online": 3 + turn, "msmes_affected": 40 - 2 * number,
        "boards_whole": active * 3 // 4, "boards_trained": active + 4 * number,
        "coops_active_end": active, "rat_year": min(active, 5 * number + turn),
        "msmes_coached": 12 + 2 * turn, "coops_coached": 4 + turn, "msmes_credit": turn,
        "summary": "Pendampingan RAT dan pendataan UMKM berjalan sesuai rencana.",
    }  # fmt: skip
    return {key: answers[key] for key in answers if key in duty.period.form.questionnaire}


def _report(plan: Plan, total: int, active: int) -> UnitReport:
    duty, known = plan.duty, Known(plan.duty)
    period = duty.period
    context = {
        "period": {"first_day": str(period.first_day), "last_day": str(period.last_day)},
        "known_on": str(plan.filed.date()), "known": {}, "previous": {}, "history": [],
        "rows": {"programs": known.programs, "visits": known.visits},
    }  # fmt: skip
    report = UnitReport(duty=duty, form=period.form, context=context, is_demo=True)
    report.values = _values(plan, context, _answers(duty, total, active))
    return report


def _values(plan: Plan, context: dict, answers: dict) -> dict:
    if plan.key in NIL:
        return {"nihil": True, "why:nihil": "Kantor ditutup karena pandemi; tidak ada kegiatan."}
    values, questionnaire = dict(answers), plan.duty.period.form.questionnaire
    for name, rows in context["rows"].items():
        for row in rows if name in questionnaire.lists else ():
            told = {**row["known"], **row.get("values", {})}
            values |= {f"{name}/{row['row']}/{k}": v for k, v in told.items() if v is not None}
    if plan.duty.period.number % 4 == 1:
        row = f"{plan.duty.office_id:04d}"
        values |= {f"problems/{row}/{key}": value for key, value in PROBLEM.items()}
    found = problems(questionnaire, values, context)
    return values | {one.why: "Sesuai catatan UPT." for one in found if one.why}


# --- their way --------------------------------------------------------------------------------


def _write(plans: list[Plan]) -> list[UnitReport]:
    counts, people = _counts(), People()
    reports = [_report(plan, *counts.get(plan.duty.office_id, (0, 0))) for plan in plans]
    plans = [
        replace(plan, state=ReportState.DRAFT) if _stuck(report) else plan
        for plan, report in zip(plans, reports, strict=True)
    ]
    UnitReport.objects.bulk_create(reports)
    _walk(list(zip(plans, reports, strict=True)), people)
    return reports


def _stuck(report: UnitReport) -> bool:
    """A report that its own rules would not let through stays a draft."""
    found = problems(report.form.questionnaire, report.values, report.context)
    return any(one.blocks for one in found)


class People:
    """The accounts of the demonstration that file, verify and accept."""

    def __init__(self):
        self._known = {one.username: one for one in User.objects.filter(is_demo=True)}
        self.verifier = self._known.get("verifikator")
        self.head = self._known.get("kadis")

    def at(self, office: str) -> User | None:
        return self._known.get(office.lower().replace("-", "."))


def _walk(pairs: list[tuple[Plan, UnitReport]], people: People) -> None:
    """Each report step by step, all of them together: one statement a step."""
    events: list[ReportEvent] = []
    for plan, report in pairs:
        if not report.corrects_id:
            begun = plan.filed - timedelta(days=1)
            events.append(_event(report, ReportStep.START, begun, people.at(plan.key[0])))
    moved = [pair for pair in pairs if pair[0].state != ReportState.DRAFT]
    for plan, report in moved:
        _file(plan, report, people.at(plan.key[0]))
        events.append(
            _event(report, ReportStep.SUBMIT, plan.filed, report.submitted_by, values=report.values)
        )
    _save(moved)
    _return([pair for pair in moved if pair[0].state == ReportState.RETURNED], people, events)
    seen = [p for p in moved if p[0].state in (ReportState.VERIFIED, ReportState.ACCEPTED)]
    for plan, report in seen:
        report.state, report.verified_by = ReportState.VERIFIED, people.verifier
        report.verified_at = plan.filed + timedelta(days=2)
        events.append(_event(report, ReportStep.VERIFY, report.verified_at, people.verifier))
    _save(seen)
    _accept([pair for pair in seen if pair[0].state == ReportState.ACCEPTED], people, events)
    ReportEvent.objects.bulk_create(events)
    _mark(events)


def _file(plan: Plan, report: UnitReport, by: User | None) -> None:
    report.state, report.submitted_by = ReportState.SUBMITTED, by
    report.filed_at = report.first_filed_at = report.submitted_at = plan.filed
    report.clock = ClockTrust.SERVER
    if plan.key[0] in FROM_DEVICE:
        report.channel, report.clock = Channel.DEVICE, ClockTrust.CONSISTENT
        report.device_filed_at = plan.filed
        report.submitted_at = plan.filed + timedelta(hours=31)


def _return(pairs, people: People, events: list[ReportEvent]) -> None:
    for plan, report in pairs:
        report.state, report.returned_by = ReportState.RETURNED, people.verifier
        report.returned_at, report.return_reason = plan.filed + timedelta(days=2), REASON
        events.append(
            _event(report, ReportStep.RETURN, report.returned_at, people.verifier, reason=REASON)
        )
    _save(pairs)


def _accept(pairs, people: People, events: list[ReportEvent]) -> None:
    for plan, report in pairs:
        report.state, report.accepted_by = ReportState.ACCEPTED, people.head
        report.accepted_at = plan.filed + timedelta(days=4)
        events.append(_event(report, ReportStep.ACCEPT, report.accepted_at, people.head))
    _save(pairs)


def _mark(events: Iterable[ReportEvent]) -> None:
    returned = [one for one in events if one.step == ReportStep.RETURN]
    ReportMark.objects.bulk_create(
        ReportMark(event=one, path="rat_held", text=MARK)
        for one in returned
        if "rat_held" in one.report.values
    )


STEPS = (
    *("state", "submitted_by", "submitted_at", "filed_at", "first_filed_at", "device_filed_at"),
    *("clock", "channel", "returned_by", "returned_at", "return_reason"),
    *("verified_by", "verified_at", "accepted_by", "accepted_at"),
)


def _save(pairs) -> None:
    UnitReport.objects.bulk_update([report for _, report in pairs], STEPS, batch_size=100)


def _event(report: UnitReport, step: str, at: datetime, by: User | None, **more) -> ReportEvent:
    return ReportEvent(report=report, step=step, at=at, by=by, **more)


def _corrections(reports: list[UnitReport]) -> list[UnitReport]:
    people, made = People(), []
    known = {report.duty.address: report for report in reports}
    for key, reason in {**CORRECTED, **IN_CORRECTION}.items():
        old = known[key]
        fresh = UnitReport(
            duty=old.duty, form=old.form, revision=2, corrects=old, context=old.context,
            values={**old.values, "rat_held": max(0, old.values.get("rat_held", 0) - 1)},
            is_demo=True,
        )  # fmt: skip
        fresh.save(force_insert=True)
        ReportEvent.objects.create(
            report=fresh, step=ReportStep.CORRECT, by=people.at(key[0]), reason=reason
        )
        if key in CORRECTED:
            _through(old, fresh, people)
        made.append(fresh)
    return made


def _through(old: UnitReport, fresh: UnitReport, people: People) -> None:
    """A correction goes its way too, and then the first report gives way."""
    plan = Plan(fresh.duty, ReportState.VERIFIED, old.filed_at + timedelta(days=30))
    _walk([(plan, fresh)], people)
    old.state = ReportState.SUPERSEDED
    old.save(update_fields=["state"])
    fresh.state, fresh.accepted_by = ReportState.ACCEPTED, people.head
    fresh.accepted_at = plan.filed + timedelta(days=4)
    fresh.save(update_fields=["state", "accepted_by", "accepted_at"])
    ReportEvent.objects.bulk_create(
        [
            _event(old, ReportStep.SUPERSEDE, fresh.accepted_at, people.head),
            _event(fresh, ReportStep.ACCEPT, fresh.accepted_at, people.head),
        ]
    )


def _open_now() -> None:
    """The month and the quarter that can be filed these days, so that there is something to try."""
    for months in (-1, 0):
        day = months_after(today(), months)
        open_one(day.year, Rhythm.MONTHLY, day.month)
    quarter = months_after(today(), -3)
    open_one(quarter.year, Rhythm.QUARTERLY, (quarter.month + 2) // 3)
    ReportDuty.objects.filter(period__year__gt=YEARS[-1]).update(is_demo=True)
