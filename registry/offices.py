"""The organisation: offices opened, corrected and closed, and the kecamatan of each UPT."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import F, Q

from bengkalis.errors import DomainError
from registry.appointments import keeping_an_administrator, organisation_locked
from registry.enums import OfficeKind
from registry.models import Appointment, District, Office, OfficeDistrict
from registry.models.people import today

EDITABLE = ("code", "name", "kind", "parent", "address")


@dataclass
class Branch:
    """An office with the offices under it."""

    office: Office
    children: list["Branch"] = field(default_factory=list)


def tree(offices: Iterable[Office]) -> list[Branch]:
    """The offices as branches; one whose superior is not among them stands at the root."""
    branches = {office.pk: Branch(office) for office in offices}
    roots = []
    for branch in branches.values():
        above = branches.get(branch.office.parent_id)
        (above.children if above else roots).append(branch)
    return roots


def open_office(office: Office, districts: Iterable[District]) -> Office:
    """Save a new office with its kecamatan. Raises ValidationError (see ``_refuse_unfit``)."""
    with organisation_locked():
        _refuse_unfit(office, districts)
        office.full_clean()
        office.save(force_insert=True)
        _serve(office, districts)
    return office


def correct_office(office: Office, districts: Iterable[District], version: int) -> list[str]:
    """Save what differs from the database; returns the names of what changed.

    Raises StaleVersion, ValidationError (see ``_refuse_unfit``), and DomainError where the last
    administrator would lose the reach over the whole portal.
    """
    with keeping_an_administrator(today()):
        current = Office.locked(office.pk, version)
        _refuse_unfit(office, districts)
        changed = [name for name in EDITABLE if getattr(office, name) != getattr(current, name)]
        if changed:
            office.save(update_fields=changed)
        if _serve(office, districts):
            changed.append("districts")
            Office.objects.filter(pk=office.pk).update(version=F("version"))
    office.refresh_from_db(fields=["version", "updated_at"])
    return changed


def _refuse_unfit(office: Office, districts: Iterable[District]) -> None:
    """ValidationError for a wrong place in the tree, and for kecamatan that are not free."""
    if office.kind == OfficeKind.DINAS and office.parent:
        raise ValidationError({"parent": "Dinas adalah puncak organisasi; kosongkan induknya."})
    if office.kind != OfficeKind.DINAS and not office.parent:
        raise ValidationError({"parent": "Pilih kantor induknya; hanya dinas yang tanpa induk."})
    if office.kind != OfficeKind.UPT and districts:
        raise ValidationError({"districts": "Hanya UPT yang punya wilayah kerja kecamatan."})
    _refuse_circle(office)
    _refuse_taken(office, districts)


def _refuse_circle(office: Office) -> None:
    superior = dict(Office.objects.values_list("pk", "parent"))
    above = office.parent_id
    while above is not None:
        if above == office.pk:
            raise ValidationError(
                {"parent": f"{office.parent} berada di bawah kantor ini; pilih induk yang lain."}
            )
        above = superior.get(above)


def _refuse_taken(office: Office, districts: Iterable[District]) -> None:
    taken = OfficeDistrict.objects.filter(district__in=districts).exclude(office=office.pk)
    sentences = [
        f"Kecamatan {link.district} sudah dilayani {link.office}; lepaskan dulu di sana."
        for link in taken.select_related("district", "office")
    ]
    if sentences:
        raise ValidationError({"districts": sentences})


def _serve(office: Office, districts: Iterable[District]) -> bool:
    """Make ``districts`` the kecamatan of the office; whether anything changed."""
    wanted = {district.pk for district in districts}
    held = set(office.district_links.values_list("district", flat=True))
    office.district_links.filter(district__in=held - wanted).delete()
    for district in sorted(wanted - held):
        OfficeDistrict.objects.create(office=office, district_id=district)
    return wanted != held


def close_office(office: Office) -> None:
    """Mark an office as gone and free its kecamatan; its past stays.

    Raises DomainError while people are appointed to it or offices stand under it.
    """
    with organisation_locked():
        current = Office.locked(office.pk, None)
        _refuse_in_use(current)
        current.district_links.all().delete()
        current.is_active = False
        current.save(update_fields=["is_active"])


def _refuse_in_use(office: Office) -> None:
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=today())
    people = Appointment.objects.filter(lasting, office=office).count()
    below = office.children.filter(is_active=True).count()
    if people or below:
        raise DomainError(
            f"{office} belum dapat ditutup: masih ada {people} penugasan yang berlaku dan "
            f"{below} kantor di bawahnya. Akhiri atau pindahkan dulu."
        )


def reopen_office(office: Office) -> None:
    """Let a closed office exist again, without kecamatan. Raises DomainError under a closed one."""
    with organisation_locked():
        current = Office.locked(office.pk, None)
        if current.parent and not current.parent.is_active:
            raise DomainError(f"{current.parent}, induknya, sudah ditutup; buka itu lebih dulu.")
        current.is_active = True
        current.save(update_fields=["is_active"])
