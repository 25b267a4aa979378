"""Nomenclatures, their crosswalk, two years beside each other, drafting from the year before."""

from django.urls import path

from programs.views import crosswalk

urlpatterns = [
    path("program/padanan/", crosswalk.crosswalk, name="crosswalk"),
    path("program/padanan/tambah/", crosswalk.crosswalk_add, name="crosswalk-add"),
    path("program/padanan/<int:pk>/", crosswalk.crosswalk_link, name="crosswalk-link"),
    path("program/padanan/<int:pk>/hapus/", crosswalk.crosswalk_remove, name="crosswalk-remove"),
]
