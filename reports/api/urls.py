"""Addresses of the reports under ``/api/``."""

from django.urls import include, path

from registry.api.urls import both
from reports.api import figures

urlpatterns = [
    *both("v1/published-figures", figures.PublishedFigureList, "api-published-figures"),
    *both("v1/published-figures/<uuid:uid>", figures.PublishedFigureDetail, "api-published-figure"),
    path("px/v2/", include("reports.api.px.urls")),
]
