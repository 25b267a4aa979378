"""A dissolution case from proposal to decision (PP 17/1994).

diusulkan → diberitahukan → (keberatan) → dibubarkan or dipertahankan; ditarik while undecided.
Every step locks the cooperative and then the case, asks whether it may be taken, sets and saves
its own fields, and adds a CaseStep. What is decided stays decided.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from bengkalis.days import months_after
from bengkalis.errors import TransitionRefused
from registry.enums import CaseBasis, CaseState, Status
from registry.models import CaseStep, Cooperative, DissolutionCase
from registry.models.cases import CLOSED
from registry.models.people import today
from registry.rules import Rules
from registry.status import FINAL, change_status

CORRECTABLE = (
    "basis",
    "reason",
    "notified_on",
    "notice_number",
    "objected_on",
    "objection",
    "objection_years",
    "has_statement",
)


@dataclass(frozen=True)
class Proof:
    """What an objection proves: complete by the rule, or what is missing in words."""

    complete: bool
    missing: tuple[str, ...]


@transaction.atomic
def propose(
    cooperative: Cooperative, *, basis: str, reason: str, on: date | None = None, by=None
) -> DissolutionCase:
    """Open a case; the status becomes diusulkan_bubar unless it is that already.

    Raises TransitionRefused for a cooperative that is dissolved, merged, or has an open case, or
    when the present status began after ``on``; ValidationError.
    """
    current, on = Cooperative.locked(cooperative.pk, None), on or today()
    if current.status in FINAL or current.merged_into_id:
        raise TransitionRefused("Koperasi ini sudah dibubarkan atau digabung.")
    if current.cases.open().exists():
        raise TransitionRefused("Koperasi ini masih punya usulan pembubaran yang berjalan.")
    case = DissolutionCase(cooperative=current, basis=basis, reason=reason, proposed_on=on)
    case.proposed_by, case.status_before = by, _status_before(current)
    case.full_clean()
    case.save(force_insert=True)
    _set_status(case, Status.PROPOSED, on, f"Diusulkan bubar: {reason}"[:300], "", by)
    _add_step(case, on, reason, by)
    return case


def _status_before(cooperative: Cooperative) -> str:
    """The status to go back to; for one that is proposed already, the one before that."""
    if cooperative.status != Status.PROPOSED:
        return cooperative.status
    earlier = cooperative.status_history.exclude(status=Status.PROPOSED).first()
    return earlier.status if earlier else Status.INACTIVE


@transaction.atomic
def notify(
    case: DissolutionCase, *, on: date, number: str, by=None, version: int | None = None
) -> DissolutionCase:
    """The letter went out: objections may come for as many months as the rule of that day says."""
    case = _open_case(case, version, CaseState.PROPOSED)
    case.state, case.notified_on, case.notice_number = CaseState.NOTIFIED, on, number
    case.objection_until = objection_until(on)
    _save(case, "state", "notified_on", "notice_number", "objection_until")
    _add_step(case, on, f"Surat {number}", by)
    return case


def objection_until(notified_on: date) -> date:
    """The last day on which an objection is in time. Raises NoRule."""
    return months_after(notified_on, Rules(notified_on)["objection_period"]["months"])


@transaction.atomic
def object_to(
    case: DissolutionCase,
    *,
    on: date,
    text: str,
    years: list[int] | None = None,
    has_statement: bool = False,
    by=None,
    version: int | None = None,
) -> DissolutionCase:
    """An objection came in: its words, the book years whose RAT it proves, the board's statement.

    Raises TransitionRefused when it came after ``objection_until`` or the case is not notified.
    """
    case = _open_case(case, version, CaseState.NOTIFIED)
    case.state, case.objected_on, case.objection = CaseState.OBJECTED, on, text
    case.objection_years, case.has_statement = sorted(set(years or [])), has_statement
    _demand_in_time(case)
    _save(case, "state", "objected_on", "objection", "objection_years", "has_statement")
    _add_step(case, on, text[:300], by)
    return case


def _demand_in_time(case: DissolutionCase) -> None:
    if case.objected_on and case.objected_on > case.objection_until:
        raise TransitionRefused(
            f"Masa keberatan berakhir {case.objection_until:%d-%m-%Y}; "
            f"keberatan ini bertanggal {case.objected_on:%d-%m-%Y}."
        )
    wrong = [year for year in case.objection_years if not 1945 <= year <= today().year]
    if wrong:
        raise ValidationError({"objection_years": f"Tahun buku {wrong[0]} tidak mungkin."})


def proof_of(case: DissolutionCase) -> Proof:
    """Whether the objection proves what the rule of the day of the notice asks for."""
    wanted = Rules(case.notified_on or today())["objection_period"]["years_proven"]
    missing, proven = [], len(set(case.objection_years))
    if proven < wanted:
        missing.append(f"bukti RAT {wanted} tahun buku, baru ada {proven}")
    if not case.has_statement:
        missing.append("surat pernyataan pengurus")
    return Proof(not missing, tuple(missing))


@transaction.atomic
def dissolve(
    case: DissolutionCase,
    *,
    on: date,
    number: str,
    reason: str = "",
    by=None,
    version: int | None = None,
) -> DissolutionCase:
    """Decide that the cooperative is dissolved, for good.

    Raises TransitionRefused before ``objection_until`` has passed, unless an objection was heard
    or the members' meeting decided it; PermissionDenied for whoever proposed it.
    """
    case = _open_case(case, version, CaseState.NOTIFIED, CaseState.OBJECTED)
    _demand_another(case, by)
    _demand_heard(case, on, reason)
    case.state = CaseState.DISSOLVED
    case.decision_number = number
    _decide(case, on, reason, by)
    evidence = f"Keputusan {number} tanggal {on:%d-%m-%Y}"
    _set_status(case, Status.DISSOLVED, on, reason or case.reason, evidence, by)
    _add_step(case, on, f"Keputusan {number}. {reason}".strip()[:300], by)
    return case


def _demand_heard(case: DissolutionCase, on: date, reason: str) -> None:
    if case.state == CaseState.OBJECTED:
        if on < case.objected_on:
            raise TransitionRefused("Keputusan tidak mungkin mendahului keberatan.")
        if not reason.strip():
            raise ValidationError(
                {"decision_reason": "Ada keberatan: tulis pertimbangan mengapa tetap dibubarkan."}
            )
    elif on < case.notified_on:
        raise TransitionRefused("Keputusan tidak mungkin mendahului pemberitahuan.")
    elif case.basis != CaseBasis.OWN_DECISION and on <= case.objection_until:
        raise TransitionRefused(
            f"Masa keberatan masih berjalan sampai {case.objection_until:%d-%m-%Y}; "
            "pembubaran baru dapat diputus sesudahnya."
        )


@transaction.atomic
def keep(
    case: DissolutionCase,
    *,
    on: date,
    reason: str,
    status: str = "",
    number: str = "",
    by=None,
    version: int | None = None,
) -> DissolutionCase:
    """Decide that the cooperative stays; its status goes back to ``status_before``, or becomes
    ``status`` (aktif, tidak_aktif, beku). Raises PermissionDenied for whoever proposed it."""
    case = _open_case(case, version)
    _demand_another(case, by)
    if status in {Status.PROPOSED, Status.DISSOLVED}:
        raise TransitionRefused("Koperasi yang dipertahankan tidak berstatus usul atau bubar.")
    latest = max(filter(None, (case.proposed_on, case.notified_on, case.objected_on)))
    if on < latest:
        raise TransitionRefused(f"Langkah terakhir bertanggal {latest:%d-%m-%Y}.")
    case.state, case.decision_number = CaseState.KEPT, number
    _decide(case, on, reason, by)
    _go_back(case, status or case.status_before, on, f"Dipertahankan: {reason}", by)
    _add_step(case, on, reason, by)
    return case


def _decide(case: DissolutionCase, on: date, reason: str, by) -> None:
    case.decided_on, case.decided_by, case.decision_reason = on, by, reason
    _save(case, "state", "decided_on", "decided_by", "decision_number", "decision_reason")


@transaction.atomic
def withdraw(
    case: DissolutionCase, *, reason: str, by=None, version: int | None = None
) -> DissolutionCase:
    """Take back a proposal that should not have been made; the status goes back as well."""
    case = _open_case(case, version)
    _demand_reason(reason)
    case.state = CaseState.WITHDRAWN
    _save(case, "state")
    _go_back(case, case.status_before, today(), f"Usulan pembubaran ditarik: {reason}", by)
    _add_step(case, today(), reason, by)
    return case


@transaction.atomic
def correct(
    case: DissolutionCase, changes: dict, *, reason: str, by=None, version: int | None = None
) -> list[str]:
    """Correct what was recorded wrongly while the case is undecided; returns what changed.

    ``changes`` holds fields of CORRECTABLE; what belongs to a step not yet taken is refused.
    """
    case = _open_case(case, version)
    _demand_reason(reason)
    given = [name for name in CORRECTABLE if name in changes]
    changed = [name for name in given if changes[name] != getattr(case, name)]
    for name in changed:
        setattr(case, name, changes[name])
    if not changed:
        return []
    if case.state != CaseState.PROPOSED and case.notified_on:
        case.objection_until = objection_until(case.notified_on)
        _demand_in_time(case)
    _demand_taken(case, changed)
    _save(case, *changed, "objection_until")
    labels = ", ".join(str(case._meta.get_field(name).verbose_name) for name in changed)
    _add_step(case, today(), f"Perbaikan {labels}: {reason}"[:300], by)
    return changed


def _demand_taken(case: DissolutionCase, changed: list[str]) -> None:
    """Nothing of a later step comes in by correction."""
    later = set(CORRECTABLE[4:]) if case.state == CaseState.NOTIFIED else set()
    later |= set(CORRECTABLE[2:]) if case.state == CaseState.PROPOSED else set()
    if later & set(changed):
        raise TransitionRefused(
            "Langkah itu belum dicatat; catat sebagai langkah, bukan perbaikan."
        )


# --- what every step shares --------------------------------------------------------------------


def _open_case(case: DissolutionCase, version: int | None, *states: str) -> DissolutionCase:
    """The case under lock, if it is open and in one of ``states`` (none given: any open one)."""
    Cooperative.locked(case.cooperative_id, None)
    current = DissolutionCase.locked(case.pk, None)
    if current.state in CLOSED:
        raise TransitionRefused(f"Usulan ini sudah selesai: {current.get_state_display()}.")
    if states and current.state not in states:
        wanted = " atau ".join(CaseState(state).label.lower() for state in states)
        raise TransitionRefused(
            f"Keadaan usulan ini sekarang: {current.get_state_display().lower()}. Langkah itu "
            f"hanya dapat diambil selama keadaannya: {wanted}."
        )
    return DissolutionCase.locked(case.pk, version) if version is not None else current


def _demand_another(case: DissolutionCase, by) -> None:
    if by is not None and case.proposed_by_id == by.pk:
        raise PermissionDenied("Usulan diputus oleh orang lain daripada yang mengusulkan.")


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Alasan wajib diisi."})


def _save(case: DissolutionCase, *fields: str) -> None:
    case.full_clean()
    case.save(update_fields=list(dict.fromkeys(fields)))
    case.refresh_from_db(fields=["version", "updated_at"])


def _add_step(case: DissolutionCase, on: date, note: str, by) -> CaseStep:
    step = CaseStep(case=case, state=case.state, happened_on=on, note=note[:300], recorded_by=by)
    step.full_clean()
    step.save(force_insert=True)
    return step


def _go_back(case: DissolutionCase, status: str, on: date, reason: str, by) -> None:
    """Only from diusulkan_bubar: a status that was set by hand meanwhile stays."""
    if Cooperative.objects.filter(pk=case.cooperative_id, status=Status.PROPOSED).exists():
        _set_status(case, status, on, reason[:300], "", by)


def _set_status(case, status: str, on: date, reason: str, evidence: str, by) -> None:
    current = Cooperative.locked(case.cooperative_id, None)
    if current.status == status:
        return
    if current.status_since and on < current.status_since:
        raise TransitionRefused(
            f"Status sekarang berlaku sejak {current.status_since:%d-%m-%Y}, sesudah {on:%d-%m-%Y}."
        )
    change_status(current, status, effective_on=on, reason=reason, evidence=evidence, by=by)
