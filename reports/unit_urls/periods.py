"""Addresses of the UPT reports: periods."""

urlpatterns: list = []
