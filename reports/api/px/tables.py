"""Configuration, the list of tables, their metadata, code lists, figures, and what changed."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from reports.api.px.base import PxView, as_answer, current_editions, limits
from reports.api.px.schema import (
    AS_OF,
    HEADING,
    OUTPUT_FORMAT,
    OUTPUT_PARAMS,
    PAGING,
    STUB,
    VALUES,
    SelectionSerializer,
)
from reports.pxweb import documents
from reports.pxweb.answering import MEMORY, figures, read_wish
from reports.pxweb.documents import Edition
from reports.pxweb.parameters import PAGE_SIZE, read_count, read_format, read_positive
from reports.pxweb.problems import no_page, unknown_codelist
from reports.pxweb.questions import Question, from_body, from_query, settle
from reports.statistics import editions
from reports.statistics.formats import FORMATS
from reports.statistics.tables import TABLES

MOST_CHANGES = 100


class Config(PxView):
    """Batas, bahasa, format, dan lisensi dari API statistik."""

    def get(self, request):
        version = settings.SPECTACULAR_SETTINGS["VERSION"]
        features = {
            "CORS": {"enabled": "True"},
            "asOf": {"parameter": "asOf"},
            "changes": {"href": self.site.address("changes")},
        }
        return self.document(documents.config(limits(), FORMATS, version, features))


class TableList(PxView):
    """Tabel statistik yang terbit, dengan pencarian dan halaman."""

    parameters = PAGING
    names_what_may_be_missing = True

    def get(self, request):
        query = request.query_params
        size = read_positive(query, "pageSize") or PAGE_SIZE
        found = self.found(query.get("query") or "", read_positive(query, "pastDays"))
        number = read_count(query, "pageNumber")
        number = 1 if number is None else number
        last = max(1, -(-len(found) // size))
        if not 1 <= number <= last:
            raise no_page(number, last)
        page = documents.Page(number, size, len(found), last)
        shown = found[(number - 1) * size : number * size]
        asked = {key: query[key] for key in ("query", "pastDays") if query.get(key)}
        return self.document(documents.table_list(shown, page, asked, self.site))

    def found(self, query: str, past_days: int | None) -> list[Edition]:
        rows = [edition for edition in current_editions() if documents.matches(edition, query)]
        if past_days is None:
            return rows
        since = timezone.now() - timedelta(days=min(past_days, 36_500))
        return [edition for edition in rows if edition.published_at >= since]


class TableDetail(PxView):
    """Satu tabel statistik: judul, masa, variabel, alamat."""

    parameters = [AS_OF]

    def get(self, request, table):
        edition = self.edition(table)
        entry = documents.entry(edition, self.site) | {"language": self.lang}
        return self.document(entry, edition.number)


class Metadata(PxView):
    """Variabel, nilai, satuan, catatan, dan daftar kode sebuah tabel: JSON-stat 2.0 tanpa angka."""

    parameters = [AS_OF]

    def get(self, request, table):
        edition, site = self.edition(table), self.site
        key = ("metadata", edition.identity, site)
        return self.send(
            MEMORY.recall(key, lambda: as_answer(documents.metadata(edition, site), edition.number))
        )


class DefaultSelection(PxView):
    """Pilihan yang berlaku bila tidak ada yang dipilih."""

    parameters = [AS_OF]

    def get(self, request, table):
        edition, site = self.edition(table), self.site
        definition = edition.definition
        choice = settle(Question(), edition.cube, definition.default)
        links = [
            site.link("self", "tables", definition.id, "defaultselection"),
            site.link("data", "tables", definition.id, "data"),
        ]
        document = documents.selection_document(choice, site, links)
        return self.document(document, edition.number)


class Data(PxView):
    """Angka sebuah tabel; tanpa pilihan: pilihan bawaannya. POST menerima pilihan sebagai JSON."""

    parameters = [*VALUES, STUB, HEADING, OUTPUT_FORMAT, OUTPUT_PARAMS, AS_OF]
    question_class = SelectionSerializer
    gives_file = True

    def get(self, request, table):
        query = request.query_params
        pairs = [(name, text) for name, texts in query.lists() for text in texts]
        return self.answer(table, from_query(pairs))

    def post(self, request, table):
        return self.answer(table, from_body(request.data))

    def answer(self, table: str, question: Question):
        query = self.request.query_params
        wish = read_wish(read_format(query, FORMATS), query.getlist("outputFormatParams"))
        edition = self.edition(table)
        choice = settle(question, edition.cube, edition.definition.default)
        return self.send(figures(edition, choice, wish, self.site))


class CodeLists(PxView):
    """Sebuah daftar kode: pengelompokan nilai suatu variabel."""

    def get(self, request, codelist):
        known = {}
        for edition in current_editions():
            for dimension in edition.cube.dimensions:
                for one in dimension.lists:
                    known.setdefault(one.id.casefold(), (one, dimension))
        if codelist.casefold() not in known:
            raise unknown_codelist(codelist, [one.id for one, _ in known.values()])
        found, dimension = known[codelist.casefold()]
        return self.document(documents.codelist_document(found, dimension, self.site))


class Changes(PxView):
    """Terbitan tabel statistik, yang terbaru dahulu: apa yang berubah dan kapan."""

    parameters = [PAGING[-1]]

    def get(self, request):
        size = read_positive(request.query_params, "pageSize") or MOST_CHANGES
        rows = [row for row in editions.changes(min(size, MOST_CHANGES)) if row.cells]
        return self.document(documents.change_list(rows, TABLES, self.site))
