"""Addresses of coachings, and of what they led to."""

from django.urls import path

from registry.views import coaching, coaching_reach, coaching_together, coachings, upgrading

ONE = "pembinaan/<uuid:uid>/"

urlpatterns = [
    path("pembinaan/", coachings.coaching_list, name="coachings"),
    path("pembinaan/unduh/", coachings.coachings_download, name="coachings-download"),
    path("pembinaan/bersama/", coaching_together.coaching_together, name="coaching-together"),
    path("pembinaan/ringkasan/", coaching_reach.coaching_overview, name="coaching-overview"),
    path("pembinaan/belum/", coaching_reach.coaching_missing, name="coaching-missing"),
    path(ONE, coaching.coaching_page, name="coaching"),
    path(f"{ONE}ubah/", coaching.coaching_edit, name="coaching-edit"),
    path(f"{ONE}hapus/", coaching.coaching_remove, name="coaching-remove"),
    path(
        "koperasi/<uuid:uid>/pembinaan/baru/",
        coaching.coaching_of_cooperative,
        name="coaching-of-cooperative",
    ),
    path(
        "umkm/<uuid:uid>/pembinaan/baru/",
        coaching.coaching_of_enterprise,
        name="coaching-of-enterprise",
    ),
    path("umkm/naik-kelas/", upgrading.upgrading, name="upgrading"),
    path("umkm/naik-kelas/unduh/", upgrading.upgrading_download, name="upgrading-download"),
]
