"""What looks wrong in one cooperative's entry, as sentences for whoever reads its page.

Doubts never change or block anything. ``registry.mending`` holds the rules that can be counted.
"""

import re
from collections.abc import Iterable
from datetime import date

from bengkalis.values import format_date
from registry.mending import OFFICERS, PLACEHOLDER_DATE
from registry.models import AnnualMeeting, BoardMember, Cooperative

# 1303/BHK/DISKOP/XII/1987 and AHU-0012345.AH.01.26.TAHUN 2021 end in the year of the deed.
_YEAR_AT_END = re.compile(r"(?:TAHUN\s*|/\s*)((?:19|20)\d{2})\s*$", re.IGNORECASE)


def doubts(
    cooperative: Cooperative,
    board: Iterable[BoardMember],
    meetings: Iterable[AnnualMeeting],
    today: date,
) -> list[str]:
    """Every doubt about the deed, the place, the board and the figures."""
    found = deed_doubts(cooperative.deed_number, cooperative.deed_date)
    if cooperative.village_id is None:
        found.append("Desa/kelurahan belum diisi.")
    found += board_doubts(board, today)
    for meeting in meetings:
        found += [f"{meeting}: {gap}" for gap in meeting.gaps]
    return found


def deed_doubts(number: str, day: date | None) -> list[str]:
    """A missing or placeholder date, and a year in the number that is not that of the date."""
    if day is None:
        return ["Tanggal badan hukum belum diisi."]
    if day == PLACEHOLDER_DATE:
        return ["Tanggal badan hukum 17-08-1945 adalah isian sementara ODS, bukan tanggal akta."]
    year = year_in(number)
    if year and year != day.year:
        return [f"Nomor badan hukum menyebut tahun {year}, tanggalnya tahun {day.year}."]
    return []


def year_in(number: str) -> int | None:
    """The year that a deed number ends in, where it ends in one."""
    year = _YEAR_AT_END.search(number)
    return int(year[1]) if year else None


def board_doubts(board: Iterable[BoardMember], today: date) -> list[str]:
    """Nobody in office, or people whose term is over."""
    board = [member for member in board if member.holds(today)]
    if not any(member.position in OFFICERS for member in board):
        return ["Belum ada pengurus yang tercatat."]
    return [
        f"Masa jabatan {member.get_position_display().lower()} {member.person_name} "
        f"berakhir {format_date(member.term_to)}."
        for member in board
        if member.term_to and member.term_to < today
    ]
