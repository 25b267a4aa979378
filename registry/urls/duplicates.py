"""Addresses of probable duplicates and of merges."""

from django.urls import path

from registry.views import duplicates, merges

PAIR = "mutu-data/kembar/<uuid:uid>/"

urlpatterns = [
    path("mutu-data/kembar/", duplicates.duplicate_list, name="duplicates"),
    path(PAIR, duplicates.duplicate_pair, name="duplicate-pair"),
    path(f"{PAIR}berbeda/", duplicates.duplicate_different, name="duplicate-different"),
    path("mutu-data/gabungan/<uuid:uid>/", merges.merge_page, name="merge"),
    path("koperasi/<uuid:uid>/kembar/", duplicates.duplicate_choose, name="duplicate-choose"),
]
