"""Addresses of the dated rules."""

from django.urls import path

from registry.views import rules

ONE = "pengaturan/aturan/<slug:key>/"

urlpatterns = [
    path("pengaturan/aturan/", rules.rule_list, name="rules"),
    path(ONE, rules.rule_page, name="rule"),
    path(f"{ONE}baru/", rules.rule_reword, name="rule-reword"),
    path(f"{ONE}<int:pk>/koreksi/", rules.rule_correct, name="rule-correct"),
    path(f"{ONE}<int:pk>/batal/", rules.rule_withdraw, name="rule-withdraw"),
]
