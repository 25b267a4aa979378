"""Demonstration beneficiaries: cooperatives and MSMEs that trainings, visits and aid reached."""

from datetime import date

from programs.models import Beneficiary, Plan, PlanRow
from registry.models import Cooperative, Enterprise

ABOUT = {  # word of the indicator → of whom, how many at most
    "Koperasi yang dikunjungi": (Cooperative, 12),
    "Koperasi yang dibina": (Cooperative, 40),
    "Koperasi yang dinilai": (Cooperative, 30),
    "Pengurus dan pengawas yang dilatih": (Cooperative, 40),
    "UMKM yang didampingi": (Enterprise, 25),
    "Usaha mikro yang menerima peralatan": (Enterprise, 60),
    "Pelaku usaha yang dilatih": (Enterprise, 40),
    "Wirausaha yang dilatih": (Enterprise, 40),
}


def seed(plan: Plan) -> int:
    """Whom the plan's lines reached; how many rows."""
    rows = plan.in_force.rows.leaves().select_related("office", "line").order_by("pk")
    found = [one for row in rows if row.indicator in ABOUT for one in _of(plan.year, row)]
    Beneficiary.objects.bulk_create(found)
    return len(found)


def _of(year: int, row: PlanRow) -> list[Beneficiary]:
    model, most = ABOUT[row.indicator]
    rows = model.objects.filter(is_demo=True)
    if model is Cooperative:
        rows = rows.filter(status="aktif", merged_into__isnull=True)
    if districts := list(row.office.districts.values_list("pk", flat=True)):
        rows = rows.filter(district__in=districts)
    name = "cooperative" if model is Cooperative else "enterprise"
    benefit = f"{row.indicator} (CONTOH)"
    return [
        Beneficiary(
            line=row.line,
            received_on=date(year, 3 + place % 8, 1 + place % 27),
            benefit=benefit,
            is_demo=True,
            **{name: subject},
        )
        for place, subject in enumerate(rows.order_by("pk")[:most])
    ]
