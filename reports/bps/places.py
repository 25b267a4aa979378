"""The place in a cell of a published table: a code of one system, or a name; never guessed.

Kemendagri 14.03 and BPS 1408 are Bengkalis; BPS 1403 is Indragiri Hilir and Kemendagri 14.08 is
Siak, so that a code of the other system, or of its neighbour, is refused with a sentence.
"""

import re
from typing import NamedTuple

from bengkalis.values import fold, is_blank, squeeze
from registry.imports.places import Places, place_name
from registry.models import District
from registry.models.territory import REGENCY
from reports.models import CodeSystem

REGENCY_NAME = f"Kabupaten {REGENCY['name']}"
REGENCY_WORDS = {"kabupaten bengkalis", "kab bengkalis", "bengkalis regency"}
SKIP = "-"  # what a person chooses for a row that is no place
CODE = re.compile(r"[0-9][0-9.]*")
KINDS = {
    CodeSystem.BPS: ("BPS", "1408010 (Mandau) atau 1408 (kabupaten)"),
    CodeSystem.KEMENDAGRI: ("Kemendagri", "14.03.09 (Mandau) atau 14.03 (kabupaten)"),
}
NEIGHBOURS = {
    CodeSystem.BPS: ("1403", "1403 pada BPS adalah Indragiri Hilir; Bengkalis pada BPS 1408"),
    CodeSystem.KEMENDAGRI: ("1408", "14.08 pada Kemendagri adalah Siak; Bengkalis 14.03"),
}


class PlaceRefused(ValueError):
    """The cell names no place of Bengkalis; the message is one sentence for a person."""


class UnknownName(PlaceRefused):
    """A name that somebody must say what it means; ``near`` may be what is meant."""

    def __init__(self, typed: str, near: str):
        self.typed, self.near = typed, near
        hint = f" Mungkin maksudnya {near}?" if near else ""
        super().__init__(f"Ditemukan “{typed[:60]}”, diharapkan nama kecamatan.{hint}")


class Place(NamedTuple):
    """A place by its code in the system of the table."""

    code: str
    name: str


class PlaceReader:
    """The 11 kecamatan and the regency, read by the codes of one system or by name."""

    def __init__(self, system: str, answers: dict[str, str] | None = None):
        """``answers``: what a person said of names that are not known, a code or SKIP."""
        self.system, self.answers = CodeSystem(system), answers or {}
        self._names = Places()
        column = f"{self.system.value}_code"
        places = [Place(getattr(d, column), d.name) for d in District.objects.order_by(column)]
        self.regency = Place(REGENCY[self.system.value], REGENCY_NAME)
        self.kecamatan = tuple(places)
        self.known = {place.code: place for place in (self.regency, *places)}
        self._by_name = {place_name(place.name): place for place in places}

    def read(self, cell) -> Place | None:
        """The place in ``cell``; None for a row that a person said is none.

        Raises PlaceRefused; UnknownName for a name to be asked about.
        """
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            cell = f"{cell:.0f}" if cell == int(cell) else str(cell)
        text = squeeze(cell)
        if text in self.answers:
            answer = self.answers[text]
            return None if answer == SKIP else self._of_code(answer)
        if CODE.fullmatch(text):
            return self._of_code(text)
        return self._of_name(text)

    def is_place(self, cell) -> bool:
        """Whether ``cell`` names a place without anybody being asked."""
        try:
            return not is_blank(cell) and self.read(cell) is not None
        except PlaceRefused:
            return False

    def _of_name(self, text: str) -> Place:
        if fold(text.replace(".", " ")) in REGENCY_WORDS:
            return self.regency
        found = self._by_name.get(place_name(text))
        if found is None:
            raise UnknownName(text, self._names.like_district(text))
        return found

    def _of_code(self, text: str) -> Place:
        code = self._dotted(text) if self.system == CodeSystem.KEMENDAGRI else text
        if found := self.known.get(code):
            return found
        number, neighbour = NEIGHBOURS[self.system]
        name, example = KINDS[self.system]
        sentence = f"Ditemukan kode “{text[:20]}”, diharapkan kode {name} seperti {example}"
        if self._is_of_the_other(text):
            raise PlaceRefused(f"{sentence}. Itu bentuk kode sistem yang lain; pilih sistem itu.")
        if text.replace(".", "").startswith(number):
            raise PlaceRefused(f"{sentence}. Jangan tertukar: {neighbour}.")
        raise PlaceRefused(f"{sentence}.")

    def _is_of_the_other(self, text: str) -> bool:
        """Dots are Kemendagri's, seven digits are a kecamatan of BPS."""
        if self.system == CodeSystem.BPS:
            return "." in text
        return text.isdigit() and len(text) == 7

    @staticmethod
    def _dotted(text: str) -> str:
        """140309 is 14.03.09; a code of seven digits is none of Kemendagri's."""
        if text.isdigit() and len(text) in (4, 6):
            return ".".join(text[at : at + 2] for at in range(0, len(text), 2))
        return text
