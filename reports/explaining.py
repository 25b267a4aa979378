"""Why a published figure and the register differ, said once for each figure, for everybody."""

from django.db import transaction

from bengkalis.errors import StaleVersion
from reports.models import Explanation, PublishedFigure
from reports.statistics.reconciliation import counted_anew

TEXTS = ("text", "text_en")


@transaction.atomic
def explain(explanation: Explanation, version: int | None, by) -> bool:
    """Save ``explanation``; whether anything changed.

    ``version`` is what its writer saw, None where there was nothing to see. Raises StaleVersion.
    """
    PublishedFigure.objects.select_for_update(of=("self",), no_key=True).get(
        pk=explanation.figure_id
    )
    current = Explanation.objects.filter(figure=explanation.figure_id).first()
    if current and (explanation.pk is None or current.version != version):
        raise StaleVersion(current)
    explanation.written_by = by
    if current is None:
        explanation.full_clean()
        explanation.save(force_insert=True)
    elif changed := [n for n in TEXTS if getattr(current, n) != getattr(explanation, n)]:
        explanation.save(update_fields=[*changed, "written_by"])
    else:
        return False
    counted_anew()
    return True
