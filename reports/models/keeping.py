"""Triggers that keep facts, declared on proxies of the register's tables: the register knows
nothing of statistics. Each is one statement a change and appends only.
"""

import pgtrigger

from registry.models import (
    AnnualMeeting,
    BoardMember,
    Cooperative,
    EnterpriseYear,
    FormerDetail,
    Rule,
    StatusChange,
    Training,
)
from registry.models.enterprise_triggers import trigger

NEW, OLD = {"new": "new_rows"}, {"old": "old_rows"}
CHANGES = (
    ("new", pgtrigger.Insert, NEW),
    ("changed", pgtrigger.Update, OLD | NEW),
    ("gone", pgtrigger.Delete, OLD),
)

_ADDED = "SELECT 1 AS sign, n.* FROM new_rows n"
_TAKEN = "SELECT -1 AS sign, o.* FROM old_rows o"
_APPEND = """
    INSERT INTO reports_enterprisefact (
        year, district_id, section_id, size_uu20, size_pp7, units, sales_known, workers_known,
        workers_male, workers_female, sales
    )
    SELECT * FROM (
        SELECT year, district_id, section_id, size_uu20, size_pp7,
            sum(sign) units,
            coalesce(sum(sign) FILTER (WHERE sales IS NOT NULL), 0) sales_known,
            coalesce(sum(sign) FILTER (WHERE num_nonnulls(workers_male, workers_female) > 0), 0)
                workers_known,
            coalesce(sum(sign * workers_male), 0) male,
            coalesce(sum(sign * workers_female), 0) female,
            coalesce(sum(sign * sales), 0) sales
        FROM ({rows}) changes GROUP BY 1, 2, 3, 4, 5
    ) added
    WHERE (units, sales_known, workers_known, male, female, sales) <> (0, 0, 0, 0, 0, 0);
"""


def _append(tables: dict) -> str:
    """What the change adds and takes away, cell by cell; unchanged sums append nothing."""
    rows = {"new": _ADDED, "old": _TAKEN}
    return _APPEND.format(rows=" UNION ALL ".join(rows[name] for name in tables))


class EnterpriseYearFacts(EnterpriseYear):
    """Yearly figures, seen as what the sums over MSMEs are kept from."""

    class Meta:
        proxy = True
        triggers = [
            trigger(f"facts_of_{name}", operation, _append(tables), **tables)
            for name, operation, tables in CHANGES
        ]


def marks(cooperatives: str) -> list[pgtrigger.Trigger]:
    """Note which cooperatives a change touches; ``cooperatives`` selects ids from ``rows``."""
    found = []
    for name, operation, tables in CHANGES:
        parts = [cooperatives.replace("rows", table) for table in tables.values()]
        insert = "INSERT INTO reports_stalecooperative (cooperative_id) "
        found.append(
            trigger(f"stale_of_{name}", operation, f"{insert}{' UNION '.join(parts)};", **tables)
        )
    return found


PART = "SELECT cooperative_id FROM rows"


class CooperativeMarks(Cooperative):
    """The register, seen as what the years of a cooperative are derived from."""

    class Meta:
        proxy = True
        triggers = marks("SELECT id FROM rows")


class StatusChangeMarks(StatusChange):
    """Status history, seen as what the years of a cooperative are derived from."""

    class Meta:
        proxy = True
        triggers = marks(PART)


class FormerDetailMarks(FormerDetail):
    """Former names, kinds and places, seen as what the years of a cooperative are derived from."""

    class Meta:
        proxy = True
        triggers = marks(PART)


class AnnualMeetingMarks(AnnualMeeting):
    """RAT and their figures, seen as what the years of a cooperative are derived from."""

    class Meta:
        proxy = True
        triggers = marks(PART)


class BoardMemberMarks(BoardMember):
    """Boards, seen as what the years of a cooperative are derived from."""

    class Meta:
        proxy = True
        triggers = marks(PART)


class TrainingMarks(Training):
    """Trainings of boards, seen as what the years of a cooperative are derived from."""

    class Meta:
        proxy = True
        triggers = marks(
            "SELECT b.cooperative_id FROM rows t"
            " JOIN registry_boardmember b ON b.id = t.board_member_id"
        )


class RuleMarks(Rule):
    """The window of grades, seen as what the grade of every cooperative is derived from."""

    class Meta:
        proxy = True
        triggers = marks(
            "SELECT id FROM registry_cooperative"
            " WHERE EXISTS (SELECT FROM rows WHERE key = 'grade_window')"
        )
