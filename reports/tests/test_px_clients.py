"""Statisticians' own clients, unchanged, against the running server: each gets every cell."""

import io
import json
import os
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pxstatspy import OutputFormat, PxAPI, PxAPIConfig
from pxweb import PxApi
from pyjstat import pyjstat
from pysdmx.io import read_sdmx
from sdmx.reader import get_reader
from sdmx.session import Session

from bengkalis.throttles import WindowThrottle
from reports.statistics.fair_copy import fair_copy
from reports.tests.conftest import MISSING, TOOLKIT, has_toolkit
from reports.tests.format_readers import sdmx_row
from reports.tests.px_tables import WIDE, Shelf, px_cube
from reports.tests.test_format_clients import structure_of

SCRIPT = Path(__file__).with_name("read_with_toolkit.cjs")
EVERYTHING = {f"valuecodes[{code}]": "*" for code in ("ContentsCode", "district", "size", "year")}
CODES = {code: ["*"] for code in ("ContentsCode", "district", "size", "year")}


@pytest.fixture
def base(live_server, monkeypatch) -> str:
    """The address of the API on the running server, with the sample table and a wide limit."""
    monkeypatch.setattr(WindowThrottle, "THROTTLE_RATES", WIDE)
    Shelf().install(monkeypatch)
    return f"{live_server.url}/api/px/v2"


def address(base: str, **query: str) -> str:
    return f"{base}/tables/umkm/data?{urlencode(EVERYTHING | query)}"


def cube():
    """What is published of the sample table: all that is offered without a code list."""
    whole = px_cube(start=100)
    return fair_copy(whole.slice({d.code: d.plain for d in whole.dimensions}))


def by_labels(lang: str) -> dict:
    labels = [dimension.labels(lang) for dimension in cube().dimensions]
    return {
        tuple(label[code] for label, code in zip(labels, cell, strict=True)): value
        for cell, value in cube().values.items()
    }


@pytest.mark.parametrize("limit", [50_000, 7])
def test_pxwebpy_gets_every_cell_also_in_pieces(base, monkeypatch, limit):
    for module in ("reports.api.px.base", "reports.pxweb.questions"):
        monkeypatch.setattr(f"{module}.MAX_CELLS", limit)
    api = PxApi(base, language="en")
    rows = [tuple(row.values()) for row in api.get_table_data_all("umkm")]
    assert {row[:-1]: row[-1] for row in rows} == by_labels("en")


def test_pxwebpy_finds_tables_variables_and_code_lists(base):
    api = PxApi(base)
    assert (api.language, api.number_of_tables) == ("id", 1)
    assert [table["id"] for table in api.all_tables()] == ["umkm"]
    assert api.search(query="sapi")["tables"] == []
    assert api.tables_on_path("umkm")[0]["id"] == "umkm"
    variables = api.get_table_variables("umkm")
    assert variables["district"]["elimination"] is True
    assert variables["district"]["codelists"][0]["id"] == "agg_daratan"
    assert [one["code"] for one in api.get_code_list("agg_daratan")["values"]] == ["A1", "A2"]


def test_pxwebpy_asks_by_wildcard_and_code_list(base):
    rows = PxApi(base).get_table_data(
        "umkm",
        value_codes={"ContentsCode": "jumlah", "district": "*", "year": ["202*"]},
        code_list={"district": "agg_daratan"},
    )
    whole = px_cube(start=100).values
    expected = [whole["jumlah", a, "T", year] for a in ("A1", "A2") for year in ("2020", "2021")]
    assert [row["value"] for row in rows] == expected
    assert len(PxApi(base).get_table_data("umkm")) == 3


def test_pxstatspy_gets_every_cell(base, capsys):
    api = PxAPI(PxAPIConfig(base_url=base, language="id"))
    assert api.max_data_cells == 50_000
    frame = api.get_data_as_dataframe("umkm", value_codes=CODES)
    assert list(frame.columns) == ["kecamatan", "skala", "tahun", "jumlah usaha", "omzet"]
    long = frame.melt(id_vars=["kecamatan", "skala", "tahun"], var_name="isi")
    rows = long[["isi", "kecamatan", "skala", "tahun", "value"]].itertuples(index=False)
    assert {tuple(r[:-1]): None if r[-1] != r[-1] else r[-1] for r in rows} == by_labels("id")
    api.print_table_variables("umkm")
    assert "semua kecamatan" in capsys.readouterr().out


def test_pxstatspy_lists_tables_posts_and_reads_csv(base):
    api = PxAPI(PxAPIConfig(base_url=base, language="en", api_key="tidak-perlu"))
    (table,) = api.find_tables(query="MSMEs", display=False)["tables"]
    assert api.get_table_by_id(table["id"])["lastPeriod"] == "2021"
    selection = {"selection": [{"variableCode": code, "valueCodes": ["*"]} for code in CODES]}
    assert api.get_table_data_post("umkm", selection)["value"] == cube().dense()
    text = api.get_table_data("umkm", {"ContentsCode": ["*"], "year": ["TOP(1)"]})
    assert text["size"] == [2, 1]
    text = api.get_table_data("umkm", CODES, output_format=OutputFormat.CSV)
    assert text.startswith('"district"')


@pytest.mark.filterwarnings("ignore:Shouldn.t use this function:DeprecationWarning")
def test_pyjstat_gets_every_cell(base):
    frame = pyjstat.Dataset.read(address(base, lang="en")).write("dataframe")
    rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False)
    assert {tuple(row[:-1]): row[-1] for row in rows} == by_labels("en")


def signed() -> dict:
    return {cell: (value, cube().sign(cell) or "") for cell, value in cube().values.items()}


@pytest.mark.parametrize("fmt", ["sdmx-csv", "sdmx-csv-1.0"])
def test_pysdmx_gets_every_cell(base, fmt):
    (read,) = read_sdmx(address(base, outputFormat=fmt), validate=False).data
    rows = read.data.to_dict("records")
    assert dict(sdmx_row(row, cube()) for row in rows) == signed()


def test_sdmx1_gets_every_cell(base):
    answer = Session().get(address(base, outputFormat="sdmx-csv"))
    reader = get_reader(answer)()
    message = reader.convert(io.BytesIO(answer.content), structure=structure_of(cube()))
    rows = [
        {name: str(key.value) for name, key in one.key.values.items()}
        | {name: attribute.value for name, attribute in one.attrib.items()}
        | {"OBS_VALUE": one.value or ""}
        for one in message.data[0].obs
    ]
    assert dict(sdmx_row(row, cube()) for row in rows) == signed()


def test_jsonstat_toolkit_gets_every_cell(base):
    if not has_toolkit():
        assert not os.environ.get("CI"), MISSING
        pytest.skip(MISSING)
    command = ["node", SCRIPT, TOOLKIT, address(base)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    found = json.loads(done.stdout)
    assert found["class"] == "dataset"
    assert found["roles"] == {
        "ContentsCode": "metric",
        "district": "geo",
        "size": "classification",
        "year": "time",
    }
    read = {tuple(codes): (value, sign or "") for codes, value, sign in found["cells"]}
    assert read == signed()
