"""Small MSMEs for the tests of statistics."""

from decimal import Decimal

from registry.models import District, Enterprise, EnterpriseYear, KbliSection
from registry.size_classes import basis_of


def enterprise(name="Warung", district="Mandau", section="G", started=2015) -> Enterprise:
    row = Enterprise(
        name=name,
        district=District.objects.get(name=district),
        section=section and KbliSection.objects.get(code=section),
        started_year=started,
    )
    row.full_clean()
    row.save()
    return row


def year_of(row: Enterprise, year=2021, sales=100_000_000, **figures) -> EnterpriseYear:
    found = EnterpriseYear(
        enterprise=row,
        year=year,
        district=row.district,
        section=row.section,
        pp7_basis=basis_of(row.started_on, row.started_year),
        sales=sales if sales is None else Decimal(sales),
        **figures,
    )
    found.full_clean()
    found.save()
    return found


def several(count: int, year=2021, sales=100_000_000, **where) -> list[EnterpriseYear]:
    """``count`` enterprises of one place and section with one year each."""
    return [year_of(enterprise(**where), year, sales, workers_male=2, workers_female=1)
            for _ in range(count)]  # fmt: skip
