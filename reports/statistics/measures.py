"""The published measures: each is one definition and the one query that fills its cube."""

from dataclasses import replace
from datetime import date

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import override

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
    "CONTOH: register ini berisi data peragaan, bukan koperasi yang sebenarnya.",
    "SAMPLE: this register holds demonstration data, not real cooperatives.",
)


def cooperatives_by_district_status_kind(day: date | None = None) -> Cube:
    """The register as it stands, counted by kecamatan, status and jenis; two queries.

    ``day`` names the state (today by default) and decides which kecamatan are listed.
    """
    day = day or timezone.localdate()
    groups = list(
        Cooperative.objects.public()
        .order_by()
        .values_list("district__kemendagri_code", "status", "kind")
        .annotate(number=Count("id"), changed=Max("updated_at"), demo=BoolOr("is_demo"))
    )
    dimensions = (CONTENTS_DIMENSION, _day(day), _districts(day, groups), STATUS, KIND)
    counts = {
        (COUNT, day.isoformat(), district, status, kind or NOT_RECORDED): number
        for district, status, kind, number, _, _ in groups
    }
    return Cube(_described(groups), dimensions, filled(dimensions, counts))


def _districts(day: date, groups: list[tuple]) -> Dimension:
    """Today's kecamatan, and any other that still has a cooperative."""
    wanted = District.objects.valid_on(day) | District.objects.filter(
        Q(kemendagri_code__in={group[0] for group in groups})
    )
    rows = wanted.order_by("kemendagri_code").values_list("kemendagri_code", "name")
    categories = tuple(Category(code, Text(name, name)) for code, name in rows)
    return Dimension("district", Text("kecamatan", "district"), categories, GEO)


def _day(day: date) -> Dimension:
    label = Text(in_words(day, "id"), in_words(day, "en"))
    return Dimension("date", Text("keadaan", "as of"), (Category(day.isoformat(), label),), TIME)


def in_words(day: date, lang: str) -> str:
    """23 November 2026, in the words of ``lang``."""
    with override(lang):
        return format_date(day, "j F Y")


def _described(groups: list[tuple]) -> StatTable:
    """The table's texts with what the rows add: when last changed, and whether they are samples."""
    updated = max((group[4] for group in groups), default=None)
    notes = COOPERATIVES.notes
    if any(group[5] for group in groups):
        notes = (DEMONSTRATION, *notes)
    return replace(COOPERATIVES, notes=notes, updated=updated)
