"""Addresses of the UPT reports: periods and extensions."""

from django.urls import path

from reports.unit_views import periods

urlpatterns = [
    path("periode/", periods.report_periods, name="report-periods"),
    path("periode/buka/", periods.report_periods_open, name="report-periods-open"),
    path("periode/<slug:period>/", periods.report_period_edit, name="report-period-edit"),
    path("<slug:office>/<slug:period>/perpanjang/", periods.report_extend, name="report-extend"),
]
