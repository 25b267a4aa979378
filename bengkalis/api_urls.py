"""Everything under ``/api/``: the documentation, the schema, each app's addresses, and the rest."""

from django.urls import include, path, re_path

from bengkalis import api_docs
from bengkalis.api import UnknownAddress

urlpatterns = [
    path("", api_docs.docs, name="api-docs"),
    path("schema", api_docs.SchemaView.as_view(), name="api-schema"),
    path("schema/", api_docs.SchemaView.as_view(), name="api-schema"),
    path("", include("registry.api.urls")),
    path("", include("programs.api.urls")),
    path("", include("reports.api.urls")),
    re_path("", UnknownAddress.as_view(), name="api-unknown"),
]
