"""The programmes' reference data: nomenclatures, their crosswalk, the wording of the pact."""

import json
from datetime import date
from pathlib import Path

from bengkalis.reference import read_csv, upsert
from programs.enums import Level
from programs.models import CrosswalkLink, NomenclatureEdition, NomenclatureItem, PactTemplate

DATA = Path(__file__).parent / "data"
EDITIONS = (
    {
        "key": "permendagri-13-2006",
        "name": "Permendagri 13/2006",
        "source": "Permendagri 13/2006 tentang Pedoman Pengelolaan Keuangan Daerah",
        "first_year": 2007,
        "last_year": 2020,
        "leaf_level": Level.ACTIVITY,
    },
    {
        "key": "permendagri-90-2019",
        "name": "Permendagri 90/2019",
        "source": "Permendagri 90/2019 tentang Klasifikasi, Kodefikasi, dan Nomenklatur",
        "first_year": 2021,
        "last_year": None,
        "leaf_level": Level.SUBACTIVITY,
    },
)
FILES = {
    "permendagri-13-2006": "nomenclature_2020.csv",
    "permendagri-90-2019": "nomenclature_2021.csv",
}


def load() -> list[str]:
    """Bring nomenclatures and the pact's wording up to date; what the office edited stays."""
    lines = upsert(NomenclatureEdition, "key", EDITIONS, overwrite=False)
    for key, name in FILES.items():
        lines += _load_items(NomenclatureEdition.objects.get(key=key), read_csv(DATA / name))
    return [*lines, *_load_crosswalk(), *_load_templates()]


def _load_items(edition: NomenclatureEdition, rows: list[dict]) -> list[str]:
    known = {item.code: item for item in edition.items.all()}
    lines = []
    for row in sorted(rows, key=lambda row: row["code"]):
        if row["code"] in known:
            continue
        above = [code for code in known if row["code"].startswith(f"{code}.")]
        item = NomenclatureItem(edition=edition, **row)
        item.parent = known[max(above, key=len)] if above else None
        item.full_clean()
        item.save()
        known[item.code] = item
        lines.append(f"+ kode program {item}")
    return lines


def _load_crosswalk() -> list[str]:
    """The office edits the crosswalk: once there is one, it stays as it is."""
    if CrosswalkLink.objects.exists():
        return []
    old, new = (
        {item.code: item for item in NomenclatureItem.objects.filter(edition__key=key)}
        for key in FILES
    )
    lines = []
    for row in read_csv(DATA / "crosswalk.csv"):
        source, target = old.get(row["code_2020"]), new.get(row["code_2021"])
        link = CrosswalkLink(source=source, target=target, basis=row["basis"])
        link.full_clean()
        link.save()
        lines.append(f"+ padanan kode {link}")
    return lines


def _load_templates() -> list[str]:
    rows = json.loads((DATA / "pact_templates.json").read_text(encoding="utf-8"))
    for row in rows:
        row["valid_from"] = date.fromisoformat(row["valid_from"])
    return upsert(PactTemplate, "number", rows, overwrite=False)
