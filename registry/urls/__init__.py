"""Addresses of the register, one file a noun."""

from registry.urls import cases, cooperatives, imports, people

urlpatterns = people.urlpatterns + cooperatives.urlpatterns + imports.urlpatterns
urlpatterns += cases.urlpatterns
