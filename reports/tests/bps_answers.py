"""Saved answers of the BPS WebAPI, made for tests."""

import json

PLACES = [{"val": 1408010, "label": "Mandau"}, {"val": 1408030, "label": "Rupat"}]


def answer(content=None, **changes) -> dict:
    """An answer for two kecamatan and one year, with ``changes`` of its parts."""
    data = {
        "status": "OK",
        "data-availability": "available",
        "var": [{"val": 512, "label": "Usaha mikro", "unit": "Unit", "note": ""}],
        "turvar": [{"val": 0, "label": "Tidak ada"}],
        "vervar": PLACES,
        "tahun": [{"val": 120, "label": "2020"}],
        "turtahun": [{"val": 0, "label": "Tahun"}],
        "datacontent": {"140801051201200": 10, "140803051201200": 20},
    }
    return data | ({"datacontent": content} if content is not None else {}) | changes


def saved(content=None, **changes) -> bytes:
    """The same as the bytes of a file."""
    return json.dumps(answer(content, **changes)).encode()
