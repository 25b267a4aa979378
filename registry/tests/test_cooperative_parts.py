"""The small forms: board, amendments of the deed."""

from datetime import date

import pytest
from django.urls import reverse

from registry.entry import record_meeting, set_officers
from registry.tests.test_cooperative_edit import text_of


def formset(response, **changes) -> dict:
    data = {"version": response.context["version"]}
    forms = response.context["formset"]
    for form in [forms.management_form, *forms]:
        for name in form.fields:
            value = form[name].value()
            data[form.add_prefix(name)] = "" if value is None or value is False else value
    return data | changes


def test_the_board_is_edited_with_terms_and_people_leave(cast, sign_in, make_cooperative):
    cooperative = make_cooperative(district="Mandau")
    set_officers(cooperative, {"ketua": ["Lama"]})
    url = reverse("cooperative-board", args=[cooperative.uid])
    client = sign_in(cast.upt_mandau)
    data = formset(
        client.get(url),
        **{
            "board-0-DELETE": "on",
            "board-1-position": "ketua",
            "board-1-person_name": "Baru",
            "board-1-term_from": "1 Maret 2021",
        },
    )
    assert client.post(url, data).status_code == 302
    member = cooperative.board.get()
    assert (member.person_name, member.term_from) == ("Baru", date(2021, 3, 1))


def test_a_wrong_term_is_said_and_nothing_is_saved(cast, sign_in, make_cooperative):
    cooperative = make_cooperative()
    url = reverse("cooperative-board", args=[cooperative.uid])
    client = sign_in(cast.registrar)
    data = formset(
        client.get(url),
        **{
            "board-0-position": "ketua",
            "board-0-person_name": "Baru",
            "board-0-term_from": "2-1-2021",
            "board-0-term_to": "1-1-2021",
        },
    )
    assert "Masa jabatan: mulai harus sebelum akhir." in text_of(client.post(url, data))
    assert not cooperative.board.exists()


def test_an_amendment_is_recorded_once(cast, sign_in, make_cooperative):
    cooperative = make_cooperative()
    url = reverse("cooperative-amendment", args=[cooperative.uid])
    client = sign_in(cast.registrar)
    for _ in range(2):
        page = client.get(url)
        last = page.context["formset"].total_form_count() - 1
        changes = {
            f"amendments-{last}-number": "7/PAD/2014",
            f"amendments-{last}-decided_on": "1-5-2014",
        }
        response = client.post(url, formset(page, **changes))
    assert "7/PAD/2014" in text_of(response)
    assert cooperative.amendments.get().decided_on == date(2014, 5, 1)


@pytest.mark.parametrize("name", ["cooperative-board", "cooperative-amendment"])
def test_stale_parts_are_refused_with_what_happened(cast, sign_in, make_cooperative, name):
    cooperative = make_cooperative()
    url = reverse(name, args=[cooperative.uid])
    client = sign_in(cast.registrar)
    data = formset(client.get(url))
    record_meeting(cooperative, {"book_year": 2019, "employees": 77})
    response = client.post(url, data)
    assert response.status_code == 409
    assert "RAT tahun buku 2019" in text_of(response)
    assert response.context["version"] == cooperative.version


@pytest.mark.parametrize(
    "name", ["cooperative-board", "cooperative-amendment", "cooperative-meeting-new"]
)
@pytest.mark.parametrize(("person", "code"), [("upt_rupat", 404), ("verifier", 403)])
def test_others_do_not_touch_the_parts(cast, sign_in, make_cooperative, name, person, code):
    cooperative = make_cooperative(district="Mandau")
    set_officers(cooperative, {"ketua": ["Siti Aminah"]})
    response = sign_in(getattr(cast, person)).get(reverse(name, args=[cooperative.uid]))
    assert response.status_code == code
    assert "Siti Aminah" not in text_of(response)
