"""Integrity pacts: who has one, who has not."""

urlpatterns: list = []
