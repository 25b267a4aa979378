"""Addresses of the register, one file a noun."""

from registry.urls import boards, cooperatives, imports, people, rules

urlpatterns = people.urlpatterns + cooperatives.urlpatterns + imports.urlpatterns
urlpatterns += boards.urlpatterns + rules.urlpatterns
