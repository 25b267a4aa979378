"""What a published table is: its texts, how it is gathered, and how the cube is built from that."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.statistics.cube import Cube, Text

Cell = tuple[str, ...]
MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class Definition:
    """One table of the statistics service.

    ``gather`` reads what the table is computed from, and nothing else decides what the table says;
    ``build`` makes the protected cube of it, given the cells that the edition before withheld, so
    that what was confidential stays so. ``default`` is what is shown when nothing is asked:
    dimension code → codes or expressions of PxWebApi such as ``TOP(1)``. ``every``: seconds after
    which the register is looked at anew. ``picture`` names the dimension whose categories the
    chart compares; ``subject`` groups the tables for people.
    """

    id: str
    title: Text
    description: Text
    subject: str
    gather: Callable[[], Any]
    build: Callable[[Any, Collection[Cell]], Cube]
    default: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    time_unit: str = "Annual"
    every: int = MINUTE
    picture: str = "district"


SUBJECTS = {
    "koperasi": Text("Koperasi", "Cooperatives"),
    "umkm": Text("UMKM", "MSMEs"),
    "pembinaan": Text("Pembinaan", "Coaching"),
    "laporan": Text("Laporan UPT", "Field office reports"),
    "terbitan": Text("Angka terbit", "Published figures"),
}
SOURCE = Text(
    "Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis",
    "Office of Cooperatives and Small and Medium Enterprises, Bengkalis Regency",
)
CONTACT = Text(
    "Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis, Jl. Pertanian, Bengkalis",
    "Office of Cooperatives and SMEs of Bengkalis Regency, Jl. Pertanian, Bengkalis",
)
CONFIDENTIAL = Text(
    "Angka dengan tanda c dirahasiakan: dari sel itu, atau dari selisihnya dengan angka lain, "
    "orang dapat mengetahui data satu atau dua usaha (UU 16/1997 pasal 21).",
    "Figures marked c are confidential: from the cell, or from its difference to others, the data "
    "of one or two units could be learnt (Law 16/1997 art. 21).",
)
