"""A workbook of new cooperatives: rehearsed, staged and committed with every rule, history and way
back, against ``read_excel`` and ``update_or_create`` per row, which check nothing."""

import io
from datetime import date, timedelta
from random import Random

from benchmarks.timing import Sides, undone
from bengkalis.exports import xlsx_file
from bengkalis.tables import Column, Table
from registry import enums
from registry.demo import names
from registry.imports.commit import commit
from registry.imports.export import KINDS
from registry.imports.headings import COOPERATIVES
from registry.imports.staging import rehearse, stage
from registry.imports.vocabulary import written
from registry.models import AnnualMeeting, Cooperative, District, Village

KEYS = ("name", "village", "district", "deed_number", "deed_date", "kind", "status")
KEYS += ("nik_koperasi", "book_year", "members_total", "assets", "turnover")
HEADING = {key: COOPERATIVES.labels[key] for key in KEYS}
PLAIN_STATUS = {written(enums.Status, value): value for value in enums.Status.values}
PLAIN_KIND = {written(enums.CooperativeKind, value): value for value in enums.CooperativeKind}


def import_cooperatives(rows: int) -> Sides:
    content = _workbook(rows)
    plain, portal = undone(lambda: _plain(content)), undone(lambda: _portal(content, rows))
    return Sides("Impor koperasi baru (gladi dan masuk)", plain, portal, weighs=True)


def _portal(content: bytes, rows: int) -> None:
    """Raises RuntimeError unless every row went in."""
    done = commit(stage(rehearse(content, "banding.xlsx")))
    if done.written != rows:
        raise RuntimeError(f"{done.written} of {rows} rows written: {done.left[:1]}")


def _plain(content: bytes) -> None:
    import pandas

    places = {one.name: one for one in District.objects.all()}
    villages = {(one.district_id, one.name): one for one in Village.objects.all()}
    sheet = pandas.read_excel(io.BytesIO(content), dtype=str, engine="openpyxl")
    for row in sheet.to_dict("records"):
        cell = {key: row[heading] for key, heading in HEADING.items()}
        district = places[cell["district"]]
        place = {"district": district, "village": villages[district.pk, cell["village"]]}
        cooperative, _ = Cooperative.objects.update_or_create(
            nik_koperasi=cell["nik_koperasi"],
            defaults={
                **place,
                **{name: cell[name] for name in ("name", "deed_number")},
                "deed_date": date.fromisoformat(cell["deed_date"][:10]),
                "kind": PLAIN_KIND[cell["kind"]],
                "status": PLAIN_STATUS[cell["status"]],
            },
        )
        figures = {name: cell[name] for name in ("members_total", "assets", "turnover")}
        AnnualMeeting.objects.update_or_create(
            cooperative=cooperative, book_year=cell["book_year"], defaults=figures
        )


def _workbook(rows: int) -> bytes:
    columns = [Column(key, HEADING[key], KINDS.get(key, "text")) for key in KEYS]
    with xlsx_file(Table("Daftar koperasi", columns, _generated(rows))) as file:
        return file.read()


def _generated(rows: int):
    """New cooperatives, always the same for the same register."""
    rng, taken = Random("benchmark"), set(Cooperative.objects.values_list("name", flat=True))  # noqa: S311
    villages = list(Village.objects.filter(valid_to=None).select_related("district"))
    for number in range(rows):
        village = rng.choice(villages)
        family = names.family(rng, village.district.kemendagri_code)
        founded = date(1990, 1, 1) + timedelta(days=rng.randrange(10_000))
        yield {
            "name": names.cooperative(rng, family, village.name, taken),
            "village": village.name,
            "district": village.district.name,
            "deed_number": f"{number + 1}/BH/BANDING/{founded.year}",
            "deed_date": founded,
            "kind": written(enums.CooperativeKind, family.kind),
            "status": written(enums.Status, enums.Status.ACTIVE),
            "nik_koperasi": f"{9_000_000_000_000 + number}",
            "book_year": "2021",
            "members_total": rng.randrange(20, 500),
            "assets": rng.randrange(10, 5_000) * 1_000_000,
            "turnover": rng.randrange(10, 5_000) * 1_000_000,
        }
