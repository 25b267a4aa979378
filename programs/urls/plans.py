"""Work programmes of a year, their versions, entry, approval."""

from django.urls import path

from programs.views import plan_difference, plan_grid, plan_steps, plans

YEAR = "program/<int:year>/"
VERSION = f"{YEAR}versi/<int:sequence>/"

urlpatterns = [
    path(YEAR, plans.plan_page, name="plan"),
    path(f"{YEAR}mulai/", plan_steps.plan_start, name="plan-start"),
    path(f"{YEAR}versi/baru/", plan_steps.plan_new_version, name="plan-new-version"),
    path(VERSION, plans.plan_version, name="plan-version"),
    path(f"{VERSION}ajukan/", plan_steps.plan_submit, name="plan-submit"),
    path(f"{VERSION}kembalikan/", plan_steps.plan_return, name="plan-return"),
    path(f"{VERSION}sahkan/", plan_steps.plan_approve, name="plan-approve"),
    path(f"{YEAR}beda/", plan_difference.plan_difference, name="plan-difference"),
    path(f"{YEAR}isi/", plan_grid.plan_grid, name="plan-grid"),
    path(f"{YEAR}isi/kas/", plan_grid.plan_months, name="plan-months"),
    path(f"{YEAR}baris/baru/", plan_grid.plan_row_add, name="plan-row-add"),
    path(f"{YEAR}baris/<uuid:uid>/hapus/", plan_grid.plan_row_remove, name="plan-row-remove"),
    path(f"{YEAR}cetak/", plans.plan_print, name="plan-print"),
    path(f"{YEAR}unduh/", plans.plan_download, name="plan-download"),
]
