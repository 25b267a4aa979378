"""What a paper says, as data: what is frozen at opening, hashed, signed, printed and compared."""

from dataclasses import asdict

from programs.enums import Part
from programs.models import Agreement, Pact, Paper
from programs.papers import is_agreement
from registry.models import Incumbency

AGREEMENT, PACT = "bengkalis.pk.1", "bengkalis.pi.1"
INDICATOR = (
    *("goal", "indicator", "unit", "target", "target_1", "target_2", "target_3", "target_4"),
    *("direction", "quarter_rule", "cap"),
)
PROGRAM = ("code", "name", "amount", "fund_source")


def content_of(paper: Paper) -> dict:
    """The content of ``paper`` as its agreement or pact stands now."""
    if is_agreement(paper):
        return agreement_content(Agreement.objects.with_parties().get(paper=paper))
    return pact_content(Pact.objects.with_parties().get(paper=paper))


def signatories(paper: Paper) -> list[tuple[Part, Incumbency]]:
    """Who signs, in order."""
    if is_agreement(paper):
        agreement = Agreement.objects.with_parties().get(paper=paper)
        return [(Part.FIRST, agreement.first), (Part.SECOND, agreement.second)]
    pact = Pact.objects.with_parties().get(paper=paper)
    return [(Part.MAKER, pact.maker), (Part.WITNESS, pact.witness)]


def agreement_content(agreement: Agreement) -> dict:
    """Both pages of a performance agreement (PermenPANRB 53/2014, lampiran I)."""
    paper, budget = agreement.paper, agreement.budget
    pairs = [(Part.FIRST, agreement.first), (Part.SECOND, agreement.second)]
    programs = list(agreement.programs.all())
    return {
        **_common(AGREEMENT, paper, pairs),
        "signed_in": agreement.signed_in,
        "indicators": [
            {"no": place, **{name: getattr(one, name) for name in INDICATOR}}
            for place, one in enumerate(agreement.indicators.all(), 1)
        ],
        "programs": [
            {"no": place, **{name: getattr(one, name) for name in PROGRAM}}
            for place, one in enumerate(programs, 1)
        ],
        "total": sum((one.amount for one in programs), start=0),
        "budget": budget
        and {
            "kind": budget.kind,
            "sequence": budget.sequence,
            "document_number": budget.document_number,
            "document_date": budget.document_date,
        },
    }


def pact_content(pact: Pact) -> dict:
    """The promises of an integrity pact, and who witnesses them."""
    template = pact.template
    pairs = [(Part.MAKER, pact.maker), (Part.WITNESS, pact.witness)]
    return {
        **_common(PACT, pact.paper, pairs),
        "signed_in": pact.signed_in,
        "opening": template.opening,
        "points": template.points,
        "template": template.number,
        "source": template.source,
    }


def _common(schema: str, paper: Paper, pairs: list[tuple[Part, Incumbency]]) -> dict:
    day = paper.dated_on
    return {
        "schema": schema,
        "code": paper.code,
        "year": paper.year,
        "title": paper.title,
        "dated_on": day,
        "parties": [{"part": part.value, **asdict(one.party(day))} for part, one in pairs],
        "supersedes": paper.supersedes.code if paper.supersedes else None,
    }
