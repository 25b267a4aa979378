"""Saved queries: a question with an address of its own, asked anew each time it is opened."""

import re

from bengkalis.throttles import StrangerThrottle
from reports.api.px.base import PxThrottle, PxView, definition_named
from reports.api.px.schema import AS_OF, OUTPUT_FORMAT, OUTPUT_PARAMS, SavedQuerySerializer
from reports.models import SavedQuery
from reports.pxweb import documents
from reports.pxweb.answering import Wish, figures, read_wish
from reports.pxweb.parameters import read_format
from reports.pxweb.problems import no_saved_query
from reports.pxweb.questions import Choice, from_body, settle
from reports.pxweb.saved import Saved, read_saved
from reports.statistics.formats import FORMATS

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class SavingThrottle(StrangerThrottle):
    """So many saved queries in a window for each network address: each of them is kept."""

    scope = "px_save"


class SavedQueryView(PxView):
    """What the addresses of one saved query share."""

    def find(self, code: str) -> Saved:
        """The saved query; its language is that of the answer unless ``lang`` names another."""
        row = SavedQuery.objects.filter(uid=code).first() if ID.fullmatch(code) else None
        if row is None:
            raise no_saved_query()
        if not self.request.query_params.get("lang"):
            self.lang = row.language
        wish = Wish(row.output_format, tuple(row.parameters))
        return Saved(row.table, row.language, from_body(row.selection), wish)

    def links(self, code: str) -> list[dict]:
        site = self.site
        return [
            site.link("self", "savedqueries", code),
            site.link("data", "savedqueries", code, "data"),
            site.link("describedby", "savedqueries", code, "selection"),
        ]

    def shown(self, code: str, saved: Saved) -> dict:
        return {"id": code, **saved.document, "links": self.links(code)}


class SavedQueryList(SavedQueryView):
    """Menyimpan kueri; ungkapan seperti TOP(2) tetap ungkapan dan ikut waktu."""

    throttle_classes = [PxThrottle, SavingThrottle]
    question_class = SavedQuerySerializer
    done = 201
    names_what_may_be_missing = True

    def post(self, request):
        saved = read_saved(request.data)
        edition = self.edition(definition_named(saved.table).id)
        saved = saved._replace(table=edition.definition.id)
        settle(saved.question, edition.cube, edition.definition.default)
        code = keep(saved)
        address = self.site.address("savedqueries", code)
        return self.document(self.shown(code, saved), status=201, Location=address)


def keep(saved: Saved) -> str:
    """The code under which the query is found; saved twice it is kept once."""
    values = {
        "table": saved.table,
        "language": saved.lang,
        "selection": saved.question.as_body(),
        "output_format": saved.wish.format,
        "parameters": list(saved.wish.params),
    }
    SavedQuery.objects.get_or_create(uid=saved.uid, defaults=values)
    return str(saved.uid)


class SavedQueryDetail(SavedQueryView):
    """Sebuah kueri tersimpan, seperti disimpan."""

    def get(self, request, query):
        return self.document(self.shown(query, self.find(query)))


class SavedQuerySelection(SavedQueryView):
    """Pilihan sebuah kueri tersimpan, dan kode yang kini dimaksudnya."""

    parameters = [AS_OF]

    def get(self, request, query):
        saved = self.find(query)
        edition = self.edition(saved.table)
        choice = settle(saved.question, edition.cube, edition.definition.default)
        now = documents.selection_document(choice, self.site, self.links(query))
        asked = saved.question.as_body()
        return self.document(now | asked | {"resolved": now["selection"]}, edition.number)


class SavedQueryData(SavedQueryView):
    """Angka yang kini dimaksud sebuah kueri tersimpan."""

    parameters = [OUTPUT_FORMAT, OUTPUT_PARAMS, AS_OF]
    gives_file = True

    def get(self, request, query):
        saved = self.find(query)
        edition = self.edition(saved.table)
        choice: Choice = settle(saved.question, edition.cube, edition.definition.default)
        return self.send(figures(edition, choice, self.wish(saved), self.site))

    def wish(self, saved: Saved):
        """The file that was saved, unless the address asks for another."""
        params = self.request.query_params
        if "outputFormat" not in params and "outputFormatParams" not in params:
            return saved.wish
        fmt = read_format(params, FORMATS, saved.wish.format)
        return read_wish(fmt, params.getlist("outputFormatParams"))
