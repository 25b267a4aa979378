"""How the views of ``bengkalis.listing`` describe themselves in OpenAPI 3.1."""

from django_filters import MultipleChoiceFilter
from django_filters.filters import BaseCSVFilter, DateFilter, IsoDateTimeFilter
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample as Example
from drf_spectacular.utils import OpenApiParameter as Parameter
from drf_spectacular.utils import OpenApiResponse, inline_serializer
from rest_framework import serializers

from bengkalis.errors import PROBLEMS
from bengkalis.questions import LIMIT, MOST

PROBLEM_JSON = "application/problem+json"
TEXT = {"type": "string"}
COMMON = {400, 401, 406, 429}
BY_METHOD = {
    "POST": {403, 409, 413, 415, 422},
    "PUT": {403, 404, 409, 412, 413, 415, 428},
    "PATCH": {403, 404, 409, 412, 413, 415, 428},
}
ANY_FILE = "*/*"
FILE = "Berkasnya, sebagai lampiran."
DONE = {200: "Berhasil.", 201: "Tercatat; alamatnya di kepala Location."}
ETAG = "ETag kuat dari jawaban ini; kirim kembali sebagai If-None-Match atau If-Match."
HELD = Parameter("If-None-Match", TEXT, "header", description="ETag jawaban terdahulu.")


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "registry.api.tokens.TokenAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema) -> dict:
        return {"type": "http", "scheme": "bearer"}


class ProblemSerializer(serializers.Serializer):
    """RFC 9457: ``type`` is a page that explains the error, ``errors`` has sentences per field."""

    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
    instance = serializers.CharField(required=False)


def canonical_paths(endpoints, **kwargs) -> list:
    """Leave out the spelling with a slash at the end, and what is no resource."""
    return [
        endpoint
        for endpoint in endpoints
        if endpoint[0].startswith(("/api/v", "/api/px/")) and not endpoint[0].endswith("/")
    ]


