"""Kecamatan and desa by name, as lists spell them; the 2017 split is recognised, never guessed."""

import re
from difflib import get_close_matches
from functools import cache

from bengkalis.values import fold, squeeze
from registry.models import District, Village

NEAR = 0.75
_PREFIX = re.compile(r"(?:(?:kecamatan|kelurahan|desa|kec|kel|ds|des)\b[\s.:/]*){1,2}", re.I)


def place_name(text) -> str:
    """``Ds. Tasik  Serai`` and ``KEL. TASIK SERAI`` are one name: ``tasik serai``."""
    text = squeeze(text)
    prefix = _PREFIX.match(text)
    return fold(text[prefix.end() :] if prefix else text)


class Places:
    """The 11 kecamatan and 155 desa/kelurahan, held for one reading."""

    def __init__(self):
        self.districts = {
            place_name(d.name): d for d in District.objects.select_related("split_from")
        }
        self.villages: dict[str, list[Village]] = {}
        for village in Village.objects.select_related("district__split_from"):
            self.villages.setdefault(place_name(village.name), []).append(village)
        self.like_district = cache(self._like_district)
        self.like_village = cache(self._like_village)

    def district(self, text) -> District | None:
        return self.districts.get(place_name(text))

    def village(self, text) -> list[Village]:
        """The villages of that name, wherever they are."""
        return self.villages.get(place_name(text), [])

    def _like_district(self, text: str) -> str:
        near = get_close_matches(place_name(text), self.districts, 1, NEAR)
        return self.districts[near[0]].name if near else ""

    def _like_village(self, text: str, district: District | None) -> str:
        """The one name that is nearly the same, preferring those in ``district``."""
        names = [
            name
            for name, villages in self.villages.items()
            if district is None or any(v.district_id == district.pk for v in villages)
        ]
        near = get_close_matches(place_name(text), names, 1, NEAR)
        near = near or get_close_matches(place_name(text), self.villages, 1, NEAR)
        return self.villages[near[0]][0].name if near else ""


def read_place(cells) -> None:
    """Kecamatan and desa of a row; a village brings its kecamatan along."""
    district, villages = _district(cells), _villages(cells)
    if district is None and (cells.text("district") or villages is None):
        return
    if not villages:
        if district is not None and villages is not None:
            cells.said.cooperative["district"] = district
        return
    village = _agreed(cells, district, villages)
    if village is not None:
        cells.said.cooperative |= {"village": village, "district": village.district}


def _district(cells) -> District | None:
    typed, places = cells.text("district"), cells.listing.places
    district = places.district(typed) if typed else None
    if typed and district is None:
        _unknown(cells, "district", typed, "kecamatan", places.like_district(typed))
    return district


def _villages(cells) -> list[Village] | None:
    """The villages that may be meant; none when the cell is blank, None when it is unknown."""
    typed, places = cells.text("village"), cells.listing.places
    villages = places.village(typed) if typed else []
    if typed and not villages:
        district = places.district(cells.text("district"))
        near = places.like_village(typed, district)
        _unknown(cells, "village", typed, "desa/kelurahan", near)
        return None
    return villages


def _unknown(cells, key: str, typed: str, noun: str, near: str) -> None:
    hint = f" Mungkin maksudnya {near}?" if near else ""
    message = f"Ditemukan “{typed[:60]}”, diharapkan {noun} di Kabupaten Bengkalis.{hint}"
    cells.problem(key, f"unknown_{key}", message, near)


def _agreed(cells, district: District | None, villages: list[Village]) -> Village | None:
    """The village that fits the kecamatan; one that split off in 2017 is taken with a word."""
    if district is None:
        if len(villages) == 1:
            return villages[0]
        homes = " dan ".join(village.district.name for village in villages)
        sentence = f"Kecamatan kosong; desa {villages[0].name} ada di {homes}, sebutkan yang mana."
        cells.problem("district", "missing_value", sentence)
        return None
    for village in villages:
        if village.district_id == district.pk:
            return village
    for village in villages:
        if village.district.split_from_id == district.pk:
            cells.problem(
                "district",
                "district_before_split",
                before_split(district, village.district, f"desa {village.name}"),
                village.district.name,
            )
            return village
    home = villages[0].district
    sentence = f"Ditemukan “{villages[0].name}” di Kecamatan {district.name}, padahal desa itu ada"
    cells.problem("village", "unknown_village", f"{sentence} di Kecamatan {home.name}.")
    return None


def before_split(old: District, home: District, what: str) -> str:
    """The sentence about a list that still has the kecamatan of before the split."""
    since = f"sejak {home.valid_from:%Y}" if home.valid_from else "sekarang"
    return (
        f"Ditemukan Kecamatan {old.name}, tetapi {what} {since} masuk Kecamatan {home.name}, "
        f"pecahan {old.name}; dicatat di {home.name}."
    )
