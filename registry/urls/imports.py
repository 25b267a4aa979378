"""Addresses of workbooks on their way in."""

from django.urls import path

from registry.views import imports as views
from registry.views.import_lines import line

urlpatterns = [
    path("impor/", views.batches, name="imports"),
    path("impor/<uuid:uid>/", views.batch, name="import-batch"),
    path("impor/<uuid:uid>/baris/<int:row>/", line, name="import-line"),
    path("impor/<uuid:uid>/masukkan/", views.commit, name="import-commit"),
    path("impor/<uuid:uid>/batalkan/", views.undo, name="import-undo"),
    path("impor/<uuid:uid>/buang/", views.discard, name="import-discard"),
    path("impor/<uuid:uid>/kesalahan/", views.problems, name="import-problems"),
    path("impor/<uuid:uid>/baris-salah/", views.returned, name="import-returned"),
]
