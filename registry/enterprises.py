"""Entering and correcting an MSME and its yearly figures: what form, API and import all call.

Every change locks the enterprise first, then the year. The figures of a year have a version of
their own: who records them does not stop who corrects the address. Who did it and when stands in
the audit trail.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from bengkalis.audit import acting
from bengkalis.errors import TransitionRefused
from bengkalis.templatetags.ui import tanggal
from registry.explaining import reason_given
from registry.membership import said_by_constraint
from registry.models import Enterprise, EnterpriseYear
from registry.models.people import today

EDITABLE = (
    *("name", "owner_name", "owner_sex", "owner_nik", "phone"),
    *("district", "village", "address", "latitude", "longitude"),
    *("section", "kbli_code", "activity", "nib", "permit_number"),
    *("started_year", "started_on", "closed_on", "note"),
)
YEAR_FIELDS = ("year", "district", "section", *EnterpriseYear.FIGURES, "source")
CARRIED = ("district", "section")  # of the enterprise, that its years carry as well


@transaction.atomic
def register(enterprise: Enterprise, years=()) -> Enterprise:
    """Save a new, fully cleaned enterprise with the unsaved figures of ``years``, all or nothing.

    Raises ValidationError for a year that can not be, AlreadyRecorded for a NIB that somebody
    else was quicker to record.
    """
    with said_by_constraint(Enterprise):
        enterprise.save(force_insert=True)
    for year in years:
        year.enterprise = enterprise
        _insert(year)
    return enterprise


@transaction.atomic
def correct(enterprise: Enterprise, version: int | None, since: int | None = None) -> list[str]:
    """Save what differs from the row in the database, if that row still has ``version``.

    Where kecamatan or lapangan usaha changed, the years that carry the old value follow: without
    ``since`` all of them, because a slip of the pen is mended; with it only those from the year
    ``since`` on, because the enterprise moved or turned to another business then.

    Returns the names of the changed fields. Raises StaleVersion, which carries the row as it now
    stands; ValidationError by ``since``; AlreadyRecorded for a NIB that another was quicker with.
    """
    current = Enterprise.locked(enterprise.pk, version)
    changed = [name for name in EDITABLE if _value(enterprise, name) != _value(current, name)]
    if since is not None:
        _judge(since, changed)
    if changed:
        keyed = [*changed, "owner_nik_index"] if "owner_nik" in changed else changed
        with said_by_constraint(Enterprise):
            enterprise.save(update_fields=keyed)
        enterprise.refresh_from_db(fields=["version", "updated_at", "search_name", "pp7_basis"])
    for name in CARRIED:
        if name in changed:
            _follow(current, enterprise, name, since)
    return changed


def _judge(since: int, changed: list[str]) -> None:
    """Refuse a year of change that nothing changed in, or that has not come."""
    if not set(CARRIED) & set(changed):
        raise ValidationError(
            {"since": "Isi tahun hanya bila kecamatan atau lapangan usaha berubah."}
        )
    if since > today().year:
        raise ValidationError(
            {"since": f"Ditemukan {since}, diharapkan paling lambat tahun ini ({today().year})."}
        )


def _follow(current: Enterprise, enterprise: Enterprise, name: str, since: int | None) -> None:
    """Give the years that carry the old value the new one."""
    old = _value(current, name)
    years = EnterpriseYear.objects.filter(enterprise=current)
    years = years.filter(**({f"{name}__isnull": True} if old is None else {name: old}))
    if since is not None:
        years = years.filter(year__gte=since)
    years.update(**{name: _value(enterprise, name)})


@transaction.atomic
def record_year(year: EnterpriseYear, version: int | None = None) -> list[str]:
    """Save the figures of a year, new or corrected; ``version`` is that of the year.

    A new year is where the enterprise is, and does what it does, unless it says so itself.
    Returns the names of the changed fields (all of them for a new year). Raises StaleVersion,
    ValidationError.
    """
    year.enterprise = Enterprise.locked(year.enterprise_id, None)
    if year._state.adding:
        return _insert(year)
    current = EnterpriseYear.locked(year.pk, version)
    changed = [name for name in YEAR_FIELDS if _value(year, name) != _value(current, name)]
    if changed:
        year.full_clean()
        year.save(update_fields=changed)
        year.refresh_from_db(fields=["version", "updated_at", "size_uu20", "size_pp7"])
    return changed


def _insert(year: EnterpriseYear) -> list[str]:
    for name in CARRIED:
        if _value(year, name) is None:
            setattr(year, name, getattr(year.enterprise, name))
    year.full_clean()
    year.save(force_insert=True)
    return list(YEAR_FIELDS)


@transaction.atomic
def remove_year(year: EnterpriseYear, version: int | None, reason: str) -> None:
    """Delete the figures of a year that were entered by mistake; the trail keeps them, and
    ``reason`` with them.

    Raises StaleVersion, ValidationError for a reason that is none.
    """
    Enterprise.locked(year.enterprise_id, None)
    current = EnterpriseYear.locked(year.pk, version)
    with acting(reason=reason_given(reason)):
        current.delete()


@transaction.atomic
def close(enterprise: Enterprise, version: int | None, *, on: date, reason: str) -> Enterprise:
    """The enterprise is closed since the day ``on``; ``reason`` is added to its note.

    Raises TransitionRefused when it is closed already, ValidationError by ``on`` and ``reason``,
    StaleVersion.
    """
    current = Enterprise.locked(enterprise.pk, version)
    if current.closed_on:
        raise TransitionRefused(f"UMKM ini sudah tutup sejak {tanggal(current.closed_on)}.")
    return _turn(current, on, f"Tutup {on:%d-%m-%Y}", reason)


@transaction.atomic
def reopen(enterprise: Enterprise, version: int | None, *, reason: str) -> Enterprise:
    """The enterprise does business again, or never closed; ``reason`` is added to its note.

    Raises TransitionRefused when it is open, ValidationError by ``reason``, StaleVersion.
    """
    current = Enterprise.locked(enterprise.pk, version)
    if not current.closed_on:
        raise TransitionRefused("UMKM ini tidak tercatat tutup.")
    return _turn(current, None, f"Buka lagi {today():%d-%m-%Y}", reason)


def _turn(current: Enterprise, closed_on: date | None, what: str, reason: str) -> Enterprise:
    try:
        words = reason_given(reason)
        current.closed_on = closed_on
        current.note = "; ".join(filter(None, [current.note, f"{what}: {words}"]))
        current.full_clean()
    except ValidationError as error:
        raise ValidationError(_asked(error)) from error
    with acting(reason=words):
        current.save(update_fields=["closed_on", "note"])
    current.refresh_from_db(fields=["version", "updated_at"])
    return current


def _asked(error: ValidationError) -> dict:
    """``error`` by the names of what was asked for, not of the columns it went into."""
    if not hasattr(error, "error_dict"):
        return {"reason": error.messages}
    names = {"closed_on": "on", "note": "reason"}
    return {names.get(name, name): found for name, found in error.message_dict.items()}


def _value(row, name: str):
    return getattr(row, row._meta.get_field(name).attname)
