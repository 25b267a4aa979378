"""Integrity pacts of a year: prepared for whoever holds a post, renewed, and who has none yet.

The regent makes no pact and only witnesses. Whoever holds two posts makes one pact, in the
definitive post.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Q

from bengkalis.audit import acting
from bengkalis.errors import DomainError, TransitionRefused
from programs.enums import PaperKind, PaperState
from programs.models import Pact, PactTemplate, Paper
from programs.papers import new_paper
from registry.enums import Echelon, Standing
from registry.explaining import reason_given
from registry.models import Incumbency, Official, Position

ALIVE = (PaperState.DRAFT, PaperState.OPEN, PaperState.IN_FORCE)
IN_WORK = (PaperState.DRAFT, PaperState.OPEN)


class PactState(models.TextChoices):
    """How far a person's pact of a year is."""

    NONE = "belum", "Belum disiapkan"
    DRAFT = "rancangan", "Rancangan"
    WAITING = "menunggu", "Menunggu tanda tangan"
    SIGNED = "ditandatangani", "Ditandatangani"


# --- who makes a pact, and before whom -----------------------------------------------------------


def makers(rows: models.QuerySet) -> list[Incumbency]:
    """One row a person among ``rows``: the definitive post before an acting one, the later first.

    Posts that no longer exist and the regent are left out.
    """
    active = rows.filter(position__is_active=True).exclude(position__echelon=Echelon.REGENT)
    chosen: dict[int, Incumbency] = {}
    for one in sorted(active.with_people().order_by("pk"), key=_rank):
        chosen[one.official_id] = one
    return list(chosen.values())


def _rank(one: Incumbency) -> tuple:
    return (one.standing == Standing.DEFINITIVE, one.valid_from, one.pk)


def witness_of(maker: Incumbency, day: date) -> Incumbency:
    """Who holds the post above on ``day``; where that is the maker too, the one above that.

    Raises TransitionRefused where the post is vacant.
    """
    above, climbed = maker.position.superior_id, {maker.position_id}
    while above is not None and above not in climbed:
        climbed.add(above)
        held = Incumbency.objects.in_force(day).filter(position=above).with_people().first()
        if held is None:
            post = Position.objects.get(pk=above)
            raise TransitionRefused(
                f"{maker.official}: tidak ada yang memangku jabatan {post} pada {day:%d-%m-%Y}, "
                "jadi belum ada yang menyaksikan."
            )
        if held.official_id != maker.official_id:
            return held
        above = held.position.superior_id
    raise TransitionRefused(f"{maker.official}: tidak ada atasan yang dapat menyaksikan.")


def template_on(day: date) -> PactTemplate:
    """The wording in force on ``day``. Raises TransitionRefused where there is none."""
    rows = PactTemplate.objects.filter(valid_from__lte=day)
    found = rows.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("-number").first()
    if found is None:
        raise TransitionRefused(f"Tidak ada naskah baku pakta yang dipakai pada {day:%d-%m-%Y}.")
    return found


# --- prepared, changed, removed ------------------------------------------------------------------


@transaction.atomic
def prepare(
    incumbency: Incumbency, year: int, dated_on: date, by=None, is_demo: bool = False
) -> Pact:
    """A draft for the holder of a post. Raises TransitionRefused, ValidationError.

    ``by`` is kept in the audit trail.
    """
    official = Official.locked(incumbency.official_id, None)
    alive = Paper.objects.filter(pact__official=official, year=year, state__in=ALIVE).first()
    if alive is not None:
        raise TransitionRefused(
            f"{official} sudah punya pakta integritas {year}: {alive.get_state_display().lower()}."
        )
    return _draft(incumbency, year, dated_on, by, is_demo=is_demo)


def _draft(maker: Incumbency, year: int, day: date, by, supersedes=None, is_demo=False) -> Pact:
    parts = _parts(maker, year, day)
    with acting(**({"user": by.pk} if by else {})):
        paper = new_paper(
            PaperKind.PACT,
            year,
            str(maker.official.uid),
            _title(parts["template"], maker, year),
            day,
            supersedes,
            is_demo or maker.is_demo,
        )
        pact = Pact(paper=paper, official=maker.official, **parts)
        pact.full_clean()
        pact.save()
    return pact


def _parts(maker: Incumbency, year: int, day: date) -> dict:
    """Who makes it, before whom, with what wording, on ``day``. Raises TransitionRefused."""
    _refuse_day(maker, year, day)
    return {"maker": maker, "witness": witness_of(maker, day), "template": template_on(day)}


