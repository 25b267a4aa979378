"""A history for the findings about the demonstration: found over years, many of them mended since.

What the check of the whole register opens is all of one day. ``backdate`` spreads it from 2019 to
the horizon and adds findings that are gone already, many of them in the last twelve months. A
finding's days follow from its cooperative and rule: two runs give the same and add nothing.
"""

from datetime import date
from random import Random

from django.db import connection

from registry.demo.plan import HORIZON, SEED

SINCE = date(2019, 1, 31)
LATELY = 360  # days
OPENED_LATELY, GONE_LATELY = 0.12, 0.45  # shares: of late more is mended than found
MENDED = 0.12  # of the cooperatives that do not break a rule (any more), by rule
CHANCE = "((hashtextextended({what}, %(salt)s) & 2147483647) / 2147483648.0)"
OF_FINDING = CHANCE.format(what="{word} || finding.rule || cooperative.uid::text")
OF_PAIR = CHANCE.format(what="{word} || rules.rule || cooperative.uid::text")

SPREAD = f"""
UPDATE registry_finding AS finding SET opened_on = LEAST(finding.opened_on, CASE
    WHEN {OF_FINDING.format(word="'lately'")} < %(opened_lately)s
    THEN %(horizon)s::date - ({OF_FINDING.format(word="'day'")} * %(lately)s)::int
    ELSE %(since)s::date + ({OF_FINDING.format(word="'day'")} * %(early)s)::int END)
FROM registry_cooperative AS cooperative
WHERE cooperative.id = finding.cooperative_id AND cooperative.is_demo
    AND finding.closed_on IS NULL
"""  # noqa: S608
ADD = f"""
WITH rules AS (SELECT DISTINCT finding.rule FROM registry_finding AS finding
    JOIN registry_cooperative AS cooperative ON cooperative.id = finding.cooperative_id
    WHERE cooperative.is_demo
), gone AS (
    SELECT cooperative.id, rules.rule,
        CASE WHEN {OF_PAIR.format(word="'lately'")} < %(gone_lately)s
        THEN %(horizon)s::date - ({OF_PAIR.format(word="'gone'")} * %(lately)s)::int
        ELSE %(since)s::date + 60 + ({OF_PAIR.format(word="'gone'")} * (%(early)s - 60))::int
        END AS closed_on,
        30 + ({OF_PAIR.format(word="'held'")} * 600)::int AS days
    FROM registry_cooperative AS cooperative CROSS JOIN rules
    WHERE cooperative.is_demo AND {OF_PAIR.format(word="'mended'")} < %(mended)s
        AND NOT EXISTS (SELECT 1 FROM registry_finding AS other
            WHERE other.cooperative_id = cooperative.id AND other.rule = rules.rule)
)
INSERT INTO registry_finding (cooperative_id, rule, opened_on, closed_on)
SELECT id, rule, GREATEST(closed_on - days, %(since)s::date), closed_on FROM gone
ORDER BY id, rule
"""  # noqa: S608


def backdate(rng: Random | None = None) -> tuple[int, int]:
    """Spread the open findings of demonstration cooperatives over the years and add gone ones.

    Returns how many open findings there are and how many gone ones were added. Call it after the
    whole register was checked; findings about real cooperatives stay as they are.
    """
    rng = rng or Random(f"{SEED} temuan")  # noqa: S311
    values = {
        "salt": rng.getrandbits(31),
        "since": SINCE,
        "horizon": HORIZON,
        "lately": LATELY,
        "early": (HORIZON - SINCE).days - LATELY,
        "opened_lately": OPENED_LATELY,
        "gone_lately": GONE_LATELY,
        "mended": MENDED,
    }
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, values)
        spread = cursor.rowcount
        cursor.execute(ADD, values)
        return spread, cursor.rowcount
