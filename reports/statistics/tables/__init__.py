"""Every table of the statistics service, in the order in which it is offered."""

from reports.statistics.definitions import Definition
from reports.statistics.tables import (
    coaching,
    cooperatives,
    enterprises,
    finances,
    published,
    reconciling,
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
        published.DEFINITION,
        reconciling.DEFINITION,
    )
}
