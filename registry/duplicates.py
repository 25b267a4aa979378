"""Which rows of the register may be one cooperative: spelt otherwise, or with the same deed.

Found set-wise, by the database. Two names are alike when their trigrams agree to ``ALIKE`` and
their numerals are the same: "Sejahtera 1" and "Sejahtera 2" are two cooperatives. Names that are
only alike are no pair where deed and desa are known and both differ. A few rows are each held
against the names of their kecamatan; of many, only names that share one of their rarest trigrams
are compared, and only where enough trigrams are left behind it to be alike: that misses none
(prefix and positional filtering of a similarity join).
"""

from collections.abc import Collection
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from bengkalis.errors import TransitionRefused
from registry.enums import PairState
from registry.models import Cooperative, DuplicatePair
from registry.models.people import today

ALIKE = 0.8
SHORTEST_DEED = 6  # characters; shorter numbers repeat by chance
FEW = 20
BY_HAND = "Dipilih oleh petugas"
NAMING = {"name", "deed_number", "district", "village"}

_DEED = (
    "a.deed_key = b.deed_key AND length(a.deed_key) >= %(shortest)s AND a.deed_key !~ '^0*$'"
    " AND length(b.deed_key) >= %(shortest)s"
)
_OTHER_DEED = (
    "a.deed_key <> b.deed_key AND LEAST(length(a.deed_key), length(b.deed_key)) >= %(shortest)s"
)
_DIGITS = "regexp_replace({0}.core_name, '[^0-9]+', ' ', 'g')"
_NAMES_ALIKE = (
    "a.district_id = b.district_id AND a.core_name <> ''"
    " AND similarity(a.core_name, b.core_name) >= %(alike)s"
    f" AND {_DIGITS.format('a')} = {_DIGITS.format('b')}"
    # A likeness that deed and desa both speak against is two cooperatives of one trade.
    f" AND (a.core_name = b.core_name OR NOT ({_OTHER_DEED}) OR a.village_id = b.village_id"
    " OR a.village_id IS NULL OR b.village_id IS NULL)"
)
_BOTH = "registry_cooperative AS a, registry_cooperative AS b"
_STAND = "a.merged_into_id IS NULL AND b.merged_into_id IS NULL"

FORGET = f"""
    DELETE FROM registry_duplicatepair AS pair USING {_BOTH}
    WHERE a.id = pair.left_id AND b.id = pair.right_id AND {_STAND}
      AND pair.state = 'open' AND NOT pair.reasons ? %(by_hand)s
      AND (%(pks)s::bigint[] IS NULL OR a.id = ANY(%(pks)s) OR b.id = ANY(%(pks)s))
      AND NOT ({_NAMES_ALIKE}) AND NOT ({_DEED})
"""  # noqa: S608 - put together from constants; values are parameters
FROM_FEW = f"""
    found AS (
        SELECT LEAST(a.id, b.id) AS l, GREATEST(a.id, b.id) AS r FROM {_BOTH}
        WHERE a.id = ANY(%(pks)s) AND a.id <> b.id AND {_NAMES_ALIKE}
        UNION
        SELECT LEAST(a.id, b.id), GREATEST(a.id, b.id) FROM {_BOTH}
        WHERE a.id = ANY(%(pks)s) AND a.id <> b.id AND {_DEED}
    )
"""  # noqa: S608
FROM_MANY = f"""
    names AS MATERIALIZED (
        SELECT row_number() OVER () AS n, district_id, core_name, asked,
            regexp_replace(core_name, '[^0-9]+', ' ', 'g') AS digits
        FROM (SELECT district_id, core_name,
                  bool_or(%(pks)s::bigint[] IS NULL OR id = ANY(%(pks)s)) AS asked
              FROM registry_cooperative
              WHERE merged_into_id IS NULL AND core_name <> ''
              GROUP BY district_id, core_name) AS spellings
    ),
    grams AS MATERIALIZED (
        SELECT n, district_id, digits, asked, gram, cardinality(all_grams) AS size
        FROM names, LATERAL show_trgm(core_name) AS all_grams, unnest(all_grams) AS gram
    ),
    ranked AS (
        SELECT grams.*, row_number() OVER (PARTITION BY n ORDER BY often, gram) AS place
        FROM grams JOIN (SELECT gram, count(*) AS often FROM grams GROUP BY gram) AS c USING (gram)
    ),
    rare AS MATERIALIZED (
        SELECT n, asked, size, size - place + 1 AS rest,
            hashtextextended(district_id || '|' || digits || '|' || gram, 0) AS spot
        FROM ranked WHERE place <= size - ceil(%(alike)s::numeric * size) + 1
    ),
    compared AS (
        SELECT DISTINCT one.n AS n, other.n AS m
        FROM rare AS one JOIN rare AS other USING (spot)
        WHERE one.asked AND one.n <> other.n AND (one.n < other.n OR NOT other.asked)
          -- At the first trigram that both have, all that they share is still to come.
          AND LEAST(one.rest, other.rest) >= %(shared)s * (one.size + other.size)
    ),
    spelt AS (
        SELECT one.district_id, one.core_name AS name, other.core_name AS other
        FROM compared JOIN names AS one ON one.n = compared.n
                      JOIN names AS other ON other.n = compared.m
        WHERE similarity(one.core_name, other.core_name) >= %(alike)s
        UNION ALL
        SELECT district_id, core_name, core_name FROM names
    ),
    everywhere AS (
        SELECT LEAST(a.id, b.id) AS l, GREATEST(a.id, b.id) AS r
        FROM spelt JOIN registry_cooperative AS a
               ON a.district_id = spelt.district_id AND a.core_name = spelt.name
             JOIN registry_cooperative AS b
               ON b.district_id = spelt.district_id AND b.core_name = spelt.other
        WHERE a.id <> b.id
        UNION
        SELECT a.id, b.id FROM {_BOTH} WHERE a.id < b.id AND {_DEED}
    ),
    found AS (
        SELECT l, r FROM everywhere
        WHERE %(pks)s::bigint[] IS NULL OR l = ANY(%(pks)s) OR r = ANY(%(pks)s)
    )
"""  # noqa: S608
RECORD = f"""
    INSERT INTO registry_duplicatepair
        (uid, left_id, right_id, reasons, score, found_on, state, decision_reason)
    WITH {{found}},
    judged AS (
        SELECT a.id AS l, b.id AS r,
            a.search_name = b.search_name AS written_alike,
            a.district_id = b.district_id AND a.core_name = b.core_name AS same_name,
            {_NAMES_ALIKE} AS alike,
            similarity(a.core_name, b.core_name) AS likeness,
            {_DEED} AS same_deed,
            {_OTHER_DEED} AS other_deed,
            COALESCE(a.village_id = b.village_id, false) AS same_village,
            COALESCE(a.village_id <> b.village_id, false) AS other_village
        FROM found JOIN registry_cooperative AS a ON a.id = l
                   JOIN registry_cooperative AS b ON b.id = r
        WHERE {_STAND}
    )
    SELECT gen_random_uuid(), l, r,
        to_jsonb(array_remove(ARRAY[
            CASE WHEN same_name AND written_alike THEN 'Nama sama di kecamatan yang sama'
                 WHEN same_name THEN 'Nama sama, ejaannya berbeda, di kecamatan yang sama'
                 WHEN alike THEN 'Nama mirip ' || round(likeness * 100) ||
                      ' persen di kecamatan yang sama' END,
            CASE WHEN same_deed THEN 'Nomor badan hukum sama'
                 WHEN other_deed THEN 'Nomor badan hukum berbeda' END,
            CASE WHEN same_village THEN 'Desa/kelurahan sama'
                 WHEN other_village THEN 'Desa/kelurahan berbeda' END
        ], NULL)),
        LEAST(100, GREATEST(1, CASE
            WHEN same_deed AND same_name THEN 98
            WHEN same_deed AND alike THEN 93
            WHEN same_deed THEN 60 + 20 * likeness
            ELSE 85 * likeness END
            + CASE WHEN same_village THEN 2 WHEN other_village THEN -10 ELSE 0 END
            - CASE WHEN other_deed THEN 20 ELSE 0 END))::int,
        %(day)s, 'open', ''
    FROM judged WHERE alike OR same_deed ORDER BY l, r
    ON CONFLICT (left_id, right_id) DO UPDATE
    SET score = EXCLUDED.score, reasons = EXCLUDED.reasons
    WHERE registry_duplicatepair.state = 'open'
      AND (registry_duplicatepair.score, registry_duplicatepair.reasons)
          IS DISTINCT FROM (EXCLUDED.score, EXCLUDED.reasons)
"""  # noqa: S608


