"""The published measures: each is one definition and the one query that fills its cube."""

from dataclasses import replace
from datetime import date

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import override

from registry.asof import as_of, on_day
from registry.models import Cooperative, District
from reports.statistics.cube import (
    GEO,
    METRIC,
    TIME,
    Category,
    Cube,
    Dimension,
    StatTable,
    Text,
    Unit,
    filled,
)
from reports.statistics.jsonstat import CONTENTS

COUNT = "jumlah"
NOT_RECORDED = "tidak_tercatat"

STATUS = Dimension(
    "status",
    Text("status", "status"),
    (
        Category("aktif", Text("aktif", "active")),
        Category("tidak_aktif", Text("tidak aktif", "inactive")),
        Category("beku", Text("dibekukan", "suspended")),
        Category("diusulkan_bubar", Text("diusulkan bubar", "proposed for dissolution")),
        Category("dibubarkan", Text("dibubarkan", "dissolved")),
    ),
)
KIND = Dimension(
    "kind",
    Text("jenis", "kind"),
    (
        Category("konsumen", Text("konsumen", "consumer")),
        Category("produsen", Text("produsen", "producer")),
        Category("jasa", Text("jasa", "service")),
        Category("pemasaran", Text("pemasaran", "marketing")),
        Category("simpan_pinjam", Text("simpan pinjam", "savings and loan")),
        Category("serba_usaha", Text("serba usaha (jenis lama)", "multi-purpose (older kind)")),
        Category(NOT_RECORDED, Text("belum tercatat", "not recorded")),
    ),
)
CONTENTS_DIMENSION = Dimension(
    CONTENTS,
    Text("isi", "contents"),
    (
        Category(
            COUNT,
            Text("jumlah koperasi", "number of cooperatives"),
            Unit(Text("koperasi", "cooperatives")),
        ),
    ),
    METRIC,
)
COOPERATIVES = StatTable(
    "koperasi",
    Text(
        "Koperasi menurut kecamatan, status, dan jenis",
        "Cooperatives by district, status and kind",
    ),
    Text(
        "Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis: register koperasi",
        "Office of Cooperatives and Small and Medium Enterprises, Bengkalis Regency: register",
    ),
    (
        Text(
            "Dihitung langsung dari register pada hari yang disebut; perubahan data yang belum "
            "dimasukkan petugas belum terhitung.",
            "Counted from the register on the day stated; changes not yet entered by the office "
            "are not included.",
        ),
        Text(
            "Koperasi yang sudah dibubarkan tetap tercatat dan ikut dalam jumlah.",
            "Dissolved cooperatives stay on record and are part of the total.",
        ),
        Text(
            "Jenis serba usaha berasal dari penggolongan lama dan dihitung sebagaimana tercatat.",
            "Multi-purpose is a kind of the older classification, counted as recorded.",
        ),
        Text(
            "Kecamatan menurut pembagian sejak 2017 (11 kecamatan).",
            "Districts as divided since 2017 (11 districts).",
        ),
    ),
)
DEMONSTRATION = Text(
    "CONTOH: register ini berisi data peragaan, bukan koperasi dan UMKM yang sebenarnya.",
    "SAMPLE: this register holds demonstration data, not real cooperatives and MSMEs.",
)


def noted(notes: tuple[Text, ...], is_demo: bool) -> tuple[Text, ...]:
    """``notes``, led by the one that says so where the rows are samples."""
    return (DEMONSTRATION, *notes) if is_demo else notes


PAST_NOTES = (
    Text(
        "Dihitung dari riwayat bertanggal dalam register sampai hari yang disebut: tanggal badan "
        "hukum, riwayat status, dan perubahan nama, jenis, dan tempat. Salah catat yang kemudian "
        "diperbaiki sudah diperbaiki juga di sini.",
        "Counted from the dated history in the register up to the day stated: deed dates, changes "
        "of status, name, kind and place. Mistakes corrected since then are corrected here too.",
    ),
    Text(
        "Koperasi yang tanggal berdirinya tidak diketahui ikut dihitung; status sebelum catatan "
        "pertama dianggap sama dengan catatan pertama.",
        "Cooperatives whose founding date is not known are included; before its first record a "
        "status is taken to be that of the first record.",
    ),
    *COOPERATIVES.notes[1:3],
)


def cooperatives_by_district_status_kind(day: date | None = None) -> Cube:
    """The register of ``day`` (today by default), by kecamatan, status and jenis.

    Two queries, four for a day that is past. ``day`` also decides which kecamatan are listed.
    """
    day = day or timezone.localdate()
    groups = grouped(day, "district__kemendagri_code", "status", "kind")
    dimensions = (CONTENTS_DIMENSION, day_dimension(day), _districts(day, groups), STATUS, KIND)
    counts = {
        (COUNT, day.isoformat(), district, status, kind or NOT_RECORDED): number
        for district, status, kind, number, _, _ in groups
    }
    table = described(groups, _texts(dimensions[2], day))
    return Cube(table, dimensions, filled(dimensions, counts))


def grouped(day: date, *columns: str) -> list[tuple]:
    """The public register of ``day`` grouped by ``columns``: their values, the number of
    cooperatives, when one of them last changed, whether one is a sample."""
    rows = Cooperative.objects.public()
    if day < timezone.localdate():
        rows, columns = as_of(rows, day), tuple(on_day(column) for column in columns)
    return list(
        rows.order_by()
        .values_list(*columns)
        .annotate(number=Count("id"), changed=Max("updated_at"), demo=BoolOr("is_demo"))
    )


def _texts(districts: Dimension, day: date) -> StatTable:
    """The notes of the day: how a past one is known, and which division of kecamatan holds."""
    if day >= timezone.localdate():
        return COOPERATIVES
    number = len(districts.categories)
    division = Text(
        f"Kecamatan menurut pembagian pada hari itu ({number} kecamatan).",
        f"Districts as divided on that day ({number} districts).",
    )
    return replace(COOPERATIVES, notes=(*PAST_NOTES, division))


def _districts(day: date, groups: list[tuple]) -> Dimension:
    """Today's kecamatan, and any other that still has a cooperative."""
    wanted = District.objects.valid_on(day) | District.objects.filter(
        Q(kemendagri_code__in={group[0] for group in groups})
    )
    rows = wanted.order_by("kemendagri_code").values_list("kemendagri_code", "name")
    categories = tuple(Category(code, Text(name, name)) for code, name in rows)
    return Dimension("district", Text("kecamatan", "district"), categories, GEO)


def day_dimension(day: date) -> Dimension:
    label = Text(in_words(day, "id"), in_words(day, "en"))
    return Dimension("date", Text("keadaan", "as of"), (Category(day.isoformat(), label),), TIME)


def in_words(day: date, lang: str) -> str:
    """23 November 2026, in the words of ``lang``."""
    with override(lang):
        return format_date(day, "j F Y")


def described(groups: list[tuple], table: StatTable) -> StatTable:
    """The table's texts with what the rows add: when last changed, and whether they are samples."""
    updated = max((group[-2] for group in groups), default=None)
    notes = noted(table.notes, any(group[-1] for group in groups))
    return replace(table, notes=notes, updated=updated)
