"""How many MSMEs lie where: 40,000 in all, as BPS was quoted in April 2020.

How they spread over the kecamatan is made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from registry.demo import names, trades
from registry.demo.plan import SEED
from registry.enums import VillageKind
from registry.models import District, Village

COUNTS = {  # by Kemendagri code of the kecamatan
    "14.03.01": 6_000,
    "14.03.02": 2_900,
    "14.03.03": 2_000,
    "14.03.09": 9_600,
    "14.03.10": 2_400,
    "14.03.11": 1_200,
    "14.03.12": 1_800,
    "14.03.13": 5_400,
    "14.03.14": 1_400,
    "14.03.15": 1_100,
    "14.03.16": 6_200,
}
TOTAL = sum(COUNTS.values())
CENTRES = {  # latitude and longitude of about the middle of each kecamatan's settlements
    "14.03.01": (1.475, 102.105),
    "14.03.02": (1.505, 102.330),
    "14.03.03": (1.350, 102.130),
    "14.03.09": (1.270, 101.200),
    "14.03.10": (1.740, 101.480),
    "14.03.11": (2.060, 101.680),
    "14.03.12": (1.190, 102.010),
    "14.03.13": (1.050, 101.260),
    "14.03.14": (1.500, 101.800),
    "14.03.15": (1.080, 101.470),
    "14.03.16": (1.340, 101.130),
}
ONE_IN = 1  # only every n-th of them is written; the bench makes do with fewer


@dataclass(frozen=True)
class Quarter:
    """A kecamatan to be filled: its villages and trades, with running weights to draw by."""

    block: int
    first: int  # number of its first MSME
    count: int
    district: District
    centre: tuple[float, float]
    elsewhere: list[int]  # primary keys of the other kecamatan
    villages: list[Village]
    village_weights: list[float]
    trades: list[trades.Trade]
    trade_weights: list[int]

    def dice(self, noun: str) -> Random:
        """Every noun has chances of its own: a change to one does not shuffle the others."""
        return Random(f"{SEED} {noun} {self.block} {self.district.kemendagri_code}")  # noqa: S311


def quarters(scale: int) -> Iterator[Quarter]:
    """``scale`` times the same plan, dealt anew each time."""
    districts = {one.kemendagri_code: one for one in District.objects.select_related("split_from")}
    villages: dict[str, list[Village]] = {code: [] for code in COUNTS}
    for village in Village.objects.select_related("district"):
        villages[village.district.kemendagri_code].append(village)
    first = 1
    for block in range(scale):
        for code, planned in COUNTS.items():
            count = planned // ONE_IN
            elsewhere = [one.pk for other, one in districts.items() if other != code]
            yield _quarter(block, first, count, districts[code], villages[code], elsewhere)
            first += count


def _quarter(block, first, count, district, villages, elsewhere) -> Quarter:
    code = district.kemendagri_code
    some = trades.of(code in names.INLAND)
    rng = Random(f"{SEED} desa {code}")  # noqa: S311
    sizes = [_people(village) * rng.uniform(0.4, 1.8) for village in villages]
    return Quarter(
        block=block,
        first=first,
        count=count,
        district=district,
        centre=CENTRES[code],
        elsewhere=elsewhere,
        villages=villages,
        village_weights=list(accumulate(sizes)),
        trades=some,
        trade_weights=list(accumulate(one.weight for one in some)),
    )


def _people(village: Village) -> float:
    """A kelurahan has about three times as many as a desa."""
    return 3.0 if village.kind == VillageKind.KELURAHAN else 1.0
