"""Who took part in a training: found by name, or read from a pasted list of their numbers."""

import re
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from bengkalis.access import Permission, scope_of
from registry.coaching import MOST_TOGETHER, Subject
from registry.enterprise_search import search as search_enterprises
from registry.models import Cooperative, Enterprise
from registry.search import fold_name, search

COACHING = Permission.RECORD_COACHING
FOUND = 20
UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
EXPECTED = "diharapkan NIK koperasi atau NIB (13 angka), atau alamat halamannya di portal"


@dataclass
class Read:
    """What a pasted list names, each once, and a sentence for every line that names nobody."""

    subjects: list[Subject] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def cooperatives(user, permission: str = COACHING):
    """Those where ``user`` holds ``permission``: that of writing coachings down."""
    return Cooperative.objects.within(scope_of(user, permission)).select_related("district")


def enterprises(user, permission: str = COACHING):
    """Those where ``user`` holds ``permission``."""
    return Enterprise.objects.within(scope_of(user, permission)).select_related("district")


def find(user, text: str, permission: str = COACHING) -> list[Subject]:
    """Cooperatives and businesses whose names hold the words, at most FOUND of each."""
    if not fold_name(text):
        return []
    named = search(cooperatives(user, permission), text)
    businesses = search_enterprises(enterprises(user, permission).open(), text, user)
    return [
        *_by_name(named)[:FOUND],
        *_by_name(businesses)[:FOUND],
    ]


def _by_name(found):
    """In the order of names; what is only alike comes as the search put it."""
    if getattr(found, "is_approximate", False):
        return found
    return found.order_by("search_name", "pk")


def by_uids(user, uids: list[str], permission: str = COACHING) -> list[Subject]:
    """Those of ``uids`` that the user reaches, in the given order."""
    wanted = [UUID(one) for one in dict.fromkeys(uids) if UID.fullmatch(one)][: MOST_TOGETHER + 1]
    found: dict[UUID, Subject] = {}
    for rows in (cooperatives(user, permission), enterprises(user, permission)):
        found |= {one.uid: one for one in rows.filter(uid__in=wanted).order_by("pk")}
    return [found[uid] for uid in wanted if uid in found]


def read(user, text: str) -> Read:
    """Understand a pasted list, one participant a line; nothing is guessed."""
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_TOGETHER:
        sentence = f"Ditemukan {len(lines)} baris, diharapkan paling banyak {MOST_TOGETHER}."
        return Read(problems=[sentence])
    asked = {number: _key(line) for number, line in lines}
    known = _known(user, set(filter(None, asked.values())))
    answer, seen = Read(), set()
    for number, key in asked.items():
        found = known.get(key, [])
        if len(found) == 1:
            answer.subjects += [one for one in found if one.uid not in seen]
            seen.add(found[0].uid)
        else:
            answer.problems.append(f"Baris {number}: {_why(key, found)}.")
    return answer


def _key(line: str) -> str:
    """The uid or the number of 13 digits in a line; empty where there is none."""
    if match := UID.search(line):
        return match[0].lower()
    digits = re.sub(r"[\s.\-]", "", line)
    return digits if re.fullmatch(r"[0-9]{13}", digits) else ""


def _known(user, keys: set[str]) -> dict[str, list[Subject]]:
    uids = [key for key in keys if "-" in key]
    numbers = [key for key in keys if "-" not in key]
    found: dict[str, list[Subject]] = {}
    places = ((cooperatives(user), "nik_koperasi"), (enterprises(user), "nib"))
    for rows, number in places if keys else ():
        rows = rows.filter(Q(uid__in=uids) | Q(**{f"{number}__in": numbers}))
        for one in rows.order_by("pk"):
            for key in {str(one.uid), getattr(one, number)} & keys:
                found.setdefault(key, []).append(one)
    return found


def _why(key: str, found: list[Subject]) -> str:
    """Nothing of the line is repeated: it may hold a number that is personal."""
    if found:
        return "nomor itu NIK sebuah koperasi dan juga NIB sebuah UMKM; tempel alamat halamannya"
    if key:
        return "tidak ada koperasi atau UMKM dengan nomor atau alamat itu di wilayah kerja Anda"
    return f"tidak dimengerti, {EXPECTED}"
