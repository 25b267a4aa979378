"""Which version of the pagu holds, for many plans at once."""

from django.db.models import QuerySet

from programs.enums import VersionState
from programs.models import BudgetVersion


def in_force() -> QuerySet:
    """Keys of the version of the pagu that holds, for each plan that has one."""
    approved = BudgetVersion.objects.filter(state=VersionState.APPROVED)
    return approved.order_by("plan_id", "-sequence").distinct("plan_id").values("pk")
