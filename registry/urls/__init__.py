"""Addresses of the register, one file a noun."""

from registry.urls import (
    boards,
    cases,
    cooperatives,
    documents,
    duplicates,
    imports,
    meetings,
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
    meetings,
    members,
    privacy,
    rules,
)
urlpatterns = [address for noun in NOUNS for address in noun.urlpatterns]
