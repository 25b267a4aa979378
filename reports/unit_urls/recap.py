"""Addresses of the UPT reports: recap."""

from django.urls import path

from reports.unit_views import recap

urlpatterns = [
    path("rekap/", recap.report_recap, name="report-recap"),
    path("rekap/<slug:period>/", recap.report_recap_period, name="report-recap-period"),
    path("rekap/<slug:period>/cetak/", recap.report_recap_print, name="report-recap-print"),
    path("rekap/<slug:period>/unduh/", recap.report_recap_download, name="report-recap-download"),
]
