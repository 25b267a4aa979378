"""Addresses of the register, one file a noun."""

from registry.urls import cooperatives, imports, people, quality

urlpatterns = people.urlpatterns + cooperatives.urlpatterns + imports.urlpatterns
urlpatterns += quality.urlpatterns
