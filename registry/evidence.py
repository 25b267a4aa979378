"""Which status the evidence speaks for, by the office's rule of "aktif" on any day.

Aktif is a cooperative with its institution (a deed on record and a board in office), its business
(turnover in the latest RAT figures, or a visit that found it running) and its RAT. Everything is
one annotation, so that list, filter, count and a single page say the same. A proposal is for
people to read: it never changes a status.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from bengkalis.days import years_before
from bengkalis.templatetags.ui import rupiah, tanggal
from registry.compliance import with_missed
from registry.deeds import PLACEHOLDER_DATE
from registry.enums import Found, Status
from registry.models import AnnualMeeting, BoardMember, FieldVisit, Rule
from registry.models.cooperatives import CooperativeQuerySet
from registry.quality.conditions import OFFICERS
from registry.rules import NoRule

FIGURE_YEARS = 2  # book years back whose figures still speak for a business
NO_PROPOSAL = ""
SETTLED = (Status.SUSPENDED, Status.DISSOLVED)  # decided by a letter, not by evidence
TEXT = CharField(max_length=16)


class Agreement(TextChoices):
    """The recorded status beside the one that the evidence speaks for."""

    DIFFERS = "differs", "Berbeda dari bukti"
    AGREES = "agrees", "Sesuai bukti"
    UNKNOWN = "unknown", "Bukti belum cukup"


@dataclass(frozen=True)
class Basis:
    """The rules of a day, with where each is written."""

    needs: dict
    dissolve_after: int
    active_source: str
    dissolve_source: str

    @classmethod
    def on(cls, day: date) -> "Basis":
        """Raises NoRule where one of the two rules is not in force on ``day``."""
        wanted = ("active_needs", "dissolution_after")
        found = {rule.key: rule for rule in Rule.objects.in_force(day).filter(key__in=wanted)}
        for key in wanted:
            if key not in found:
                raise NoRule(f"Aturan “{key}” tidak berlaku pada {day:%d-%m-%Y}.")
        active, dissolve = (found[key] for key in wanted)
        most = dissolve.value["missed_meetings"]
        return cls(active.value, most, active.source, dissolve.source)


@dataclass(frozen=True)
class Criterion:
    """One criterion of "aktif": ``holds`` is None when nothing is known."""

    label: str
    holds: bool | None
    text: str
    source: str


def with_evidence(
    rows: CooperativeQuerySet, day: date, basis: Basis | None = None
) -> CooperativeQuerySet:
    """``rows`` with what the evidence up to ``day`` says.

    ``has_institution``, ``has_business`` (None: unknown), ``has_meetings``, and
    ``proposed_status``: aktif, tidak_aktif, diusulkan_bubar, or "" where there is no proposal
    because too little is known or the cooperative is beku or dibubarkan. Raises NoRule.
    """
    basis = basis or Basis.on(day)
    return _judged(_with_traces(rows, day), basis, day)


def _judged(rows: CooperativeQuerySet, basis: Basis, day: date) -> CooperativeQuerySet:
    return rows.annotate(
        has_institution=_boolean(Q(has_deed=True, has_board=True)),
        has_business=_business(day, Value(True), Value(False), Value(None)),
        has_meetings=_boolean(Q(missed__lte=basis.needs["missed_meetings_most"])),
        proposed_status=_proposal(basis, day),
    )


def _with_traces(rows: CooperativeQuerySet, day: date) -> CooperativeQuerySet:
    """What the criteria are judged by."""
    return _with_business(_with_institution(with_missed(rows, day), day), day)


def _with_institution(rows: CooperativeQuerySet, day: date) -> CooperativeQuerySet:
    officers = BoardMember.objects.in_office(day).filter(
        cooperative=OuterRef("pk"), position__in=OFFICERS
    )
    dated = Q(deed_date__isnull=False) & ~Q(deed_date=PLACEHOLDER_DATE)
    return rows.annotate(has_deed=_boolean(~Q(deed_number="") | dated), has_board=Exists(officers))


def _with_business(rows: CooperativeQuerySet, day: date) -> CooperativeQuerySet:
    """The latest figures and the latest visit; of the two the later one weighs more."""
    figures = AnnualMeeting.objects.filter(
        Q(held_on__isnull=True) | Q(held_on__lte=day),
        cooperative=OuterRef("pk"),
        turnover__isnull=False,
        book_year__range=(day.year - FIGURE_YEARS, day.year - 1),
    ).order_by("-book_year")
    visits = FieldVisit.objects.filter(cooperative=OuterRef("pk"), visited_on__lte=day)
    visits = visits.order_by("-visited_on", "-id")
    return rows.annotate(
        figures_year=_first(figures, "book_year"),
        figures_on=_first(figures.annotate(known_on=_known_on()), "known_on"),
        figures_turnover=_first(figures, "turnover"),
        visit_found=_first(visits, "found"),
        visited_on=_first(visits, "visited_on"),
        visit_uid=_first(visits, "uid"),
    )


def _known_on():
    """The day of the RAT, or else the last day of its book year."""
    end = Cast(Concat(Cast("book_year", CharField()), Value("-12-31")), DateField())
    return Coalesce("held_on", end)


def _business(day: date, running, stopped, unknown) -> Case:
    """One of three expressions, by what is known of the business."""
    gone = Q(visit_found__in=[Found.IDLE, Found.ABSENT])
    nothing_later = Q(figures_on__isnull=True) | Q(visited_on__gt=F("figures_on"))
    return Case(
        When(visit_found=Found.RUNNING, visited_on__gte=years_before(day, 1), then=running),
        When(gone & nothing_later, then=stopped),
        When(figures_turnover__gt=0, then=running),
        When(figures_turnover=0, then=stopped),
        default=unknown,
        output_field=TEXT if isinstance(running.value, str) else BooleanField(null=True),
    )


def _proposal(basis: Basis, day: date, nothing=None) -> Case:
    """The status that the evidence speaks for, or ``nothing`` where there is no proposal.

    Cheapest and most decisive first, each asked once: PostgreSQL stops at the first branch that
    holds, and every mention of an annotation is another subquery.
    """
    nothing = Value(NO_PROPOSAL) if nothing is None else nothing
    active, inactive = Value(Status.ACTIVE.value), Value(Status.INACTIVE.value)
    asked = [Q(missed__gt=basis.needs["missed_meetings_most"])]
    if basis.needs["institution"]:
        asked += [Q(has_deed=False), Q(has_board=False)]
    business = _business(day, active, inactive, nothing)
    return Case(
        When(status__in=SETTLED, then=nothing),
        When(missed__gte=basis.dissolve_after, then=Value(Status.PROPOSED.value)),
        *(When(condition, then=inactive) for condition in asked),
        default=business if basis.needs["business"] else active,
        output_field=TEXT,
    )


def _first(rows, column: str) -> Subquery:
    return Subquery(rows.values(column)[:1])


def _boolean(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def which(rows: CooperativeQuerySet, agreement: str, day: date) -> CooperativeQuerySet:
    """The ``rows`` whose recorded status agrees with the evidence, differs, or cannot be judged;
    a cooperative that is beku or dibubarkan is none of the three."""
    return _which(rows, agreement, Basis.on(day), day)


def _which(rows, agreement: str, basis: Basis, day: date) -> CooperativeQuerySet:
    """The proposal is put so that it is mentioned once: of a row that cannot be judged it is "",
    and where only the differing rows are asked for, the recorded status itself."""
    rows = _with_traces(rows.exclude(status__in=SETTLED), day)
    if agreement == Agreement.DIFFERS:
        verdict = _proposal(basis, day, F("status"))
        return rows.alias(verdict=verdict).exclude(verdict=F("status"))
    wanted = F("status") if agreement == Agreement.AGREES else Value(NO_PROPOSAL)
    return rows.alias(verdict=_proposal(basis, day)).filter(verdict=wanted)


def differing(rows: CooperativeQuerySet, day: date, basis: Basis) -> CooperativeQuerySet:
    """The ``rows`` that differ, annotated like ``with_evidence``."""
    return _judged(_which(rows, Agreement.DIFFERS, basis, day), basis, day)


def count_kinds(rows: CooperativeQuerySet, day: date, basis: Basis) -> list[tuple[str, str, int]]:
    """How many of ``rows`` differ, by recorded and proposed status; in one query."""
    judged = _with_traces(rows.exclude(status__in=SETTLED), day)
    judged = judged.annotate(verdict=_proposal(basis, day)).order_by()
    counted = judged.values_list("status", "verdict").annotate(count=Count("pk"))
    return sorted(kind for kind in counted if kind[1] not in (NO_PROPOSAL, kind[0]))


# --- in words ----------------------------------------------------------------------------------


def reasons(row, basis: Basis) -> list[Criterion]:
    """The three criteria of a row of ``with_evidence``, each with its evidence in words."""
    return [
        Criterion("Kelembagaan", row.has_institution, _institution_text(row), basis.active_source),
        Criterion("Usaha", row.has_business, _business_text(row), basis.active_source),
        Criterion("RAT", row.has_meetings, _meetings_text(row), _meetings_source(row, basis)),
    ]


def _institution_text(row) -> str:
    deed = "Badan hukum tercatat" if row.has_deed else "Badan hukum belum tercatat"
    board = "ada pengurus yang menjabat" if row.has_board else "tidak ada pengurus yang menjabat"
    return f"{deed}; {board}."


def _business_text(row) -> str:
    said = []
    if row.figures_year:
        said.append(f"RAT tahun buku {row.figures_year}: volume usaha {_plain(row)}")
    if row.visited_on:
        found = Found(row.visit_found).label
        said.append(f"kunjungan {tanggal(row.visited_on)}: {found[0].lower()}{found[1:]}")
    if not said:
        return "Tidak ada angka volume usaha dua tahun buku terakhir dan tidak ada kunjungan."
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _plain(row) -> str:
    return rupiah(row.figures_turnover).replace("\u00a0", " ")


def _meetings_text(row) -> str:
    if _never_dated(row):
        return "Tidak ada RAT yang tercatat, dan tahun badan hukum tidak diketahui."
    last = f"RAT terakhir tahun buku {row.last_held}" if row.last_held else "Belum pernah RAT"
    return f"{last}; {row.missed} tahun buku terlewat."


def _never_dated(row) -> bool:
    """Neither a RAT nor the year of the deed is on record: missed counts from no year at all."""
    return not row.last_held and row.founded_year is None


def _meetings_source(row, basis: Basis) -> str:
    dissolve = row.proposed_status == Status.PROPOSED
    return basis.dissolve_source if dissolve else basis.active_source


def against(row, basis: Basis) -> list[Criterion]:
    """What decides the proposal: the criteria that fail, or all of them where none does."""
    criteria = reasons(row, basis)
    if row.proposed_status == Status.PROPOSED:
        return criteria[2:]
    return [one for one in criteria if one.holds is False] or criteria


def reason_in_words(row, basis: Basis) -> str:
    """Why the status should be the proposed one, as one short text for the status form."""
    names = ", ".join(one.label.lower() for one in against(row, basis))
    if row.proposed_status == Status.ACTIVE:
        return "Kelembagaan, usaha, dan RAT terpenuhi menurut bukti di register."
    if row.proposed_status == Status.PROPOSED:
        if _never_dated(row):
            return "Tidak ada satu RAT pun yang tercatat."
        return f"Tanpa RAT selama {basis.dissolve_after} tahun buku atau lebih."
    return f"Tidak terpenuhi menurut bukti di register: {names.replace('rat', 'RAT')}."


def evidence_in_words(row, basis: Basis) -> str:
    """What the proposal rests on, as one text of at most 300 characters."""
    text = " ".join(one.text for one in against(row, basis))
    return text if len(text) <= 300 else f"{text[:299]}…"
