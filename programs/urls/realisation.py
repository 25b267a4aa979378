"""Realisation by month, what was closed, whom it reached."""

from django.urls import path

from programs.views import beneficiaries, beneficiary_entry, realisation

_YEAR = "program/<int:year>"
_LINE = f"{_YEAR}/penerima/<uuid:line>"

urlpatterns: list = [
    path(f"{_YEAR}/realisasi/", realisation.realisation, name="realisation"),
    path(
        f"{_YEAR}/realisasi/triwulan/<int:quarter>/",
        realisation.realisation_quarter,
        name="realisation-quarter",
    ),
    path(f"{_YEAR}/realisasi/tutup/", realisation.realisation_close, name="realisation-close"),
    path(f"{_YEAR}/penerima/", beneficiaries.beneficiaries, name="beneficiaries"),
    path(f"{_LINE}/", beneficiaries.beneficiaries_of_line, name="beneficiaries-of-line"),
    path(f"{_LINE}/tambah/", beneficiary_entry.beneficiaries_add, name="beneficiaries-add"),
    path(
        f"{_LINE}/dari-pembinaan/",
        beneficiary_entry.beneficiaries_from_coaching,
        name="beneficiaries-from-coaching",
    ),
    path(
        f"{_LINE}/<uuid:uid>/hapus/",
        beneficiary_entry.beneficiary_remove,
        name="beneficiary-remove",
    ),
]
