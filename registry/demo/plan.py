"""How many cooperatives of each state lie where: 866 of them, 350 aktif, in all 155 villages.

The totals are those that the office gave to the press (December 2017: 866 cooperatives, of which
326 proposed for dissolution, 97 in Kecamatan Bengkalis and 17 in Bantan; January 2020: about 350
aktif with more than 10,000 members). How they spread over the other kecamatan is made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from registry.enums import Status
from registry.models import District, Village

SEED = "Bengkalis, CONTOH"
STATES = (
    Status.ACTIVE, Status.INACTIVE, Status.SUSPENDED, Status.PROPOSED, Status.DISSOLVED,
)  # fmt: skip
COUNTS = {  # by Kemendagri code of the kecamatan, in the order of STATES
    "14.03.01": (66, 30, 2, 97, 3),
    "14.03.02": (26, 12, 1, 17, 1),
    "14.03.03": (24, 12, 1, 20, 1),
    "14.03.09": (92, 36, 2, 72, 3),
    "14.03.10": (24, 12, 1, 18, 1),
    "14.03.11": (12, 8, 0, 10, 1),
    "14.03.12": (20, 10, 1, 16, 1),
    "14.03.13": (32, 14, 1, 30, 1),
    "14.03.14": (14, 7, 1, 12, 1),
    "14.03.15": (14, 8, 1, 12, 1),
    "14.03.16": (26, 14, 1, 22, 1),
}
TOTAL = sum(map(sum, COUNTS.values()))
MEMBERS = 10_500  # of all aktif cooperatives together
FEWEST_MEMBERS = 20  # UU 25/1992 art. 6: a primer is founded by at least 20 persons
WITHOUT_VILLAGE = 0.06
BOOK_DIFFERS = 0.10  # of the aktif ones: the member book and the RAT disagree by a few persons

# Nothing happens after the horizon: always the same day, except where a clock is behind it.
HORIZON = min(date(2026, 10, 31), date.today())
FIRST_YEAR, STORY_YEAR = 2015, 2019  # book years: the first that has RAT, and the story's last
LAST_YEAR = HORIZON.year - (1 if date(HORIZON.year, 6, 30) <= HORIZON else 2)


@dataclass(frozen=True)
class Slot:
    """A cooperative to be: its place and state, and for an aktif one how many members it has
    by its latest RAT (``members``) and by its member book (``book``).

    ``spare`` is one that its village can do without, so that dirt may befall its place;
    ``around`` are all villages of its kecamatan.
    """

    number: int
    district: District
    place: Village
    village: Village | None
    status: str
    members: int | None
    book: int | None
    spare: bool
    around: tuple[Village, ...]


def slots(scale: int) -> Iterator[Slot]:
    """``scale`` times the same plan, dealt anew each time."""
    districts = {one.kemendagri_code: one for one in District.objects.select_related("split_from")}
    villages: dict[str, list[Village]] = {code: [] for code in COUNTS}
    for village in Village.objects.select_related("district"):
        villages[village.district.kemendagri_code].append(village)
    for block in range(scale):
        rng = Random(f"{SEED} {block}")  # noqa: S311
        members = iter(_memberships(rng, sum(counts[0] for counts in COUNTS.values())))
        number = block * TOTAL
        for code, counts in COUNTS.items():
            yield from _district(rng, districts[code], villages[code], counts, members, number)
            number += sum(counts)


def _district(rng, district, villages, counts, members, number) -> Iterator[Slot]:
    states = [state for state, count in zip(STATES, counts, strict=True) for _ in range(count)]
    rng.shuffle(states)
    places = rng.sample(villages, len(villages))
    for offset, state in enumerate(states):
        spare = offset >= len(places)
        place = rng.choice(villages) if spare else places[offset]
        lost = spare and rng.random() < WITHOUT_VILLAGE
        counted, book = next(members) if state == Status.ACTIVE else (None, None)
        yield Slot(
            number=number + offset,
            district=district,
            place=place,
            village=None if lost else place,
            status=state,
            members=counted,
            book=book,
            spare=spare,
            around=tuple(villages),
        )


def recent(rng: Random, days: int, least: int = 0) -> date:
    """A day from ``least`` to ``days`` before the horizon."""
    return HORIZON - timedelta(days=rng.randint(least, days))


def _memberships(rng: Random, count: int) -> list[tuple[int, int]]:
    """Members by RAT and by book; what one book has too few, the next has too many."""
    shares = _shares(rng, count)
    books = shares[:]
    for position in range(0, count - 1, 2):
        if rng.random() < BOOK_DIFFERS:
            few = rng.randint(1, 4)
            books[position] -= few
            books[position + 1] += few
    return list(zip(shares, books, strict=True))


def _shares(rng: Random, count: int) -> list[int]:
    """``count`` memberships that add up to MEMBERS: few large, many small."""
    weights = [rng.expovariate(1) for _ in range(count)]
    spread, whole = MEMBERS - FEWEST_MEMBERS * count, sum(weights)
    shares = [FEWEST_MEMBERS + int(spread * weight / whole) for weight in weights]
    for position in range(MEMBERS - sum(shares)):
        shares[position] += 1
    return shares
