"""Signing, recalling, revoking; the PDF."""

from django.urls import path

from programs.views import paper_files, papers

ONE = "naskah/<uuid:uid>/"

urlpatterns = [
    path("naskah/", papers.papers_mine, name="papers-mine"),
    path(f"{ONE}buka/", papers.paper_open, name="paper-open"),
    path(f"{ONE}tarik/", papers.paper_recall, name="paper-recall"),
    path(f"{ONE}tanda-tangan/", papers.paper_sign, name="paper-sign"),
    path(f"{ONE}catat/", papers.paper_record, name="paper-record"),
    path(f"{ONE}cabut/", papers.paper_revoke, name="paper-revoke"),
    path(f"{ONE}pdf/", paper_files.paper_pdf, name="paper-pdf"),
    path(f"{ONE}pindaian/<uuid:signature>/", paper_files.paper_scan, name="paper-scan"),
]
