"""Addresses of the UPT reports: forms."""

urlpatterns: list = []
