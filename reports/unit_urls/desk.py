"""Addresses of the UPT reports: the list, one report, its steps."""

from django.urls import path

from reports.unit_views import filed, lists, report, steps

urlpatterns = [
    path("", lists.unit_reports, name="unit-reports"),
    path("daftar/", filed.unit_reports_filed, name="unit-reports-filed"),
    path("<slug:office>/<slug:period>/", report.unit_report, name="unit-report"),
    path(
        "<slug:office>/<slug:period>/<slug:step>/", steps.unit_report_step, name="unit-report-step"
    ),
]
