"""What the database keeps beside enterprises by itself, whoever writes them, COPY included: the
words of their names, and the size classes of their newest year. Each is one statement a change.
"""

import pgtrigger


def trigger(name: str, operation, func: str, **tables: str) -> pgtrigger.Trigger:
    """A statement trigger that sees the changed rows as ``tables`` says (``new="new_rows"``)."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=f"{func} RETURN NULL;",
    )


_SPLIT = """
    INSERT INTO registry_enterprisevocabulary (word)
    SELECT DISTINCT unnest(string_to_array(search_name || ' ' || search_owner, ' ')) FROM new_rows
    ON CONFLICT DO NOTHING;
    INSERT INTO registry_enterpriseword (word, enterprise_id, district_id, of_owner)
    SELECT DISTINCT ON (word, id) word, id, district_id, of_owner FROM (
        SELECT unnest(string_to_array(search_name, ' ')) word, id, district_id, false of_owner
        FROM new_rows
        UNION ALL
        SELECT unnest(string_to_array(search_owner, ' ')), id, district_id, true FROM new_rows
    ) found WHERE word <> '' ORDER BY word, id, of_owner ON CONFLICT DO NOTHING;
"""
_UNLESS_SAME = """
    IF NOT EXISTS (
        SELECT FROM old_rows o JOIN new_rows n USING (id)
        WHERE (o.search_name, o.search_owner, o.district_id)
           IS DISTINCT FROM (n.search_name, n.search_owner, n.district_id)
    ) THEN RETURN NULL; END IF;
    DELETE FROM registry_enterpriseword w USING new_rows n WHERE w.enterprise_id = n.id;
"""
WORDS = [
    trigger("words_of_new", pgtrigger.Insert, _SPLIT, new="new_rows"),
    trigger(
        "words_of_changed",
        pgtrigger.Update,
        _UNLESS_SAME + _SPLIT,
        old="old_rows",
        new="new_rows",
    ),
]

_KEEP_LATEST = """
    UPDATE registry_enterprise e
    SET latest_year = y.year, latest_uu20 = y.uu20, latest_pp7 = y.pp7
    FROM (
        SELECT DISTINCT ON (t.enterprise_id) t.enterprise_id, y.year,
            coalesce(y.size_uu20, '') uu20, coalesce(y.size_pp7, '') pp7
        FROM (SELECT DISTINCT enterprise_id FROM changed_rows) t
        LEFT JOIN registry_enterpriseyear y ON y.enterprise_id = t.enterprise_id
        ORDER BY t.enterprise_id, y.year DESC NULLS LAST
    ) y
    WHERE e.id = y.enterprise_id AND (e.latest_year, e.latest_uu20, e.latest_pp7)
        IS DISTINCT FROM (y.year, y.uu20, y.pp7);
"""
_OF_BOTH = _KEEP_LATEST.replace(
    "SELECT DISTINCT enterprise_id FROM changed_rows",
    "SELECT enterprise_id FROM old_rows UNION SELECT enterprise_id FROM new_rows",
)
LATEST = [
    trigger("latest_of_new", pgtrigger.Insert, _KEEP_LATEST, new="changed_rows"),
    trigger("latest_of_changed", pgtrigger.Update, _OF_BOTH, old="old_rows", new="new_rows"),
    trigger("latest_of_gone", pgtrigger.Delete, _KEEP_LATEST, old="changed_rows"),
]
