"""Addresses of the UPT reports: carried."""

urlpatterns: list = []
