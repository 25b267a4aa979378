"""Addresses of the register, one file a noun."""

from registry.urls import (
    boards,
    cases,
    cooperatives,
    documents,
    imports,
    people,
    privacy,
    rules,
)

NOUNS = (
    people,
    cooperatives,
    boards,
    cases,
    documents,
    imports,
    privacy,
    rules,
)
urlpatterns = [address for noun in NOUNS for address in noun.urlpatterns]
