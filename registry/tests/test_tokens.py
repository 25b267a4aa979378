"""REST tokens: issued by who may hold them, shown once, revoked."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.models import ApiToken

GOOD = {"label": "Dasbor", "scope": "read", "days": "90"}


def issue(client, **changes):
    return client.post(reverse("tokens"), GOOD | changes)


def test_a_new_token_works_and_is_shown_exactly_once(sign_in, cast):
    client = sign_in(cast.client)
    assert issue(client)["Location"] == reverse("tokens")
    page = client.get(reverse("tokens"))
    text = page.context["secret"]
    token = ApiToken.objects.usable().get(digest=ApiToken.hash(text))
    assert (token.user, token.scope) == (cast.client, "read")
    assert text in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert text not in client.get(reverse("tokens")).content.decode()


def test_the_session_never_holds_a_token_in_clear(sign_in, cast):
    client = sign_in(cast.client)
    issue(client)
    assert "bks_" not in str(dict(client.session.items()))
    assert "once.token" in client.session


@pytest.mark.parametrize(
    ("days", "fine"), [("0", False), ("1", True), ("366", True), ("367", False)]
)
def test_a_token_lives_between_a_day_and_a_year(sign_in, cast, days, fine):
    page = issue(sign_in(cast.client), days=days)
    assert ApiToken.objects.count() == fine
    if not fine:
        assert f"Ditemukan {days}, diharapkan 1 sampai 366 hari." in page.content.decode()


@pytest.mark.parametrize("changes", [{"label": " "}, {"scope": "admin"}, {"days": "setahun"}])
def test_a_nonsensical_wish_issues_nothing_and_keeps_what_was_typed(sign_in, cast, changes):
    page = issue(sign_in(cast.client), **changes)
    assert list(page.context["form"].errors) == list(changes)
    assert not ApiToken.objects.exists()


def test_without_an_appointment_there_are_no_tokens(sign_in, client, cast):
    assert client.get(reverse("tokens")).status_code == 302
    assert issue(sign_in(cast.stranger)).status_code == 403
    assert not ApiToken.objects.exists()


def test_one_sees_only_ones_own_tokens(sign_in, cast):
    ApiToken.issue(cast.registrar, "Rahasia registrar", "write")
    page = sign_in(cast.verifier).get(reverse("tokens")).content.decode()
    assert "Rahasia registrar" not in page
    assert "Belum ada token" in page


def test_the_list_says_what_works_and_what_does_not(sign_in, cast):
    usable, expired, revoked = (
        ApiToken.issue(cast.client, label, "read")[0] for label in ("a", "b", "c")
    )
    now = timezone.now()
    ApiToken.objects.filter(pk=expired.pk).update(expires_at=now - timedelta(days=1))
    ApiToken.objects.filter(pk=revoked.pk).update(revoked_at=now)
    rows = sign_in(cast.client).get(reverse("tokens")).context["tokens"]
    states = {entry["row"].pk: entry["state"] for entry in rows}
    assert states == {usable.pk: "usable", expired.pk: "expired", revoked.pk: "revoked"}


def test_a_revoked_token_stops_working_at_once(sign_in, cast):
    token, text = ApiToken.issue(cast.client, "Dasbor", "read")
    answer = sign_in(cast.client).post(reverse("token-revoke", args=[token.uid]))
    assert answer["Location"] == reverse("tokens")
    assert not ApiToken.objects.usable().filter(digest=ApiToken.hash(text)).exists()


def test_revoking_twice_keeps_the_first_time(sign_in, cast):
    token, _ = ApiToken.issue(cast.client, "Dasbor", "read")
    client = sign_in(cast.client)
    times = []
    for _ in range(2):
        client.post(reverse("token-revoke", args=[token.uid]))
        token.refresh_from_db()
        times.append(token.revoked_at)
    assert times[0] == times[1] is not None


@pytest.mark.parametrize("who", ["registrar", "head", "stranger"])
def test_nobody_revokes_a_token_of_somebody_else(sign_in, cast, who):
    token, _ = ApiToken.issue(cast.client, "Dasbor", "read")
    answer = sign_in(getattr(cast, who)).post(reverse("token-revoke", args=[token.uid]))
    assert answer.status_code == 404
    assert ApiToken.objects.usable().filter(pk=token.pk).exists()


def test_a_manager_of_people_sees_and_revokes_it_on_the_persons_page(sign_in, cast):
    token, text = ApiToken.issue(cast.client, "Dasbor", "read")
    client, person = sign_in(cast.admin), reverse("person", args=[cast.client.uid])
    page = client.get(person).content.decode()
    assert token.prefix in page
    assert text not in page
    answer = client.post(reverse("token-revoke", args=[token.uid]))
    assert answer["Location"] == person
    assert not ApiToken.objects.usable().exists()


def test_a_token_is_not_revoked_by_following_a_link(sign_in, cast):
    token, _ = ApiToken.issue(cast.client, "Dasbor", "read")
    assert sign_in(cast.client).get(reverse("token-revoke", args=[token.uid])).status_code == 405
    assert ApiToken.objects.usable().filter(pk=token.pk).exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    sign_in, cast, django_assert_num_queries, rows
):
    for number in range(rows):
        ApiToken.issue(cast.client, f"Token {number}", "read")
    client = sign_in(cast.client)
    # session, user, appointments with their links, tokens
    with django_assert_num_queries(5):
        client.get(reverse("tokens"))
