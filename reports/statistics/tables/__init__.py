"""Every table of the statistics service, in the order in which it is offered."""

from reports.statistics.definitions import Definition
from reports.statistics.tables import (
    coaching,
    cooperatives,
    enterprises,
    finances,
    published,
    reconciling,
    unit_reports,
    upgrading,
)

TABLES: dict[str, Definition] = {
    one.id: one
    for one in (
        *cooperatives.DEFINITIONS,
        finances.DEFINITION,
        enterprises.DEFINITION,
        upgrading.DEFINITION,
        coaching.DEFINITION,
        unit_reports.DEFINITION,
        published.DEFINITION,
        reconciling.DEFINITION,
    )
}
