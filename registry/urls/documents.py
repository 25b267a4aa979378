"""Addresses of documents."""

from django.urls import path

from registry.views import documents as views

urlpatterns = [
    path("koperasi/<uuid:uid>/dokumen/", views.cooperative_documents, name="cooperative-documents"),
    path("dokumen/<uuid:uid>/", views.document_download, name="document"),
    path("dokumen/<uuid:uid>/hapus/", views.document_remove, name="document-remove"),
]
