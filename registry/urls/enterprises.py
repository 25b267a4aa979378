"""Addresses of the register of MSMEs."""

from django.urls import path

from registry.views import enterprise, enterprise_edit, enterprise_years, enterprises

ONE = "umkm/<uuid:uid>/"

urlpatterns = [
    path("umkm/", enterprises.enterprise_list, name="enterprises"),
    path("umkm/baru/", enterprise_edit.enterprise_new, name="enterprise-new"),
    path("umkm/nik/", enterprises.enterprise_by_nik, name="enterprises-by-nik"),
    path("umkm/unduh/", enterprises.enterprises_download, name="enterprises-download"),
    path(ONE, enterprise.enterprise_page, name="enterprise"),
    path(f"{ONE}ubah/", enterprise_edit.enterprise_edit, name="enterprise-edit"),
    path(f"{ONE}tutup/", enterprise_edit.enterprise_close, name="enterprise-close"),
    path(f"{ONE}riwayat/", enterprise.enterprise_history, name="enterprise-history"),
    path(f"{ONE}buka/", enterprise.enterprise_reveal, name="enterprise-reveal"),
    path(f"{ONE}tahun/baru/", enterprise_years.enterprise_year_new, name="enterprise-year-new"),
    path(
        f"{ONE}tahun/<int:year>/ubah/",
        enterprise_years.enterprise_year_edit,
        name="enterprise-year",
    ),
    path(
        f"{ONE}tahun/<int:year>/hapus/",
        enterprise_years.enterprise_year_remove,
        name="enterprise-year-remove",
    ),
]
