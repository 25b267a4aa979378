"""Addresses of PxWebApi 2, under ``/api/px/v2/``, without a slash at the end."""

from django.urls import path

from reports.api.px import queries, tables

ROUTES = [
    ("config", tables.Config, "px-config"),
    ("tables", tables.TableList, "px-tables"),
    ("tables/<str:table>", tables.TableDetail, "px-table"),
    ("tables/<str:table>/metadata", tables.Metadata, "px-metadata"),
    ("tables/<str:table>/defaultselection", tables.DefaultSelection, "px-default-selection"),
    ("tables/<str:table>/data", tables.Data, "px-data"),
    ("codelists/<str:codelist>", tables.CodeLists, "px-codelist"),
    ("savedqueries", queries.SavedQueryList, "px-saved-queries"),
    ("savedqueries/<str:query>", queries.SavedQueryDetail, "px-saved-query"),
    ("savedqueries/<str:query>/data", queries.SavedQueryData, "px-saved-query-data"),
    ("savedqueries/<str:query>/selection", queries.SavedQuerySelection, "px-saved-query-selection"),
    ("changes", tables.Changes, "px-changes"),
]
urlpatterns = [path(route, view.as_view(), name=name) for route, view, name in ROUTES]
