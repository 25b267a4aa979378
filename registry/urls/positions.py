"""Addresses of posts, of whoever holds them, and of officials."""

from django.urls import path

from registry.views import officials, positions, terms

POST = "jabatan/<uuid:uid>/"
TERM = f"{POST}pemangku/<uuid:term>/"
OFFICIAL = "pejabat/<uuid:uid>/"

urlpatterns = [
    path("jabatan/", positions.position_list, name="positions"),
    path("jabatan/baru/", positions.position_new, name="position-new"),
    path(POST, positions.position_page, name="position"),
    path(f"{POST}ubah/", positions.position_edit, name="position-edit"),
    path(f"{POST}pemangku/", terms.incumbency_new, name="incumbency-new"),
    path(f"{TERM}akhiri/", terms.incumbency_end, name="incumbency-end"),
    path(f"{TERM}ubah/", terms.incumbency_edit, name="incumbency-edit"),
    path(f"{TERM}hapus/", terms.incumbency_remove, name="incumbency-remove"),
    path("pejabat/", officials.official_list, name="officials"),
    path("pejabat/baru/", officials.official_new, name="official-new"),
    path(OFFICIAL, officials.official_page, name="official"),
    path(f"{OFFICIAL}ubah/", officials.official_edit, name="official-edit"),
    path(f"{OFFICIAL}pangkat/", officials.official_rank, name="official-rank"),
    path(f"{OFFICIAL}pangkat/hapus/", officials.official_rank_remove, name="official-rank-remove"),
]
