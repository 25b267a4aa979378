"""Nomenclatures, their crosswalk, two years beside each other, drafting from the year before."""

from django.urls import path

from programs.views import comparing, crosswalk, drafting, nomenclature

urlpatterns = [
    path("program/nomenklatur/", nomenclature.nomenclature, name="nomenclature"),
    path(
        "program/nomenklatur/<slug:edition>/tambah/",
        nomenclature.nomenclature_add,
        name="nomenclature-add",
    ),
    path(
        "program/nomenklatur/<slug:edition>/<str:code>/",
        nomenclature.nomenclature_item,
        name="nomenclature-item",
    ),
    path("program/padanan/", crosswalk.crosswalk, name="crosswalk"),
    path("program/padanan/tambah/", crosswalk.crosswalk_add, name="crosswalk-add"),
    path("program/padanan/<int:pk>/", crosswalk.crosswalk_link, name="crosswalk-link"),
    path("program/padanan/<int:pk>/hapus/", crosswalk.crosswalk_remove, name="crosswalk-remove"),
    path("program/banding/", comparing.plans_compare, name="plans-compare"),
    path("program/<int:year>/susun/", drafting.plan_draft_from, name="plan-draft-from"),
    path("program/<int:year>/asal/", drafting.plan_origins, name="plan-origins"),
]
