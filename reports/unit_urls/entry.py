"""Addresses of the UPT reports: the plain form."""

from django.urls import path

from reports.unit_views import entry

urlpatterns = [
    path("<slug:office>/<slug:period>/isi/", entry.unit_report_form, name="unit-report-form"),
]
