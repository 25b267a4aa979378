"""Addresses of the programmes under ``/api/``."""

urlpatterns: list = []
