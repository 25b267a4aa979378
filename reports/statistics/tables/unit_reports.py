"""What the field offices reported, by year and office: accepted monthly reports, as the recap sums.

How far a figure can be trusted stands beside it: coverage by accepted reports, and ``p`` while too
few of the months are in.
"""

from collections.abc import Collection
from itertools import product

from reports.enums import ReportState, Rhythm
from reports.models import FormVersion, UnitReport
from reports.recap import PHOTOS, Figure, Question, Recap, Span, questions_of, recap_of
from reports.statistics import axes
from reports.statistics.axes import TOTAL
from reports.statistics.cube import Category, Cube, Dimension, StatTable, Text, cube_of
from reports.statistics.definitions import CONTACT, SOURCE, Cell, Definition
from reports.statistics.measures import noted
from reports.statistics.tables.cooperatives import PERCENT

COVERAGE = "cakupan"
LABELS = {
    "coops_new": Text("koperasi yang berdiri", "cooperatives founded"),
    "coops_dissolved": Text("koperasi yang bubar", "cooperatives dissolved"),
    "rat_held": Text("koperasi yang melaksanakan RAT", "annual meetings held"),
    "members_joined": Text("anggota masuk", "members joined"),
    "members_left": Text("anggota keluar", "members left"),
    "msmes_new": Text("UMKM yang baru didata", "MSMEs newly recorded"),
    "msmes_updated": Text("UMKM yang datanya diperbarui", "MSMEs updated"),
    "msmes_closed": Text("UMKM yang tutup", "MSMEs closed"),
    "msmes_online": Text("UMKM yang mulai berjualan daring", "MSMEs that began selling online"),
    "rows:visits": Text("kunjungan pembinaan", "coaching visits"),
    "rows:trainings": Text("pelatihan", "trainings"),
    "training_male": Text("peserta pelatihan laki-laki", "male training participants"),
    "training_female": Text("peserta pelatihan perempuan", "female training participants"),
    "rows:problems": Text("masalah yang dilaporkan", "problems reported"),
}
UNITS = {
    "koperasi": "cooperatives",
    "orang": "persons",
    "usaha": "businesses",
    "kunjungan": "visits",
    "pelatihan": "trainings",
    "masalah": "problems",
    "Rp": "rupiah",
}
NOTES = (
    Text(
        "Menurut laporan bulanan UPT yang sudah diterima; koreksi menggantikan yang dikoreksi, "
        "laporan nihil dihitung 0. Cakupan: laporan yang diterima di antara yang wajib masuk; "
        "p: cakupan di bawah batas atau tahun belum lengkap, angka sementara.",
        "From accepted monthly reports of the field offices; corrections replace what they "
        "correct, nil reports count as 0. Coverage: reports accepted among those owed; p: "
        "coverage below the limit or year incomplete, provisional.",
    ),
    Text(
        "Tanda titik dua: tidak ditanyakan dalam formulir tahun itu, atau belum ada jawaban.",
        "A colon: not asked in that year's form, or not answered yet.",
    ),
)


def _metrics() -> list[Question]:
    """Every question of the monthly forms whose months add up."""
    found: dict[str, Question] = {}
    for form in FormVersion.objects.filter(rhythm=Rhythm.MONTHLY).order_by("number"):
        found |= {one.key: one for one in questions_of(form.questionnaire)}
    return [one for one in found.values() if one.recap == "sum" and not one.key.startswith(PHOTOS)]


def gather() -> dict:
    """Figures of each year of which a monthly report is accepted, office by office."""
    accepted = UnitReport.objects.filter(
        state=ReportState.ACCEPTED, duty__period__rhythm=Rhythm.MONTHLY
    )
    years = accepted.order_by("duty__period__year").values_list("duty__period__year", flat=True)
    metrics = _metrics()
    rows, offices = [], {}
    for year in years.distinct():
        recap = recap_of(Span(Rhythm.MONTHLY, year))
        offices |= {one.code: one.name for one in recap.offices}
        rows += [(year, *row) for row in _said(recap, {one.key for one in metrics})]
    return {
        "rows": rows,
        "offices": sorted(offices.items()),
        "metrics": [(one.key, one.label, one.unit) for one in metrics],
        "demo": accepted.filter(is_demo=True).exists(),
    }


def _said(recap: Recap, keys: Collection[str]):
    """(office, metric, value, sign) of one year."""
    places = [(one.code, recap.coverage(one)) for one in recap.offices]
    for code, figure in [*places, (TOTAL, recap.overall)]:
        yield code, COVERAGE, figure.percent, ""
    for line in (one for one in recap.lines if one.question.key in keys):
        for office in recap.offices:
            yield office.code, line.question.key, *_signed(line.by_office[office.pk])
        yield TOTAL, line.question.key, *_signed(line.total)


def _signed(figure: Figure) -> tuple:
    if figure.value is None:
        return None, ":"
    return figure.value, "p" if figure.is_provisional else ""


def _contents(metrics: list[tuple]) -> Dimension:
    counts = [
        (_code(key), LABELS.get(key, Text(label, label)), Text(unit, UNITS.get(unit, unit)), 0)
        for key, label, unit in metrics
    ]
    share = Text("cakupan laporan", "coverage of reports")
    return axes.contents(*counts, (COVERAGE, share, PERCENT, 1))


def _code(key: str) -> str:
    """A code for addresses: no colon."""
    return key.replace(":", "_")


def _offices(found: list[tuple]) -> Dimension:
    every = Category(TOTAL, Text("semua UPT", "all field offices"))
    named = tuple(Category(code, Text(name, name)) for code, name in found)
    return Dimension("office", Text("UPT", "field office"), (every, *named), total=TOTAL)


def build(material: dict, keep: Collection[Cell]) -> Cube:
    """Nothing is withheld: a report is the office's own act, and counts no single business."""
    years = axes.years(row[0] for row in material["rows"])
    dimensions = (years, _offices(material["offices"]), _contents(material["metrics"]))
    owing = {(str(year), office) for year, office, *_ in material["rows"]}
    cells: dict[Cell, tuple] = {
        cell: (None, ":" if cell[:2] in owing else "z")
        for cell in product(*(one.codes for one in dimensions))
    }
    for year, office, key, value, sign in material["rows"]:
        cells[str(year), office, _code(key)] = value, sign
    notes = noted(NOTES, material["demo"])
    return cube_of(StatTable(ID, TITLE, SOURCE, notes, None, ABOUT, CONTACT), dimensions, cells)


ID = "laporan-upt"
TITLE = Text("Kegiatan UPT menurut laporannya", "Activities of field offices as reported")
ABOUT = Text(
    "Koperasi baru, RAT, anggota masuk dan keluar, UMKM, kunjungan dan pelatihan menurut laporan "
    "bulanan UPT yang diterima, dengan cakupannya.",
    "New cooperatives, annual meetings, members, MSMEs, visits and trainings by accepted monthly "
    "reports of the field offices, with their coverage.",
)
DEFINITION = Definition(
    ID,
    TITLE,
    ABOUT,
    "laporan",
    gather,
    build,
    default={
        "year": ("TOP(1)",),
        "office": ("*",),
        "ContentsCode": ("coops_new", "rat_held", "msmes_new", "rows_visits", COVERAGE),
    },
    picture="office",
)
