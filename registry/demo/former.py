"""What some cooperatives were called, or where they were, until the articles were changed."""

from datetime import date, timedelta
from random import Random

from registry.demo import names
from registry.demo.deeds import MONTHS
from registry.demo.lives import RECORDED_AT
from registry.demo.plan import STORY_YEAR, Slot
from registry.enums import DatedField, Pattern
from registry.models import DeedAmendment, FormerDetail

CHANGED = 0.07
SUBJECTS = {
    DatedField.NAME: "Perubahan nama",
    DatedField.VILLAGE: "Perubahan tempat kedudukan",
    DatedField.PATTERN: "Perubahan pola menjadi syariah",
}


def of(rng: Random, slot: Slot, family: names.Family, row: dict, founded: date) -> dict:
    """Rows of former details and the amendments by which they ended; villages by their code."""
    found: dict = {FormerDetail: [], DeedAmendment: []}
    if founded.year >= STORY_YEAR - 3 or rng.random() > CHANGED:
        return found
    field = _field(rng, slot, row)
    day = date(rng.randint(max(founded.year + 2, 2006), STORY_YEAR), rng.randint(1, 12), 15)
    number = f"{slot.number + 1}/PAD/{MONTHS[day.month - 1]}/{day.year}"
    found[DeedAmendment].append({"number": number, "decided_on": day, "subject": SUBJECTS[field]})
    for name, value in _before(rng, slot, family, row, field):
        found[FormerDetail].append(_detail(name, value, day, number))
    return found


def _field(rng: Random, slot: Slot, row: dict) -> str:
    if row["pattern"] == Pattern.SHARIA:
        return DatedField.PATTERN
    moved = slot.village and len(slot.around) > 1 and rng.random() < 0.45
    return DatedField.VILLAGE if moved else DatedField.NAME


def _before(rng: Random, slot: Slot, family: names.Family, row: dict, field: str):
    """Pairs of field and value: who moves changes the address as well."""
    if field == DatedField.PATTERN:
        yield field, Pattern.CONVENTIONAL
    elif field == DatedField.NAME:
        taken = {row["name"], *names.KNOWN.values()}
        yield field, names.cooperative(rng, family, slot.place.name, taken)
    else:
        others = [one for one in slot.around if one.pk != slot.village.pk]
        yield field, rng.choice(others).kemendagri_code
        yield DatedField.ADDRESS, names.address(rng)


def _detail(field: str, value: str, day: date, number: str) -> dict:
    return {
        "field": field,
        "value": value,
        "until": day - timedelta(days=1),
        "basis": f"PAD {number}",
        "recorded_at": RECORDED_AT,
    }
