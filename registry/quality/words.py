"""What a rule found in one cooperative and what it expected, in words.

``subjects`` reads everything that the words of a page need in a fixed number of queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection
from django.db.models import Prefetch

from bengkalis.days import years_before
from bengkalis.templatetags.ui import number, tanggal_pendek
from registry.enums import Position, Status
from registry.models import AnnualMeeting, BoardMember, Cooperative
from registry.quality.conditions import OFFICERS, AsOf, prepared
from registry.quality.sums import gaps_of

NOTHING = "kosong"
FACTS = ("last_held", "missed", "due_year", "founded_year", "computed_grade", "held_in_window")
FACTS += ("deed_year", "told_total", "told_on", "book_total")
MOST_TOLD = 100  # book years; beyond that nobody knows since when


@dataclass
class Subject:
    """A cooperative with its FACTS as attributes, its officers in office, its RAT newest first."""

    cooperative: Cooperative
    as_of: AsOf
    officers: list[BoardMember] = field(default_factory=list)
    meetings: list[AnnualMeeting] = field(default_factory=list)

    @property
    def told(self) -> AnnualMeeting | None:
        """The latest RAT that tells the number of members."""
        return next((one for one in self.meetings if one.members_total is not None), None)


def subjects(keys: Iterable[int], as_of: AsOf) -> dict[int, Subject]:
    """By primary key; four queries however many."""
    keys = list(keys)
    board = BoardMember.objects.filter(position__in=OFFICERS).in_office(as_of.day)
    rows = Cooperative.objects.filter(pk__in=keys).select_related("district").order_by("pk")
    rows = rows.prefetch_related(
        Prefetch("board", board, to_attr="officers"), Prefetch("meetings", to_attr="told")
    )
    facts = _facts(keys, as_of)
    return {
        row.pk: _subject(row, facts[row.pk], as_of)
        for row in rows.defer("phone", "note")
        if row.pk in facts
    }


def _subject(row: Cooperative, facts: tuple, as_of: AsOf) -> Subject:
    for name, value in zip(FACTS, facts, strict=True):
        setattr(row, name, value)
    return Subject(row, as_of, row.officers, row.told)


def _facts(keys: list[int], as_of: AsOf) -> dict[int, tuple]:
    question, params = _question(as_of)
    with connection.cursor() as cursor:
        cursor.execute(question, [*params, keys])
        return {key: facts for key, *facts in cursor.fetchall()}


@lru_cache(maxsize=4)
def _question(as_of: AsOf) -> tuple[str, tuple]:
    """What ``prepared`` computes for the words, of some cooperatives."""
    rows = prepared(Cooperative.objects.order_by(), as_of).values_list("pk", *FACTS)
    told, params = rows.query.sql_with_params()
    columns = ", ".join(("key", *FACTS))
    return f"SELECT * FROM ({told}) AS told({columns}) WHERE told.key = ANY(%s)", params  # noqa: S608


def blank(expected: str):
    """The words of an empty cell."""
    return lambda subject: (NOTHING, expected)


def placeholder(subject: Subject) -> tuple[str, str]:
    return "17-08-1945", "tanggal pada akta atau surat keputusan badan hukum"


def deed_years(subject: Subject) -> tuple[str, str]:
    one = subject.cooperative
    found = f"nomor {one.deed_number}, tanggal {tanggal_pendek(one.deed_date)}"
    return found, f"tahun yang sama: {one.deed_year} atau {one.founded_year}"


def old_kind(subject: Subject) -> tuple[str, str]:
    return "Serba Usaha", "konsumen, produsen, jasa, pemasaran, atau simpan pinjam"


def nobody(subject: Subject) -> tuple[str, str]:
    return "tidak ada pengurus", "paling sedikit ketua, sekretaris, dan bendahara"


def vacancy(position: str):
    """Who there is, and the position that nobody holds."""
    label = Position(position).label.lower()

    def words(subject: Subject) -> tuple[str, str]:
        held = sorted({one.get_position_display().lower() for one in subject.officers})
        return f"hanya {', '.join(held)}", f"seorang {label}"

    return words


def terms(subject: Subject) -> tuple[str, str]:
    day, years = subject.as_of.day, subject.as_of.term_years
    over = [text for one in subject.officers if (text := _over(one, day, years))]
    return "; ".join(over), f"pengurus yang masa jabatannya (paling lama {years} tahun) berjalan"


def _over(one: BoardMember, day, years: int) -> str:
    name = f"{one.get_position_display().lower()} {one.person_name}"
    if one.term_to and one.term_to < day:
        return f"{name} sampai {tanggal_pendek(one.term_to)}"
    begun = one.term_from if one.term_to is None else None
    if begun and begun < years_before(day, years):
        return f"{name} sejak {tanggal_pendek(one.term_from)}"
    return ""


def no_meeting(subject: Subject) -> tuple[str, str]:
    return _last_meeting(subject), f"RAT tahun buku {subject.cooperative.due_year}"


def meetings_missed(subject: Subject) -> tuple[str, str]:
    one = subject.cooperative
    if one.missed > MOST_TOLD:
        return _last_meeting(subject), f"RAT setiap tahun buku sampai {one.due_year}"
    return (
        f"{_last_meeting(subject)}; {one.missed} tahun buku tanpa RAT",
        f"RAT tahun buku {one.due_year - one.missed + 1}–{one.due_year}",
    )


def _last_meeting(subject: Subject) -> str:
    last = subject.cooperative.last_held
    return f"RAT terakhir tahun buku {last}" if last else "belum ada RAT yang bertanggal"


def active_without_evidence(subject: Subject) -> tuple[str, str]:
    lacking = []
    if subject.cooperative.missed > subject.as_of.missed_most:
        lacking.append(_last_meeting(subject))
    if not subject.officers:
        lacking.append("tidak ada pengurus")
    status = Status(subject.cooperative.status).label.lower()
    return f"status {status}, {' dan '.join(lacking)}", "RAT dan pengurus, atau status lain"


def no_book_year(subject: Subject) -> tuple[str, str]:
    meeting = undated_meeting(subject)
    held = tanggal_pendek(meeting.held_on) if meeting else ""
    return f"RAT {held or 'tanpa tanggal'} tanpa tahun buku", "tahun buku dari laporannya"


def sums(subject: Subject) -> tuple[str, str]:
    found = [(meeting, gap) for meeting in subject.meetings for gap in gaps_of(meeting)]
    told = "; ".join(f"{meeting}, {said}" for meeting, (said, _) in found)
    return told, "; ".join(expected for _, (_, expected) in found)


def few_members(subject: Subject) -> tuple[str, str]:
    least = subject.as_of.minimum_members(subject.cooperative.form)
    return _told(subject), f"paling sedikit {least} anggota"


def members_differ(subject: Subject) -> tuple[str, str]:
    count = number(subject.cooperative.book_total)
    day = tanggal_pendek(subject.cooperative.told_on)
    return _told(subject), f"{count} anggota menurut buku anggota per {day}"


def _told(subject: Subject) -> str:
    return f"{number(subject.cooperative.told_total)} anggota menurut {subject.told}"


def certificate(subject: Subject) -> tuple[str, str]:
    until = tanggal_pendek(subject.cooperative.certificate_valid_until)
    return f"bersertifikat, berlaku sampai {until}", "sertifikat yang masih berlaku"


def grades(subject: Subject) -> tuple[str, str]:
    one = subject.cooperative
    held = one.held_in_window
    return (
        f"grade {one.recorded_grade} menurut ODS",
        f"grade {one.computed_grade} menurut {held} RAT dalam tiga tahun buku",
    )


# --- which RAT is meant ------------------------------------------------------------------------


def undated_meeting(subject: Subject) -> AnnualMeeting | None:
    return next((one for one in subject.meetings if one.book_year is None), None)


def meeting_with_gap(subject: Subject) -> AnnualMeeting | None:
    return next((one for one in subject.meetings if gaps_of(one)), None)


def told_meeting(subject: Subject) -> AnnualMeeting | None:
    return subject.told
