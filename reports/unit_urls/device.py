"""Addresses of the UPT reports: device."""

urlpatterns: list = []
