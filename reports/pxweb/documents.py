"""The documents of PxWebApi 2 about tables: entries, metadata, code lists, default selections.

Pure: what a table is comes in, what JSON carries goes out. ``Site`` knows the addresses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote, urlencode

from reports.pxweb.questions import Choice
from reports.statistics import jsonstat
from reports.statistics.cube import TIME, Category, CodeList, Cube, Dimension, StatTable, Text
from reports.statistics.definitions import SUBJECTS
from reports.statistics.layout import Options
from reports.statistics.subject import SUBJECT, SUBJECT_CODE

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
AGGREGATION = "Aggregation"
DEFAULT_LANGUAGE = "id"


@dataclass(frozen=True)
class Site:
    """Where the API stands, and the language that is spoken."""

    base: str
    lang: str

    def address(self, *parts: str, **query: str | int) -> str:
        path = "/".join([self.base, *(quote(part, safe="") for part in parts)])
        pairs = [("lang", self.lang), *query.items()]
        return f"{path}?{urlencode(pairs)}"

    @property
    def codelists(self) -> str:
        """The address of a code list, with ``{id}`` for its identity."""
        return f"{self.base}/codelists/{{id}}?lang={self.lang}"

    def link(self, rel: str, *parts: str, **query: str | int) -> dict:
        return {"rel": rel, "hreflang": self.lang, "href": self.address(*parts, **query)}

    def elsewhere(self) -> list["Site"]:
        """The same in the other languages."""
        return [Site(self.base, lang) for lang in LANGUAGES if lang != self.lang]


class Edition(NamedTuple):
    """A table as published: what it is, its figures, which edition they are, and since when."""

    definition: object
    cube: Cube
    number: int
    published_at: datetime

    @property
    def identity(self) -> tuple:
        """No other edition has it, whatever was restored or computed anew meanwhile."""
        return self.definition.id, self.number, self.published_at

    @property
    def table(self) -> StatTable:
        """What is said beside the figures, with the moment of publication."""
        return replace(self.cube.table, updated=self.published_at)


def stamp(moment: datetime) -> str:
    """UTC in the form that JavaScript and every client here reads."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- entries of the list of tables --------------------------------------------------------------


def entry(edition: Edition, site: Site) -> dict:
    """A table in the list of tables."""
    definition, cube = edition.definition, edition.cube
    first, last = periods(cube)
    return {
        "type": "Table",
        "id": definition.id,
        "label": definition.title.say(site.lang),
        "description": definition.description.say(site.lang),
        "updated": stamp(edition.published_at),
        "firstPeriod": first,
        "lastPeriod": last,
        "category": "public",
        "variableNames": [dimension.label.say(site.lang) for dimension in cube.dimensions],
        "discontinued": False,
        "source": cube.table.source.say(site.lang),
        "subjectCode": SUBJECT_CODE,
        "timeUnit": definition.time_unit,
        "paths": [_path(definition.subject, site.lang)],
        "links": _table_links(definition.id, site),
    }


def _path(subject: str, lang: str) -> list[dict]:
    """Where the table stands among the subjects: the portal's one, and the group within it."""
    steps = [(SUBJECT_CODE, SUBJECT), (subject, SUBJECTS.get(subject, SUBJECT))]
    return [{"id": code, "label": label.say(lang)} for code, label in steps]


class Page(NamedTuple):
    """A page of a list: its number from 1, tables on a page, tables and pages in all."""

    number: int
    size: int
    tables: int
    last: int


def table_list(shown: Iterable[Edition], page: Page, asked: Mapping[str, str], site: Site) -> dict:
    """A page of the list of tables; ``asked`` are the filters, kept in the links."""

    def link(rel: str, number: int) -> dict:
        return site.link(rel, "tables", **asked, pageNumber=number, pageSize=page.size)

    around = [link("self", page.number)]
    if page.number < page.last:
        around.append(link("next", page.number + 1))
    if page.number > 1:
        around.append(link("previous", page.number - 1))
    around.append(link("last", page.last))
    return {
        "language": site.lang,
        "tables": [entry(edition, site) for edition in shown],
        "page": {
            "pageNumber": page.number,
            "pageSize": page.size,
            "totalElements": page.tables,
            "totalPages": page.last,
            "links": around,
        },
        "links": [site.link("self", "tables"), site.link("describedby", "changes")],
    }


def _table_links(table: str, site: Site) -> list[dict]:
    return [
        site.link("self", "tables", table),
        *(other.link("alternate", "tables", table) for other in site.elsewhere()),
        site.link("metadata", "tables", table, "metadata"),
        site.link("describedby", "tables", table, "defaultselection"),
        site.link("data", "tables", table, "data", outputFormat="json-stat2"),
    ]


def periods(cube: Cube) -> tuple[str | None, str | None]:
    """The first and the last point in time."""
    codes = [code for d in cube.dimensions if d.role == TIME for code in d.plain]
    return (codes[0], codes[-1]) if codes else (None, None)


def matches(edition: Edition, query: str) -> bool:
    """Whether every word of ``query`` stands in titles, descriptions or names of variables."""
    definition = edition.definition
    texts = [definition.title, definition.description]
    texts += [dimension.label for dimension in edition.cube.dimensions]
    said = " ".join([definition.id, *(part for text in texts for part in text)]).casefold()
    return all(word.strip("*") in said for word in query.casefold().split())


