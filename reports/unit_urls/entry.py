"""Addresses of the UPT reports: entry."""

urlpatterns: list = []
