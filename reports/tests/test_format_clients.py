"""Statisticians' own readers get the same cells from our files as the cube holds."""

import io
import json
from types import SimpleNamespace

import polars
import pyarrow.parquet
import pytest
import sdmx
from pxweb import PxApi
from pxweb._internal.functions import unpack_table_data
from pyjstat import pyjstat
from pysdmx.io import read_sdmx
from sdmx.model import common, v30
from sdmx.reader.csv import Reader

from reports.statistics.fair_copy import fair_copy
from reports.statistics.formats import FORMATS
from reports.statistics.formats.sdmx_csv import ATTRIBUTES, component_ids
from reports.statistics.jsonstat import dataset, metadata
from reports.tests.format_readers import parquet_rows, sdmx_row
from reports.tests.marked_cube import expected, marked_cube, one_metric


def by_labels(cube, lang):
    """Values by the labels of their cell, as readers of JSON-stat give them."""
    copy = fair_copy(cube)
    labels = [dimension.labels(lang) for dimension in copy.dimensions]
    return {
        tuple(label[code] for label, code in zip(labels, cell, strict=True)): value
        for cell, value in copy.values.items()
    }


@pytest.mark.filterwarnings("ignore:Shouldn.t use this function:DeprecationWarning")
@pytest.mark.parametrize("lang", ["id", "en"])
def test_pyjstat_reads_every_cell_of_json_stat(lang):
    cube = marked_cube()
    frame = pyjstat.Dataset.read(json.dumps(dataset(cube, lang))).write("dataframe")
    rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False)
    assert {tuple(row[:-1]): row[-1] for row in rows} == by_labels(cube, lang)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_pxwebpy_unpacks_every_cell_of_json_stat(lang):
    cube = marked_cube()
    rows = [tuple(row.values()) for row in unpack_table_data(dataset(cube, lang))]
    assert {row[:-1]: row[-1] for row in rows} == by_labels(cube, lang)


def test_pxwebpy_finds_what_may_be_left_out_and_the_code_lists():
    cube = marked_cube()
    document = metadata(cube.table, cube.dimensions, "en")
    stand_in = SimpleNamespace(_client=SimpleNamespace(call=lambda endpoint: document))
    found = PxApi.get_table_variables(stand_in, "koperasi-uji")
    assert found["district"]["elimination"] is True
    assert found["district"]["codelists"] == [{"id": "agg_pulau", "label": "islands and mainland"}]
    assert found["year"]["category"]["label"] == {"2020": "2020", "2021": "2021"}


@pytest.mark.parametrize("fmt", ["sdmx-csv", "sdmx-csv-1.0"])
def test_pysdmx_reads_every_cell_of_sdmx_csv(fmt):
    cube = marked_cube()
    message = read_sdmx(io.BytesIO(FORMATS[fmt].write(cube, "id")), validate=False)
    (read,) = message.data
    assert read.short_urn == "Dataflow=ID_BENGKALIS_DISKOPUKM:KOPERASI_UJI(1.0.0)"
    rows = read.data.to_dict("records")
    assert dict(sdmx_row(row, cube) for row in rows) == expected(cube)


def structure_of(cube):
    """The structure that sdmx1 needs beside the file."""
    structure = v30.DataStructureDefinition(id="KOPERASI_UJI")
    for name in component_ids(cube):
        structure.dimensions.append(v30.Dimension(id=name))
    structure.measures = v30.MeasureDescriptor()
    structure.measures.append(v30.Measure(id="OBS_VALUE"))
    for name in ATTRIBUTES:
        structure.attributes.append(common.DataAttribute(id=name))
    return structure


def test_sdmx1_reads_every_cell_of_sdmx_csv():
    cube = marked_cube()
    file = io.BytesIO(FORMATS["sdmx-csv"].write(cube, "id"))
    (read,) = Reader().convert(file, structure=structure_of(cube)).data
    assert read.action == sdmx.model.common.ActionType.replace
    rows = [
        {name: str(key.value) for name, key in one.key.values.items()}
        | {name: attribute.value for name, attribute in one.attrib.items()}
        | {"OBS_VALUE": one.value or ""}
        for one in read.obs
    ]
    assert dict(sdmx_row(row, cube) for row in rows) == expected(cube)


def test_pyarrow_and_polars_read_every_cell_of_parquet():
    cube = marked_cube()
    data = FORMATS["parquet"].write(cube, "id")
    arrow = pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist()
    assert parquet_rows(arrow, cube) == expected(cube)
    assert polars.read_parquet(io.BytesIO(data)).to_dicts() == arrow


def test_parquet_has_the_columns_of_pxweb_with_integers_where_nothing_is_broken():
    data = FORMATS["parquet"].write(marked_cube(), "id")
    assert polars.read_parquet(io.BytesIO(data)).schema == {
        "year": polars.String,
        "district": polars.String,
        "kind": polars.String,
        "ContentsCode_jumlah": polars.Int64,
        "ContentsCode_jumlah_symbol": polars.String,
        "ContentsCode_omzet": polars.Float64,
        "ContentsCode_omzet_symbol": polars.String,
    }
    alone = FORMATS["parquet"].write(one_metric(marked_cube()), "id")
    assert list(polars.read_parquet(io.BytesIO(alone)).columns)[-2:] == ["value", "value_symbol"]


def test_a_parquet_column_without_any_sign_or_without_any_number_keeps_its_type():
    for figures in (((1, ""),), ((None, "c"),)):
        cube = marked_cube(figures)
        data = FORMATS["parquet"].write(cube, "id")
        assert parquet_rows(polars.read_parquet(io.BytesIO(data)).to_dicts(), cube) == expected(
            cube
        )
        kinds = polars.read_parquet(io.BytesIO(data)).schema
        assert kinds["ContentsCode_jumlah"] == polars.Int64
        assert kinds["ContentsCode_jumlah_symbol"] == polars.String
