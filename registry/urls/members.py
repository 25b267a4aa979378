"""Addresses of the members of cooperatives and of their books."""

from django.urls import path

from registry.views import member, member_book, member_savings, members

BOOK = "koperasi/<uuid:uid>/anggota/"
ONE = "anggota/<uuid:uid>/"

urlpatterns = [
    path("anggota/", members.member_list, name="members"),
    path("anggota/nik/", members.member_by_nik, name="members-by-nik"),
    path("anggota/unduh/", members.members_download, name="members-download"),
    path(BOOK, member_book.member_book, name="member-book"),
    path(f"{BOOK}baru/", member.member_new, name="member-new"),
    path(f"{BOOK}cetak/", member_book.member_book_print, name="member-book-print"),
    path(f"{BOOK}unduh/", member_book.member_book_download, name="member-book-download"),
    path(ONE, member.member_page, name="member"),
    path(f"{ONE}ubah/", member.member_edit, name="member-edit"),
    path(f"{ONE}berhenti/", member.member_leave, name="member-leave"),
    path(f"{ONE}masuk-lagi/", member.member_rejoin, name="member-rejoin"),
    path(f"{ONE}buka/", member.member_reveal, name="member-reveal"),
    path(f"{ONE}simpanan/", member_savings.member_savings, name="member-savings"),
    path(
        f"{ONE}simpanan/<int:pk>/",
        member_savings.member_savings_correct,
        name="member-savings-correct",
    ),
]
