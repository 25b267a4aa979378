"""Realisation by month, what was closed, whom it reached."""

urlpatterns: list = []
