"""Addresses of the UPT reports: recap."""

urlpatterns: list = []
