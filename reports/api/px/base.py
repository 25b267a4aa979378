"""What every address of PxWebApi has in common: open to everybody, limited, never HTML."""

import re
from contextlib import suppress
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone

from bengkalis.api import EVERY_ORIGIN, ApiView, StrictJSONParser
from bengkalis.api_errors import problem_handler
from bengkalis.conditional import READING, empty, held, to_json
from bengkalis.errors import problem
from bengkalis.throttles import StrangerThrottle
from reports.api.px.schema import PxSchema
from reports.pxweb.answering import Answer, etag
from reports.pxweb.documents import Edition, Limits, Site
from reports.pxweb.parameters import read_language, read_moment
from reports.pxweb.problems import ParameterError, no_edition, no_table, too_large
from reports.pxweb.questions import MAX_CELLS
from reports.statistics import editions
from reports.statistics.jsonstat import MIME
from reports.statistics.tables import TABLES

LARGEST_BODY = 256 * 1024
ROOT = "api/px/v2"
FIXED = "public, max-age=86400"  # figures as of a moment that has passed change no more
FRESH = "public, no-cache"  # kept, but asked about each time: 304 costs almost nothing


class PxThrottle(StrangerThrottle):
    """So many calls in a window for each network address, whoever calls; /config says how many."""

    scope = "px"


class QuestionParser(StrictJSONParser):
    """JSON as everywhere in the API, but no longer than any question is."""

    def parse(self, stream, media_type=None, parser_context=None):
        if int(parser_context["request"].META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise too_large(LARGEST_BODY)
        return super().parse(stream, media_type, parser_context)


def px_problem_handler(error, context):
    """The titles of PxWebApi for wrong parameters, the API's own for all else."""
    if isinstance(error, ParameterError):
        view, request = context["view"], context["request"]._request
        return problem(error.slug, error.text.say(view.lang), request=request)
    return problem_handler(error, context)


class PxView(ApiView):
    """One address of PxWebApi. ``lang`` is the language of the answer, also of its errors;
    ``moment`` that of ``asOf``, None for what holds now."""

    public = True
    authentication_classes = []
    permission_classes = []
    throttle_classes = [PxThrottle]
    parser_classes = [QuestionParser]
    schema = PxSchema()
    lang = "id"
    moment: datetime | None = None
    # for the OpenAPI document
    parameters: list = []
    question_class: type | None = None
    gives_file = False
    names_what_may_be_missing = False  # elsewhere than in the path
    done = 200

    @classmethod
    def example_path(cls, path: str) -> str:
        """For the page about the API: the address with a table in it that there is."""
        return re.sub("{[a-z]+}", "$ID", path.replace("{table}", next(iter(TABLES), "$ID")))

    def get_exception_handler(self):
        return px_problem_handler

    def perform_content_negotiation(self, request, force=False):
        """``outputFormat`` alone decides; no ``Accept`` is refused."""
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type

    def check_throttles(self, request):
        if request.method != "OPTIONS":
            super().check_throttles(request)

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.lang = read_language(request.query_params)

    @property
    def site(self) -> Site:
        return Site(self.request.build_absolute_uri(f"/{ROOT}"), self.lang)

    def options(self, request, *args, **kwargs):
        return empty(
            204,
            {
                "Access-Control-Allow-Methods": ", ".join(self.allowed_methods),
                "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
                "Access-Control-Max-Age": "86400",
            },
        )

    def finalize_response(self, request, response, *args, **kwargs):
        response.headers.setdefault("Content-Language", self.lang)
        if request.method in READING and response.status_code in {200, 304}:
            response.headers.setdefault("Cache-Control", FRESH)
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in EVERY_ORIGIN.items():
            response[name] = value
        return response

    # --- editions -------------------------------------------------------------------------------

    def edition(self, table: str) -> Edition:
        """The edition that is asked for: the current one, or that of ``asOf``. ParameterError."""
        definition = definition_named(table)
        self.moment = read_moment(self.request.query_params, timezone.localtime())
        try:
            return published(definition, self.moment)
        except editions.NoEdition as error:
            raise no_edition(definition.id) from error

    @property
    def caching(self) -> str:
        """What was published by a day that is over stays; what holds today may still change."""
        is_over = self.moment and timezone.localdate(self.moment) < timezone.localdate()
        return FIXED if is_over else FRESH

    # --- answers --------------------------------------------------------------------------------

    def send(self, answer: Answer, status: int = 200, **headers: str) -> HttpResponse:
        """The answer with its ETag; 304 without a body if the client has it already."""
        headers = {"ETag": answer.etag, "Cache-Control": self.caching} | headers
        if self.request.method not in READING:
            headers.pop("Cache-Control")
        elif held(self.request.headers.get("If-None-Match", ""), answer.etag):
            return empty(304, headers)
        if answer.filename:
            headers["Content-Disposition"] = f'inline; filename="{answer.filename}"'
        return HttpResponse(answer.body, answer.content_type, status, headers=headers)

    def document(self, payload: dict, mark: int | str = "", status: int = 200, **headers: str):
        """``payload`` as JSON."""
        return self.send(as_answer(payload, mark), status, **headers)


def as_answer(payload: dict, mark: int | str = "") -> Answer:
    body = to_json(payload)
    return Answer(body, etag(mark, body), MIME)


def definition_named(table: str):
    """The table with this id, whatever its case. ParameterError."""
    by_name = {name.casefold(): definition for name, definition in TABLES.items()}
    if (found := by_name.get(table.casefold())) is None:
        raise no_table(table, TABLES)
    return found


def published(definition, moment: datetime | None = None) -> Edition:
    """The edition in force now or at ``moment``. NoEdition, also for one without any figure: a
    register that holds nothing yet has no years."""
    table = definition.id
    found = editions.as_of(table, moment) if moment else editions.current(table)
    if not found.cube.values:
        raise editions.NoEdition(table)
    return Edition(definition, found.cube, found.number, found.published_at)


def current_editions() -> list[Edition]:
    """Every table that has been published, in the order of the definitions."""
    found = []
    for definition in TABLES.values():
        with suppress(editions.NoEdition):
            found.append(published(definition))
    return found


def limits() -> Limits:
    throttle = PxThrottle()
    return Limits(MAX_CELLS, throttle.num_requests, throttle.duration)
