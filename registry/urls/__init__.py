"""Addresses of the register, one file a noun."""

from registry.urls import cooperatives, documents, imports, people, privacy

NOUNS = (people, cooperatives, imports, documents, privacy)
urlpatterns = [address for noun in NOUNS for address in noun.urlpatterns]
