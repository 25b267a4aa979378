"""Finding MSMEs by words of their names and of their owners' names, alike at 40,000 and 4,000,000.

Every word must be there, the last one at least as a beginning. The rarest word drives: its entries
in the table of words are read in the order of an index, at most ``LOOKED_AT`` of them, and for each
the other words are asked by key. So nothing is counted to its end and nothing is sorted that can
grow. What could not be looked at, or is more than ``GIVEN``, is said: ``is_capped``. Where no name
holds all words, the nearest words that do occur stand in for them: ``is_approximate``.
"""

import re
from dataclasses import dataclass, field

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from bengkalis.access import Permission, Scope, scope_of
from bengkalis.sealed import blind_indexes
from registry.models import Enterprise
from registry.nik import LENGTH as NIK_LENGTH
from registry.search import fold_name

LOOKED_AT = 6_000  # entries of the rarest word
GIVEN = 500  # enterprises, when there are more
COUNTED = 1_000  # entries of a word beyond which it is just "common"
BEGINNINGS = 200  # words that begin with the last one
FEW = 5  # words that are asked one by one: the key of the table answers without a row
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

    def places(self) -> list[int | None]:
        """Keys of the kecamatan to look into; None: all of them at once."""
        return [None] if self.names.everywhere else sorted(self.names.districts)

    def condition(self) -> tuple[str, list]:
        """What an entry must meet to be seen: a name's word, or an owner's who may be seen."""
        if self.owners.everywhere or self.owners == self.names:
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
        if self.begins and len(self.words) > FEW:
            return "word LIKE %s", [f"{self.typed}%"]
        return "word = ANY(%s)", [self.words]


@dataclass
class Found:
    """Keys of enterprises, and whether there may be more."""

    keys: list[int] = field(default_factory=list)
    occurs: bool = False  # somewhere in reach, whatever else is asked of the rows
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
    found, approximate = _find(words, reach, rows), False
    if not found.occurs and not found.is_capped:
        found = _find(_alike(words), reach, rows)
        approximate = found.occurs
    if found.is_capped and not approximate:
        found.keys = [*_named(rows, reach, " ".join(typed)), *found.keys]
    given = rows.filter(pk__in=list(dict.fromkeys(found.keys))[:GIVEN])
    given.is_approximate, given.is_capped = approximate, found.is_capped
    return given


def find_by_nik(user, nik: str) -> QuerySet[Enterprise]:
    """The enterprises of the owner with this NIK, sixteen digits, that ``user`` may see."""
    scope = scope_of(user, Permission.VIEW_ENTERPRISES)
    return Enterprise.objects.within(scope).filter(owner_nik_index__in=blind_indexes(nik, "nik"))


def _named(rows: QuerySet, reach: Reach, text: str) -> list[int]:
    """Those of ``rows`` whose name begins with ``text``: the first GIVEN names are looked at."""
    scope = Enterprise.objects.within(reach.names).order_by("search_name", "id")
    names = scope.filter(search_name__gte=text, search_name__lt=text + LAST)
    chosen = rows.filter(pk__in=names.values("pk")[:GIVEN]).order_by("pk")
    return list(chosen.values_list("pk", flat=True))


def _find(words: list[Word], reach: Reach, rows: QuerySet) -> Found:
    """Those of ``rows`` that have all ``words``."""
    if not words or not reach.places():
        return Found()
    _count(words, reach)
    if not all(word.found for word in words):
        return Found()
    driver, *others = _rarest_first(words)
    entries, params = _entries(driver, reach, LOOKED_AT + 1)
    probes, probed = _probes(others, reach)
    asked, given = _among(rows)
    most = (GIVEN + 1) * (1 if len(driver.words) == 1 else 2)  # two words may be of one name
    statement = (
        f"WITH d AS MATERIALIZED ({entries}) SELECT (SELECT count(*) FROM d),"
        f" EXISTS (SELECT FROM d{probes} WHERE d.seen),"
        f" ARRAY(SELECT d.enterprise_id FROM d{probes} WHERE d.seen AND {asked} LIMIT {most})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *probed, *probed, *given])
        looked_at, occurs, found = cursor.fetchone()
    keys = list(dict.fromkeys(found))
    cut = looked_at > LOOKED_AT or driver.is_cut or len(found) == most or len(keys) > GIVEN
    return Found(keys, occurs, cut)


# A LIMIT inside keeps the planner from reading all entries of a common word instead of asking
# for each enterprise.
_EACH = " CROSS JOIN LATERAL (SELECT FROM {} LIMIT 1) {}"


def _probes(words: list[Word], reach: Reach) -> tuple[str, list]:
    """Joins of ``d`` that leave the enterprises which have every one of ``words`` as well."""
    condition, values = reach.condition()
    joins, params = "", []
    for place, word in enumerate(words):
        asked, given = word.condition
        source = "registry_enterpriseword w WHERE w.enterprise_id = d.enterprise_id"
        joins += _EACH.format(f"{source} AND {asked} AND {condition}", f"p{place}")
        params += [*given, *values]
    return joins, params


def _among(rows: QuerySet) -> tuple[str, list]:
    """The condition that an entry of ``d`` is of one among ``rows``."""
    try:
        asked, params = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "false", []
    return f"d.enterprise_id IN ({asked})", list(params)


def _entries(word: Word, reach: Reach, limit: int) -> tuple[str, list]:
    """SELECT of at most ``limit`` entries of ``word``, in the order of the indexes, and whether
    each may be seen: what is hidden counts as looked at, or a common name of owners would be read
    to its end for who sees none of them."""
    condition, values = reach.condition()
    parts, params = [], [word.words]
    for place in reach.places():
        within = "" if place is None else " AND district_id = %s"
        parts.append(
            f"(SELECT enterprise_id, {condition} seen FROM registry_enterpriseword"
            f" WHERE word = asked.word{within} ORDER BY enterprise_id LIMIT {limit})"
        )
        params += [*values, *([] if place is None else [place])]
    statement = (
        "SELECT found.enterprise_id, found.seen FROM unnest(%s::text[]) asked(word)"
        f" CROSS JOIN LATERAL ({' UNION ALL '.join(parts)}) found LIMIT {limit}"
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
