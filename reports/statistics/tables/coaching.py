"""Coaching by year, kecamatan, who was coached, and topic: what the office did, nothing of others.

``dibina`` counts each cooperative and each MSME once, so that it does not add up over topics.
"""

from collections.abc import Collection
from itertools import product

from django.db import connection

from registry.enums import CoachingTopic
from registry.models import Coaching
from reports.statistics import axes
from reports.statistics.axes import TOTAL
from reports.statistics.cube import Cube, StatTable, Text, cube_of
from reports.statistics.definitions import CONTACT, SOURCE, Cell, Definition
from reports.statistics.measures import noted

ENGLISH = {
    "kelembagaan": "institution and board",
    "keuangan": "bookkeeping and finance",
    "pembiayaan": "access to credit",
    "pemasaran": "marketing",
    "digital": "digital business",
    "produksi": "production and quality",
    "perizinan": "licences and halal",
    "sdm": "human resources",
    "lainnya": "other",
}


def _inside(label: str) -> str:
    """A label as it stands inside a sentence; an abbreviation stays as it is."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


TOPIC = axes.choices(
    "topic",
    Text("pokok bahasan", "topic"),
    [(one.value, Text(_inside(str(one.label)), ENGLISH[one])) for one in CoachingTopic],
    Text("semua pokok bahasan", "all topics"),
)
SUBJECT = axes.choices(
    "subject",
    Text("yang dibina", "who was coached"),
    [("koperasi", Text("koperasi", "cooperatives")), ("umkm", Text("UMKM", "MSMEs"))],
    Text("koperasi dan UMKM", "cooperatives and MSMEs"),
)
CONTENTS = axes.contents(
    ("pembinaan", Text("pembinaan", "coachings"), Text("kali", "times"), 0),
    (
        "dibina",
        Text("koperasi atau UMKM yang dibina", "cooperatives or MSMEs coached"),
        Text("satuan usaha", "units"),
        0,
    ),
)
NOTES = (
    Text(
        "Menurut buku pembinaan dinas. Setiap koperasi atau UMKM dihitung sekali per sel; karena "
        "itu yang dibina tidak dapat dijumlahkan antar pokok bahasan. Kecamatan: tempatnya "
        "sekarang.",
        "By the coaching log of the office. Each cooperative or MSME counts once per cell, so that "
        "those coached do not add up over topics. District: where it is now.",
    ),
)


def gather() -> dict:
    """Counts at every margin at once; of land groups by their kecamatan's land."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT extract(year FROM c.held_on)::int, coalesce(d.kemendagri_code, '_T'),
                coalesce(c.subject, '_T'), coalesce(c.topic, '_T'), count(*), count(DISTINCT c.who)
            FROM (
                SELECT held_on, topic, coalesce(k.district_id, e.district_id) district_id,
                    CASE WHEN e.id IS NULL THEN 'koperasi' ELSE 'umkm' END subject,
                    coalesce('k' || k.id, 'e' || e.id) who
                FROM registry_coaching c
                LEFT JOIN registry_cooperative k ON k.id = c.cooperative_id
                LEFT JOIN registry_enterprise e ON e.id = c.enterprise_id
                WHERE k.merged_into_id IS NULL
            ) c JOIN registry_district d ON d.id = c.district_id
            GROUP BY 1, CUBE (d.kemendagri_code, c.subject, c.topic) ORDER BY 1, 2, 3, 4
        """)
        rows = cursor.fetchall()
    return {"rows": rows, "demo": Coaching.objects.filter(is_demo=True).exists()}


def build(material: dict, keep: Collection[Cell]) -> Cube:
    """Nothing is withheld: a coaching is the office's own act."""
    rows = material["rows"]
    places = axes.without_lists(axes.districts(row[1] for row in rows))
    dimensions = (axes.years(row[0] for row in rows), places, SUBJECT, TOPIC, CONTENTS)
    said: dict[Cell, tuple] = dict.fromkeys(product(*(d.codes for d in dimensions)), (0, ""))
    for year, district, subject, topic, held, coached in rows:
        cell = (str(year), district, subject, topic)
        said[*cell, "pembinaan"], said[*cell, "dibina"] = (held, ""), (coached, "")
    notes = noted(NOTES, material["demo"])
    return cube_of(StatTable(ID, TITLE, SOURCE, notes, None, ABOUT, CONTACT), dimensions, said)


ID = "pembinaan"
TITLE = Text("Pembinaan koperasi dan UMKM", "Coaching of cooperatives and MSMEs")
ABOUT = Text(
    "Berapa kali dinas membina, berapa koperasi dan UMKM yang dibina, dan tentang apa.",
    "How often the office coached, how many cooperatives and MSMEs, and on what.",
)
DEFINITION = Definition(
    ID,
    TITLE,
    ABOUT,
    "pembinaan",
    gather,
    build,
    default={
        "year": ("TOP(1)",),
        "district": ("*",),
        "subject": (TOTAL,),
        "topic": (TOTAL,),
        "ContentsCode": ("*",),
    },
)
