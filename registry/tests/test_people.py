"""Accounts of people: the list, new and corrected, initial passwords, closed and opened."""

import pytest
from django.urls import reverse

from bengkalis.errors import DomainError
from bengkalis.testing import PASSWORD
from registry import accounts
from registry.models import ApiToken, User

FORM = {
    "full_name": "Siti Aminah, S.Sos.",
    "username": "siti.aminah",
    "nip": "19820304 200604 2 002",
    "email": "",
}


def page_of(person, route="person"):
    return reverse(route, args=[person.uid])


def filled(person, **changes):
    """What a browser posts for ``person``."""
    fields = {name: getattr(person, name) or "" for name in accounts.EDITABLE}
    return fields | {"version": person.version} | changes


READ = ["people", "person-new", "person", "person-edit"]
WRITE = ["person-new", "person-edit", "person-password", "person-close", "person-reopen"]


def address(route, person):
    return reverse(route, args=[] if route in ("people", "person-new") else [person.uid])


@pytest.mark.parametrize("who", ["registrar", "head", "head_upt_mandau", "client", "stranger"])
@pytest.mark.parametrize("route", READ)
def test_only_a_manager_of_people_sees_accounts(sign_in, cast, who, route):
    cast.planner.nip = "198001012005011001"
    cast.planner.save(update_fields=["nip"])
    response = sign_in(getattr(cast, who)).get(address(route, cast.planner))
    assert response.status_code == 403
    assert "198001012005011001" not in response.content.decode()


@pytest.mark.parametrize("who", ["registrar", "head", "upt_mandau", "stranger"])
@pytest.mark.parametrize("route", WRITE)
def test_only_a_manager_of_people_changes_accounts(sign_in, cast, who, route):
    person = cast.planner
    response = sign_in(getattr(cast, who)).post(address(route, person), FORM)
    assert response.status_code == 403
    assert not User.objects.filter(username="siti.aminah").exists()
    person.refresh_from_db()
    assert person.is_active
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize("route", sorted({*READ, *WRITE}))
def test_a_visitor_is_sent_to_the_sign_in(client, cast, route):
    response = client.get(address(route, cast.planner))
    assert response["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("route", ["person-password", "person-close", "person-reopen"])
def test_nothing_happens_by_following_a_link(sign_in, cast, route):
    assert sign_in(cast.admin).get(address(route, cast.planner)).status_code == 405


def named(response) -> list[str]:
    return [person.full_name for person in response.context["people"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "upt mandau"}, ["Head Upt Mandau", "Upt Mandau"]),
        ({"search": "HEAD.UPT"}, ["Head Upt Mandau"]),
        ({"search": "19800101 200501 1 001"}, ["Upt Mandau"]),
        ({"role": "registrar"}, ["Registrar"]),
        ({"office": "UPT-MANDAU"}, ["Head Upt Mandau", "Upt Mandau"]),
        ({"office": "UPT-MANDAU", "role": "upt_head"}, ["Head Upt Mandau"]),
        ({"active": "no"}, ["Stranger"]),
        ({"search": "tidak ada"}, []),
    ],
)
def test_the_list_is_narrowed_by_words_role_office_and_account(sign_in, cast, query, found):
    assert cast.registrar
    assert cast.head_upt_mandau
    User.objects.filter(pk=cast.upt_mandau.pk).update(nip="198001012005011001")
    User.objects.filter(pk=cast.stranger.pk).update(is_active=False)
    response = sign_in(cast.admin).get(reverse("people"), query)
    assert named(response) == found
    assert len(response.context["chips"]) == len(query)


def test_a_role_at_one_office_and_an_office_of_another_role_do_not_add_up(sign_in, cast):
    """Both filters speak of the same appointment."""
    assert cast.registrar
    query = {"role": "registrar", "office": "UPT-MANDAU"}
    assert named(sign_in(cast.admin).get(reverse("people"), query)) == []


def test_pages_follow_one_another_and_keep_the_filter(sign_in, cast, monkeypatch):
    monkeypatch.setattr("registry.views.people.PAGE", 2)
    for number in range(5):
        User.objects.create_user(f"orang{number}", full_name=f"Orang {number}")
    client = sign_in(cast.admin)
    first = client.get(reverse("people"), {"search": "orang"})
    second = client.get(reverse("people") + first.context["next"])
    back = client.get(reverse("people") + second.context["previous"])
    assert named(first) == named(back) == ["Orang 0", "Orang 1"]
    assert named(second) == ["Orang 2", "Orang 3"]
    assert second.context["total"] == 5


def test_a_foreign_cursor_starts_again_from_the_first_page(sign_in, cast):
    answer = sign_in(cast.admin).get(reverse("people"), {"cursor": "bukan-penanda"})
    assert answer["Location"] == reverse("people")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    sign_in, cast, django_assert_num_queries, rows
):
    for part in ("registrar", "upt_mandau", "verifier")[:rows]:
        assert getattr(cast, part)
    client = sign_in(cast.admin)
    # session, user, appointments with their links, offices of the filter, people, roles, count
    with django_assert_num_queries(8):
        client.get(reverse("people"))


def test_a_new_person_gets_a_password_that_is_shown_exactly_once(sign_in, cast):
    client = sign_in(cast.admin)
    answer = client.post(reverse("person-new"), FORM)
    person = User.objects.get(username="siti.aminah")
    assert answer["Location"] == page_of(person)
    assert person.nip == "198203042006042002"
    page = client.get(page_of(person))
    secret = page.context["secret"]
    assert person.check_password(secret)
    assert person.must_change_password
    assert secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert secret not in client.get(page_of(person)).content.decode()


