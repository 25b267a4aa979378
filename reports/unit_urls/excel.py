"""Addresses of the UPT reports: the Excel form."""

from django.urls import path

from reports.unit_views import excel

HERE = "<slug:office>/<slug:period>/excel/"

urlpatterns = [
    path(HERE, excel.unit_report_excel, name="unit-report-excel"),
    path(HERE + "formulir.xlsx", excel.unit_report_workbook, name="unit-report-workbook"),
]
