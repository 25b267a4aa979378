"""The years at a glance, by office, for print."""

from django.urls import path

from programs.views import dashboards

urlpatterns: list = [
    path("program/", dashboards.plans, name="plans"),
    path("program/<int:year>/ringkasan/", dashboards.plan_dashboard, name="plan-dashboard"),
    path(
        "program/<int:year>/ringkasan/cetak/",
        dashboards.plan_dashboard_print,
        name="plan-dashboard-print",
    ),
]
