"""The register's reference data: kecamatan, desa/kelurahan, KBLI, known offices, rules of law."""

import json
from datetime import date
from pathlib import Path

from bengkalis.reference import read_csv, upsert
from registry.models import (
    District,
    KbliDivision,
    KbliSection,
    Office,
    OfficeDistrict,
    Rule,
    Village,
)

DATA = Path(__file__).parent / "data"


def load() -> list[str]:
    """Bring territory, KBLI, offices and rules up to date; returns a line per change."""
    places = [*load_districts(), *load_villages()]
    return [*places, *load_kbli(), *load_offices(), *load_rules()]


def load_kbli() -> list[str]:
    """The sections of KBLI 2020 and the divisions ("01-03") that belong to each."""
    lines = []
    for row in read_csv(DATA / "kbli_sections.csv"):
        first, _, last = row.pop("divisions").partition("-")
        lines += upsert(KbliSection, "code", [row])
        section = KbliSection.objects.get(code=row["code"])
        known = set(section.divisions.values_list("code", flat=True))
        wanted = [f"{number:02d}" for number in range(int(first), int(last or first) + 1)]
        KbliDivision.objects.bulk_create(
            KbliDivision(section=section, code=code) for code in wanted if code not in known
        )
    return lines


def load_rules() -> list[str]:
    """Rules are editable data: a key that is here already stays as the office dated it."""
    known = set(Rule.objects.values_list("key", flat=True))
    lines = []
    for row in json.loads((DATA / "rules.json").read_text(encoding="utf-8")):
        if row["key"] in known:
            continue
        for name in ("valid_from", "valid_to"):
            row[name] = row.get(name) and date.fromisoformat(row[name])
        rule = Rule(**row)
        rule.full_clean()
        rule.save()
        lines.append(f"+ aturan {rule.key} sejak {rule.valid_from:%d-%m-%Y}")
    return lines


def load_districts() -> list[str]:
    rows = read_csv(DATA / "districts.csv")
    plain = [{k: v for k, v in row.items() if k != "split_from"} for row in rows]
    lines = upsert(District, "kemendagri_code", [_text(row, "land") for row in plain])
    known = {district.kemendagri_code: district for district in District.objects.all()}
    split = [row for row in rows if row["split_from"]]
    parents = [
        {"kemendagri_code": row["kemendagri_code"], "split_from": known[row["split_from"]]}
        for row in split
    ]
    return lines + upsert(District, "kemendagri_code", parents)


def load_villages() -> list[str]:
    districts = {district.kemendagri_code: district for district in District.objects.all()}
    rows = read_csv(DATA / "villages.csv")
    for row in rows:
        row["district"] = districts[row.pop("district_code")]
    return upsert(Village, "kemendagri_code", rows)


def load_offices() -> list[str]:
    """Offices are editable data: what is here already stays as the office edited it."""
    lines = []
    for row in read_csv(DATA / "offices.csv"):
        codes = (row.pop("district_codes") or "").split()
        parent = row.pop("parent_code")
        row["parent"] = Office.objects.get(code=parent) if parent else None
        made = upsert(Office, "code", [row], overwrite=False)
        if made:
            serve(Office.objects.get(code=row["code"]), codes)
        lines += made
    return lines


def serve(office: Office, codes: list[str]) -> None:
    """Give a new UPT its kecamatan."""
    for district in District.objects.filter(kemendagri_code__in=codes):
        OfficeDistrict.objects.create(office=office, district=district)


def _text(row: dict, *names: str) -> dict:
    return {**row, **{name: row[name] or "" for name in names}}
