"""Addresses of the home pages, signing in, offices, people and tokens."""

from django.urls import path

from registry.views import accounts, appointments, home, offices, people, tokens

OFFICE = "pengaturan/kantor/<uuid:uid>/"
PERSON = "pengaturan/pengguna/<uuid:uid>/"
APPOINTMENT = f"{PERSON}penugasan/<uuid:appointment>/"

urlpatterns = [
    path("", home.public_home, name="home"),
    path("masuk/", accounts.sign_in, name="sign-in"),
    path("keluar/", accounts.sign_out, name="sign-out"),
    path("sandi/", accounts.password_change, name="password-change"),
    path("beranda/", home.staff_home, name="home-staff"),
    path("pengaturan/", home.settings_index, name="settings"),
    path("pengaturan/kantor/", offices.office_list, name="offices"),
    path("pengaturan/kantor/baru/", offices.office_new, name="office-new"),
    path(OFFICE, offices.office_page, name="office"),
    path(f"{OFFICE}ubah/", offices.office_edit, name="office-edit"),
    path(f"{OFFICE}tutup/", offices.office_close, name="office-close"),
    path(f"{OFFICE}buka/", offices.office_reopen, name="office-reopen"),
    path("pengaturan/pengguna/", people.person_list, name="people"),
    path("pengaturan/pengguna/baru/", people.person_new, name="person-new"),
    path(PERSON, people.person_page, name="person"),
    path(f"{PERSON}ubah/", people.person_edit, name="person-edit"),
    path(f"{PERSON}sandi/", people.person_password, name="person-password"),
    path(f"{PERSON}tutup/", people.person_close, name="person-close"),
    path(f"{PERSON}buka/", people.person_reopen, name="person-reopen"),
    path(f"{PERSON}penugasan/", appointments.appointment_new, name="appointment-new"),
    path(f"{APPOINTMENT}akhiri/", appointments.appointment_end, name="appointment-end"),
    path(f"{APPOINTMENT}batalkan/", appointments.appointment_withdraw, name="appointment-withdraw"),
    path("pengaturan/token/", tokens.token_list, name="tokens"),
    path("pengaturan/token/<uuid:uid>/cabut/", tokens.token_revoke, name="token-revoke"),
]
