"""A saved answer of the BPS WebAPI (``list/model/data``) as cells. Pure: bytes in, cells out.

Keys of ``datacontent`` are vervar+var+turvar+tahun+turtahun without separators and with parts of
any length, so they are built from the dimension lists and never split.
"""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import NamedTuple

MAX_BYTES = 20 * 1024 * 1024
MAX_CELLS = 500_000
LISTS = ("vervar", "var", "turvar", "tahun", "turtahun")
NUMBER = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,4})?")


class Unreadable(ValueError):
    """The file is no usable answer; the message is one sentence for a person."""


class Item(NamedTuple):
    """One entry of a dimension list."""

    val: str
    label: str


class Cell(NamedTuple):
    """One number of the answer: a value, or "-" or ":" as its mark."""

    key: str
    place: Item
    variable: Item
    group: Item
    year: int
    period: Item
    value: Decimal | None
    mark: str


@dataclass(frozen=True)
class Answer:
    """What the file says, and every problem in it as one sentence."""

    variables: tuple[Item, ...]
    units: dict[str, str]
    notes: dict[str, str]
    cells: tuple[Cell, ...]
    problems: tuple[str, ...]


def read_answer(content: bytes) -> Answer:
    """Read a saved answer. Raises Unreadable when it is none."""
    data = _parsed(content)
    _check_status(data)
    lists = [_items(data, name) for name in LISTS]
    content_of = data.get("datacontent")
    if not isinstance(content_of, dict):
        raise Unreadable("Jawaban BPS tanpa objek “datacontent”; diharapkan kunci dan angka.")
    years, problems = _years(lists[3])
    built, clashes = _keys(lists)
    problems += clashes
    cells = []
    for key, parts in built.items():
        if parts and key in content_of and parts[3] in years:
            _take(cells, problems, key, parts, years, content_of[key])
    problems += _left_over(content_of, built)
    rows = data["var"]
    return Answer(
        tuple(lists[1]),
        {str(row["val"]): _text(row, "unit") for row in rows},
        {str(row["val"]): _text(row, "note") for row in rows},
        tuple(cells),
        tuple(problems),
    )


def _parsed(content: bytes) -> dict:
    if len(content) > MAX_BYTES:
        raise Unreadable(f"Berkas {len(content)} bita; paling banyak {MAX_BYTES} bita (20 MB).")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("Berkas bukan teks UTF-8; diharapkan jawaban JSON dari BPS.") from error
    if text.lstrip().startswith("<"):
        raise Unreadable("Berkas berisi halaman HTML; diharapkan jawaban JSON dari WebAPI BPS.")
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable("JSON rusak atau terpotong; simpan ulang jawaban dari BPS.") from error
    except Unreadable:
        raise
    except ValueError as error:
        raise Unreadable("JSON memuat angka yang terlalu panjang untuk dibaca.") from error
    if not isinstance(data, dict):
        raise Unreadable("Isi berkas bukan objek JSON; diharapkan jawaban list/model/data BPS.")
    return data


def _once(pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))
        raise Unreadable(f"Nama “{twice[:60]}” ada dua kali dalam satu objek; diharapkan sekali.")
    return found


def _no(name: str):
    raise Unreadable(f"Ditemukan {name}, yang bukan angka JSON.")


def _check_status(data: dict) -> None:
    if data.get("status") != "OK":
        found = str(data.get("status", "tidak ada"))[:40]
        raise Unreadable(f"Status jawaban BPS “{found}”; diharapkan “OK”.")
    if data.get("data-availability") != "available":
        found = str(data.get("data-availability", "tidak ada"))[:40]
        raise Unreadable(f"Ketersediaan data BPS “{found}”; diharapkan “available”.")


def _items(data: dict, name: str) -> list[Item]:
    rows = data.get(name)
    if not isinstance(rows, list) or not rows:
        raise Unreadable(f"Daftar “{name}” tidak ada atau kosong; diharapkan daftar val dan label.")
    items = [_item(row, name) for row in rows]
    if len({item.val for item in items}) < len(items):
        raise Unreadable(f"Daftar “{name}” memuat val yang sama dua kali; diharapkan sekali.")
    return items


def _item(row, name: str) -> Item:
    val = row.get("val") if isinstance(row, dict) else None
    label = row.get("label") if isinstance(row, dict) else None
    val = str(val) if isinstance(val, int) and not isinstance(val, bool) else val
    good = isinstance(val, str) and re.fullmatch(r"[0-9]{1,20}", val)
    if not good or not isinstance(label, str | int):
        raise Unreadable(f"Isi daftar “{name}” keliru; diharapkan val berupa angka, dan label.")
    return Item(val, str(label).strip())


def _text(row: dict, name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _years(items: list[Item]) -> tuple[dict[Item, int], list[str]]:
    """Years by item; those whose label says another year than 1900 + val are problems."""
    years, problems = {}, []
    for item in items:
        year = 1900 + int(item.val)
        if item.label == str(year):
            years[item] = year
        else:
            problems.append(f"Tahun {item.val} berlabel “{item.label}”; diharapkan “{year}”.")
    return years, problems


def _keys(lists: list[list[Item]]) -> tuple[dict[str, tuple], list[str]]:
    """Combinations by key; a key of two combinations is a problem and belongs to neither."""
    size = 1
    for items in lists:
        size *= len(items)
    if size > MAX_CELLS:
        raise Unreadable(f"Daftar dimensi memberi {size} sel; paling banyak {MAX_CELLS}.")
    owners: dict[str, list[tuple]] = {}
    for parts in product(*lists):
        owners.setdefault("".join(part.val for part in parts), []).append(parts)
    clashes = [
        f"Kunci {key} berlaku untuk {len(found)} gabungan: "
        + " dan ".join("·".join(part.val for part in parts) for parts in found)
        + "; tidak ditebak."
        for key, found in owners.items()
        if len(found) > 1
    ]
    return {key: found[0] if len(found) == 1 else () for key, found in owners.items()}, clashes


def _take(cells, problems, key, parts, years, raw) -> None:
    place, variable, group, year, period = parts
    said = _value(raw)
    if said is None:
        shown = str(raw)[:40]
        problems.append(f"Kunci {key}: ditemukan “{shown}”, diharapkan angka, “-” atau kosong.")
    else:
        cells.append(Cell(key, place, variable, group, years[year], period, *said))


def _value(raw) -> tuple[Decimal | None, str] | None:
    """The number or the mark that BPS wrote; None for anything else."""
    if isinstance(raw, str):
        text = raw.strip()
        if text in ("", "-"):
            return None, text or ":"
    elif isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        text = (
            format(raw, "f") if isinstance(raw, Decimal) and abs(raw.adjusted()) < 30 else str(raw)
        )
    else:
        return None
    return (Decimal(text), "") if NUMBER.fullmatch(text) else None


def _left_over(content: dict, built: dict) -> list[str]:
    return [
        f"Kunci {key[:80]} tidak terbentuk dari daftar dimensi; angkanya tidak dibaca."
        for key in content
        if key not in built
    ]
