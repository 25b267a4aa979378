"""Addresses of the programmes, one file a noun."""

from programs.urls import (
    agreements,
    dashboards,
    nomenclature,
    pacts,
    papers,
    plans,
    realisation,
    transfer,
    verification,
)

NOUNS = (
    agreements,
    dashboards,
    nomenclature,
    pacts,
    papers,
    plans,
    realisation,
    transfer,
    verification,
)
urlpatterns = [address for noun in NOUNS for address in noun.urlpatterns]
