"""Addresses of the register, one file a noun."""

from registry.urls import cooperatives, imports, meetings, people

urlpatterns = (
    people.urlpatterns + cooperatives.urlpatterns + imports.urlpatterns + meetings.urlpatterns
)
