"""Addresses of the UPT reports: the plain form, and the report on paper."""

from django.urls import path

from reports.unit_views import entry, printing

HERE = "<slug:office>/<slug:period>/"
urlpatterns = [
    path(f"{HERE}isi/", entry.unit_report_form, name="unit-report-form"),
    path(f"{HERE}cetak/", printing.unit_report_print, name="unit-report-print"),
    path(f"{HERE}kosong/", printing.unit_report_empty, name="unit-report-empty"),
]
