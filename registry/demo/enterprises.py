"""Made-up MSMEs: whose, where, what they do, since when. Their figures: ``enterprise_figures``."""

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

from registry.demo import copying, enterprise_figures, names, owners
from registry.demo.enterprise_plan import Quarter, quarters
from registry.demo.plan import HORIZON
from registry.demo.trades import Trade
from registry.models import Enterprise, EnterpriseYear, KbliSection

NOTE = "CONTOH: data peragaan, bukan usaha yang sebenarnya."
CHUNK = 4000  # enterprises held in memory at once
LAW_BEGAN = date(2021, 2, 2)  # PP 7/2021
FIRST_NIB = 9_999_000_000_000  # OSS begins a NIB with digits of its day: none begins so
WITH_NIB = 0.45
SECOND_BUSINESS = 0.015  # of the owners: the business before is theirs as well
WITHOUT_SECTION, WITHOUT_CODE, DIVISION_ONLY = 0.02, 0.12, 0.05
WITHOUT_VILLAGE, WITH_PLACE = 0.03, 0.30
WITHOUT_START, STARTED_2021, WITH_DAY = 0.04, 0.03, 0.20
CLOSED = 0.03
CALLED = ("Mak", "Pak", "Bu", "Bang", "Kak", "Wak")


def seed(scale: int) -> Counter:
    """Write the MSMEs and their years by COPY, CHUNK at a time; rows by kind."""
    counts, found = Counter(), rows(scale)
    while some := list(islice(found, CHUNK)):
        for (row, years), pk in zip(some, copying.reserve(Enterprise, len(some)), strict=True):
            row["id"] = pk
            for year in years:
                year["enterprise_id"] = pk
        _count(counts, Enterprise, [row for row, _ in some])
        _count(counts, EnterpriseYear, [year for _, years in some for year in years])
    copying.analyse(Enterprise, EnterpriseYear)
    return counts


def _count(counts: Counter, model, some: list[dict]) -> None:
    counts[str(model._meta.verbose_name)] += copying.copy(model, some)


def rows(scale: int) -> Iterator[tuple[dict, list[dict]]]:
    """Each MSME with its years, for COPY and without keys; the same scale gives the same rows."""
    sections = dict(KbliSection.objects.filter(edition=2020).values_list("code", "pk"))
    for quarter in quarters(scale):
        yield from _Writer(quarter, sections).rows()


class _Writer:
    """Makes the MSMEs of one quarter; remembers the last owner, who may have a second business."""

    def __init__(self, quarter: Quarter, sections: dict[str, int]):
        self.quarter, self.sections = quarter, sections
        self.owner: dict | None = None
        self.people, self.business = quarter.dice("pemilik UMKM"), quarter.dice("UMKM")
        self.figures = enterprise_figures.Writer(quarter, sections)

    def rows(self) -> Iterator[tuple[dict, list[dict]]]:
        quarter, rng = self.quarter, self.business
        weights = quarter.trade_weights
        for number in range(quarter.first, quarter.first + quarter.count):
            trade = rng.choices(quarter.trades, cum_weights=weights)[0]
            size = enterprise_figures.size(rng, trade)
            owner = self._owner(number, trade)
            row = self._business(rng, number, trade, size, owner) | owner
            years = self.figures.years(number, row, trade, size)
            if years:
                row |= enterprise_figures.latest(years[-1])
            yield row, years

    def _owner(self, number: int, trade: Trade) -> dict:
        rng = self.people
        if self.owner is None or rng.random() >= SECOND_BUSINESS:
            self.owner = owners.person(rng, self.quarter.district, number, trade.women)
        return self.owner

    def _business(self, rng: Random, number: int, trade: Trade, size: str, owner: dict) -> dict:
        return {
            "uid": uuid.UUID(int=rng.getrandbits(128), version=4),
            "name": _name(rng, trade, size, owner["owner_name"]),
            "activity": trade.activity if rng.random() < 0.9 else "",
            "address": names.address(rng) if rng.random() < 0.9 else "",
            "permit_number": f"SKU/{number}/DS/2020" if rng.random() < 0.1 else "",
            "nib": str(FIRST_NIB + number) if rng.random() < WITH_NIB else None,
            **self._place(rng),
            **self._kind(rng, trade),
            **_life(rng),
            "note": NOTE,
            "is_demo": True,
        }

    def _place(self, rng: Random) -> dict:
        quarter = self.quarter
        village = rng.choices(quarter.villages, cum_weights=quarter.village_weights)[0]
        found = {
            "district_id": quarter.district.pk,
            "village_id": village.pk if rng.random() >= WITHOUT_VILLAGE else None,
            "latitude": None,
            "longitude": None,
        }
        if rng.random() < WITH_PLACE:
            latitude, longitude = quarter.centre
            found["latitude"] = f"{rng.gauss(latitude, 0.02):.6f}"
            found["longitude"] = f"{rng.gauss(longitude, 0.03):.6f}"
        return found

    def _kind(self, rng: Random, trade: Trade) -> dict:
        """Some lists give no section; some no code, or its first two digits only."""
        if rng.random() < WITHOUT_SECTION:
            return {"section_id": None, "kbli_code": ""}
        chance, code = rng.random(), trade.code
        if chance < WITHOUT_CODE:
            code = ""
        elif chance < WITHOUT_CODE + DIVISION_ONLY:
            code = code[:2]
        return {"section_id": self.sections[trade.section], "kbli_code": code}


def _name(rng: Random, trade: Trade, size: str, owner: str) -> str:
    head, chance = rng.choice(trade.heads), rng.random()
    given = owner.split()[0] if owner else "Saudara"
    if size != enterprise_figures.MICRO:
        form = rng.choice(enterprise_figures.FORMS[size])
        return f"{form} {rng.choice(names.CALLED)} {rng.choice(names.WISHED)}"
    if chance < 0.35:
        name = f"{head} {given}"
    elif chance < 0.5:
        name = f"{head} {rng.choice(CALLED)} {given}"
    elif chance < 0.7:
        name = f"{head} {rng.choice(names.WISHED)}"
    else:
        name = f"{head} {rng.choice(names.CALLED)} {rng.choice(names.WISHED)}"
    return name.upper() if rng.random() < 0.06 else name


def _life(rng: Random) -> dict:
    """Since when, and until when if it closed. Of 2021 it matters on which side of the law."""
    year, day = _start(rng)
    return {"started_year": year, "started_on": day, "closed_on": _closed(rng, year)}


def _start(rng: Random) -> tuple[int | None, date | None]:
    chance = rng.random()
    if chance < WITHOUT_START:
        return None, None
    if chance < WITHOUT_START + STARTED_2021:
        return 2021, _day_of_2021(rng)
    year = max(1975, 2020 - int(rng.expovariate(0.12)))
    if rng.random() >= WITH_DAY:
        return year, None
    return year, date(year, 1, 1) + timedelta(days=rng.randrange(365))


def _day_of_2021(rng: Random) -> date | None:
    chance = rng.random()
    if chance < 0.35:  # the list says the year only
        return None
    if chance < 0.45:
        return LAW_BEGAN - timedelta(days=rng.randrange(2))
    return date(2021, 1, 1) + timedelta(days=rng.randrange(365))


def _closed(rng: Random, started: int | None) -> date | None:
    if rng.random() >= CLOSED:
        return None
    first = date(2020, 3, 1) if started is None or started < 2020 else date(started + 1, 1, 1)
    return first + timedelta(days=rng.randrange((HORIZON - first).days + 1))