def test_the_password_waits_sealed_and_shows_on_no_other_page(sign_in, cast):
    client = sign_in(cast.admin)
    client.post(reverse("person-new"), FORM)
    person = User.objects.get(username="siti.aminah")
    assert not any(person.check_password(str(value)) for value in client.session.values())
    assert client.get(page_of(cast.planner)).context["secret"] == ""
    assert client.get(page_of(person)).context["secret"]


def test_initial_passwords_differ_and_are_hard_to_misread():
    made = {accounts.new_password() for _ in range(50)}
    assert len(made) == 50
    assert not set("".join(made)) & set("oO0lI1i")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "registrar"}, "username"),
        ({"username": "Siti Aminah"}, "username"),
        ({"nip": "12345"}, "nip"),
        ({"full_name": "  "}, "full_name"),
        ({"email": "bukan-surel"}, "email"),
    ],
)
def test_an_unfit_account_is_refused_at_its_field(sign_in, cast, changes, field):
    assert cast.registrar
    page = sign_in(cast.admin).post(reverse("person-new"), FORM | changes)
    assert list(page.context["form"].errors) == [field]
    assert not User.objects.filter(full_name=FORM["full_name"]).exists()


def test_two_people_without_nip_are_possible_and_two_with_the_same_are_not(sign_in, cast):
    client = sign_in(cast.admin)
    for name in ("satu", "dua"):
        client.post(reverse("person-new"), FORM | {"username": name, "nip": ""})
    assert User.objects.filter(username__in=["satu", "dua"], nip=None).count() == 2
    client.post(reverse("person-new"), FORM | {"username": "tiga"})
    page = client.post(reverse("person-new"), FORM | {"username": "empat"})
    assert list(page.context["form"].errors) == ["nip"]


def test_a_correction_saves_what_changed_and_nothing_else(sign_in, cast):
    person = cast.planner
    typed = filled(person, email="rencana@bengkaliskab.go.id")
    assert sign_in(cast.admin).post(page_of(person, "person-edit"), typed).status_code == 302
    fresh = User.objects.get(pk=person.pk)
    assert fresh.email == "rencana@bengkaliskab.go.id"
    assert fresh.check_password(PASSWORD)
    assert not fresh.must_change_password


def test_a_stale_save_is_refused_shows_both_and_loses_nothing(sign_in, cast):
    person = cast.planner
    typed = filled(person, full_name="Perencana Satu")
    User.objects.filter(pk=person.pk).update(full_name="Perencana Dua")
    page = sign_in(cast.admin).post(page_of(person, "person-edit"), typed)
    assert page.context["form"].differences == [
        {"label": "Nama lengkap", "mine": "Perencana Satu", "saved": "Perencana Dua"}
    ]
    assert 'value="Perencana Satu"' in page.content.decode()
    assert User.objects.get(pk=person.pk).full_name == "Perencana Dua"


def test_a_reset_gives_a_new_password_and_ends_open_sessions(sign_in, client, cast):
    person = cast.planner
    sign_in(person)
    assert client.get(reverse("home-staff")).status_code == 200
    password = accounts.reset_password(person, cast.admin)
    assert client.get(reverse("home-staff")).status_code == 302
    person.refresh_from_db()
    assert person.check_password(password)
    assert person.must_change_password


def test_a_reset_lifts_the_lock_out(client, cast):
    person = cast.planner
    for _ in range(6):
        client.post(reverse("sign-in"), {"username": person.username, "password": "salah"})
    password = accounts.reset_password(person, cast.admin)
    fields = {"username": person.username, "password": password}
    assert client.post(reverse("sign-in"), fields).status_code == 302


def test_a_reset_is_shown_once_on_the_persons_page(sign_in, cast):
    client = sign_in(cast.admin)
    client.post(page_of(cast.planner, "person-password"))
    secret = client.get(page_of(cast.planner)).context["secret"]
    assert User.objects.get(pk=cast.planner.pk).check_password(secret)
    assert client.get(page_of(cast.planner)).context["secret"] == ""


def test_ones_own_password_is_not_reset_and_stays(sign_in, cast):
    answer = sign_in(cast.admin).post(page_of(cast.admin, "person-password"), follow=True)
    assert "pakai halaman Ganti kata sandi" in answer.content.decode()
    assert User.objects.get(pk=cast.admin.pk).check_password(PASSWORD)


def test_a_closed_account_loses_session_and_token_and_can_be_opened_again(sign_in, client, cast):
    person = cast.planner
    token, _ = ApiToken.issue(person, "uji", "read")
    sign_in(person)
    accounts.close_account(person, cast.admin)
    assert client.get(reverse("home-staff")).status_code == 302
    assert not ApiToken.objects.usable().filter(pk=token.pk, user__is_active=True).exists()
    admin = sign_in(cast.admin)
    assert "Ditutup" in admin.get(page_of(person)).content.decode()
    admin.post(page_of(person, "person-reopen"))
    assert User.objects.get(pk=person.pk).is_active


def test_nobody_closes_their_own_account(sign_in, cast):
    answer = sign_in(cast.admin).post(page_of(cast.admin, "person-close"), follow=True)
    assert "tidak dapat menutup akun sendiri" in answer.content.decode()
    assert User.objects.get(pk=cast.admin.pk).is_active


def test_the_last_administrators_account_is_not_closed(cast):
    with pytest.raises(DomainError, match="administrator terakhir"):
        accounts.close_account(cast.admin, by=cast.head)
    assert User.objects.get(pk=cast.admin.pk).is_active


def test_signing_in_is_no_edit_of_the_person(cast, client):
    user = cast.registrar
    before = user.version
    client.post(reverse("sign-in"), {"username": user.username, "password": PASSWORD})
    user.refresh_from_db()
    assert user.last_login is not None
    assert user.version == before
