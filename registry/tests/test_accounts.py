"""Signing in and out, the lock-out, one's own password."""

import re

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from bengkalis.testing import PASSWORD

WRONG = "bukan-kata-sandi-nya"
NEW = "tali-perahu-senja-teduh"


def enter(client, username, password=PASSWORD, **more):
    return client.post(reverse("sign-in"), {"username": username, "password": password, **more})


def is_in(client) -> bool:
    return SESSION_KEY in client.session


def plain(response) -> str:
    """The page without what differs at every request."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    return text.replace(response["X-Request-ID"], "")


def test_a_person_signs_in_and_comes_to_the_work_list(client, cast):
    response = enter(client, cast.registrar.username)
    assert is_in(client)
    assert response["Location"] == reverse("home-staff")


def test_the_page_asked_for_first_is_opened_after_signing_in(client, cast):
    asked = client.get(reverse("offices"))["Location"]
    assert "next=" in asked
    page = client.get(asked).content.decode()
    assert f'name="next" value="{reverse("offices")}"' in page
    response = enter(client, cast.registrar.username, next=reverse("offices"))
    assert response["Location"] == reverse("offices")


@pytest.mark.parametrize(
    "foreign",
    ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:alert(1)"],
)
def test_next_never_leads_out_of_the_portal(client, cast, foreign):
    response = enter(client, cast.registrar.username, next=foreign)
    assert is_in(client)
    assert response["Location"] == reverse("home-staff")


def test_next_survives_a_wrong_password(client, cast):
    page = enter(client, cast.registrar.username, WRONG, next=reverse("offices"))
    assert f'name="next" value="{reverse("offices")}"' in page.content.decode()


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, cast):
    known = cast.registrar.username
    real = plain(enter(client, known, WRONG)).replace(known, "NAMA")
    invented = plain(enter(client, "tidak.ada", WRONG)).replace("tidak.ada", "NAMA")
    assert "tidak cocok" in real
    assert real == invented
    assert not is_in(client)


def test_a_telephones_capital_letter_does_not_keep_anyone_out(client, cast):
    enter(client, f" {cast.registrar.username.capitalize()}")
    assert is_in(client)


def test_a_closed_account_gets_the_same_answer_as_a_wrong_password(client, cast):
    user = cast.registrar
    wrong = plain(enter(client, user.username, WRONG))
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert plain(enter(client, user.username)) == wrong
    assert not is_in(client)


def fail(client, username):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = enter(client, username, WRONG)
    return response


def test_repeated_failures_hold_even_the_right_password(client, cast):
    user = cast.registrar
    assert fail(client, user.username).status_code == 429
    response = enter(client, user.username)
    assert response.status_code == 429
    assert not is_in(client)
    assert response["Retry-After"] == str(15 * 60)
    page = response.content.decode()
    assert "ditahan 15 menit" in page
    assert "Coba lagi sesudah pukul" in page
    assert response["X-Request-ID"] in page


def test_the_lock_out_does_not_say_whether_the_name_exists(client, cast):
    known = fail(client, cast.registrar.username)
    unknown = fail(client, "tidak.ada")
    clock = re.compile(r"pukul \d\d\.\d\d")
    assert known.status_code == unknown.status_code == 429
    assert clock.sub("", plain(known)) == clock.sub("", plain(unknown))
    assert cast.registrar.username not in plain(known)


def test_the_lock_out_holds_one_name_and_not_the_whole_office(client, cast):
    fail(client, cast.registrar.username)
    enter(client, cast.verifier.username)
    assert is_in(client)


def test_failures_below_the_limit_are_forgotten_after_a_success(client, cast):
    user = cast.registrar
    for _ in range(2):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            enter(client, user.username, WRONG)
        assert enter(client, user.username).status_code == 302
        client.post(reverse("sign-out"))


def test_whoever_is_signed_in_is_sent_on_from_the_sign_in(sign_in, cast):
    response = sign_in(cast.registrar).get(reverse("sign-in"), {"next": reverse("offices")})
    assert response["Location"] == reverse("offices")


def test_signing_out_ends_the_session_and_needs_a_post(sign_in, cast):
    client = sign_in(cast.registrar)
    assert client.get(reverse("sign-out")).status_code == 405
    assert is_in(client)
    response = client.post(reverse("sign-out"), follow=True)
    assert not is_in(client)
    assert "Anda sudah keluar." in response.content.decode()


def change(client, old=PASSWORD, new=NEW, again=NEW):
    fields = {"old_password": old, "new_password1": new, "new_password2": again}
    return client.post(reverse("password-change"), fields)


def test_a_new_password_keeps_this_session_and_ends_the_others(sign_in, cast):
    here, elsewhere = sign_in(cast.registrar), Client()
    enter(elsewhere, cast.registrar.username)
    assert change(here).status_code == 302
    assert here.get(reverse("home-staff")).status_code == 200
    assert elsewhere.get(reverse("home-staff")).status_code == 302
    cast.registrar.refresh_from_db()
    assert cast.registrar.check_password(NEW)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"old": WRONG}, "Kata sandi lama tidak cocok."),
        ({"again": "lain-lagi-dari-itu"}, "Kedua kata sandi baru tidak sama."),
        ({"new": PASSWORD, "again": PASSWORD}, "harus berbeda dari yang sekarang"),
        ({"new": "pendek", "again": "pendek"}, "12"),
    ],
)
def test_an_unfit_new_password_is_refused_with_the_reason(sign_in, cast, fields, sentence):
    response = change(sign_in(cast.registrar), **fields)
    assert response.status_code == 200
    errors = response.content.decode().split("error-summary")[1].split("</div>")[0]
    assert sentence in errors
    cast.registrar.refresh_from_db()
    assert cast.registrar.check_password(PASSWORD)


def test_an_initial_password_must_be_changed_before_anything_else(sign_in, cast):
    user = cast.registrar
    user.must_change_password = True
    user.save(update_fields=["must_change_password"])
    client = sign_in(user)
    assert client.get(reverse("offices"))["Location"] == reverse("password-change")
    assert "dibuat oleh administrator" in client.get(reverse("password-change")).content.decode()
    change(client)
    assert client.get(reverse("offices")).status_code == 200
    user.refresh_from_db()
    assert not user.must_change_password


def test_a_stranger_cannot_change_a_password(client, db):
    assert client.get(reverse("password-change"))["Location"].startswith(reverse("sign-in"))


def test_no_page_with_a_password_is_kept_by_a_browser(client, sign_in, cast):
    assert "no-store" in client.get(reverse("sign-in"))["Cache-Control"]
    assert "no-store" in sign_in(cast.registrar).get(reverse("password-change"))["Cache-Control"]
