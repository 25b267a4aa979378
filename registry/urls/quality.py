"""Addresses of data quality: work lists by rule, findings, trend."""

from django.urls import path

from registry.views import findings, findings_download, quality

FINDING = "mutu-data/<slug:rule>/<uuid:uid>/"

urlpatterns = [
    path("mutu-data/", quality.quality_overview, name="quality"),
    path("mutu-data/tren/", quality.quality_trend, name="quality-trend"),
    path("mutu-data/unduh/", findings_download.findings_download, name="findings-download"),
    path("mutu-data/<slug:rule>/", findings.quality_rule, name="quality-rule"),
    path(FINDING, findings.finding, name="finding"),
    path(f"{FINDING}sisihkan/", findings.finding_dismiss, name="finding-dismiss"),
    path(f"{FINDING}kembalikan/", findings.finding_restore, name="finding-restore"),
    path("koperasi/<uuid:uid>/mutu/", findings.cooperative_quality, name="cooperative-quality"),
]
