"""Addresses of the UPT reports: the list, one report, its steps."""

from django.urls import path

from reports.unit_views import report

urlpatterns = [
    path("", report.unit_reports, name="unit-reports"),
    path("<slug:office>/<slug:period>/", report.unit_report, name="unit-report"),
]
