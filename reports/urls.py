"""Addresses under /statistik/."""

from django.urls import path

from reports import (
    gap_views,
    published_views,
    reconciliation_views,
    statistics_views,
    table_views,
    views,
)

urlpatterns = [
    path("", statistics_views.statistics_home, name="statistics-home"),
    path("data/", statistics_views.statistics_use, name="statistics-use"),
    path("perubahan/", statistics_views.statistics_changes, name="statistics-changes"),
    path("perubahan/atom.xml", statistics_views.statistics_feed, name="statistics-feed"),
    path(
        "kerahasiaan/",
        statistics_views.statistics_confidentiality,
        name="statistics-confidentiality",
    ),
    path("koperasi/", views.statistics_cooperatives, name="statistics-cooperatives"),
    path("koperasi/data", views.statistics_cooperatives_data, name="statistics-cooperatives-data"),
    path("desa-tanpa-koperasi/", gap_views.village_gap_page, name="statistics-village-gaps"),
    path(
        "desa-tanpa-koperasi/data",
        gap_views.village_gap_data,
        name="statistics-village-gaps-data",
    ),
    path("angka-terbit/", published_views.published_page, name="statistics-published"),
    path("angka-terbit/data", published_views.published_data, name="statistics-published-data"),
    path("rekonsiliasi/", reconciliation_views.reconciliation_page, name="reconciliation"),
    path("rekonsiliasi/data", reconciliation_views.reconciliation_data, name="reconciliation-data"),
    path("<slug:table>/", table_views.statistics_table, name="statistics-table"),
    path("<slug:table>/tabel/", table_views.statistics_table, name="statistics-table-beside"),
]
