"""Workbooks of a work programme, in and out."""

from django.urls import path

from programs.views import plan_import

urlpatterns = [
    path("program/<int:year>/impor/", plan_import.plan_import, name="plan-import"),
    path(
        "program/<int:year>/impor/<uuid:uid>/",
        plan_import.plan_import_batch,
        name="plan-import-batch",
    ),
    path("program/<int:year>/buku-kerja/", plan_import.plan_workbook, name="plan-workbook"),
]