def _refuse_day(maker: Incumbency, year: int, day: date) -> None:
    if maker.position.echelon == Echelon.REGENT:
        raise TransitionRefused("Bupati tidak membuat pakta integritas, hanya menyaksikan.")
    if day.year != year:
        raise ValidationError(
            {"dated_on": f"Tanggal naskah ditemukan {day:%d-%m-%Y}, diharapkan dalam tahun {year}."}
        )
    if not maker.holds(day):
        raise TransitionRefused(
            f"{maker.official} tidak memangku jabatan {maker.position} pada {day:%d-%m-%Y}."
        )


def _refuse_before(former: Paper | None, day: date) -> None:
    """Raises ValidationError for a day before that of the pact that is to be superseded."""
    if former is not None and day < former.dated_on:
        expected = f"diharapkan sejak {former.dated_on:%d-%m-%Y}, tanggal pakta yang digantikan"
        raise ValidationError({"dated_on": f"Tanggal naskah ditemukan {day:%d-%m-%Y}, {expected}."})


def _title(template: PactTemplate, maker: Incumbency, year: int) -> str:
    return f"{template.title} {maker.official} Tahun {year}"[:250]


@dataclass(frozen=True)
class Prepared:
    """What came of preparing many: the drafts, and a sentence for each that could not be."""

    pacts: list[Pact]
    refused: list[str]


def prepare_all(
    year: int, dated_on: date, by=None, officials: Iterable[int] | None = None
) -> Prepared:
    """A draft for everybody who holds a post on ``dated_on`` and has no pact of ``year``.

    ``officials``: only these primary keys. Raises ValidationError for a day outside the year.
    """
    done = Prepared([], [])
    for maker in without_pact(year, dated_on):
        if officials is not None and maker.official_id not in officials:
            continue
        try:
            done.pacts.append(prepare(maker, year, dated_on, by))
        except DomainError as refused:
            done.refused.append(str(refused))
    return done


def without_pact(year: int, day: date) -> list[Incumbency]:
    """Who holds a post on ``day`` and has no pact of ``year``, by office and name."""
    alive = Paper.objects.filter(kind=PaperKind.PACT, year=year, state__in=ALIVE)
    having = set(Pact.objects.filter(paper__in=alive).values_list("official", flat=True))
    held = makers(Incumbency.objects.in_force(day))
    return sorted((one for one in held if one.official_id not in having), key=_by_office)


def _by_office(one: Incumbency) -> tuple:
    return (one.position.office.name, one.position.code, one.official.name, one.pk)


@transaction.atomic
def change(pact: Pact, version: int, dated_on: date, signed_in: str) -> Pact:
    """Give a draft another day or place; post, witness and wording follow the day.

    Raises StaleVersion, TransitionRefused, ValidationError.
    """
    paper, current = _locked_draft(pact, version)
    _refuse_before(paper.supersedes, dated_on)
    held = Incumbency.objects.in_force(dated_on).filter(official=current.official_id)
    maker = next(iter(makers(held)), current.maker)
    for name, value in _parts(maker, paper.year, dated_on).items():
        setattr(current, name, value)
    current.signed_in, current.paper = signed_in, paper
    current.full_clean()
    paper.dated_on, paper.title = dated_on, _title(current.template, maker, paper.year)
    paper.save(update_fields=["dated_on", "title"])
    current.save(update_fields=["maker", "witness", "template", "signed_in"])
    return current


def _locked_draft(pact: Pact, version: int | None) -> tuple[Paper, Pact]:
    paper = Paper.locked(pact.paper_id, None)
    current = Pact.locked(pact.pk, version)
    if not paper.is_draft:
        raise TransitionRefused(
            f"Pakta ini {paper.get_state_display().lower()}; hanya rancangan yang dapat diubah."
        )
    return paper, current


@transaction.atomic
def remove(pact: Pact, version: int, reason: str) -> None:
    """Delete a draft that was never opened for signatures; the trail keeps it, with ``reason``.

    Raises StaleVersion, TransitionRefused, ValidationError for a reason that is none.
    """
    paper, current = _locked_draft(pact, version)
    if paper.round:
        raise TransitionRefused("Pakta yang pernah dibuka untuk ditandatangani tidak dihapus.")
    with acting(reason=reason_given(reason)):
        current.delete()
        paper.delete()


def outdated(pact: Pact, day: date) -> list[str]:
    """What changed since the pact was made, one sentence each; [] when it still fits ``day``."""
    found = []
    held = next(iter(makers(Incumbency.objects.in_force(day).filter(official=pact.official))), None)
    if held is not None and held.position_id != pact.maker.position_id:
        found.append(f"{pact.official} kini memangku jabatan {held.position}.")
    wording = PactTemplate.objects.filter(valid_from__lte=day).order_by("-number").first()
    if wording is not None and wording.number > pact.template.number:
        found.append(
            f"Naskah baku versi {wording.number} dipakai sejak {wording.valid_from:%d-%m-%Y}."
        )
    return found