@transaction.atomic(savepoint=False)
def find_pairs(pks: Collection[int] | None = None, day: date | None = None) -> int:
    """Bring the open pairs of these cooperatives (None: of all) up to date; two statements.

    Pairs that no longer look alike are forgotten, new ones are recorded as found on ``day``; what
    a person decided or opened by hand stays. Returns how many rows were written.
    """
    few = pks is not None and len(pks) <= FEW
    given = {
        "pks": None if pks is None else list(pks),
        "alike": ALIKE,
        "shared": ALIKE / (1 + ALIKE) - 1e-6,  # of the trigrams of both, less what rounding takes
        "shortest": SHORTEST_DEED,
        "by_hand": BY_HAND,
        "day": day or today(),
    }
    with connection.cursor() as cursor:
        cursor.execute(FORGET, given)
        cursor.execute(RECORD.format(found=FROM_FEW if few else FROM_MANY), given)
        return cursor.rowcount


@transaction.atomic
def open_by_hand(one: Cooperative, other: Cooperative) -> DuplicatePair:
    """The pair of two cooperatives that a person wants to lay side by side. Raises
    TransitionRefused for one cooperative twice."""
    if one.pk == other.pk:
        raise TransitionRefused("Pilih koperasi yang lain: ini koperasi yang sama.")
    left, right = sorted((one, other), key=lambda row: row.pk)
    pair, _ = DuplicatePair.objects.get_or_create(
        left=left,
        right=right,
        defaults={"score": 0, "reasons": [BY_HAND], "found_on": today()},
    )
    return pair


@transaction.atomic
def declare_different(pair: DuplicatePair, *, reason: str, by=None) -> DuplicatePair:
    """A person looked and says that these are two; the pair is never proposed again.

    Raises TransitionRefused once merged, ValidationError for a blank reason.
    """
    pair = DuplicatePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if pair.state == PairState.MERGED:
        raise TransitionRefused("Kedua data ini sudah digabung; pisahkan dahulu.")
    pair.state, pair.decision_reason = PairState.DIFFERENT, reason
    pair.decided_at, pair.decided_by = timezone.now(), by
    pair.clean_decision()
    pair.save(update_fields=["state", "decision_reason", "decided_at", "decided_by"])
    return pair
