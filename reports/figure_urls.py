"""Addresses under /angka-bps/: figures of others, brought in, paired and explained by staff."""

from django.urls import path

from reports import comparison_views, intake_views

PAIRS = "perbandingan/"

urlpatterns = [
    path("", intake_views.figures_in, name="figures-in"),
    path("<uuid:key>/", intake_views.figures_rehearsal, name="figures-rehearsal"),
    path("<uuid:key>/tabel/", intake_views.figures_table, name="figures-table"),
    path(PAIRS, comparison_views.comparisons, name="comparisons"),
    path(f"{PAIRS}baru/", comparison_views.comparison_new, name="comparison-new"),
    path(f"{PAIRS}<uuid:uid>/", comparison_views.comparison_edit, name="comparison-edit"),
    path(f"{PAIRS}<uuid:uid>/hapus/", comparison_views.comparison_remove, name="comparison-remove"),
    path("selisih/", comparison_views.differences, name="differences"),
    path("selisih/<uuid:uid>/", comparison_views.explanation, name="explanation"),
]
