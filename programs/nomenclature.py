"""Codes of a nomenclature: added by the office under their parent, renamed, taken out of use."""

from django.db import transaction
from django.db.models import Count

from bengkalis.errors import TransitionRefused
from programs.enums import Basis, Level
from programs.models import NomenclatureEdition, NomenclatureItem
from programs.models.nomenclature import RUNGS

FIXED = "Kode ini sudah dipakai baris program kerja; kodenya tetap, namanya boleh diperbaiki."
ABOVE = "Ada kode lain di bawah kode ini; kodenya tetap, namanya boleh diperbaiki."


def tree(edition: NomenclatureEdition):
    """Every code of ``edition`` in order, with how many lines of plans use it."""
    return edition.items.annotate(used=Count("lines")).order_by("code")


def level_below(parent: NomenclatureItem) -> Level:
    """The rung under ``parent``. Raises TransitionRefused where the nomenclature ends."""
    levels = parent.edition.levels
    rung = RUNGS[parent.level]
    if rung >= len(levels):
        raise TransitionRefused(
            f"{parent.edition} berakhir pada {parent.get_level_display().lower()}; "
            f"tidak ada kode di bawah {parent.code}."
        )
    return levels[rung]


def next_code(parent: NomenclatureItem) -> str:
    """The code that follows the last one under ``parent``: a start for who adds one."""
    last = parent.children.order_by("code").last()
    if last is not None:
        stem, _, number = last.code.rpartition(".")
        return f"{stem}.{int(number) + 1:0{len(number)}d}"
    # Permendagri 90/2019: the block before the number of a kegiatan is 2 for a kabupaten.
    block = ".2" if level_below(parent) == Level.ACTIVITY and len(parent.edition.levels) > 2 else ""
    return f"{parent.code}{block}.01"


@transaction.atomic
def add_item(parent: NomenclatureItem, code: str, name: str) -> NomenclatureItem:
    """A new code of the office under ``parent``. Raises TransitionRefused, ValidationError."""
    level = level_below(parent)
    if not parent.is_active:
        raise TransitionRefused(f"{parent.code} tidak dipakai lagi; pilih induk lain.")
    _demand_below(code, parent)
    fresh = NomenclatureItem(
        edition=parent.edition, parent=parent, level=level, code=code, name=name, basis=Basis.OFFICE
    )
    fresh.full_clean()
    fresh.save()
    return fresh


def _demand_below(code: str, parent: NomenclatureItem | None) -> None:
    if parent is not None and not code.startswith(f"{parent.code}."):
        raise TransitionRefused(
            f"Ditemukan kode {code}, diharapkan kode yang diawali induknya: {parent.code}.…"
        )


def why_fixed(item: NomenclatureItem) -> str:
    """Why the code of ``item`` can no longer change; "" where it can."""
    if item.lines.exists():
        return FIXED
    return ABOVE if item.children.exists() else ""


def _keep_lines_away(item: NomenclatureItem) -> None:
    """Until the transaction ends, no line of a plan and no code below can come to use ``item``."""
    NomenclatureItem.objects.select_for_update(of=("self",)).get(pk=item.pk)


@transaction.atomic
def change_item(about: NomenclatureItem, version: int | None) -> NomenclatureItem:
    """Save code, name and use as they stand on ``about``.

    Raises StaleVersion, ValidationError, TransitionRefused for the code of what is used.
    """
    current = NomenclatureItem.locked(about.pk, version)
    if about.code != current.code:
        _keep_lines_away(current)
        if reason := why_fixed(current):
            raise TransitionRefused(reason)
        _demand_below(about.code, current.parent)
    current.code, current.name, current.is_active = about.code, about.name, about.is_active
    current.full_clean()
    current.save(update_fields=["code", "name", "is_active"])
    return current
