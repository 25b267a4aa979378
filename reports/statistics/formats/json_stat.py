"""JSON-stat 2.0 as a file; the document itself is made in ``reports.statistics.jsonstat``."""

import json

from reports.statistics.cube import Cube
from reports.statistics.jsonstat import document
from reports.statistics.layout import Options


def write_json_stat(cube: Cube, lang: str, options: Options) -> bytes:
    return json.dumps(
        document(cube, lang, options), ensure_ascii=False, separators=(",", ":")
    ).encode()
