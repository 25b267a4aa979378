"""Performance agreements, their cascade, their results."""

from django.urls import path

from programs.views import agreement_edit, agreements, cascade, results

urlpatterns = [
    path("perjanjian-kinerja/", agreements.agreement_list, name="agreements"),
    path("perjanjian-kinerja/baru/", agreements.agreement_new, name="agreement-new"),
    path("perjanjian-kinerja/jenjang/", cascade.cascade_page, name="agreements-cascade"),
    path("perjanjian-kinerja/capaian/", results.achievement_page, name="agreements-achievement"),
    path("perjanjian-kinerja/<uuid:uid>/", agreements.agreement_page, name="agreement"),
    path(
        "perjanjian-kinerja/<uuid:uid>/ubah/",
        agreement_edit.agreement_edit,
        name="agreement-edit",
    ),
    path(
        "perjanjian-kinerja/<uuid:uid>/pagu/",
        agreement_edit.agreement_refresh,
        name="agreement-refresh",
    ),
    path(
        "perjanjian-kinerja/<uuid:uid>/hapus/",
        agreement_edit.agreement_remove,
        name="agreement-remove",
    ),
    path(
        "perjanjian-kinerja/<uuid:uid>/perbarui/",
        agreements.agreement_renew,
        name="agreement-renew",
    ),
    path(
        "perjanjian-kinerja/<uuid:uid>/realisasi/", results.results_edit, name="agreement-results"
    ),
]
