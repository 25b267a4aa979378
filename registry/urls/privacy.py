"""Addresses of what people ask about their own data."""

from django.urls import path

from registry.views import privacy as views

urlpatterns = [
    path("data-pribadi/", views.subject_requests, name="subject-requests"),
    path("data-pribadi/retensi/", views.retention, name="retention"),
    path("data-pribadi/<uuid:uid>/", views.subject_request, name="subject-request"),
    path("data-pribadi/<uuid:uid>/salinan/", views.subject_copy, name="subject-copy"),
    path("data-pribadi/<uuid:uid>/hapus/", views.member_forget, name="member-forget"),
    path("anggota/<uuid:uid>/permintaan/", views.subject_request_new, name="subject-request-new"),
]
