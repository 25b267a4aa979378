"""Setting a finding aside because the data are right as they are, and taking that back."""

from django.db import transaction

from bengkalis.errors import TransitionRefused
from registry.models import Cooperative, Dismissal, Finding
from registry.models.people import today


@transaction.atomic
def dismiss(cooperative: Cooperative, rule: str, reason: str, by=None) -> Dismissal:
    """Set the open finding aside with a reason; it stays aside until the data change.

    Raises TransitionRefused where there is no such finding, or it is aside already;
    ValidationError for a blank reason.
    """
    Cooperative.locked(cooperative.pk, None)
    finding = Finding.objects.open().filter(cooperative=cooperative, rule=rule).first()
    if finding is None:
        raise TransitionRefused("Temuan ini sudah hilang atau sudah disisihkan.")
    said = Dismissal(
        cooperative=cooperative, rule=rule, reason=reason, dismissed_on=today(), dismissed_by=by
    )
    said.full_clean()
    said.save()
    finding.dismissal = said
    finding.save(update_fields=["dismissal"])
    return said


@transaction.atomic
def restore(cooperative: Cooperative, rule: str) -> None:
    """Put a finding that was set aside back on the work list. Raises TransitionRefused."""
    Cooperative.locked(cooperative.pk, None)
    said = Dismissal.objects.filter(cooperative=cooperative, rule=rule).first()
    if said is None:
        raise TransitionRefused("Temuan ini tidak sedang disisihkan.")
    said.findings.update(dismissal=None)
    said.delete()
