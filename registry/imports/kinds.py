"""What comes in and goes out as a workbook. Apps above this one register kinds of their own."""

from collections.abc import Callable
from dataclasses import dataclass

from bengkalis.tables import Table
from registry.imports import commit, staging, undo
from registry.imports.commit import Done
from registry.imports.export import cooperatives_table
from registry.models import Cooperative, ImportBatch


@dataclass(frozen=True)
class Kind:
    """How one kind of workbook is read, written, taken back and made.

    ``options`` are what the commands must be told besides the file; ``rehearse``, ``table`` and
    ``told`` take them by name. ``personal`` names the personal data that its file holds.
    """

    rehearse: Callable[..., staging.Rehearsal]
    stage: Callable[..., ImportBatch]
    commit: Callable[[ImportBatch], Done]
    undo: Callable[[ImportBatch], Done]
    table: Callable[..., Table]
    told: Callable[..., str]
    options: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()


def _cooperatives_told() -> str:
    return f"{Cooperative.objects.standing().count()} koperasi"


KINDS: dict[str, Kind] = {
    "cooperatives": Kind(
        rehearse=staging.rehearse,
        stage=staging.stage,
        commit=commit.commit,
        undo=undo.undo,
        table=cooperatives_table,
        told=_cooperatives_told,
        personal=("phone",),
    )
}