class Schema(AutoSchema):
    """Reads a view's serializer, filters, orderings and permissions."""

    @property
    def is_list(self) -> bool:
        return hasattr(self.view, "filterset_class")

    @property
    def is_file(self) -> bool:
        return self.view.serializer_class is None

    def _is_list_view(self, serializer=None) -> bool:
        return False

    def get_operation_id(self) -> str:
        action = "list" if self.is_list and self.method == "GET" else None
        parts = [part.replace("-", "_") for part in self._tokenize_path()]
        return "_".join([*parts, action or self.method_mapping[self.method.lower()]])

    def get_summary(self) -> str:
        return self.get_description().splitlines()[0]

    def get_auth(self) -> list:
        needed = super().get_auth()
        return [*needed, {}] if self.view.public and self.method == "GET" else needed

    def get_request_serializer(self):
        if self.method == "POST":
            return self.view.new_serializer_class
        changed = getattr(self.view, "changed_serializer_class", self.view.serializer_class)
        return changed if self.method in BY_METHOD else None

    def get_examples(self) -> list:
        example = getattr(self.get_request_serializer(), "example", None)
        if example is None or self.method == "PUT":
            return []
        value = example if self.method != "PATCH" else dict([next(iter(example.items()))])
        return [Example("contoh", value=value, request_only=True)]

    def get_response_serializers(self) -> dict:
        done = 201 if self.method == "POST" and self.is_list else 200
        answers: dict = {done: OpenApiResponse(self._answer(), DONE[done])}
        if self.is_file:
            answers = {(done, ANY_FILE): OpenApiResponse(OpenApiTypes.BINARY, FILE)}
        if self.method == "GET" and (self.view.has_etag or not self.is_file):
            answers[304] = OpenApiResponse(description="Tidak berubah sejak ETag di If-None-Match.")
            if getattr(self.view, "moves", False):
                answers[307] = OpenApiResponse(description="Digabung; alamatnya di Location.")
        for code in sorted(self._problem_codes()):
            title = next(title for number, title in PROBLEMS.values() if number == code)
            answers[code, PROBLEM_JSON] = OpenApiResponse(ProblemSerializer, title)
        return answers

    def _answer(self):
        serializer = self.view.serializer_class
        if self.method != "GET" or not self.is_list:
            return serializer
        name = serializer.__name__.removesuffix("Serializer")
        fields = {
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": serializer(many=True),
            "count": serializers.IntegerField(required=False, help_text="Hanya pada count=true."),
            "approximate": serializers.BooleanField(
                required=False, help_text="true: tidak ada nama yang tepat, ini yang termirip."
            ),
            "capped": serializers.BooleanField(
                required=False,
                help_text="true: yang cocok lebih banyak; hasil dan count hanya sebagiannya.",
            ),
        }
        return inline_serializer(f"{name}Page", fields)

    def _problem_codes(self) -> set[int]:
        codes = COMMON | BY_METHOD.get(self.method, set())
        if "{" in self.path:
            codes |= {404}
        if self._needs_match():
            codes |= {412, 428}
        if self.view.permissions:
            codes |= {403}
        return codes

    def _needs_match(self) -> bool:
        return self.method in BY_METHOD and not self.is_list

    def get_override_parameters(self) -> list:
        if self.is_file and not self.view.has_etag:
            return []
        found = [Parameter("ETag", TEXT, "header", description=ETAG, response=[200, 201])]
        if self.is_file:
            return [*found, HELD]
        if self.method == "GET":
            found += self._reading()
        if self._needs_match():
            sentence = "ETag data yang Anda ubah; * untuk versi mana pun."
            found.append(Parameter("If-Match", TEXT, "header", required=True, description=sentence))
        if self.method == "POST":
            sentence = (
                "Kunci bebas, paling panjang 100: kiriman ulang dalam 24 jam tidak dicatat lagi."
            )
            pattern = {**TEXT, "pattern": "^[!-~]{1,100}$"}
            found.append(Parameter("Idempotency-Key", pattern, "header", description=sentence))
            if self.is_list:
                sentence = "Alamat data yang baru."
                found.append(
                    Parameter("Location", TEXT, "header", description=sentence, response=[201])
                )
        return found

    def _reading(self) -> list:
        given = self.view.serializer_class().fields.items()
        names = ", ".join(name for name, field in given if not field.write_only)
        fields = Parameter("fields", TEXT, description=f"Hanya isian ini, dipisah koma: {names}.")
        extra = getattr(self.view, "extra_parameters", ())
        return [fields, HELD, *extra, *(self._listing() if self.is_list else [])]

    def _listing(self) -> list:
        orders = [sign + name for name in self.view.orderings for sign in ("", "-")]
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}
        filters = self.view.filterset_class.base_filters.items()
        hidden = self.view.staff_filters
        return [
            *(_filter_parameter(name, given, name in hidden) for name, given in filters),
            Parameter("ordering", TEXT, enum=orders, description="Urutan; - menurun."),
            Parameter("limit", limit, description="Banyak baris satu halaman."),
            Parameter("cursor", TEXT, description="Penanda halaman dari next atau previous."),
            Parameter("count", {"type": "boolean"}, description="true: hitung semuanya."),
        ]

    def _map_basic_serializer(self, serializer, direction):
        """With ``fields=`` and without a token any field of a row may be absent."""
        schema = super()._map_basic_serializer(serializer, direction)
        if direction == "response" and isinstance(serializer, serializers.ModelSerializer):
            schema.pop("required", None)
        return schema


def _filter_parameter(name: str, given, staff_only: bool) -> Parameter:
    label = f"{given.label} (hanya dengan token)" if staff_only else str(given.label)
    if "choices" in given.extra:
        codes = [code for code, _ in getattr(given.extra["choices"], "choices", ())]
        schema = {**TEXT, "enum": codes} if codes else TEXT
    else:
        schema = TEXT
    if isinstance(given, DateFilter):
        schema = {**TEXT, "format": "date"}
    if isinstance(given, IsoDateTimeFilter):
        schema = {**TEXT, "format": "date-time"}
    if isinstance(given, MultipleChoiceFilter | BaseCSVFilter):
        schema = {"type": "array", "items": schema}
        label += " (boleh beberapa, dipisah koma)"
    return Parameter(name, schema, description=label, style="form", explode=False)
