"""What a row would change, in the office's words."""

from bengkalis.values import format_number
from programs.enums import FundSource
from programs.imports.headings import PLANS


def named_diff(diff: dict | None) -> list[dict]:
    """``[{label, old, new}]`` of a stored line."""
    return [
        {"label": PLANS.labels[key], "old": _shown(key, old), "new": _shown(key, new)}
        for key, (old, new) in (diff or {}).items()
    ]


def _shown(key: str, value) -> str:
    if value in (None, ""):
        return ""
    if key in ("pagu", "target"):
        return format_number(value)
    return FundSource(value).label if key == "fund_source" else str(value)
