"""What the page on cooperatives shows, put together from one cube: figures, charts, table."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from reports.statistics import answers
from reports.statistics.charts import NARROW, WIDE, stacked_bars
from reports.statistics.cube import Cube, Text
from reports.statistics.svg import Words, figure
from reports.statistics.tilemap import tile_map

TONES = {
    "aktif": "aktif",
    "tidak_aktif": "tidak-aktif",
    "beku": "beku",
    "diusulkan_bubar": "diusulkan",
    "dibubarkan": "bubar",
}
WORDS = {
    "home": Text("Beranda", "Home"),
    "statistics": Text("Statistik", "Statistics"),
    "as_of": Text("Keadaan", "As of"),
    "day": Text("Keadaan per", "As of the day"),
    "day_help": Text("Kosong: hari ini. Contoh: 31-12-2020.", "Empty: today. Example: 31-12-2020."),
    "share_unit": Text("Aktif (%)", "Active (%)"),
    "published": Text("Angka terbit", "Published figures"),
    "unit": Text("koperasi", "cooperatives"),
    "narrow": Text("Pilih yang ditampilkan", "Choose what to show"),
    "all": Text("Semua", "All"),
    "show": Text("Tampilkan", "Show"),
    "table": Text("Koperasi menurut kecamatan dan status", "Cooperatives by district and status"),
    "total": Text("Jumlah", "Total"),
    "how": Text("Cara membaca angka ini", "How we know"),
    "source": Text("Sumber", "Source"),
    "updated": Text("Register terakhir berubah", "Register last changed"),
    "cite": Text("Cara mengutip", "How to cite"),
    "download": Text("Unduh angka", "Download the figures"),
    "csv": Text("CSV untuk Excel Indonesia", "CSV for an Indonesian Excel"),
    "csv_machine": Text("CSV untuk program", "CSV for programs"),
    "xlsx": Text("Buku kerja Excel (XLSX)", "Excel workbook (XLSX)"),
    "json_stat": Text("JSON-stat 2.0", "JSON-stat 2.0"),
    "other_language": Text("In English", "Dalam bahasa Indonesia"),
    "clear": Text("Hapus semua saringan", "Clear all filters"),
    "district": Text("Kecamatan", "District"),
    "empty_choice": Text(
        "Pilih kecamatan, status, atau jenis lain.", "Choose another district, status or kind."
    ),
    "none": Text("Belum ada koperasi dalam register.", "There are no cooperatives on record yet."),
    "none_chosen": Text(
        "Tidak ada koperasi yang cocok dengan pilihan ini.", "No cooperatives match this choice."
    ),
}


@dataclass(frozen=True)
class Chart:
    """A figure: what it says, drawn wide for a desk and narrow for a phone where that differs."""

    words: Words
    wide: SafeString
    narrow: SafeString | None = None


def words(lang: str) -> dict[str, str]:
    """The page's fixed words in ``lang``."""
    return {name: text.say(lang) for name, text in WORDS.items()}


def district_chart(cube: Cube, lang: str) -> Chart:
    """Kecamatan by status as stacked bars."""
    rows = cube.margins("district", "status")
    said = answers.district_words(rows, lang)
    wide, narrow = (
        stacked_bars(rows, said, TONES, f"district-{width}", width) for width in (WIDE, NARROW)
    )
    return Chart(said, wide, narrow)


def kind_chart(cube: Cube, lang: str) -> Chart:
    """Jenis by status as stacked bars, small enough to stand beside the map."""
    rows = cube.margins("kind", "status")
    said = answers.kind_words(rows, lang)
    return Chart(said, stacked_bars(rows, said, TONES, "kind", NARROW))


def active_map(cube: Cube, lang: str) -> Chart:
    """The share of active cooperatives on the tile map."""
    rows = cube.margins("district", "status")
    shares, names = answers.active_shares(rows), rows.dimensions[0].labels(lang)
    said = answers.map_words(shares, names, lang)
    return Chart(said, tile_map(shares, names, said, "map"))


def district_table(cube: Cube, lang: str) -> dict:
    """Head, one row per kecamatan and the totals, as texts; the active share where known."""
    rows = cube.margins("district", "status")
    names, codes = rows.dimensions[0].labels(lang), rows.dimensions[1].codes
    by_status, by_district = rows.margins("status").values, rows.margins("district").values
    shares = answers.active_shares(rows) if answers.ACTIVE in codes else {}
    body = [
        {
            "name": name,
            "counts": [figure(rows.values[code, status], lang) for status in codes],
            "total": figure(by_district[code,], lang),
            "share": _percent(shares.get(code), lang),
        }
        for code, name in names.items()
    ]
    totals = [figure(by_status[status,], lang) for status in codes]
    head = [_capital(label) for label in rows.dimensions[1].labels(lang).values()]
    total = rows.total()
    share = 100 * by_status[answers.ACTIVE,] / total if total and shares else None
    return {
        "head": head,
        "rows": body,
        "totals": totals,
        "total": figure(total, lang),
        "share": _percent(share, lang),
        "has_share": bool(shares) and len(codes) > 1,
    }


def _percent(share: float | None, lang: str) -> str:
    return "–" if share is None else figure(share, lang, 1)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def filter_fields(cube: Cube, chosen: Mapping[str, list[str]], lang: str) -> list[dict]:
    """The select boxes above the table, in the order of the cube's dimensions."""
    dimensions = [d for d in cube.dimensions if not d.role or d.role == "geo"]
    return [
        {
            "name": dimension.code,
            "label": _capital(dimension.label.say(lang)),
            "options": [
                {
                    "code": code,
                    "label": _capital(label),
                    "chosen": code in chosen.get(dimension.code, ()),
                }
                for code, label in dimension.labels(lang).items()
            ],
        }
        for dimension in dimensions
    ]
