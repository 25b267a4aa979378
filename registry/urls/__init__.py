"""Addresses of the register, one file a noun."""

from registry.urls import (
    boards,
    cases,
    cooperatives,
    documents,
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
    imports,
    members,
    privacy,
    rules,
)
urlpatterns = [address for noun in NOUNS for address in noun.urlpatterns]
