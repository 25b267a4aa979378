"""Demonstration data of the reports: made-up published figures per kecamatan, marked CONTOH.

No source publishes MSMEs of Bengkalis per kecamatan by section for these years; so that
reconciliation shows what it does, a table is made up here and says so in every figure.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from registry.models import District, KbliSection
from reports.models import CodeSystem, Comparison, Counted, Explanation, PublishedFigure

SOURCE = "CONTOH: angka rekaan, bukan terbitan BPS"
RETRIEVED = date(2022, 2, 25)
SERIES = "contoh.umkm"
LABEL = "CONTOH: UMKM menurut kecamatan"
TOTALS = {2020: 40600, 2021: 41900}
SHARES = {  # per mille of the regency, by BPS code
    **{"1408010": 271, "1408012": 132, "1408011": 129, "1408040": 142, "1408050": 68},
    **{"1408020": 61, "1408022": 38, "1408021": 42, "1408030": 57, "1408031": 27, "1408013": 33},
}
SECTIONS = {"C": 152, "G": 468, "I": 171}  # per mille of a kecamatan
EXPLAINED = "CONTOH: BPS menghitung juga usaha yang tidak terdaftar pada dinas."


def seed(scale: int) -> Counter:
    """Write the made-up figures; nothing where they are there already. ``scale`` changes nothing:
    what others publish does not grow with the register."""
    if PublishedFigure.objects.filter(source=SOURCE).exists():
        return Counter()
    figures = list(_figures())
    for figure in figures:
        figure.clean_fields(exclude=["bps_import"])
    PublishedFigure.objects.bulk_create(figures)
    pairs = _pairs()
    Explanation.objects.create(
        figure=next(f for f in figures if f.series == SERIES and f.place_code == "1408010"),
        text=EXPLAINED,
        text_en="SAMPLE: BPS also counts businesses that are not registered with the office.",
    )
    return Counter({"angka terbit": len(figures), "pasangan deret": pairs, "penjelasan": 1})


def _figures() -> Iterator[PublishedFigure]:
    names = dict(District.objects.values_list("bps_code", "name"))
    for year, total in TOTALS.items():
        yield _figure(SERIES, LABEL, year, total, "1408", "Kabupaten Bengkalis")
        for code, share in SHARES.items():
            units = total * share // 1000
            yield _figure(SERIES, LABEL, year, units, code, names[code])
            for section, part in SECTIONS.items():
                name = f"{LABEL} dan lapangan usaha {section}"
                value = units * part // 1000
                yield _figure(f"{SERIES}.{section}", name, year, value, code, names[code])


def _figure(series: str, label: str, year: int, value: int, code: str, place: str):
    return PublishedFigure(
        series=series,
        label=label,
        year=year,
        value=value,
        unit="usaha",
        code_system=CodeSystem.BPS,
        place_code=code,
        place_name=place,
        source=SOURCE,
        source_ref="data peragaan",
        retrieved_on=RETRIEVED,
        note="CONTOH",
    )


def _pairs() -> int:
    """Compare the made-up series with MSMEs, section by section."""
    wanted: dict[str, KbliSection | None] = {SERIES: None}
    for row in KbliSection.objects.filter(edition=2020, code__in=SECTIONS):
        wanted[f"{SERIES}.{row.code}"] = row
    for series, section in wanted.items():
        Comparison(series=series, counted=Counted.ENTERPRISES, section=section).save()
    return len(wanted)
