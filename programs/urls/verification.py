"""The public check of a paper."""

from django.urls import path

from programs.views import verification

urlpatterns = [
    path("verifikasi/", verification.verification, name="verification"),
    path("verifikasi/luring/", verification.verification_offline, name="verification-offline"),
    path("verifikasi/kunci/", verification.verification_keys, name="verification-keys"),
    path(
        "verifikasi/sidik/<str:sha256>/", verification.verification_hash, name="verification-hash"
    ),
    path("verifikasi/<str:code>/", verification.verification_code, name="verification-code"),
]