@transaction.atomic
def renew(pact: Pact, dated_on: date, by=None) -> Pact:
    """A draft that is to supersede a pact in force whose post or wording changed.

    Raises TransitionRefused, ValidationError.
    """
    paper = Paper.locked(pact.paper_id, None)
    if paper.state != PaperState.IN_FORCE:
        raise TransitionRefused("Hanya pakta yang berlaku yang dapat diperbarui.")
    if successor_of(pact) is not None:
        raise TransitionRefused("Penggantinya sudah disiapkan.")
    _refuse_before(paper, dated_on)
    if not outdated(pact, dated_on):
        raise TransitionRefused("Jabatan dan naskah baku tidak berubah; pakta ini masih sesuai.")
    held = Incumbency.objects.in_force(dated_on).filter(official=pact.official)
    maker = next(iter(makers(held)), None)
    if maker is None:
        raise TransitionRefused(f"{pact.official} tidak memangku jabatan pada {dated_on:%d-%m-%Y}.")
    return _draft(maker, paper.year, dated_on, by, supersedes=paper)


def successor_of(pact: Pact) -> Pact | None:
    """The pact that supersedes this one, or is to."""
    return Pact.objects.with_parties().filter(paper__supersedes=pact.paper_id).first()


# --- who has signed, who has not -----------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One person of a year: the post, how far the pact is, and for whose signature it waits.

    ``pact`` is the one that counts; ``renewal`` one in work beside the one in force.
    """

    official: Official
    post: Incumbency
    pact: Pact | None = None
    renewal: Pact | None = None

    @property
    def office(self):
        return self.post.position.office

    @property
    def state(self) -> PactState:
        states = {
            PaperState.IN_FORCE: PactState.SIGNED,
            PaperState.OPEN: PactState.WAITING,
            PaperState.DRAFT: PactState.DRAFT,
        }
        return states[self.pact.paper.state] if self.pact else PactState.NONE

    @property
    def waits_for(self) -> str:
        """Whose signature is next; "" when none is waited for."""
        if self.state != PactState.WAITING:
            return ""
        return str((self.pact.maker, self.pact.witness)[min(self.pact.signed, 1)].official)


def register(year: int) -> list[Line]:
    """Everybody who held a post within ``year`` or made a pact of it, by office."""
    pacts = _living(year)
    posts = {one.official_id: one for one in makers(Incumbency.objects.within_year(year))}
    for official, (counts, _renewal) in pacts.items():
        posts.setdefault(official, counts.maker)
    lines = [
        Line(one.official, one, *pacts.get(official, (None, None)))
        for official, one in posts.items()
    ]
    return sorted(lines, key=lambda line: _by_office(line.post))


def _living(year: int) -> dict[int, tuple[Pact, Pact | None]]:
    """Per person: the pact that counts, and its renewal in work."""
    signed = Count("paper__signatures", Q(paper__signatures__round=F("paper__round")))
    rows = Pact.objects.filter(paper__year=year, paper__state__in=ALIVE).with_parties()
    found: dict[int, tuple[Pact, Pact | None]] = {}
    for pact in rows.annotate(signed=signed).order_by("pk"):
        before = found.get(pact.official_id)
        if before is None:
            found[pact.official_id] = (pact, None)
        elif pact.paper.state == PaperState.IN_FORCE:
            found[pact.official_id] = (pact, before[0])
        else:
            found[pact.official_id] = (before[0], pact)
    return found


def missing(year: int) -> list[Line]:
    """Who has not signed: everybody of ``register`` whose pact is not in force."""
    return [line for line in register(year) if line.state != PactState.SIGNED]


@dataclass(frozen=True)
class OfficeCount:
    """How many of an office have signed."""

    office: object
    signed: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.signed


def by_office(lines: Iterable[Line]) -> list[OfficeCount]:
    """``lines`` counted per office, in their order."""
    groups: dict = {}
    for line in lines:
        groups.setdefault(line.office, []).append(line.state == PactState.SIGNED)
    return [OfficeCount(office, sum(said), len(said)) for office, said in groups.items()]


# --- wordings ------------------------------------------------------------------------------------


@transaction.atomic
def new_template(template: PactTemplate) -> PactTemplate:
    """Save the next wording; the one before ends the day before. Raises ValidationError."""
    list(PactTemplate.objects.select_for_update(no_key=True).order_by("number"))  # one at a time
    last = PactTemplate.objects.order_by("-number").first()
    template.number = last.number + 1 if last else 1
    if last and template.valid_from and template.valid_from <= last.valid_from:
        raise ValidationError(
            {
                "valid_from": f"Tanggal mulai ditemukan {template.valid_from:%d-%m-%Y}, diharapkan "
                f"sesudah {last.valid_from:%d-%m-%Y}, mulainya versi {last.number}."
            }
        )
    template.full_clean()
    if last:
        last.valid_to = template.valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    template.save()
    return template
