"""Who holds the posts of an agreement on a day."""

from datetime import date

from bengkalis.errors import TransitionRefused
from registry.models import Incumbency, Position
from registry.models.people import today


def day_in(year: int, day: date | None = None) -> date:
    """``day``, or today; the nearest day of ``year`` where that is in another."""
    return min(max(day or today(), date(year, 1, 1)), date(year, 12, 31))


def holder_of(position: Position | None, day: date) -> Incumbency | None:
    """Who holds ``position`` on ``day``."""
    return Incumbency.objects.with_people().in_force(day).filter(position=position).first()


def parties(year: int, position: Position, day: date) -> tuple[Incumbency, Incumbency]:
    """Who holds ``position`` and the post above it on ``day``. Raises TransitionRefused."""
    if day.year != year:
        raise TransitionRefused(
            f"Tanggal naskah: ditemukan {day:%d-%m-%Y}, diharapkan hari dalam tahun {year}."
        )
    first = holder_of(position, day)
    if first is None:
        raise TransitionRefused(f"Pada {day:%d-%m-%Y} tidak ada yang memangku {position}.")
    second = holder_of(position.superior, day)
    if second is None:
        raise TransitionRefused(
            f"Pada {day:%d-%m-%Y} tidak ada yang memangku {position.superior}, "
            f"atasan langsung {position}."
        )
    if first.official_id == second.official_id:
        raise TransitionRefused(
            f"{first.official} memangku {position} dan sekaligus {position.superior} pada "
            f"{day:%d-%m-%Y}; orang tidak berjanji kepada dirinya sendiri."
        )
    return first, second
