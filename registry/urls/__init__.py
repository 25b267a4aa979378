"""Addresses of the register, one file a noun."""

from registry.urls import cooperatives, imports, members, people

urlpatterns = people.urlpatterns + cooperatives.urlpatterns + imports.urlpatterns
urlpatterns += members.urlpatterns
