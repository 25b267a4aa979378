"""What many tests of the programmes start from: a plan, posts with holders, a paper in force."""

from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.utils import timezone

from programs import contents, papers
from programs.budgets import add_row, approve, resum, start_plan, submit
from programs.enums import PaperKind, PaperState, SealKind, SignatureKind
from programs.models import (
    Agreement,
    AgreementIndicator,
    BudgetVersion,
    NomenclatureEdition,
    NomenclatureItem,
    Paper,
    PaperFile,
    Plan,
    Signature,
)
from registry.models import Incumbency, Office, Official, OfficialRank, Position

DETAILS = {
    "goal": "Koperasi yang sehat",
    "output": "Pengurus terlatih",
    "indicator": "Banyaknya pengurus yang dilatih",
    "unit": "orang",
    "target": Decimal(100),
    "place": "Bengkalis",
    "fund_source": "pad",
}


def office(code: str = "BID-KELEMBAGAAN") -> Office:
    return Office.objects.get_or_create(code=code, defaults={"name": code, "kind": "upt"})[0]


def item(code: str, name: str = "Pelatihan pengurus koperasi") -> NomenclatureItem:
    """The item with ``code``; made under its parent where the office has to add it."""
    found = NomenclatureItem.objects.filter(code=code).first()
    if found:
        return found
    parent = NomenclatureItem.objects.get(code=code.rpartition(".")[0])
    level = "sub_kegiatan" if parent.level == "kegiatan" else "kegiatan"
    fresh = NomenclatureItem(
        edition=parent.edition, code=code, parent=parent, level=level, name=name
    )
    fresh.full_clean()
    fresh.save()
    return fresh


def plan_of(year: int = 2020, rows: dict[str, int] | None = None, **details) -> Plan:
    """A plan whose first version is a draft with ``rows``: code → pagu in rupiah."""
    edition = NomenclatureEdition.objects.get(first_year=2021 if year > 2020 else 2007)
    plan = start_plan(year, edition)
    budget = plan.versions.get()
    code = "2.11.18.01" if year <= 2020 else "2.17.05.2.01.01"
    for one, pagu in (rows or {code: 50_000_000}).items():
        add_row(budget, item(one), **{"office": office()} | DETAILS | {"pagu": pagu} | details)
    resum(budget)
    return plan


def approved(plan: Plan, by=None, dated: date | None = None) -> BudgetVersion:
    """The plan's version in work, submitted and approved."""
    budget = plan.versions.exclude(state="disahkan").get()
    budget = submit(budget, None, by)
    day = dated or date(plan.year, 1, 6)
    return approve(budget, None, by, f"DPA/{plan.year}/{budget.sequence}", day)


def post(code: str, title: str, echelon: str, superior=None, at: str = "DISKOPUKM") -> Position:
    place = None if echelon == "bupati" else office(at)
    return Position.objects.create(
        code=code, title=title, echelon=echelon, superior=superior, office=place
    )


def holder(position: Position, name: str, nip: str | None = None, user=None) -> Incumbency:
    """``name`` holds ``position`` since 2019, as Pembina (IV/a)."""
    official = Official.objects.create(name=name, nip=nip, user=user)
    OfficialRank.objects.create(official=official, rank="IV/a", valid_from=date(2018, 4, 1))
    return Incumbency.objects.create(
        official=official, position=position, valid_from=date(2019, 1, 2)
    )


def cascade(cast) -> dict[str, Incumbency]:
    """Regent ← head ← division head ← UPT head, each with a holder; the last three sign here."""
    regent = post("bupati", "Bupati Bengkalis", "bupati")
    head = post("kadis", "Kepala Dinas", "II", regent)
    division = post("kabid", "Kepala Bidang Kelembagaan", "III", head, "BID-KELEMBAGAAN")
    unit = post("ka-upt-mandau", "Kepala UPTD Mandau", "IV", division, "UPT-MANDAU")
    return {
        "regent": holder(regent, "H. Amril"),
        "head": holder(head, "Drs. Hasan, M.Si", "196503121990031005", cast.head),
        "division": holder(division, "Nurhayati, S.E.", "197001011995032001", cast.division_head),
        "unit": holder(unit, "Salmah Zain, S.Sos", "197505052000032002", cast.head_upt_mandau),
    }


def agreement_of(
    plan: Plan,
    first: Incumbency,
    second: Incumbency,
    dated: date | None = None,
    supersedes=None,
    is_demo: bool = False,
) -> Agreement:
    """A draft with one indicator."""
    paper = papers.new_paper(
        PaperKind.AGREEMENT,
        plan.year,
        first.position.code,
        f"Perjanjian Kinerja {first.position} Tahun {plan.year}",
        dated or date(plan.year, 1, 27),
        supersedes,
        is_demo,
    )
    agreement = Agreement.objects.create(
        paper=paper,
        plan=plan,
        budget=plan.in_force,
        position=first.position,
        first=first,
        second=second,
    )
    AgreementIndicator.objects.create(
        agreement=agreement,
        place=1,
        goal="Meningkatnya koperasi aktif",
        indicator="Banyaknya koperasi aktif",
        unit="koperasi",
        target=350,
    )
    return agreement


def put_in_force(paper: Paper, pdf: bytes = b"%PDF-1.7 contoh %%EOF") -> Paper:
    """Opened, signed with ink by all, in force: by rows alone, without the steps of signing."""
    content = papers.canonical(contents.content_of(paper))
    paper.content, paper.content_sha256 = content, papers.digest(content)
    paper.state, paper.round, paper.opened_at = PaperState.OPEN, paper.round + 1, timezone.now()
    paper.save()
    for place, (part, incumbency) in enumerate(contents.signatories(paper), 1):
        party = incumbency.party(paper.dated_on)
        Signature.objects.create(
            paper=paper,
            round=paper.round,
            place=place,
            part=part,
            kind=SignatureKind.RECORDED,
            official=incumbency.official,
            name=party.name,
            nip=party.nip,
            rank=party.rank,
            position=party.position,
            content_sha256=paper.content_sha256,
            signed_on=paper.dated_on,
        )
    PaperFile.objects.create(
        paper=paper, content=pdf, sha256=sha256(pdf).hexdigest(), seal=SealKind.NONE
    )
    if paper.supersedes:
        former = paper.supersedes
        former.state, former.superseded_at = PaperState.SUPERSEDED, timezone.now()
        former.save(update_fields=["state", "superseded_at"])
    paper.state, paper.in_force_at = PaperState.IN_FORCE, timezone.now()
    paper.save(update_fields=["state", "in_force_at"])
    paper.refresh_from_db()
    return paper
