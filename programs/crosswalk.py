"""The crosswalk: codes of two nomenclatures linked, said to have no counterpart, unlinked.

Many to many. Whoever writes locks the codes first, so that of two planners one is refused with a
sentence; the database refuses the same contradictions by trigger.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from bengkalis.audit import acting
from bengkalis.errors import TransitionRefused
from programs.enums import Basis
from programs.models import CrosswalkLink, NomenclatureEdition, NomenclatureItem
from registry.explaining import reason_given

# --- reading -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Two nomenclatures, the older and the newer."""

    old: NomenclatureEdition
    new: NomenclatureEdition

    def links(self):
        """Links between the two, and what has no counterpart in the other."""
        return CrosswalkLink.objects.filter(
            Q(source__edition=self.old, target__edition=self.new)
            | Q(source__edition=self.old, target__isnull=True)
            | Q(source__isnull=True, target__edition=self.new)
        ).select_related("source", "target")


def pair_of(old: str = "", new: str = "") -> Pair | None:
    """The nomenclatures with these keys, older first; without them, the last two; None for none."""
    editions = list(NomenclatureEdition.objects.order_by("first_year"))
    known = {edition.key: edition for edition in editions}
    asked = {known[key].pk: known[key] for key in (old, new) if key in known}
    if len(asked) == 2:
        return Pair(*sorted(asked.values(), key=lambda one: one.first_year))
    return Pair(*editions[-2:]) if len(editions) > 1 else None


@dataclass
class Entry:
    """One code and what was decided about it."""

    item: NomenclatureItem
    links: list[CrosswalkLink] = field(default_factory=list)
    follows: NomenclatureItem | None = None

    @property
    def is_without(self) -> bool:
        """Somebody said that it has no counterpart."""
        return any(link.source_id is None or link.target_id is None for link in self.links)

    @property
    def is_open(self) -> bool:
        """Nobody decided anything, neither about it nor about a code above it."""
        return not self.links and self.follows is None


@dataclass(frozen=True)
class Overview:
    """Every code of both nomenclatures, in the order of the codes."""

    old: list[Entry]
    new: list[Entry]

    @property
    def open_old(self) -> list[Entry]:
        return to_decide(self.old)

    @property
    def open_new(self) -> list[Entry]:
        return to_decide(self.new)


def to_decide(entries: list[Entry]) -> list[Entry]:
    """Programs in use without a decision; what is below follows them."""
    return [one for one in entries if one.is_open and one.item.is_active and not one.item.parent_id]


def overview(pair: Pair) -> Overview:
    """Both sides of the crosswalk, in three queries."""
    by_source, by_target = defaultdict(list), defaultdict(list)
    for link in pair.links().order_by("source__code", "target__code"):
        by_source[link.source_id].append(link)
        by_target[link.target_id].append(link)
    return Overview(_entries(pair.old, by_source), _entries(pair.new, by_target))


def _entries(edition: NomenclatureEdition, links: dict[int, list]) -> list[Entry]:
    entries: dict[int, Entry] = {}
    for item in edition.items.order_by("code"):
        above = entries.get(item.parent_id)
        entry = Entry(item, links.get(item.pk, []))
        if not entry.links and above is not None:
            entry.follows = above.item if above.links else above.follows
        entries[item.pk] = entry
    return list(entries.values())


# --- writing -------------------------------------------------------------------------------------


@transaction.atomic
def link(
    source: NomenclatureItem | None, target: NomenclatureItem | None, note: str = ""
) -> CrosswalkLink:
    """``source`` is served by ``target``; one of them None: the other has no counterpart.

    Raises TransitionRefused, ValidationError.
    """
    ends = [item for item in (source, target) if item is not None]
    if not ends:
        raise TransitionRefused("Pilih kode lama, kode baru, atau keduanya.")
    _lock(ends)
    if source is not None and target is not None:
        _demand_order(source, target)
    if culprit := _contradicted(source, target):
        raise TransitionRefused(culprit)
    fresh = CrosswalkLink(source=source, target=target, note=note, basis=Basis.OFFICE)
    fresh.full_clean()
    fresh.save()
    return fresh


def _lock(items: list[NomenclatureItem]) -> None:
    keys = sorted(item.pk for item in items)
    rows = NomenclatureItem.objects.select_for_update(of=("self",), no_key=True)
    list(rows.filter(pk__in=keys).order_by("pk"))


def _demand_order(source: NomenclatureItem, target: NomenclatureItem) -> None:
    if source.edition_id == target.edition_id:
        raise TransitionRefused(
            f"{source.code} dan {target.code} sama-sama dari {source.edition}; padanan "
            "menghubungkan dua nomenklatur yang berbeda."
        )
    if source.edition.first_year >= target.edition.first_year:
        raise TransitionRefused(
            f"Kode lama {source.code} harus dari nomenklatur yang lebih lama daripada "
            f"{target.code}."
        )


def _contradicted(source, target) -> str:
    """Why the link contradicts what is recorded; "" where it does not."""
    known = CrosswalkLink.objects
    if source is not None and target is not None:
        for item, alone in ((source, Q(target=None)), (target, Q(source=None))):
            side = "source" if item is source else "target"
            if known.filter(alone, **{side: item}).exists():
                return (
                    f"{item.code} tercatat tanpa padanan; hapus dahulu catatan itu bila ternyata "
                    "ada padanannya."
                )
        return ""
    item, side, other = (source, "source", "target") if source else (target, "target", "source")
    taken = known.filter(**{side: item, f"{other}__isnull": False}).select_related(other).first()
    if taken is None:
        return ""
    return (
        f"{item.code} sudah dipadankan dengan {getattr(taken, other).code}; hapus dahulu "
        "padanannya bila memang tidak ada."
    )


@transaction.atomic
def describe(about: CrosswalkLink, version: int | None) -> CrosswalkLink:
    """Save basis and note as they stand on ``about``. Raises StaleVersion, ValidationError."""
    current = CrosswalkLink.locked(about.pk, version)
    current.basis, current.note = about.basis, about.note
    current.full_clean()
    current.save(update_fields=["basis", "note"])
    return current


@transaction.atomic
def unlink(about: CrosswalkLink, version: int | None, reason: str) -> None:
    """Delete the link; the trail keeps it, and ``reason`` with it.

    Raises StaleVersion, ValidationError for a reason that is none.
    """
    current = CrosswalkLink.locked(about.pk, version)
    with acting(reason=reason_given(reason)):
        current.delete()
