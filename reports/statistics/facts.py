"""Sums over MSMEs from the facts that triggers append: read, folded, and made anew."""

from django.db import connection, transaction
from django.db.models import Sum

from registry.models import EnterpriseYear
from reports.models import EnterpriseFact

TABLE = EnterpriseFact._meta.db_table
YEARS = EnterpriseYear._meta.db_table
CELL = "year, district_id, section_id, size_uu20, size_pp7"
SUMS = ", ".join(EnterpriseFact.SUMS)
SUMMED = ", ".join(f"sum({name})" for name in EnterpriseFact.SUMS)
SLACK = 2000  # appended rows that are not worth folding yet
# Statements are put together from names of our own columns.
# ruff: noqa: S608


def sums() -> list[tuple]:
    """Year, kecamatan, section, both classes, then EnterpriseFact.SUMS; in one query, in order."""
    cell = ("year", "district__kemendagri_code", "section__code", "size_uu20", "size_pp7")
    totals = {f"sum_{name}": Sum(name) for name in EnterpriseFact.SUMS}
    rows = EnterpriseFact.objects.values_list(*cell).annotate(**totals)
    return list(rows.filter(sum_units__gt=0).order_by(*cell))


@transaction.atomic
def fold() -> int:
    """Put the rows of each cell together into one; returns how many were appended meanwhile.

    Rows that others append while this runs stay beside, to be folded next time.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), count(DISTINCT ({CELL})) FROM {TABLE}")
        rows, cells = cursor.fetchone()
        if rows - cells < SLACK:
            return 0
        cursor.execute(
            f"WITH gone AS (DELETE FROM {TABLE} RETURNING *)"
            f" INSERT INTO {TABLE} ({CELL}, {SUMS})"
            f" SELECT {CELL}, {SUMMED} FROM gone GROUP BY {CELL} HAVING sum(units) <> 0"
        )
    return rows - cells


@transaction.atomic
def rebuild() -> int:
    """Sum the register itself anew; returns the number of cells. Writers and ``fold`` wait
    meanwhile: what a fold puts in while the old rows go would be counted twice."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {YEARS}, {TABLE} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(f"DELETE FROM {TABLE}")
        cursor.execute(f"INSERT INTO {TABLE} ({CELL}, {SUMS}) {counted()}")
        return cursor.rowcount


def counted() -> str:
    """The sums, counted over the rows of the register themselves."""
    return (
        f"SELECT {CELL}, count(*), count(sales),"
        " count(*) FILTER (WHERE num_nonnulls(workers_male, workers_female) > 0),"
        " coalesce(sum(workers_male), 0), coalesce(sum(workers_female), 0),"
        f" coalesce(sum(sales), 0) FROM {YEARS} GROUP BY {CELL}"
    )


def differences() -> list[tuple]:
    """Cells in which facts and register do not say the same; empty when all is well."""
    kept = f"SELECT {CELL}, {SUMMED} FROM {TABLE} GROUP BY {CELL} HAVING sum(units) <> 0"
    with connection.cursor() as cursor:
        cursor.execute(f"(({kept}) EXCEPT ({counted()})) UNION ALL (({counted()}) EXCEPT ({kept}))")
        return cursor.fetchall()


def largest() -> dict[tuple, tuple[int, int]]:
    """The two largest sales of every cell that has any, by the index of the cells."""
    with connection.cursor() as cursor:
        cursor.execute(f"""
            SELECT c.year, d.kemendagri_code, s.code, c.size_uu20, c.size_pp7, top.sales
            FROM (SELECT {CELL} FROM {TABLE} GROUP BY {CELL} HAVING sum(units) <> 0) c
            JOIN registry_district d ON d.id = c.district_id
            LEFT JOIN registry_kblisection s ON s.id = c.section_id
            CROSS JOIN LATERAL (
                SELECT array_agg(sales) FROM (
                    SELECT sales FROM {YEARS} y
                    WHERE y.year = c.year AND y.district_id = c.district_id
                      AND y.section_id = c.section_id AND y.size_uu20 = c.size_uu20
                      AND y.size_pp7 = c.size_pp7 AND y.sales IS NOT NULL AND c.section_id > 0
                    ORDER BY sales DESC LIMIT 2
                ) known
                UNION ALL
                SELECT array_agg(sales) FROM (
                    SELECT sales FROM {YEARS} y
                    WHERE y.year = c.year AND y.district_id = c.district_id
                      AND y.section_id IS NULL AND y.size_uu20 = c.size_uu20
                      AND y.size_pp7 = c.size_pp7 AND y.sales IS NOT NULL AND c.section_id IS NULL
                    ORDER BY sales DESC LIMIT 2
                ) unknown
            ) top (sales) WHERE top.sales IS NOT NULL ORDER BY 1, 2, 3, 4, 5
        """)
        return {tuple(cell): _two(top) for *cell, top in cursor.fetchall()}


def _two(amounts: list) -> tuple[int, int]:
    first, second = [*map(int, amounts), 0][:2]
    return first, second
