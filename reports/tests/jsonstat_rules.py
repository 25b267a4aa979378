"""The semantic rules of JSON-stat 2.0 as the official validator names them, for dense documents."""

from math import prod

ROOT = {
    *("version", "class", "href", "label", "note", "link", "updated", "source", "error"),
    *("extension", "id", "size", "role", "dimension", "value", "status"),
}
DIMENSION = {"href", "label", "note", "link", "extension", "category"}
CATEGORY = {"index", "label", "note", "unit", "coordinates", "child"}


def findings(document: dict) -> set[str]:
    """Codes of the rules that ``document`` breaks; empty when it is sound."""
    found = {
        "STRUCTURAL_VIOLATION": bool(set(document) - ROOT)
        or document.get("version") != "2.0"
        or document.get("class") != "dataset",
        "ID_SIZE_LEN_MISMATCH": len(document["id"]) != len(document["size"]),
        "DIM_KEY_ID_MISMATCH": set(document["dimension"]) != set(document["id"]),
        "VALUE_LEN_MISMATCH": len(document["value"]) != prod(document["size"]),
        "ROLE_ID_UNKNOWN": not _roles(document) <= set(document["id"]),
        "STATUS_KEY_OUT_OF_RANGE": not _status_in_range(document),
        "METRIC_UNIT_MISSING": not _metrics_have_units(document),
    }
    broken = {code for code, is_broken in found.items() if is_broken}
    for name, size in zip(document["id"], document["size"], strict=False):
        broken |= _dimension_findings(document["dimension"].get(name, {}), size)
    return broken


def _roles(document: dict) -> set[str]:
    return {name for names in document.get("role", {}).values() for name in names}


def _status_in_range(document: dict) -> bool:
    status = document.get("status", {})
    return all(key.isdigit() and int(key) < len(document["value"]) for key in status)


def _metrics_have_units(document: dict) -> bool:
    metrics = document.get("role", {}).get("metric", [])
    return all("unit" in document["dimension"][name]["category"] for name in metrics)


def _dimension_findings(dimension: dict, size: int) -> set[str]:
    category = dimension.get("category", {})
    index, label = category.get("index", {}), category.get("label", {})
    found = {
        "STRUCTURAL_VIOLATION": bool(set(dimension) - DIMENSION or set(category) - CATEGORY)
        or not dimension.get("label"),
        "INDEX_COUNT_MISMATCH": len(index) != size,
        "INDEX_POSITIONS_INVALID": sorted(index.values()) != list(range(len(index))),
        "LABEL_KEY_UNKNOWN": bool(set(label) - set(index)),
        "LABEL_KEY_INCOMPLETE": bool(set(index) - set(label)),
        "UNIT_KEY_UNKNOWN": bool(set(category.get("unit", {})) - set(index)),
    }
    return {code for code, is_broken in found.items() if is_broken}
