"""Which indicators of a year are one and the same through renewals of their agreements."""

from programs.models import AgreementIndicator


class Lineage:
    """All indicators of the agreements of one plan, read in one query."""

    def __init__(self, plan_id: int):
        rows = AgreementIndicator.objects.filter(agreement__plan=plan_id)
        self._replaces = dict(rows.values_list("pk", "replaces_id"))

    def root(self, pk: int | None) -> int | None:
        """The first of the indicators that ``pk`` stands for."""
        while self._replaces.get(pk) is not None:
            pk = self._replaces[pk]
        return pk
