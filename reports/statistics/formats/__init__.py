"""Every format a statistic can be had in, under the names of PxWebApi's ``outputFormat``.

A writer gets a cube, a language and Options and gives the whole file; all of them write the fair
copy, so that they agree cell by cell.
"""

from collections.abc import Callable
from typing import NamedTuple

from bengkalis.exports import MIME
from reports.statistics import jsonstat
from reports.statistics.cube import Cube
from reports.statistics.fair_copy import fair_copy
from reports.statistics.formats.csv_table import write_csv
from reports.statistics.formats.html_table import write_html
from reports.statistics.formats.json_px import write_json_px
from reports.statistics.formats.json_stat import write_json_stat
from reports.statistics.formats.parquet import write_parquet
from reports.statistics.formats.px import write_px
from reports.statistics.formats.sdmx_csv import write_sdmx_csv, write_sdmx_csv_1
from reports.statistics.formats.xlsx import write_xlsx
from reports.statistics.layout import Options

Writer = Callable[[Cube, str, Options], bytes]


class Format(NamedTuple):
    """How a file is served, how its name ends, and who writes it.

    Options say where dimensions lie: KeyError and ValueError as in layout.arrange.
    """

    content_type: str
    extension: str
    write: Writer


def _fair(writer: Writer) -> Writer:
    def write(cube: Cube, lang: str = "id", options: Options | None = None) -> bytes:
        return writer(fair_copy(cube), lang, options or Options())

    return write


SDMX = "application/vnd.sdmx.data+csv; version={}; charset=utf-8"
FORMATS = {
    "json-stat2": Format(jsonstat.MIME, "json", _fair(write_json_stat)),
    "csv": Format(MIME["csv"], "csv", _fair(write_csv)),
    "xlsx": Format(MIME["xlsx"], "xlsx", _fair(write_xlsx)),
    "html": Format("text/html; charset=utf-8", "html", _fair(write_html)),
    "px": Format("application/octet-stream", "px", _fair(write_px)),
    "json-px": Format(jsonstat.MIME, "json", _fair(write_json_px)),
    "parquet": Format("application/vnd.apache.parquet", "parquet", _fair(write_parquet)),
    "sdmx-csv": Format(SDMX.format("2.0.0"), "csv", _fair(write_sdmx_csv)),
    "sdmx-csv-1.0": Format(SDMX.format("1.0.0"), "csv", _fair(write_sdmx_csv_1)),
}
