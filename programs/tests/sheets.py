"""What tests of the sheets start from: a draft with rows, and what its page would send."""

from programs import cash_planning, gridding
from programs.models import BudgetVersion, Plan, PlanRow

FIRST, SECOND, OTHER = "2.17.05.2.01.01", "2.17.05.2.01.02", "2.17.06.2.01.01"


def in_work(plan: Plan) -> BudgetVersion:
    return plan.versions.exclude(state="disahkan").get()


def row(plan: Plan, code: str = FIRST) -> PlanRow:
    return in_work(plan).rows.get(item__code=code)


def posted(plan: Plan, changes: dict | None = None, domain=gridding) -> dict:
    """The page's form as it was opened, with ``changes``: (code, column) → what was typed."""
    budget = in_work(plan)
    data = {"version": budget.version, "sequence": budget.sequence, "part": 1}
    keys = {}
    for entry in domain.sheet_of(budget).entries:
        keys[entry.row.item.code] = entry.key
        data[entry.key] = entry.mark
        data |= {cell.key: cell.text for cell in entry.cells}
    for (code, name), text in (changes or {}).items():
        data[f"{keys[code]}-{name}"] = text
    return data


def by_months(code: str = FIRST, amount: str = "", physical: str = "", **single) -> dict:
    """Typed for every month alike; ``rp3="5"`` or ``fisik3="5"`` for one of them."""
    typed = dict.fromkeys(cash_planning.AMOUNTS, amount)
    typed |= dict.fromkeys(cash_planning.PHYSICAL, physical) | single
    return {(code, name): text for name, text in typed.items()}
