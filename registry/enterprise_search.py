"""Finding MSMEs by words of their names and of their owners' names, alike at 40,000 and 4,000,000.

Every word must be there, the last one at least as a beginning. The rarest word drives: its entries
in the table of words are read in the order of an index, at most ``LOOKED_AT`` of them, and for each
the other words are asked by key. So nothing is counted to its end and nothing is sorted that can
grow. What could not be looked at, or is more than ``GIVEN``, is said: ``is_capped``. Where no name
holds all words, the nearest words that do occur stand in for them: ``is_approximate``.
"""

import re
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet

from bengkalis.access import Permission, Scope, scope_of
from bengkalis.sealed import blind_indexes
from registry.models import Enterprise
from registry.nik import LENGTH as NIK_LENGTH
from registry.search import fold_name

LOOKED_AT = 10_000  # entries of the rarest word
GIVEN = 1_000  # enterprises, when there are more
COUNTED = 1_000  # entries of a word beyond which it is just "common"
BEGINNINGS = 200  # words that begin with the last one
ALIKE = 5  # words like a misspelt one
MOST_WORDS = 8
NIB_LENGTH = 13
LAST = chr(0x10FFFF)

# Statements are put together from placeholders and from names of our own tables.
# ruff: noqa: S608


def number_in(text: str) -> str:
    """The digits of a text that is nothing but a number, "" for any other."""
    digits = re.sub(r"[\s.\-]", "", text)
    return digits if re.fullmatch("[0-9]+", digits) else ""


@dataclass(frozen=True)
class Reach:
    """Where names are searched, and where also the names of owners."""

    names: Scope
    owners: Scope

    @classmethod
    def of(cls, user, districts: frozenset[int] | None = None) -> "Reach":
        """What ``user`` may search, within ``districts`` if these are all that is asked for."""
        scopes = (Permission.VIEW_REGISTER, Permission.VIEW_ENTERPRISES)
        return cls(*(_narrowed(scope_of(user, one), districts) for one in scopes))

    def ranges(self) -> list[tuple[str, list]]:
        """The ranges of the index that hold the entries of one word: conditions, values."""
        found: list[tuple[str, list]] = []
        for column, scope in (("NOT of_owner", self.names), ("of_owner", self.owners)):
            if scope.everywhere:
                found.append((column, []))
            found += [(f"{column} AND district_id = %s", [key]) for key in sorted(scope.districts)]
        return found

    def owner_condition(self) -> tuple[str, list]:
        """What an entry found by its enterprise must meet besides."""
        if self.owners.everywhere:
            return "true", []
        return "(NOT of_owner OR district_id = ANY(%s))", [sorted(self.owners.districts)]


def _narrowed(scope: Scope, districts: frozenset[int] | None) -> Scope:
    if districts is None or not scope:
        return scope
    return Scope(districts=districts if scope.everywhere else districts & scope.districts)


@dataclass
class Word:
    """A word that was typed, and the words of the register that will do for it."""

    typed: str
    begins: bool = False  # whether longer words will do
    words: list[str] = field(default_factory=list)
    is_cut: bool = False  # whether more words would do than are tried
    found: int = 0  # entries, counted up to COUNTED

    @property
    def condition(self) -> tuple[str, list]:
        if self.begins:
            return "word LIKE %s", [f"{self.typed}%"]
        return "word = ANY(%s)", [self.words]


@dataclass
class Found:
    """Keys of enterprises, and whether there may be more."""

    keys: list[int]
    is_capped: bool = False


def search(
    rows: QuerySet, text: str, user, districts: frozenset[int] | None = None
) -> QuerySet[Enterprise]:
    """``rows`` that ``text`` names: by words, a NIB of 13 digits, or a NIK of 16 (only where the
    user may see owners). ``districts`` are the only ones that ``rows`` can lie in, if known.

    The result has ``is_approximate`` set where only similar words occur, ``is_capped`` where there
    are more than it holds: then those whose name begins with ``text`` come before others.
    """
    if number := number_in(text):
        if len(number) == NIB_LENGTH:
            return rows.filter(nib=number)
        if len(number) == NIK_LENGTH:
            return rows & find_by_nik(user, number)
    typed = list(dict.fromkeys(fold_name(text).split()))
    if not typed:
        return rows
    reach = Reach.of(user, districts)
    words = [Word(one, words=[one]) for one in typed[:MOST_WORDS]]
    words[-1] = _beginning(words[-1])
    found, approximate = _find(words, reach), False
    if not found.keys and not found.is_capped:
        found = _find(_alike(words), reach)
        approximate = bool(found.keys)
    return _given(rows, found, reach, "" if approximate else " ".join(typed), approximate)


def find_by_nik(user, nik: str) -> QuerySet[Enterprise]:
    """The enterprises of the owner with this NIK, sixteen digits, that ``user`` may see."""
    scope = scope_of(user, Permission.VIEW_ENTERPRISES)
    return Enterprise.objects.within(scope).filter(owner_nik_index__in=blind_indexes(nik, "nik"))


