"""Addresses of the register, one file a noun."""

from registry.urls import (
    boards,
    cases,
    coaching,
    cooperatives,
    documents,
    duplicates,
    enterprises,
    imports,
    meetings,
    members,
    people,
    positions,
    privacy,
    quality,
    rules,
)

NOUNS = (
    people,
    coaching,
    cooperatives,
    boards,
    cases,
    documents,
    duplicates,
    enterprises,
    imports,
    meetings,
    members,
    positions,
    privacy,
    quality,
    rules,
)
urlpatterns = [address for noun in NOUNS for address in noun.urlpatterns]
