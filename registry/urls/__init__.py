"""Addresses of the register, one file a noun."""

from registry.urls import cooperatives, duplicates, imports, people

urlpatterns = people.urlpatterns + cooperatives.urlpatterns + imports.urlpatterns
urlpatterns += duplicates.urlpatterns
