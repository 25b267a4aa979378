"""Every address of the portal. Unknown addresses and errors answer in the portal's own words."""

from django.urls import include, path

from bengkalis import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("masalah/<slug:slug>/", views.problem_page, name="problem"),
    path("parse/", views.parse_value, name="parse"),
    path("api/", include("bengkalis.api_urls")),
    path("statistik/", include("reports.urls")),
    path("laporan/", include("reports.unit_urls")),
    path("angka-bps/", include("reports.figure_urls")),
    path("", include("programs.urls")),
    path("", include("registry.urls")),
]

handler400 = "bengkalis.views.bad_request"
handler403 = "bengkalis.views.forbidden"
handler404 = "bengkalis.views.not_found"
handler500 = "bengkalis.views.server_error"
