"""Terms of the board on a day: who is in office until when, which seat is vacant, who is trained.

A term lasts until the day that is on record, else as long as the rule ``board_term_years`` of the
day asked for allows (UU 25/1992 art. 29). Who stays on after the end of the term stays in office:
the seat is held, the term is over. A manager is employed, not elected: no rule ends that term.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Upper

from bengkalis.days import months_after, years_after
from registry.enums import Position, Status
from registry.models import BoardMember, Training
from registry.models.cooperatives import CooperativeQuerySet
from registry.rules import Rules

CORE = (Position.CHAIR, Position.SECRETARY, Position.TREASURER)
SEATS = (*CORE, Position.SUPERVISOR)  # without one of these a cooperative's board is not whole
ELECTED = tuple(position for position in Position if position != Position.MANAGER)
SOON = 6  # months before its end in which a term is said to end soon
RANK = {position: rank for rank, position in enumerate(Position.values)}


class TermState(TextChoices):
    """Where a person in office stands in the term."""

    UNKNOWN = "unknown", "Masa jabatan belum dicatat"
    RUNNING = "running", "Masa jabatan berjalan"
    ENDING = "ending", "Masa jabatan segera berakhir"
    OVER = "over", "Masa jabatan habis"


class BoardState(TextChoices):
    """What a list of cooperatives can be narrowed by."""

    VACANT = "vacant", "Ada jabatan kosong"
    EXPIRED = "expired", "Ada masa jabatan habis"
    COMPLETE = "complete", "Lengkap dan masih berlaku"


@dataclass(frozen=True)
class Seat:
    """A person in office; ``end`` is the last day of the term, None where nothing says it.

    ``is_computed`` says that ``end`` follows from the rule because no last day is on record,
    ``is_too_long`` that the term on record is longer than the rule allows.
    """

    member: BoardMember
    end: date | None
    is_computed: bool
    is_too_long: bool
    state: TermState
    trainings: tuple[Training, ...] = ()
    valid_certificates: tuple[Training, ...] = ()  # those of competence that have not run out


@dataclass(frozen=True)
class Board:
    """The board of one cooperative on a day."""

    day: date
    years: int  # the longest term that the rule allows
    seats: list[Seat] = field(default_factory=list)
    coming: list[BoardMember] = field(default_factory=list)
    former: list[BoardMember] = field(default_factory=list)

    @property
    def vacancies(self) -> list[Position]:
        """The seats that nobody holds."""
        held = {seat.member.position for seat in self.seats}
        return [position for position in SEATS if position not in held]


def board_on(
    members: Iterable[BoardMember], day: date, trainings: Iterable[Training] = ()
) -> Board:
    """``members`` of one cooperative as its board on ``day``, in the order of their positions.

    A training counts for the person, by name, in whatever position it was recorded.
    Raises NoRule where no length of a term was in force on ``day``.
    """
    board = Board(day, Rules(day)["board_term_years"]["years"])
    of_person: dict[str, list[Training]] = {}
    for training in trainings:
        of_person.setdefault(_person(training.board_member), []).append(training)
    for member in sorted(members, key=lambda one: (RANK[one.position], one.pk)):
        if member.holds(day):
            board.seats.append(_seat(member, board, of_person.get(_person(member), [])))
        else:
            begins_later = member.left_on is None or member.left_on > day
            (board.coming if begins_later else board.former).append(member)
    board.former.sort(key=lambda one: one.left_on, reverse=True)
    return board


def _person(member: BoardMember) -> str:
    return member.person_name.upper()


def _seat(member: BoardMember, board: Board, trainings: list[Training]) -> Seat:
    longest = None
    if member.term_from and member.position in ELECTED:
        longest = years_after(member.term_from, board.years)
    end = member.term_to or longest
    too_long = bool(longest and member.term_to and member.term_to > longest)
    state = _state_of(end, board.day)
    valid = tuple(one for one in trainings if one.certifies(board.day))
    return Seat(member, end, member.term_to is None, too_long, state, tuple(trainings), valid)


def _state_of(end: date | None, day: date) -> TermState:
    if end is None:
        return TermState.UNKNOWN
    if end < day:
        return TermState.OVER
    return TermState.ENDING if end <= months_after(day, SOON) else TermState.RUNNING


# --- many cooperatives -----------------------------------------------------------------------


def vacant(day: date) -> Q:
    """Cooperatives in which nobody holds one of SEATS."""
    return ~Q(pk__in=holding_all(BoardMember.objects.in_office(day), SEATS))


def holding_all(members: QuerySet, positions: Iterable[str]) -> QuerySet:
    """Keys of the cooperatives of which ``members`` hold every one of ``positions``.

    One pass over the table: a subquery for each cooperative and position would cost seconds where
    there are tens of thousands.
    """
    held = {f"has_{one}": Count("pk", filter=Q(position=one)) for one in positions}
    grouped = members.order_by().values("cooperative").annotate(**held)
    return grouped.filter(**{f"{name}__gt": 0 for name in held}).values("cooperative")


def term_expired(day: date) -> Q:
    """Cooperatives with somebody of pengurus or pengawas in office whose term is over.

    Raises NoRule.
    """
    board = BoardMember.objects.in_office(day).filter(
        cooperative=OuterRef("pk"), position__in=ELECTED
    )
    years = int(Rules(day)["board_term_years"]["years"])
    longest = Func(
        F("term_from"),
        template=f"(%(expressions)s + make_interval(years => {years}))::date",
        output_field=DateField(),
    )
    over = board.annotate(term_end=Coalesce("term_to", longest)).filter(term_end__lt=day)
    return Q(Exists(over))


def board_condition(kind: str, day: date) -> Q:
    """The condition of one BoardState; a dissolved cooperative needs no board. Raises NoRule."""
    conditions = {
        BoardState.VACANT: lambda: vacant(day),
        BoardState.EXPIRED: lambda: term_expired(day),
        BoardState.COMPLETE: lambda: ~vacant(day) & ~term_expired(day),
    }
    return ~Q(status=Status.DISSOLVED) & conditions[BoardState(kind)]()


def with_board(rows: CooperativeQuerySet, day: date) -> CooperativeQuerySet:
    """``rows`` with the booleans ``vacant`` and ``term_expired`` of the day. Raises NoRule."""
    return rows.annotate(vacant=vacant(day), term_expired=term_expired(day))


# --- professionally trained boards -----------------------------------------------------------


EMPTY, SEATED, PARTLY, FULLY = range(4)  # how far one cooperative's board has come


@dataclass(frozen=True)
class TrainedShare:
    """One kecamatan: how many active cooperatives, how many with a board, how many trained."""

    code: str
    name: str
    active: int
    with_board: int
    trained: int  # somebody in office holds a valid certificate
    fully_trained: int  # chair, secretary and treasurer each are such a person

    @property
    def percent(self) -> float | None:
        """Trained, of 100 with a board; None where none has a board."""
        return round(100 * self.trained / self.with_board, 1) if self.with_board else None


def trained_share(rows: CooperativeQuerySet, day: date) -> list[TrainedShare]:
    """Per kecamatan of ``rows``, by its code: active cooperatives and how far their boards are
    trained, in one query; a kecamatan without an active cooperative is left out.

    A board is pengurus: ketua, wakil, sekretaris, bendahara; pengawas and manajer do not count. A
    certificate counts for the person, by name, in whatever position of the cooperative it was
    recorded, if the training was finished and the certificate has not run out on ``day``.
    """
    seated = BoardMember.objects.in_office(day).filter(position__in=[*CORE, Position.VICE_CHAIR])
    seated = seated.order_by()
    skilled = seated.filter(Exists(certificates(day)))
    level = Case(
        When(pk__in=holding_all(skilled, CORE), then=Value(FULLY)),
        When(pk__in=skilled.values("cooperative"), then=Value(PARTLY)),
        When(pk__in=seated.values("cooperative"), then=Value(SEATED)),
        default=Value(EMPTY),
    )
    places = ("district__kemendagri_code", "district__name", "level")
    active = rows.filter(status=Status.ACTIVE).annotate(level=level).order_by()
    counted: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for code, name, level, number in active.values_list(*places).annotate(Count("pk")):
        counted[code, name][level] = number
    return [_share(*place, counted[place]) for place in sorted(counted)]


def _share(code: str, name: str, levels: Counter) -> TrainedShare:
    reached = [sum(levels[one] for one in range(level, FULLY + 1)) for level in range(FULLY + 1)]
    return TrainedShare(code, name, *reached)


def certificates(day: date) -> QuerySet:
    """Valid certificates of the person of an outer BoardMember, for ``Exists``."""
    named = Training.objects.annotate(
        person=Upper("board_member__person_name", output_field=CharField())
    )
    return named.certified(day).filter(
        board_member__cooperative=OuterRef("cooperative"), person=Upper(OuterRef("person_name"))
    )


def total_of(shares: Iterable[TrainedShare]) -> TrainedShare:
    """All of ``shares`` together."""
    shares = list(shares)
    names = ("active", "with_board", "trained", "fully_trained")
    return TrainedShare(
        "", "Jumlah", *(sum(getattr(one, name) for one in shares) for name in names)
    )
