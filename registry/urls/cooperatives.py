"""Addresses of the cooperatives and of the drafts of their forms."""

from django.urls import path

from registry.views import (
    cooperative,
    cooperative_edit,
    cooperative_former,
    cooperative_parts,
    cooperatives,
    drafts,
)

ONE = "koperasi/<uuid:uid>/"

urlpatterns = [
    path("koperasi/", cooperatives.cooperative_list, name="cooperatives"),
    path("koperasi/baru/", cooperative_edit.cooperative_new, name="cooperative-new"),
    path("koperasi/unduh/", cooperatives.cooperatives_download, name="cooperatives-download"),
    path(ONE, cooperative.cooperative_page, name="cooperative"),
    path(f"{ONE}ubah/", cooperative_edit.cooperative_edit, name="cooperative-edit"),
    path(f"{ONE}status/", cooperative_parts.cooperative_status, name="cooperative-status"),
    path(f"{ONE}pad/", cooperative_parts.cooperative_amendment, name="cooperative-amendment"),
    path(f"{ONE}data-semula/", cooperative_former.cooperative_former, name="cooperative-former"),
    path(
        f"{ONE}data-semula/<int:pk>/hapus/",
        cooperative_former.cooperative_former_remove,
        name="cooperative-former-remove",
    ),
    path(f"{ONE}riwayat/", cooperative.cooperative_history, name="cooperative-history"),
    path(f"{ONE}telepon/", cooperative.cooperative_phone, name="cooperative-phone"),
    path("draf/<slug:form>/", drafts.draft, name="draft"),
    path("draf/<slug:form>/<uuid:uid>/", drafts.draft, name="draft"),
]
