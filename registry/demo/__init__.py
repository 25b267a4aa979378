"""Demonstration data of the registry: offices, accounts, made-up cooperatives and MSMEs.

The same scale always gives the same rows; only keys, password and token differ.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from bengkalis.demonstration import keep_accounts
from bengkalis.errors import DomainError
from registry.demo import (
    accounts,
    coachings,
    copying,
    documents,
    enterprises,
    offices,
    plan,
    posts,
)
from registry.demo import findings as demo_findings
from registry.demo.cooperatives import LINKS, Rows, Writer
from registry.duplicates import find_pairs
from registry.models import (
    AnnualMeeting,
    BoardMember,
    CaseStep,
    Cooperative,
    DeedAmendment,
    DissolutionCase,
    Enterprise,
    FieldVisit,
    FormerDetail,
    HealthAssessment,
    Member,
    MemberSavings,
    StatusChange,
    Task,
    Training,
)
from registry.models.people import today
from registry.quality.checking import check_all

TABLES = (  # parents first
    Cooperative,
    StatusChange,
    BoardMember,
    Training,
    AnnualMeeting,
    DeedAmendment,
    FormerDetail,
    Member,
    MemberSavings,
    HealthAssessment,
    FieldVisit,
    Task,
    DissolutionCase,
    CaseStep,
)
CHUNK = 2500  # cooperatives held in memory at once


def seed(scale: int) -> Counter:
    """Write the demonstration; returns rows by kind, none where it is there already.

    Call inside a transaction, after ``audit.attach``. Raises DomainError where the register holds
    cooperatives or MSMEs that are not of the demonstration.
    """
    if Cooperative.objects.filter(is_demo=True).exists():
        return Counter()
    if Cooperative.objects.exists() or Enterprise.objects.exists():
        raise DomainError(
            "Register sudah berisi koperasi atau UMKM; data CONTOH tidak dicampurkan."
        )
    counts = Counter(kantor=offices.seed())
    counts["akun"], text = accounts.seed()
    counts.update(posts.seed())
    for chunk in _chunks(scale):
        for model in TABLES:
            written = copying.copy(model, chunk[model])
            counts[str(model._meta.verbose_name)] += written
    copying.analyse(*TABLES)
    counts.update(enterprises.seed(scale))
    counts["pembinaan"] = coachings.seed()
    counts.update(_finish())
    if counts["akun"]:
        keep_accounts(text)
    return counts


def _finish() -> Counter:
    """What other parts of the register derive from the rows, once they are all there.

    Findings come last, because documents and pairs are part of what is judged.
    """
    found = Counter({"dokumen": documents.seed(), "dugaan kembar": find_pairs()})
    found["temuan"] = check_all(today()).opened
    demo_findings.backdate()
    return found


def _chunks(scale: int) -> Iterator[Rows]:
    """The rows of CHUNK cooperatives at a time, by table."""
    slots, writer = plan.slots(scale), Writer(accounts.recorders())
    while some := list(islice(slots, CHUNK)):
        chunk: Rows = {model: [] for model in TABLES}
        for slot, pk in zip(some, copying.reserve(Cooperative, len(some)), strict=True):
            for model, rows in writer.rows(slot, pk).items():
                chunk[model] += rows
        _link(chunk)
        yield chunk


def _link(chunk: Rows) -> None:
    """Give the parents their keys, and the rows that point at them those keys."""
    for model, (column, parent) in LINKS.items():
        rows = chunk[parent]
        for row, pk in zip(rows, copying.reserve(parent, len(rows)), strict=True):
            row["id"] = pk
        for row in chunk[model]:
            row[column] = row[column] and row[column]["id"]
