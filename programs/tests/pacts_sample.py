"""A pact as a draft, without the steps of preparing one."""

from datetime import date

from programs import papers
from programs.enums import PaperKind
from programs.models import Pact, PactTemplate
from registry.models import Incumbency


def pact_of(maker: Incumbency, witness: Incumbency, year: int = 2020) -> Pact:
    paper = papers.new_paper(
        PaperKind.PACT,
        year,
        str(maker.official.uid),
        f"Pakta Integritas {maker.official} Tahun {year}",
        date(year, 1, 27),
    )
    return Pact.objects.create(
        paper=paper,
        template=PactTemplate.objects.get(number=1),
        official=maker.official,
        maker=maker,
        witness=witness,
    )
