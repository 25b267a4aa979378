"""Appointments: given, ended, withdrawn; the portal never loses its last administrator."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from bengkalis.access import Role
from bengkalis.errors import DomainError, StaleVersion, TransitionRefused
from registry import accounts, appointments
from registry.models import Appointment, Office, User
from registry.models.people import today

DAY = timedelta(days=1)


def appointment(user, role=Role.VERIFIER, code="SEKRETARIAT", start=None, end=None, **fields):
    return Appointment(
        user=user,
        role=role,
        office=Office.objects.get(code=code),
        valid_from=start or today(),
        valid_to=end,
        **fields,
    )


def typed(code="UPT-MANDAU", **changes):
    office = Office.objects.get(code=code)
    start = today().strftime("%d-%m-%Y")
    return {"role": "upt_head", "office": office.pk, "valid_from": start, "valid_to": ""} | changes


def to(route, held):
    return reverse(route, args=[held.user.uid, held.uid])


def second_admin(cast):
    appointments.appoint(appointment(cast.stranger, Role.ADMIN, "DISKOPUKM"))
    return cast.stranger


def test_an_appointment_takes_effect_today(sign_in, cast):
    address = reverse("appointment-new", args=[cast.stranger.uid])
    fields = typed(position_title="Kepala UPTD Mandau")
    answer = sign_in(cast.admin).post(address, fields)
    assert answer["Location"] == reverse("person", args=[cast.stranger.uid])
    (held,) = cast.stranger.appointments_today
    assert (held.role, held.position_title) == (Role.UPT_HEAD, "Kepala UPTD Mandau")


def test_the_form_begins_with_today(sign_in, cast):
    page = sign_in(cast.admin).get(reverse("appointment-new", args=[cast.stranger.uid]))
    assert f'value="{today():%d-%m-%Y}"' in page.content.decode()


def test_dates_are_taken_as_they_are_written(sign_in, cast):
    address = reverse("appointment-new", args=[cast.stranger.uid])
    fields = typed(valid_from="2 Januari 2020", valid_to="31/12/2020")
    sign_in(cast.admin).post(address, fields)
    held = cast.stranger.appointments.get()
    assert (str(held.valid_from), str(held.valid_to)) == ("2020-01-02", "2020-12-31")


def test_the_same_role_twice_at_once_is_explained_on_the_form(sign_in, cast):
    address = reverse("appointment-new", args=[cast.head_upt_mandau.uid])
    page = sign_in(cast.admin).post(address, typed())
    assert "sudah memegang peran yang sama di kantor itu" in page.content.decode()
    assert cast.head_upt_mandau.appointments.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": ""}, "role"),
        ({"role": "raja"}, "role"),
        ({"office": ""}, "office"),
        ({"valid_from": "31-02-2020"}, "valid_from"),
        ({"valid_to": "01-01-2000"}, "valid_to"),
        ({"role": "admin"}, "office"),
    ],
)
def test_an_unfit_appointment_is_refused_at_its_field(sign_in, cast, changes, field):
    address = reverse("appointment-new", args=[cast.stranger.uid])
    page = sign_in(cast.admin).post(address, typed() | changes)
    assert list(page.context["form"].errors) == [field]
    assert not cast.stranger.appointments.exists()


def test_nobody_is_appointed_to_an_office_that_closed_meanwhile(cast):
    wanted = appointment(cast.stranger, code="SUBBAG-UMPEG")
    Office.objects.filter(code="SUBBAG-UMPEG").update(is_active=False)
    with pytest.raises(ValidationError, match="sudah ditutup"):
        appointments.appoint(wanted)


def test_an_ended_appointment_holds_through_its_last_day(sign_in, cast):
    held = cast.verifier.appointments.get()
    fields = {"valid_to": today().strftime("%d-%m-%Y"), "version": held.version}
    assert sign_in(cast.admin).post(to("appointment-end", held), fields).status_code == 302
    assert cast.verifier.appointments.in_force(today()).exists()
    assert not cast.verifier.appointments.in_force(today() + DAY).exists()


def test_an_appointment_does_not_end_before_it_began(sign_in, cast):
    held = cast.verifier.appointments.get()
    fields = {"valid_to": "31-12-2019", "version": held.version}
    page = sign_in(cast.admin).post(to("appointment-end", held), fields)
    assert "Hari terakhir mendahului hari mulai, 01-01-2020." in page.content.decode()
    held.refresh_from_db()
    assert held.valid_to is None


def test_a_stale_end_is_refused_and_the_next_one_is_made_knowingly(sign_in, cast):
    held = cast.verifier.appointments.get()
    Appointment.objects.filter(pk=held.pk).update(position_title="Verifikator madya")
    fields = {"valid_to": today().strftime("%d-%m-%Y"), "version": held.version}
    client, address = sign_in(cast.admin), to("appointment-end", held)
    page = client.post(address, fields)
    assert "sudah diubah orang lain" in page.content.decode()
    held.refresh_from_db()
    assert held.valid_to is None
    again = fields | {"version": page.context["form"]["version"].value()}
    assert client.post(address, again).status_code == 302


def test_a_stale_version_is_an_error_of_the_domain(cast):
    held = cast.verifier.appointments.get()
    with pytest.raises(StaleVersion):
        appointments.end_appointment(held, today(), held.version + 1)


def test_what_is_over_stays_over(cast):
    held = appointments.appoint(appointment(cast.stranger, start=today() - DAY * 9))
    appointments.end_appointment(held, today() - DAY, None)
    with pytest.raises(TransitionRefused, match="sudah berakhir pada"):
        appointments.end_appointment(held, today() + DAY, None)


def test_what_has_not_begun_can_be_withdrawn_and_the_trail_keeps_it(sign_in, cast):
    held = appointments.appoint(appointment(cast.stranger, start=today() + DAY))
    client = sign_in(cast.admin)
    assert "Batalkan penugasan" in client.get(to("appointment-end", held)).content.decode()
    client.post(to("appointment-withdraw", held))
    assert not cast.stranger.appointments.exists()
    gone = Appointment.pgh_event_models["delete"].objects.get(uid=held.uid, pgh_label="delete")
    assert gone.pgh_context.metadata["user"] == cast.admin.pk


def test_what_has_begun_cannot_be_withdrawn(sign_in, cast):
    held = cast.verifier.appointments.get()
    client = sign_in(cast.admin)
    assert "Batalkan penugasan" not in client.get(to("appointment-end", held)).content.decode()
    answer = client.post(to("appointment-withdraw", held), follow=True)
    assert "sudah berjalan" in answer.content.decode()
    assert cast.verifier.appointments.exists()


def test_the_persons_page_says_which_appointments_hold(sign_in, cast):
    person = cast.stranger
    for start, end in ((-9, -1), (0, None), (3, None)):
        role = Role.PLANNER if start == 3 else Role.VERIFIER
        ends = today() + DAY * end if end else None
        appointments.appoint(appointment(person, role, start=today() + DAY * start, end=ends))
    page = sign_in(cast.admin).get(reverse("person", args=[person.uid]))
    assert [row["state"] for row in page.context["appointments"]] == ["ahead", "now", "over"]


@pytest.mark.parametrize("who", ["registrar", "head", "head_upt_mandau", "stranger"])
@pytest.mark.parametrize("route", ["appointment-new", "appointment-end", "appointment-withdraw"])
def test_only_a_manager_of_people_appoints(sign_in, cast, who, route):
    held = appointments.appoint(appointment(cast.planner, start=today() + DAY))
    args = [cast.planner.uid] if route == "appointment-new" else [cast.planner.uid, held.uid]
    fields = typed() | {"valid_to": "31-12-2099", "version": held.version}
    response = sign_in(getattr(cast, who)).post(reverse(route, args=args), fields)
    assert response.status_code == 403
    assert cast.planner.appointments.count() == 2
    held.refresh_from_db()
    assert held.valid_to is None


def test_an_appointment_is_found_only_under_its_own_person(sign_in, cast):
    held = cast.verifier.appointments.get()
    address = reverse("appointment-end", args=[cast.planner.uid, held.uid])
    assert sign_in(cast.admin).get(address).status_code == 404


def test_the_last_administrators_appointment_is_not_ended_and_says_why(sign_in, cast):
    held = cast.admin.appointments.get()
    fields = {"valid_to": today().strftime("%d-%m-%Y"), "version": held.version}
    page = sign_in(cast.admin).post(to("appointment-end", held), fields)
    assert "akan kehilangan administrator terakhirnya" in page.content.decode()
    held.refresh_from_db()
    assert held.valid_to is None


def test_with_a_second_administrator_the_first_may_go(cast):
    second_admin(cast)
    held = cast.admin.appointments.get()
    appointments.end_appointment(held, today(), held.version)
    assert set(appointments.administrators(today() + DAY)) == {cast.stranger}


def test_a_second_administrator_whose_account_is_closed_does_not_count(cast):
    second = second_admin(cast)
    accounts.close_account(second, by=cast.admin)
    held = cast.admin.appointments.get()
    with pytest.raises(DomainError, match="administrator terakhir"):
        appointments.end_appointment(held, today(), held.version)


def test_a_successor_who_begins_the_day_after_is_enough(cast):
    wanted = appointment(cast.stranger, Role.ADMIN, "DISKOPUKM", start=today() + DAY)
    appointments.appoint(wanted)
    held = cast.admin.appointments.get()
    appointments.end_appointment(held, today(), held.version)
    with pytest.raises(DomainError, match="administrator terakhir"):
        appointments.withdraw(wanted)


def test_other_appointments_end_even_after_the_administrators_own_term(cast):
    """A portal whose administrator is appointed for a year only is not paralysed beyond it."""
    cast.admin.appointments.update(valid_to=today() + DAY * 10)
    held = cast.verifier.appointments.get()
    appointments.end_appointment(held, today() + DAY * 30, held.version)
    assert not cast.verifier.appointments.in_force(today() + DAY * 31).exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_close_each_other_at_once(cast):
    first, second = cast.admin, second_admin(cast)

    def close(pair):
        try:
            accounts.close_account(*pair)
            return True
        except DomainError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(close, [(first, second), (second, first)]))
    assert sorted(outcomes) == [False, True]
    assert User.objects.filter(pk__in=[first.pk, second.pk], is_active=True).count() == 1
