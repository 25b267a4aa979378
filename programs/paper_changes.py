"""Two agreements held against each other, from what their papers say: for staff and for strangers.

Nothing personal beyond what a paper's public check shows: names and posts, no NIP, no rank.
"""

import json
from dataclasses import dataclass
from decimal import Decimal

from bengkalis.values import format_number, format_rupiah
from programs.contents import content_of
from programs.enums import Direction, FundSource, QuarterRule
from programs.models import Paper
from programs.papers import canonical

PARTY = {"name": "nama", "position": "jabatan"}
SECTIONS = ("Pihak pertama", "Pihak kedua")
AMOUNTS = ("target", "target_1", "target_2", "target_3", "target_4", "cap")
INDICATOR = {
    "goal": "sasaran",
    "indicator": "indikator",
    "unit": "satuan",
    "target": "target setahun",
    "target_1": "target triwulan I",
    "target_2": "target triwulan II",
    "target_3": "target triwulan III",
    "target_4": "target triwulan IV",
    "direction": "arah",
    "quarter_rule": "hitungan setahun",
    "cap": "batas capaian (%)",
}
PROGRAM = {"name": "nama", "amount": "anggaran", "fund_source": "sumber dana"}
CHOICES = {"direction": Direction, "quarter_rule": QuarterRule, "fund_source": FundSource}


@dataclass(frozen=True)
class Difference:
    """One field in two papers, in words; "" where it is not there."""

    section: str
    label: str
    before: str
    after: str


def document_of(paper: Paper) -> dict:
    """What ``paper`` says: as it was frozen, or as its draft stands now."""
    frozen = paper.content and not paper.is_draft
    return json.loads(paper.content if frozen else canonical(content_of(paper)))


def difference(old: Paper, new: Paper) -> list[Difference]:
    """Field by field what differs between two agreements: parties, indicators, programs, total."""
    before, after = document_of(old), document_of(new)
    return [
        *_parties(before["parties"], after["parties"]),
        *_indicators(before["indicators"], after["indicators"]),
        *_programs(before["programs"], after["programs"]),
        *_field("Program", "jumlah anggaran", _money(before), _money(after)),
    ]


def _money(document: dict) -> str:
    return format_rupiah(document["total"])


def _field(section: str, label: str, before: str, after: str) -> list[Difference]:
    return [] if before == after else [Difference(section, label, before, after)]


def _parties(before: list[dict], after: list[dict]) -> list[Difference]:
    return [
        one
        for section, old, new in zip(SECTIONS, before, after, strict=True)
        for one in _fields(section, PARTY, old, new)
    ]


def _fields(section: str, labels: dict[str, str], old: dict, new: dict) -> list[Difference]:
    return [
        one
        for name, label in labels.items()
        for one in _field(section, label, _said(name, old[name]), _said(name, new[name]))
    ]


def _said(name: str, value) -> str:
    if value in (None, ""):
        return ""
    if name in AMOUNTS:
        return format_number_of(value)
    if name == "amount":
        return format_rupiah(value)
    return str(CHOICES[name](value).label) if name in CHOICES else str(value)


def format_number_of(text) -> str:
    """A number as canonical JSON states it, in Indonesian."""
    return format_number(Decimal(str(text)))


def _indicators(before: list[dict], after: list[dict]) -> list[Difference]:
    found = []
    for old, new in _paired(before, after):
        one = new or old
        section = f"Indikator {one['no']}"
        if old and new:
            found += _fields(section, INDICATOR, old, new)
        else:
            found += _field(section, "indikator", _words(old), _words(new))
    return found


def _words(indicator: dict | None) -> str:
    if indicator is None:
        return ""
    target = format_number_of(indicator["target"])
    return f"{indicator['indicator']} ({target} {indicator['unit']})"


def _paired(before: list[dict], after: list[dict]) -> list[tuple[dict | None, dict | None]]:
    """Indicators that say the same, then those left that stand in the same place, then the rest."""
    old, pairs, left = list(before), [], []
    for new in after:
        twin = next((one for one in old if one["indicator"] == new["indicator"]), None)
        if twin:
            old.remove(twin)
            pairs.append((twin, new))
        else:
            left.append(new)
    for new in left:
        twin = next((one for one in old if one["no"] == new["no"]), None)
        if twin:
            old.remove(twin)
        pairs.append((twin, new))
    pairs.sort(key=lambda pair: pair[1]["no"])
    return pairs + [(one, None) for one in old]


def _programs(before: list[dict], after: list[dict]) -> list[Difference]:
    then, now = ({one["code"]: one for one in rows} for rows in (before, after))
    found = []
    for code in sorted(then.keys() | now.keys()):
        old, new, section = then.get(code), now.get(code), f"Program {code}"
        if old and new:
            found += _fields(section, PROGRAM, old, new)
        else:
            found += _field(section, "anggaran", _line(old), _line(new))
    return found


def _line(program: dict | None) -> str:
    return f"{program['name']}, {format_rupiah(program['amount'])}" if program else ""
