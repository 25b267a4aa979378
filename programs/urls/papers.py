"""Signing, recalling, revoking; the PDF."""

urlpatterns: list = []
