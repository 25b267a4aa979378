"""Taking in what a device did while it was away: each operation once, nothing overwritten.

An operation is JSON:
``{"op": uuid, "report": uuid, "office": code, "period": code, "base": version or null,
"changes": {path: {"from": value or null, "to": value or null}}, "action": "save" | "submit",
"resolves": uuid or null, "device": {"filed_at", "sent_at", "issued", "went_back"}}``.

``from`` is what the device last knew; where something else stands here now, that is a conflict:
nothing of the operation is taken, both sides are kept in the ``Delivery`` and shown, and the
operation with which a person decides names it in ``resolves``. An operation that comes again gets
the same answer. Answers: ``{"op", "outcome", "saved", "submitted", "say", "problems",
"conflicts": [{"path", "base", "mine", "theirs"}], "report": {...}}``.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from bengkalis.access import Permission
from bengkalis.errors import DomainError
from reports import review
from reports.enums import OPEN_TO_EDIT, Channel, ClockTrust, Outcome, ReportStep
from reports.models import Delivery, ReportDuty, ReportEvent, UnitReport
from reports.questionnaire.definition import LONGEST, Questionnaire
from reports.questionnaire.paths import IN_ROW, NIL, PHOTO, PREFIXES, WHY, split
from reports.questionnaire.reading import is_value
from reports.review import Filing, NotReady

SALT = "reports.device"
SLACK = timedelta(minutes=2)  # clocks of a device and the portal may drift apart so much
MOST_CHANGES = 3000
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # as JSON escapes it, not typed as words
ACTIONS = ("save", "submit")


class Malformed(DomainError):
    """What came is no operation; the sentence says which part."""

    slug = "bad-request"


class NotYours(DomainError):
    """The duty is none of this person's, or does not exist."""

    slug = "forbidden"


