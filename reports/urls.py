"""Addresses under /statistik/."""

from django.urls import path

from reports import views

urlpatterns = [
    path("", views.statistics_home, name="statistics-home"),
    path("koperasi/", views.statistics_cooperatives, name="statistics-cooperatives"),
    path("koperasi/data", views.statistics_cooperatives_data, name="statistics-cooperatives-data"),
]
