"""Workbooks of a work programme, in and out."""

urlpatterns: list = []