@dataclass(frozen=True)
class Operation:
    """One operation, checked for its shape. ``changes``: path → (from, to)."""

    uid: UUID
    report: UUID
    office: str
    period: str
    base: int | None
    changes: dict[str, tuple[Any, Any]]
    action: str
    resolves: UUID | None
    device: dict
    payload: dict

    @property
    def fingerprint(self) -> str:
        """Without when it was sent: a retry is sent later."""
        device = {k: v for k, v in self.device.items() if k != "sent_at"}
        text = json.dumps({**self.payload, "device": device}, sort_keys=True, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()


def read_operation(payload: Any) -> Operation:
    """The operation in ``payload``. Raises Malformed."""
    if not isinstance(payload, dict):
        raise Malformed("Kiriman: diharapkan satu objek JSON.")
    _demand_storable(payload)
    changes = payload.get("changes", {})
    if not isinstance(changes, dict) or len(changes) > MOST_CHANGES:
        raise Malformed(f"changes: diharapkan paling banyak {MOST_CHANGES} isian.")
    for path, pair in changes.items():
        if not isinstance(pair, dict) or set(pair) != {"from", "to"}:
            raise Malformed(f"changes: “{path[:60]}” harus memuat from dan to.")
    action, base = payload.get("action"), payload.get("base")
    if action not in ACTIONS:
        raise Malformed("action: diharapkan save atau submit.")
    if base is not None and (not isinstance(base, int) or isinstance(base, bool)):
        raise Malformed("base: diharapkan nomor versi atau null.")
    device = payload.get("device") or {}
    if not isinstance(device, dict):
        raise Malformed("device: diharapkan objek JSON.")
    return Operation(
        uid=_uuid(payload, "op"),
        report=_uuid(payload, "report"),
        office=str(payload.get("office", "")),
        period=str(payload.get("period", "")),
        base=base,
        changes={path: (pair["from"], pair["to"]) for path, pair in changes.items()},
        action=action,
        resolves=_uuid(payload, "resolves") if payload.get("resolves") else None,
        device=device,
        payload=payload,
    )


def _demand_storable(payload: dict) -> None:
    """Refuse what PostgreSQL cannot hold as text: NUL, and halves of a character."""
    text = json.dumps(payload, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Malformed("Kiriman memuat karakter yang tidak utuh.") from error
    if NUL.search(text):
        raise Malformed("Kiriman memuat karakter nol.")


def _uuid(payload: dict, name: str) -> UUID:
    try:
        return UUID(str(payload.get(name)))
    except ValueError as error:
        raise Malformed(f"{name}: diharapkan UUID.") from error


@transaction.atomic
def receive(payload: Any, user, channel: str = Channel.DEVICE) -> dict:
    """Take one operation in and answer it. Raises Malformed, NotYours.

    The duty is locked: operations on one report come one after the other. The answer and what it
    acknowledges are one transaction.
    """
    operation = read_operation(payload)
    duty = _duty(operation, user, channel)
    earlier = Delivery.objects.filter(uid=operation.uid).first()
    if earlier:
        return _again(earlier, operation)
    answer = _perform(operation, duty, user, channel)
    Delivery.objects.create(
        uid=operation.uid,
        user=user,
        duty=duty,
        channel=channel,
        fingerprint=operation.fingerprint,
        payload=operation.payload,
        outcome=answer["outcome"],
        answer=answer,
        resolves=_resolved(operation, duty),
        device_at=_moment(operation.device.get("filed_at")),
    )
    return answer


def may_deliver(user, duty: ReportDuty, channel: str) -> bool:
    """Who files for the UPT; and for a carried file, who receives files at the dinas."""
    if channel == Channel.FILE and user.may(Permission.RECEIVE_REPORTS):
        return True
    return ReportDuty.objects.editable_by(user).filter(pk=duty.pk).exists()


def _duty(operation: Operation, user, channel: str) -> ReportDuty:
    rows = ReportDuty.objects.named(operation.office, operation.period)
    duty = rows.select_for_update(of=("self",), no_key=True).first()
    if duty is None or not may_deliver(user, duty, channel):
        raise NotYours(
            f"Laporan {operation.office[:20]} {operation.period[:10]} tidak ada, atau bukan milik "
            "kantor Anda."
        )
    return duty


def _again(earlier: Delivery, operation: Operation) -> dict:
    if earlier.fingerprint != operation.fingerprint:
        raise Malformed("Nomor kiriman ini sudah dipakai untuk isi yang lain.")
    return {**earlier.answer, "replayed": True}


def _perform(operation: Operation, duty: ReportDuty, user, channel: str) -> dict:
    try:
        report, fresh = review.start(duty, user, operation.report, channel)
    except DomainError as error:
        return _answer(operation, Outcome.REFUSED, None, str(error))
    if report.state not in OPEN_TO_EDIT:
        said = (
            f"Laporan ini sudah {report.get_state_display().lower()}; perubahan tidak dimasukkan."
        )
        return _answer(operation, Outcome.REFUSED, report, said)
    wrong = wrong_changes(operation.changes, report.form.questionnaire)
    if wrong:
        return _answer(operation, Outcome.REFUSED, report, wrong)
    if not fresh and (found := _conflicts(operation, report)):
        return _answer(operation, Outcome.CONFLICT, report, _conflict_words(found), found)
    seen = fresh or operation.base == report.version or operation.resolves is not None
    report = review.save(report, merged(report.values, operation.changes), None)
    if operation.resolves:
        ReportEvent.objects.create(
            report=report, step=ReportStep.CONFLICT, by=user, details=_decided(operation)
        )
    if operation.action == "submit":
        return _submit(operation, report, user, channel, seen)
    return _answer(operation, Outcome.APPLIED, report, "Tersimpan di portal.", saved=True)


def _submit(operation: Operation, report: UnitReport, user, channel: str, seen: bool) -> dict:
    """A draft that somebody else touched since the device saw it is not handed in unseen."""
    if not seen:
        said = "Tersimpan, belum dikirim: laporan ini diubah orang lain; lihat dulu, lalu kirim."
        return _answer(operation, Outcome.APPLIED, report, said, saved=True)
    try:
        with transaction.atomic():
            report = review.submit(report, user, None, filing_of(operation.device, channel))
    except NotReady as error:
        said = "Tersimpan, belum dikirim: masih ada isian yang perlu diperbaiki."
        answer = _answer(operation, Outcome.APPLIED, report, said, saved=True)
        return {**answer, "problems": [one.as_json() for one in error.problems]}
    except DomainError as error:
        said = f"Tersimpan, belum dikirim. {error}"
        return _answer(operation, Outcome.APPLIED, report, said, saved=True)
    report.refresh_from_db()
    answer = _answer(operation, Outcome.APPLIED, report, "Terkirim.", saved=True)
    return {**answer, "submitted": True}


def _answer(operation, outcome, report, say: str, conflicts=(), saved: bool = False) -> dict:
    return {
        "op": str(operation.uid),
        "outcome": str(outcome),
        "saved": saved,
        "submitted": False,
        "say": say,
        "problems": [],
        "conflicts": list(conflicts),
        "report": stated(report),
    }


def stated(report: UnitReport | None) -> dict | None:
    """What a device keeps of a report as it stands on the portal."""
    if report is None:
        return None
    return {
        "uid": str(report.uid),
        "version": report.version,
        "revision": report.revision,
        "state": report.state,
        "values": report.values,
    }


def _conflicts(operation: Operation, report: UnitReport) -> list[dict]:
    found = []
    for path, (base, mine) in sorted(operation.changes.items()):
        theirs = report.values.get(path)
        if not same(theirs, base) and not same(theirs, mine):
            found.append({"path": path, "base": base, "mine": mine, "theirs": theirs})
    return found


def same(one: Any, other: Any) -> bool:
    """Equal, and of one kind: True is not 1."""
    return type(one) is type(other) and one == other


def _conflict_words(found: list[dict]) -> str:
    return (
        f"{len(found)} isian juga diubah orang lain. Tidak ada yang ditimpa: pilih yang benar, "
        "lalu kirim."
    )


def merged(values: dict, changes: dict[str, tuple[Any, Any]]) -> dict:
    """``values`` with what changed; an empty value is no value."""
    result = dict(values)
    for path, (_, value) in changes.items():
        if value is None or value == "":
            result.pop(path, None)
        else:
            result[path] = value
    return result


def wrong_changes(changes: dict[str, tuple[Any, Any]], questionnaire: Questionnaire) -> str:
    """What no form could have sent, in a sentence; "" where all is well."""
    wrong = [path for path, (_, value) in changes.items() if not fits(questionnaire, path, value)]
    if not wrong:
        return ""
    return f"Isian tidak dikenal atau salah jenis: {', '.join(path[:60] for path in wrong[:5])}."


def fits(questionnaire: Questionnaire, path: str, value: Any) -> bool:
    """Whether a report may hold ``value`` at ``path``; None always: it takes the value away."""
    if not isinstance(path, str) or len(path) > 120:
        return False
    prefix, bare = split(path)
    if prefix == "why":
        known = bool(WHY.fullmatch(path))
        return known and _is_words(value)
    if prefix:
        at = questionnaire.field_at(bare) is not None
        wanted = value is None or value is True if prefix == "mark" else _is_words(value)
        return prefix in PREFIXES and at and wanted
    if path == NIL:
        return value is None or value is True
    if match := PHOTO.fullmatch(path):
        section = questionnaire.lists.get(match[1])
        digest = value is None or (isinstance(value, str) and _is_digest(value))
        return section is not None and section.photos > 0 and digest
    field = questionnaire.field_at(path)
    if "/" in path and not IN_ROW.fullmatch(path):
        return False
    return field is not None and (value is None or is_value(field, value))


def _is_words(value: Any) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= LONGEST)


def _is_digest(value: str) -> bool:
    return len(value) == 64 and all(letter in "0123456789abcdef" for letter in value)


def _resolved(operation: Operation, duty: ReportDuty) -> Delivery | None:
    if operation.resolves is None:
        return None
    return Delivery.objects.filter(uid=operation.resolves, duty=duty).first()


def _decided(operation: Operation) -> dict:
    """What a person chose, with what stood on the portal: both are kept."""
    return {
        "resolves": str(operation.resolves),
        "choices": [
            {"path": path, "theirs": theirs, "chosen": chosen}
            for path, (theirs, chosen) in sorted(operation.changes.items())
        ],
    }


# --- when it was filed ------------------------------------------------------------------------


def issue(user, device_now: str) -> str:
    """What a device is given with a form: signed, when the portal's clock and its own said so."""
    device = _moment(device_now)
    stamp = {"server": timezone.now().isoformat(), "device": device.isoformat() if device else ""}
    return signing.dumps({**stamp, "user": user.pk}, salt=SALT, compress=True)


def filing_of(device: dict, channel: str, now: datetime | None = None) -> Filing:
    """When an operation was filed, judged fairly from both clocks.

    The device's clock is taken, put right by how far it was off when the form was fetched. If it
    is off by another amount now, or went backwards meanwhile, the portal's clock decides. Never
    before the form was fetched and never after it was received.
    """
    now = now or timezone.now()
    claimed, sent = _moment(device.get("filed_at")), _moment(device.get("sent_at"))
    if claimed is None:
        return Filing(channel)
    stamp = _stamp(device.get("issued"))
    details = {"device_at": claimed.isoformat(), "received_at": now.isoformat()}
    if stamp is None or device.get("went_back"):
        return Filing(channel, None, claimed, ClockTrust.DOUBTED, details)
    issued, offset = stamp
    drift = abs((now - sent) - offset) if sent else None
    if channel == Channel.FILE:
        drift = timedelta(0)  # a carried file says nothing of the clock when it arrives
    if drift is None or drift > SLACK:
        return Filing(channel, None, claimed, ClockTrust.DOUBTED, details)
    filed = min(max(claimed + offset, issued), now)
    near = abs(offset) <= SLACK and channel != Channel.FILE
    trust = ClockTrust.CONSISTENT if near else ClockTrust.ADJUSTED
    return Filing(channel, filed, claimed, trust, {**details, "offset": offset.total_seconds()})


def _stamp(token: Any) -> tuple[datetime, timedelta] | None:
    """When a form was fetched, and how far the device's clock was behind the portal's then."""
    try:
        stamp = signing.loads(str(token), salt=SALT)
    except signing.BadSignature:
        return None
    server, device = _moment(stamp["server"]), _moment(stamp["device"])
    return (server, server - device) if server and device else None


def _moment(text: Any) -> datetime | None:
    """An aware moment, or None where the text is none."""
    try:
        found = parse_datetime(text) if isinstance(text, str) else None
        return found if found and timezone.is_aware(found) else None
    except (ValueError, OverflowError):
        return None
