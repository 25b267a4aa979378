"""Nomenclatures, their crosswalk, two years beside each other, drafting from the year before."""

urlpatterns: list = []
