"""Writing a judged workbook into the draft of a plan, and taking it back row by row."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from bengkalis.errors import TransitionRefused
from programs.budgets import add_row, demand_draft, resum
from programs.imports.lines import Line, read_again
from programs.imports.settling import Draft, settle
from programs.models import BudgetVersion, Plan, PlanRow
from programs.models.nomenclature import RUNGS
from registry.enums import BatchState, Outcome
from registry.imports.commit import EDITED_SINCE, Done
from registry.imports.lines import WRITABLE, as_json
from registry.imports.mending import locked
from registry.imports.undo import EDITED_AFTER, NEEDED
from registry.models import ImportBatch, ImportLine, Office

GONE = "Baris ini sudah tidak ada."


@transaction.atomic
def commit(batch: ImportBatch, *, by=None) -> Done:
    """Write every good line into the draft; lines with errors stay out.

    A row that somebody changed since the preview is left alone. Raises TransitionRefused where
    the batch is decided or the draft is none any more.
    """
    batch = locked(batch, BatchState.STAGED)
    budget = _locked_budget(batch)
    rows = list(batch.lines.order_by("row"))
    lines = read_again(batch, rows)
    settle(lines, Draft(budget, batch.office))
    pairs = [(row, line) for row, line in zip(rows, lines, strict=True) if row.outcome in WRITABLE]
    pairs.sort(key=lambda pair: RUNGS[pair[1].item.level] if pair[1].item else 0)
    written: dict[int, PlanRow] = {}
    for row, line in pairs:
        row.left_alone = _overtaken(row, line) or _refusal(_write, budget, row, line, written)
    resum(budget)
    return _concluded(batch, [row for row, _ in pairs], written)


def _locked_budget(batch: ImportBatch) -> BudgetVersion:
    """The draft that the batch was read for, nobody else changing its state meanwhile."""
    budget = BudgetVersion.objects.filter(pk=batch.counts["budget"]).first()
    if budget is None:
        raise TransitionRefused("Rancangan yang dituju berkas ini sudah tidak ada.")
    Plan.locked(budget.plan_id, None)
    budget = BudgetVersion.locked(budget.pk, None)
    demand_draft(budget)
    return budget


def _overtaken(row: ImportLine, line: Line) -> str:
    """Why a line cannot be written as previewed, or nothing."""
    if row.outcome != line.outcome and line.outcome == Outcome.ERROR:
        error = next(problem for problem in line.problems if problem.is_error)
        return f"Sejak pratinjau tidak lagi benar. {error.message}"[:200]
    version = line.target.version if line.target else None
    return EDITED_SINCE if (row.target_version, row.outcome) != (version, line.outcome) else ""


def _refusal(write, *args) -> str:
    """Write, all or nothing; what a rule says against it, or nothing."""
    try:
        with transaction.atomic():
            write(*args)
    except ValidationError as error:
        return " ".join(error.messages)[:200]
    except TransitionRefused as error:
        return str(error)[:200]
    except (IntegrityError, models.ProtectedError, models.RestrictedError):
        return NEEDED
    return ""


def _write(budget: BudgetVersion, row: ImportLine, line: Line, written: dict) -> None:
    if line.target is None:
        _create(budget, row, line, written)
    else:
        _change(row, line, written)


def _create(budget: BudgetVersion, row: ImportLine, line: Line, written: dict) -> None:
    is_leaf = line.item.level == budget.plan.edition.leaf_level
    values = dict(line.said)
    if not is_leaf:
        values = {k: v for k, v in values.items() if k not in ("pagu", "fund_source")}
    made = add_row(budget, line.item, line.office if is_leaf else None, **values)
    row.before = {"row": made.pk, "created": True, "leaf": is_leaf}
    written[row.pk] = made


def _change(row: ImportLine, line: Line, written: dict) -> None:
    target = line.target
    old = {name: before for name, (before, _) in line.diff.items()}
    for name, (_, new) in line.diff.items():
        setattr(target, name, Office.objects.get(code=new) if name == "office" else new)
    target.full_clean()
    target.save(update_fields=list(line.diff))
    leaf = line.item.level == target.budget.plan.edition.leaf_level
    row.before = {"row": target.pk, "created": False, "leaf": leaf, "fields": as_json(old)}
    written[row.pk] = target


def _concluded(batch: ImportBatch, rows: list[ImportLine], written: dict) -> Done:
    versions = dict(
        PlanRow.objects.filter(pk__in=[one.pk for one in written.values()]).values_list(
            "pk", "version"
        )
    )
    for row in rows:
        if row.pk in written and not row.left_alone:
            row.applied_version = versions.get(written[row.pk].pk)
    ImportLine.objects.bulk_update(rows, ["before", "left_alone", "applied_version"], 200)
    left = [(row.row, row.left_alone) for row in rows if row.left_alone]
    done = Done(len(rows) - len(left), left)
    batch.counts |= {"written": done.written, "left": len(left)}
    batch.state, batch.committed_at = BatchState.COMMITTED, timezone.now()
    batch.save(update_fields=["counts", "state", "committed_at"])
    return done


# --- back ----------------------------------------------------------------------------------------


@transaction.atomic
def undo(batch: ImportBatch) -> Done:
    """Take a committed batch back, row by row where nobody edited since.

    Raises TransitionRefused where the draft was submitted or approved meanwhile.
    """
    batch = locked(batch, BatchState.COMMITTED)
    budget = _locked_budget(batch)
    rows = [row for row in batch.lines.order_by("row") if row.applied_version is not None]
    known = {row.pk: row for row in budget.rows.with_item()}
    for row in rows:
        row.left_alone = _taken_back(row, known.get(row.before["row"]))
    resum(budget)
    return _undone(batch, rows)


def _taken_back(row: ImportLine, found: PlanRow | None) -> str:
    """Why a row stays as it is, or nothing. A created parent goes with the last of its children."""
    before = row.before
    if found is None:
        return GONE
    if not before["leaf"]:
        if before["created"]:
            return ""
        return "" if _put_back_parent(row, found) else EDITED_AFTER
    if found.version != row.applied_version:
        return EDITED_AFTER
    if before["created"]:
        return _refusal(_delete, found)
    return _refusal(_put_back, found, before["fields"])


def _delete(row: PlanRow) -> None:
    line = row.line
    row.delete()
    if not line.rows.exists():
        line.delete()


def _put_back(row: PlanRow, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, _typed(name, value))
    row.full_clean()
    row.save(update_fields=list(fields))


def _put_back_parent(row: ImportLine, found: PlanRow) -> bool:
    """The version of a parent rises with every sum: what counts is what the import wrote."""
    wrote = {name: _typed(name, new) for name, (_, new) in row.diff.items()}
    if any(getattr(found, name) != value for name, value in wrote.items()):
        return False
    return not _refusal(_put_back, found, row.before["fields"])


def _typed(name: str, value: Any) -> Any:
    if name == "office":
        return Office.objects.get(code=value) if value else None
    if name in ("pagu", "target"):
        return Decimal(value) if value is not None else None
    return value


def _undone(batch: ImportBatch, rows: list[ImportLine]) -> Done:
    ImportLine.objects.bulk_update(rows, ["left_alone"], 200)
    left = [(row.row, row.left_alone) for row in rows if row.left_alone]
    done = Done(len(rows) - len(left), left)
    batch.counts |= {"taken_back": done.written, "left": len(left)}
    batch.state, batch.undone_at = BatchState.UNDONE, timezone.now()
    batch.save(update_fields=["counts", "state", "undone_at"])
    return done
