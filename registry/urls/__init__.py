"""Addresses of the register, one file a noun."""

from registry.urls import (
    boards,
    cases,
    cooperatives,
    documents,
    duplicates,
    imports,
    members,
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
    duplicates,
    imports,
    members,
    privacy,
    rules,
)
urlpatterns = [address for noun in NOUNS for address in noun.urlpatterns]
