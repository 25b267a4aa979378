"""How the addresses of PxWebApi describe themselves in OpenAPI 3.1."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample as Example
from drf_spectacular.utils import OpenApiParameter as Parameter
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from bengkalis.api_schema import ETAG, PROBLEM_JSON, TEXT, ProblemSerializer
from bengkalis.errors import PROBLEMS
from reports.pxweb.documents import LANGUAGES
from reports.pxweb.parameters import DEFAULT_FORMAT, PAGE_SIZE
from reports.statistics.formats import FORMATS
from reports.statistics.layout import SEPARATORS, SHOWN, TITLE

PATH = "/api/px/v2"
TEXTS = {"type": "array", "items": TEXT}
BY_VARIABLE = {"type": "object", "additionalProperties": TEXT}
COUNT = {"type": "integer", "minimum": 1}
PARAMS = {"type": "array", "items": {**TEXT, "enum": [*sorted(SHOWN), TITLE, *SEPARATORS]}}

LANG = Parameter("lang", {**TEXT, "default": "id"}, enum=[*LANGUAGES], description="Bahasa.")
HELD = Parameter("If-None-Match", TEXT, "header", description="ETag jawaban terdahulu.")
AS_OF = Parameter(
    "asOf",
    TEXT,
    description="Seperti yang terbit pada tanggal (2026-01-31) atau waktu ini, bukan sekarang.",
)
VALUES = [
    Parameter(
        "valuecodes",
        BY_VARIABLE,
        style="deepObject",
        explode=True,
        description="valuecodes[VARIABEL]=kode,… : kode, *, ?, TOP(n), BOTTOM(n), FROM(a), TO(a), "
        "[TOP(n,lewati)], [RANGE(a,b)]. Variabel yang punya jumlah boleh tidak dipilih.",
    ),
    Parameter(
        "codelist",
        BY_VARIABLE,
        style="deepObject",
        explode=True,
        description="codelist[VARIABEL]=daftar kode yang dipakai valuecodes.",
    ),
]
STUB = Parameter(
    "stub", TEXTS, style="form", explode=False, description="Variabel untuk baris, dipisah koma."
)
HEADING = Parameter(
    "heading", TEXTS, style="form", explode=False, description="Variabel untuk kolom."
)
OUTPUT_FORMAT = Parameter(
    "outputFormat", {**TEXT, "default": DEFAULT_FORMAT}, enum=[*FORMATS], description="Bentuk."
)
OUTPUT_PARAMS = Parameter(
    "outputFormatParams",
    PARAMS,
    style="form",
    explode=False,
    description="Hanya csv, xlsx, html: kode atau teks, judul; pemisah hanya csv.",
)
PAGING = [
    Parameter("query", TEXT, description="Kata dalam judul, uraian, dan nama variabel."),
    Parameter("pastDays", COUNT, description="Hanya yang terbit dalam sekian hari terakhir."),
    Parameter("includeDiscontinued", {"type": "boolean"}, description="Belum ada yang dihentikan."),
    Parameter("pageNumber", COUNT, description="Halaman."),
    Parameter("pageSize", {**COUNT, "default": PAGE_SIZE}, description="Banyaknya satu halaman."),
]


class VariableSelectionSerializer(serializers.Serializer):
    """Pilihan satu variabel."""

    variableCode = serializers.CharField(help_text="Kode variabel.")
    codelist = serializers.CharField(required=False, allow_null=True, help_text="Daftar kode.")
    valueCodes = serializers.ListField(
        child=serializers.CharField(), help_text="Kode atau ungkapan pilihan."
    )


class PlacementSerializer(serializers.Serializer):
    """Letak variabel: baris (stub) dan kolom (heading)."""

    heading = serializers.ListField(child=serializers.CharField(), required=False)
    stub = serializers.ListField(child=serializers.CharField(), required=False)


class SelectionSerializer(serializers.Serializer):
    """Pilihan atas sebuah tabel."""

    example = {"selection": [{"variableCode": "year", "valueCodes": ["TOP(1)"]}]}

    selection = VariableSelectionSerializer(many=True, help_text="Kosong: pilihan bawaan.")
    placement = PlacementSerializer(required=False)


class SavedQuerySerializer(serializers.Serializer):
    """Kueri yang disimpan; ungkapan seperti TOP(2) tetap ungkapan dan ikut waktu."""

    example = {
        "tableId": "koperasi",
        "language": "id",
        "outputFormat": DEFAULT_FORMAT,
        "selection": SelectionSerializer.example,
    }

    id = serializers.CharField(read_only=True)
    tableId = serializers.CharField(help_text="Tabel.")
    language = serializers.ChoiceField([*LANGUAGES], help_text="Bahasa jawaban.")
    selection = SelectionSerializer(help_text="Pilihan, seperti yang dikirim ke tabel.")
    outputFormat = serializers.ChoiceField([*FORMATS], required=False)
    outputFormatParams = serializers.ListField(child=serializers.CharField(), required=False)


class PxSchema(AutoSchema):
    """Reads a view's ``parameters``, ``question_class`` and ``gives_file``."""

    def get_operation_id(self) -> str:
        words = [word for word in self.path.removeprefix(PATH).split("/") if word]
        names = [word.strip("{}") if "{" in word else word for word in words]
        return "_".join(["px", *names, "create" if self.method == "POST" else "retrieve"])

    def get_tags(self) -> list[str]:
        return ["px"]

    def get_summary(self) -> str:
        return self.get_description().splitlines()[0]

    def get_auth(self) -> list:
        return [{}]

    def get_request_serializer(self):
        return self.view.question_class if self.method == "POST" else None

    def get_examples(self) -> list:
        serializer = self.get_request_serializer()
        if serializer is None:
            return []
        return [Example("contoh", value=serializer.example, request_only=True)]

    def get_override_parameters(self) -> list:
        etag = Parameter("ETag", TEXT, "header", description=ETAG, response=[200])
        found = [LANG, etag, *self.view.parameters]
        if self.method == "POST":
            return [one for one in found if one not in (*VALUES, STUB, HEADING)]
        return [*found, HELD]

    def get_response_serializers(self) -> dict:
        done = self.view.done if self.method == "POST" else 200
        answers: dict = {done: OpenApiResponse(OpenApiTypes.OBJECT, "Berhasil.")}
        if self.view.gives_file:
            kinds = {kind.content_type.partition(";")[0] for kind in FORMATS.values()}
            answers = {(done, kind): _figures(kind) for kind in sorted(kinds)}
        if self.method == "GET":
            answers[304] = OpenApiResponse(description="Tidak berubah sejak ETag di If-None-Match.")
        for code in sorted(self._problem_codes()):
            title = next(title for number, title in PROBLEMS.values() if number == code)
            answers[code, PROBLEM_JSON] = OpenApiResponse(ProblemSerializer, title)
        return answers

    def _problem_codes(self) -> set[int]:
        codes = {400, 429} | ({413, 415} if self.method == "POST" else set())
        missing = "{" in self.path or self.view.names_what_may_be_missing
        return codes | ({404} if missing else set())


def _figures(kind: str) -> OpenApiResponse:
    schema = OpenApiTypes.OBJECT if kind == "application/json" else OpenApiTypes.BINARY
    return OpenApiResponse(schema, "Angka dalam bentuk yang diminta.")
