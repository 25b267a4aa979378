"""Addresses under /statistik/."""

from django.urls import path

from reports import gap_views, published_views, reconciliation_views, views

urlpatterns = [
    path("", views.statistics_home, name="statistics-home"),
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
]