# --- metadata -----------------------------------------------------------------------------------


def metadata(edition: Edition, site: Site) -> dict:
    """The JSON-stat document of a table without its figures."""
    cube, table = edition.cube, edition.definition.id
    href = site.address("tables", table, "metadata")
    options = Options(href=href, codelist_href=site.codelists)
    document = jsonstat.metadata(edition.table, cube.dimensions, site.lang, options)
    document["extension"] |= _of_table(edition)
    return document | {"link": _metadata_links(table, site)}


def _metadata_links(table: str, site: Site) -> dict:
    def link(address: str) -> dict:
        return {"type": jsonstat.MIME, "href": address}

    others = [link(one.address("tables", table, "metadata")) for one in site.elsewhere()]
    return {
        "self": [link(site.address("tables", table, "metadata"))],
        "alternate": others,
        "item": [link(site.address("tables", table, "data", outputFormat="json-stat2"))],
    }


def _of_table(edition: Edition) -> dict:
    first, last = periods(edition.cube)
    notes = range(len(edition.cube.table.notes))
    return {
        "noteMandatory": {str(place): True for place in notes},
        "firstPeriod": first,
        "lastPeriod": last,
        "discontinued": False,
        "edition": edition.number,
    }


# --- code lists ---------------------------------------------------------------------------------


def codelist_entry(codelist: CodeList, site: Site) -> dict:
    return {
        "id": codelist.id,
        "label": codelist.label.say(site.lang),
        "type": AGGREGATION,
        "links": [site.link("metadata", "codelists", codelist.id)],
    }


def codelist_document(codelist: CodeList, dimension: Dimension, site: Site) -> dict:
    """A code list with the codes that each of its values stands for."""
    by_code = {category.code: category for category in dimension.categories}
    others = [one.link("alternate", "codelists", codelist.id) for one in site.elsewhere()]
    return {
        **codelist_entry(codelist, site),
        "language": site.lang,
        "languages": list(LANGUAGES),
        "elimination": bool(dimension.total),
        "values": [_value(by_code[code], site.lang) for code in codelist.codes],
        "links": [site.link("self", "codelists", codelist.id), *others],
    }


def _value(category: Category, lang: str) -> dict:
    members = list(category.members or (category.code,))
    return {"code": category.code, "label": category.label.say(lang), "valueMap": members}


# --- selections ---------------------------------------------------------------------------------


def selection_document(choice: Choice, site: Site, links: Iterable[dict]) -> dict:
    """A settled question as a client would send it."""
    return {
        "language": site.lang,
        "selection": [
            {
                "variableCode": code,
                "codelist": choice.codelists.get(code),
                "valueCodes": list(codes),
            }
            for code, codes in choice.chosen.items()
        ],
        "placement": {"heading": list(choice.heading), "stub": list(choice.stub)},
        "links": list(links),
    }


# --- changes ------------------------------------------------------------------------------------


def change_list(rows: Iterable, definitions: Mapping, site: Site) -> dict:
    """Editions, the newest first: how many figures each changed, and where it can be read."""
    return {
        "language": site.lang,
        "changes": [_change(row, definitions[row.table], site) for row in rows],
        "links": [site.link("self", "changes"), site.link("describedby", "tables")],
    }


def _change(row, definition, site: Site) -> dict:
    moment = row.published_at.astimezone(UTC).isoformat()  # whole: asOf must not fall before it
    return {
        "tableId": row.table,
        "label": definition.title.say(site.lang),
        "edition": row.number,
        "published": moment,
        "changedCells": row.changed,
        "cells": row.cells,
        "links": [
            site.link("describedby", "tables", row.table),
            site.link("data", "tables", row.table, "data", asOf=moment),
        ],
    }


# --- configuration ------------------------------------------------------------------------------

OFFICE = Text(
    "Dinas Koperasi, Usaha Kecil dan Menengah Kabupaten Bengkalis",
    "Office of Cooperatives and Small and Medium Enterprises, Bengkalis Regency",
)
REFERENCE = Text(f"Sumber: {OFFICE.id}", f"Source: {OFFICE.en}")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


class Limits(NamedTuple):
    """What the API takes: cells in one answer, calls in a window of so many seconds."""

    cells: int
    calls: int
    seconds: int


def config(limits: Limits, formats: Iterable[str], version: str, features: Mapping) -> dict:
    return {
        "apiVersion": "2.0.0",
        "appVersion": version,
        "languages": [{"id": code, "label": label} for code, label in LANGUAGES.items()],
        "defaultLanguage": DEFAULT_LANGUAGE,
        "maxDataCells": limits.cells,
        "maxCallsPerTimeWindow": limits.calls,
        "timeWindow": limits.seconds,
        "license": LICENCE,
        "sourceReferences": [{"language": lang, "text": REFERENCE.say(lang)} for lang in LANGUAGES],
        "defaultDataFormat": "json-stat2",
        "dataFormats": list(formats),
        "features": [
            {"id": name, "params": [{"key": key, "value": value} for key, value in pairs.items()]}
            for name, pairs in features.items()
        ],
    }
