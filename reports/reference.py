"""Published figures on cooperatives and MSMEs, as the press and the authorities gave them; and
the forms of the UPT reports."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from bengkalis.reference import read_csv
from reports.models import CodeSystem, Comparison, Counted, FormVersion, PublishedFigure

DATA = Path(__file__).parent / "data"
KNOWN_BY = ("series", "as_of", "source")
MEASURES = {
    "cooperatives.total": ("Koperasi", "koperasi"),
    "cooperatives.active": ("Koperasi aktif", "koperasi"),
    "cooperatives.inactive": ("Koperasi tidak aktif", "koperasi"),
    "cooperatives.held_rat": ("Koperasi yang melaksanakan RAT", "koperasi"),
    "cooperatives.proposed_dissolution": ("Koperasi yang diusulkan dibubarkan", "koperasi"),
    "cooperatives.members": ("Anggota koperasi", "orang"),
    "msme.total": ("UMKM", "usaha"),
    "msme.micro": ("Usaha mikro", "usaha"),
}
REGENCY = "14.03"
COMPARED = {
    "cooperatives.total": Counted.COOPERATIVES,
    "cooperatives.active": Counted.ACTIVE,
    "cooperatives.inactive": Counted.INACTIVE,
    "cooperatives.held_rat": Counted.HELD_MEETING,
    "cooperatives.proposed_dissolution": Counted.PROPOSED,
    "cooperatives.members": Counted.MEMBERS,
    "msme.total": Counted.ENTERPRISES,
    "msme.micro": Counted.MICRO,
}


@transaction.atomic
def load() -> list[str]:
    """Bring the figures up to date, and what they are compared with; a line per change."""
    rows = PublishedFigure.objects.filter(series__in=MEASURES, place_code=REGENCY)
    known = {tuple(getattr(row, name) for name in KNOWN_BY): row for row in rows}
    lines = []
    for values in map(_values, read_csv(DATA / "published_figures.csv")):
        row = known.get(tuple(values[name] for name in KNOWN_BY))
        lines += _create(values) if row is None else _update(row, values)
    return lines + _compare() + load_forms()


def load_forms() -> list[str]:
    """Add the versions of the forms that are missing; a version that is here never changes."""
    known = set(FormVersion.objects.values_list("rhythm", "number"))
    lines = []
    for path in sorted((DATA / "forms").glob("*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        if (row["rhythm"], row["number"]) in known:
            continue
        form = FormVersion(**row | {"valid_from": date.fromisoformat(row["valid_from"])})
        form.full_clean()
        form.save()
        lines.append(f"+ formulir {form}")
    return lines


def _compare() -> list[str]:
    """Pair the delivered series with the register; what an office decided since stays."""
    known = set(Comparison.objects.filter(series__in=COMPARED).values_list("series", flat=True))
    rows = [Comparison(series=s, counted=c) for s, c in COMPARED.items() if s not in known]
    for row in rows:
        row.full_clean()
        row.save()
    return [f"+ perbandingan {row}" for row in rows]


def _values(row: dict) -> dict:
    series, day = f"{row['subject']}.{row['measure']}", date.fromisoformat(row["date"])
    label, unit = MEASURES[series]
    return {
        **{"series": series, "label": label, "unit": unit, "year": day.year, "as_of": day},
        **{"code_system": CodeSystem.KEMENDAGRI, "place_code": REGENCY},
        **{"place_name": "Kabupaten Bengkalis", "source": row["source"]},
        "value": Decimal(row["value"]),
        "note": row["note"] or "",
    }


def _create(values: dict) -> list[str]:
    figure = PublishedFigure(**values)
    figure.full_clean()
    figure.save()
    return [f"+ angka terbit {figure} ({figure.source})"]


def _update(figure: PublishedFigure, values: dict) -> list[str]:
    changed = [name for name in values if getattr(figure, name) != values[name]]
    if not changed:
        return []
    for name in changed:
        setattr(figure, name, values[name])
    figure.full_clean()
    figure.save(update_fields=changed)
    return [f"~ angka terbit {figure}: {', '.join(changed)}"]
