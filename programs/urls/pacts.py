"""Integrity pacts: who has one, who has not."""

from django.urls import path

from programs.views import pact_templates, pacts

ONE = "pakta-integritas/<uuid:uid>/"

urlpatterns = [
    path("pakta-integritas/", pacts.pact_register, name="pacts"),
    path("pakta-integritas/cetak/", pacts.pact_print, name="pacts-print"),
    path("pakta-integritas/siapkan/", pacts.pact_prepare, name="pact-prepare"),
    path("pakta-integritas/naskah/", pact_templates.pact_templates, name="pact-templates"),
    path(
        "pakta-integritas/naskah/baru/", pact_templates.pact_template_new, name="pact-template-new"
    ),
    path(ONE, pacts.pact_page, name="pact"),
    path(f"{ONE}ubah/", pacts.pact_edit, name="pact-edit"),
    path(f"{ONE}hapus/", pacts.pact_remove, name="pact-remove"),
    path(f"{ONE}perbarui/", pacts.pact_renew, name="pact-renew"),
]