def _given(
    rows: QuerySet, found: Found, reach: Reach, text: str, approximate: bool
) -> QuerySet[Enterprise]:
    """``rows`` among what was found; GIVEN of them, if there are more."""
    keys, capped = found.keys, found.is_capped
    if capped or len(keys) > GIVEN:
        first = _named(rows, reach, text) if text else []
        keys = list(
            rows.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)[: GIVEN + 1]
        )
        capped |= len(keys) > GIVEN
        keys = list(dict.fromkeys([*first, *keys]))[:GIVEN]
    given = rows.filter(pk__in=keys)
    given.is_approximate, given.is_capped = approximate, capped
    return given


def _named(rows: QuerySet, reach: Reach, text: str) -> list[int]:
    """Those of ``rows`` whose name begins with ``text``: the first GIVEN names are looked at."""
    scope = Enterprise.objects.within(reach.names).order_by("search_name", "id")
    names = scope.filter(search_name__gte=text, search_name__lt=text + LAST)
    keys = list(names.values_list("pk", flat=True)[:GIVEN])
    return list(rows.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))


def _find(words: list[Word], reach: Reach) -> Found:
    """The enterprises that have all ``words``."""
    if not words or not reach.ranges():
        return Found([])
    _count(words, reach)
    if not all(word.found for word in words):
        return Found([])
    driver, *others = _rarest_first(words)
    driving, params = _entries(driver, reach, LOOKED_AT + 1)
    condition, values = reach.owner_condition()
    probes = ""
    for place, other in enumerate(others):
        asked, given = other.condition
        # A LIMIT inside keeps the planner from reading all entries of a common word instead.
        probes += (
            " CROSS JOIN LATERAL (SELECT FROM registry_enterpriseword w WHERE"
            f" w.enterprise_id = d.enterprise_id AND {asked} AND {condition} LIMIT 1) p{place}"
        )
        params += [*given, *values]
    statement = (
        f"WITH d AS MATERIALIZED ({driving}) SELECT (SELECT count(*) FROM d),"
        f" ARRAY(SELECT DISTINCT d.enterprise_id FROM d{probes})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        looked_at, keys = cursor.fetchone()
    return Found(keys, looked_at > LOOKED_AT or driver.is_cut)


def _entries(word: Word, reach: Reach, limit: int) -> tuple[str, list]:
    """SELECT of at most ``limit`` entries of ``word``, in the order of the indexes."""
    ranges, params = [], [word.words]
    for condition, values in reach.ranges():
        ranges.append(
            "(SELECT enterprise_id FROM registry_enterpriseword"
            f" WHERE word = asked.word AND {condition} ORDER BY enterprise_id LIMIT {limit})"
        )
        params += values
    statement = (
        "SELECT found.enterprise_id FROM unnest(%s::text[]) asked(word)"
        f" CROSS JOIN LATERAL ({' UNION ALL '.join(ranges)}) found LIMIT {limit}"
    )
    return statement, params


def _count(words: list[Word], reach: Reach) -> None:
    """Note how many entries each word has, up to COUNTED and one."""
    parts = [_entries(word, reach, COUNTED + 1) for word in words]
    counts = ", ".join(f"(SELECT count(*) FROM ({one}) e{n})" for n, (one, _) in enumerate(parts))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [value for _, params in parts for value in params])
        for word, found in zip(words, cursor.fetchone(), strict=True):
            word.found = found


def _rarest_first(words: list[Word]) -> list[Word]:
    """Among common words the statistics of the planner tell which is less common."""
    if len(words) == 1 or min(word.found for word in words) <= COUNTED:
        return sorted(words, key=lambda word: word.found)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT common.word, common.part FROM pg_stats,"
            " unnest(most_common_vals::text::text[], most_common_freqs) common(word, part)"
            " WHERE schemaname = current_schema() AND attname = 'word'"
            " AND tablename = 'registry_enterpriseword' AND common.word = ANY(%s)",
            [[one for word in words for one in word.words]],
        )
        parts = dict(cursor.fetchall())
    return sorted(words, key=lambda word: sum(parts.get(one, 0) for one in word.words))


def _beginning(word: Word) -> Word:
    """``word`` with the words that begin with it, itself first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM registry_enterprisevocabulary WHERE word LIKE %s"
            f" ORDER BY word LIMIT {BEGINNINGS + 1}",
            [f"{word.typed}_%"],
        )
        longer = [one for (one,) in cursor.fetchall()]
    words = [word.typed, *longer[:BEGINNINGS]]
    return Word(word.typed, True, words, is_cut=len(longer) > BEGINNINGS)


def _alike(words: list[Word]) -> list[Word]:
    """``words`` with the nearest words of the register for those that do not occur, or for all if
    only their company does not occur. Empty if nothing is near."""
    unknown = [word for word in words if not word.found] or words
    found = []
    for word in words:
        near = _nearest(word.typed) if word in unknown else []
        own = word.words if word not in unknown else [word.typed] * bool(word.found)
        found.append(Word(word.typed, words=list(dict.fromkeys([*own, *near]))))
    return found if all(word.words for word in found) else []


def _nearest(typed: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM registry_enterprisevocabulary WHERE word %% %s"
            f" ORDER BY similarity(word, %s) DESC, word LIMIT {ALIKE}",
            [typed, typed],
        )
        return [word for (word,) in cursor.fetchall()]
