"""Demonstration data of the registry: offices, accounts, and 866 made-up cooperatives.

The same scale always gives the same cooperatives; only keys, password and token differ.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from bengkalis.demonstration import keep_accounts
from bengkalis.errors import DomainError
from registry.demo import accounts, copying, offices, plan
from registry.demo.cooperatives import Rows, Writer
from registry.models import AnnualMeeting, BoardMember, Cooperative, DeedAmendment, StatusChange
from registry.models.people import today
from registry.quality.checking import check_all

TABLES = (Cooperative, StatusChange, BoardMember, AnnualMeeting, DeedAmendment)
CHUNK = 5000  # cooperatives held in memory at once


def seed(scale: int) -> Counter:
    """Write the demonstration; returns rows by kind, none where it is there already.

    Call inside a transaction, after ``audit.attach``. Raises DomainError where the register holds
    cooperatives that are not of the demonstration.
    """
    if Cooperative.objects.filter(is_demo=True).exists():
        return Counter()
    if Cooperative.objects.exists():
        raise DomainError("Register sudah berisi koperasi; data CONTOH tidak dicampurkan.")
    counts = Counter(kantor=offices.seed())
    counts["akun"], text = accounts.seed()
    for chunk in _chunks(scale):
        for model in TABLES:
            written = copying.copy(model, chunk[model])
            counts[str(model._meta.verbose_name)] += written
    copying.analyse(*TABLES)
    counts["temuan"] = check_all(today()).opened
    if counts["akun"]:
        keep_accounts(text)
    return counts


def _chunks(scale: int) -> Iterator[Rows]:
    """The rows of CHUNK cooperatives at a time, by table."""
    slots, writer = plan.slots(scale), Writer()
    while some := list(islice(slots, CHUNK)):
        chunk: Rows = {model: [] for model in TABLES}
        for slot, pk in zip(some, copying.reserve(Cooperative, len(some)), strict=True):
            for model, rows in writer.rows(slot, pk).items():
                chunk[model] += rows
        yield chunk
