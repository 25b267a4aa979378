"""The schema of the API, and a page for people that is written from it."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import resolve
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from rest_framework import renderers
from rest_framework.settings import api_settings

from bengkalis import conditional
from bengkalis.api import ApiView

# Arguments of addresses, only to find the view that answers there.
SAMPLES = {"uid": "00000000-0000-0000-0000-000000000000", "code": "00.00.00", "year": "2021"}
MISSING = {"uid": "ID", "code": "ID", "year": "TAHUN"}


class OpenApiRenderer(renderers.JSONRenderer):
    media_type = "application/vnd.oai.openapi+json"


@cache
def schema() -> dict:
    """The OpenAPI document, made once per process."""
    with translation.override("id"):
        return SchemaGenerator().get_schema(request=None, public=True)


class SchemaView(ApiView):
    """OpenAPI 3.1 as JSON."""

    public = True
    schema = None
    renderer_classes = [renderers.JSONRenderer, OpenApiRenderer]

    def get(self, request):
        response = conditional.answer(request, schema())
        if response.status_code == 200:
            response["Content-Type"] = request.accepted_renderer.media_type
        return response


@login_not_required
@require_safe
def docs(request):
    """What can be asked of the API and how, with examples to copy."""
    document = schema()
    operations = [
        _described(request, path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    rates = api_settings.DEFAULT_THROTTLE_RATES
    context = {"info": document["info"], "operations": operations, "rates": rates}
    return render(request, "api/docs.html", context)


def _described(request, path: str, method: str, operation: dict) -> dict:
    parameters = [p for p in operation.get("parameters", ()) if p["in"] != "path"]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "needs_token": {} not in operation["security"],
        "parameters": [_parameter(p) for p in parameters],
        "fields": _body_fields(operation),
        "curl": _curl(request, path, method, operation),
        "answers": [(code, found["description"]) for code, found in operation["responses"].items()],
    }


def _parameter(parameter: dict) -> dict:
    kind = parameter["schema"]
    return {
        "name": parameter["name"],
        "place": "kepala" if parameter["in"] == "header" else "alamat",
        "required": parameter.get("required", False),
        "description": parameter.get("description", ""),
        "values": kind.get("enum") or kind.get("items", {}).get("enum", []),
    }


def _content(operation: dict) -> dict:
    return operation.get("requestBody", {}).get("content", {}).get("application/json", {})


def _body_fields(operation: dict) -> list[dict]:
    """The fields of the request's body, each with its label and whether it must be there."""
    if not (content := _content(operation)):
        return []
    name = content["schema"]["$ref"].rsplit("/", 1)[-1]
    found = schema()["components"]["schemas"][name]
    required = found.get("required", []) if operation["operationId"].endswith("create") else []
    return [
        {
            "name": field,
            "label": " – ".join(filter(None, [kind.get("title"), kind.get("description")])),
            "required": field in required,
        }
        for field, kind in found["properties"].items()
    ]


def _curl(request, path: str, method: str, operation: dict) -> str:
    """A command to paste; what only the caller knows stands in it as $TOKEN, $ETAG and $ID."""
    address = f"{request.scheme}://{request.get_host()}{_example_path(request, path)}"
    lines = [f'curl "{address}"' if method == "get" else f'curl -X {method.upper()} "{address}"']
    if {} not in operation["security"]:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", ())):
        lines.append('-H "If-Match: $ETAG"')
    if content := _content(operation):
        lines.append('-H "Content-Type: application/json"')
        examples = [found["value"] for found in content.get("examples", {}).values()]
        body = conditional.to_json(examples[0]).decode() if examples else "@data.json"
        lines.append(f"-d '{body}'")
    return " \\\n  ".join(lines)


def _example_path(request, path: str) -> str:
    """``path`` with the first row that the reader of the page may see in it."""
    view = _view_at(path)
    if "{" not in path or view is None:
        return path
    if not hasattr(view, "lookup"):
        return view.example_path(path)
    rows = view(request=request).rows(request).order_by("id")
    row = rows.values(*view.lookup.values()).first()
    for argument, column in view.lookup.items():
        path = path.replace(f"{{{argument}}}", str(row[column]) if row else f"${MISSING[argument]}")
    return path


def _view_at(path: str):
    for argument, sample in SAMPLES.items():
        path = path.replace(f"{{{argument}}}", sample)
    return getattr(resolve(path).func, "cls", None)
