"""A cooperative in which no rule of data quality finds anything, and what is found in others."""

from datetime import date

from registry.entry import correct, record_meeting, set_officers
from registry.models import Cooperative, Finding, Village
from registry.models.people import today
from registry.quality.checking import together

BOARD = {"ketua": ["Siti"], "sekretaris": ["Budi"], "bendahara": ["Umar"]}


def due() -> int:
    """The latest book year whose RAT of a primer cooperative was due by the end of March."""
    return today().year - (1 if today().month > 3 else 2)


def spotless(make_cooperative, name="Koperasi Bersih", district="Mandau", **fields) -> Cooperative:
    """Complete, its one RAT held in time."""
    whole = {
        "village": Village.objects.filter(district__name=district).first(),
        "form": "primer",
        "kind": "konsumen",
        "deed_number": f"518/BH/I/{due()}",
        "deed_date": date(due(), 1, 5),
        "phone": "081234567890",
    }
    held = {"book_year": due(), "held_on": date(due() + 1, 2, 1), "members_total": 25}
    with together():
        cooperative = make_cooperative(name, district, **(whole | fields))
        set_officers(cooperative, BOARD)
        record_meeting(cooperative, held)
    return cooperative


def change(cooperative: Cooperative, **fields) -> None:
    """Correct it as form, API and import do."""
    cooperative.refresh_from_db()
    for name, value in fields.items():
        setattr(cooperative, name, value)
    correct(cooperative, cooperative.version)


def codes(cooperative: Cooperative) -> set[str]:
    """The rules that it breaks, as far as they are not set aside."""
    found = Finding.objects.open().filter(cooperative=cooperative)
    return set(found.values_list("rule", flat=True))
