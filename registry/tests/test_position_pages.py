"""Pages of posts and officials: read by everybody, changed by whoever manages people."""

from datetime import date

import pytest
from django.urls import reverse

from registry.models import Incumbency, Office, Official, Position
from registry.positions import seen
from registry.tests.posts import NIP, holder, official, post, top

WHY = "Salah memilih orang saat mencatat"


@pytest.fixture
def head(db):
    return post("kadis", top(), title="Kepala Dinas")


@pytest.fixture
def held(head):
    return holder(head, nip=NIP)


def at(name: str, *uids) -> str:
    return reverse(name, args=[getattr(one, "uid", one) for one in uids])


def post_fields(above, **changes) -> dict:
    office = Office.objects.get(code="BID-KELEMBAGAAN")
    told = {"title": "Kepala Bidang", "code": "kabid", "echelon": "III"}
    return told | {"office": office.pk, "superior": above.pk, "is_active": "on"} | changes


def term_fields(position, person, **changes) -> dict:
    told = {"official": person.pk, "standing": "definitif", "decree": "SK 821/1/2021"}
    return told | {"valid_from": "01-03-2021", "valid_to": "", "seen": seen(position)} | changes


def text(answer) -> str:
    return answer.content.decode()


# --- who may ------------------------------------------------------------------------------------


def every_address(held) -> dict[str, str]:
    own, person = held.position, held.official
    return {
        "position-new": at("position-new"),
        "position-edit": at("position-edit", own),
        "incumbency-new": at("incumbency-new", own),
        "incumbency-end": at("incumbency-end", own, held),
        "incumbency-edit": at("incumbency-edit", own, held),
        "incumbency-remove": at("incumbency-remove", own, held),
        "official-new": at("official-new"),
        "official-edit": at("official-edit", person),
        "official-rank": at("official-rank", person),
        "official-rank-remove": at("official-rank-remove", person),
    }


def test_only_who_manages_people_changes_posts(sign_in, cast, held):
    for user in (cast.planner, cast.head, cast.upt_mandau, cast.client):
        client = sign_in(user)
        for name, address in every_address(held).items():
            answer = client.post(address, {"since": "2018-04-01"})
            assert answer.status_code == 403, name
            assert NIP not in text(answer)
    assert Incumbency.objects.get().valid_to is None


def test_a_stranger_is_asked_to_sign_in(client, held):
    own = (at("positions"), at("officials"), at("position", held.position))
    for address in (*own, at("official", held.official), *every_address(held).values()):
        answer = client.get(address)
        assert answer["Location"].startswith("/masuk/")


def test_everybody_reads_names_and_posts_but_no_nip(sign_in, cast, held):
    pages = (at("positions"), at("officials"), at("position", held.position))
    for user in (cast.planner, cast.upt_mandau):
        for address in (*pages, at("official", held.official)):
            page = text(sign_in(user).get(address))
            assert "Drs. Hasan, M.Si" in page
            assert NIP not in page
            assert "Tetapkan pemangku" not in page


def test_the_nip_is_for_who_manages_people_and_for_its_owner(sign_in, cast, head):
    own = holder(head, nip=NIP, user=cast.head).official
    for user in (cast.admin, cast.head):
        assert NIP in text(sign_in(user).get(at("official", own)))
    assert NIP not in text(sign_in(cast.planner).get(at("official", own)))


def test_who_holds_no_appointment_reads_nothing(sign_in, cast, held):
    for address in (at("positions"), at("officials"), at("official", held.official)):
        answer = sign_in(cast.stranger).get(address)
        assert answer.status_code == 403
        assert "Hasan" not in text(answer)


# --- reading ------------------------------------------------------------------------------------


def test_the_list_says_what_is_vacant(sign_in, cast, held):
    page = sign_in(cast.planner).get(at("positions"))
    assert [one.code for one in page.context["vacant"]] == ["bupati"]
    assert "2 jabatan, 1 kosong." in text(page)


def test_offices_and_people_lead_here(sign_in, cast, db):
    link = f'href="{at("positions")}"'
    assert link in text(sign_in(cast.planner).get(at("offices")))
    assert link in text(sign_in(cast.admin).get(at("people")))


def test_a_post_tells_its_history(sign_in, cast, head):
    holder(head, "Pejabat Lama", valid_to=date(2020, 12, 31), decree="SK 1/2019")
    holder(head, "Ir. Siti", valid_from=date(2021, 1, 1), standing="plt")
    page = text(sign_in(cast.planner).get(at("position", head)))
    for words in ("Pejabat Lama", "SK 1/2019", "Berakhir", "Plt.", "Ir. Siti", "Bupati Bengkalis"):
        assert words in page
    assert page.index("Ir. Siti") < page.index("Pejabat Lama")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("positions", 6), ("officials", 6)])
def test_lists_take_the_same_queries_for_any_number(
    sign_in, cast, head, django_assert_num_queries, name, queries, rows
):
    for number in range(rows):
        holder(post(f"kabid-{number}", head, echelon="III"), f"Pejabat {number}")
    client = sign_in(cast.planner)
    client.get(at(name))
    with django_assert_num_queries(queries):
        page = client.get(at(name))
    assert text(page).count("Pejabat ") >= rows


# --- posts --------------------------------------------------------------------------------------


def test_a_post_is_added_under_another(sign_in, cast, head):
    page = sign_in(cast.admin).get(at("position-new"), {"superior": "kadis"})
    assert page.context["form"].initial["superior"] == head
    answer = sign_in(cast.admin).post(at("position-new"), post_fields(head))
    fresh = Position.objects.get(code="kabid")
    assert answer["Location"] == at("position", fresh)
    assert fresh.superior == head


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"echelon": "raja"}, "echelon"),
        ({"code": "kadis"}, "code"),
        ({"office": 999999}, "office"),
        ({"superior": ""}, "__all__"),
    ],
)
def test_an_unfit_post_is_refused_and_what_was_typed_stays(sign_in, cast, head, changes, field):
    fields = post_fields(head, title="Kepala Bidang Khusus") | changes
    page = sign_in(cast.admin).post(at("position-new"), fields)
    assert list(page.context["form"].errors) == [field]
    assert field == "title" or 'value="Kepala Bidang Khusus"' in text(page)
    assert Position.objects.count() == 2


def test_a_ring_of_superiors_is_explained_at_its_field(sign_in, cast, head):
    below = post("kabid", head, echelon="III")
    fields = post_fields(below, code="kadis", title="Kepala Dinas", echelon="II")
    page = sign_in(cast.admin).post(at("position-edit", head), fields | {"version": head.version})
    assert page.context["form"].errors["superior"] == [
        "Jabatan kabid berada di bawah jabatan ini; pilih atasan lain."
    ]
    head.refresh_from_db()
    assert head.superior.code == "bupati"


def test_a_stale_post_is_held_against_what_was_saved(sign_in, cast, head):
    old = head.version
    Position.objects.filter(pk=head.pk).update(title="Kepala Dinas Koperasi")
    fields = post_fields(head.superior, title="Kadis", code="kadis", echelon="II", version=old)
    client = sign_in(cast.admin)
    page = client.post(at("position-edit", head), fields)
    assert page.status_code == 409
    assert "Kepala Dinas Koperasi" in text(page)
    assert 'value="Kadis"' in text(page)
    again = fields | {"version": page.context["form"].data["version"]}
    assert client.post(at("position-edit", head), again).status_code == 302
    assert Position.objects.get(pk=head.pk).title == "Kadis"


# --- terms --------------------------------------------------------------------------------------


def test_appointing_ends_the_former_term_the_day_before(sign_in, cast, held):
    own, siti = held.position, official("Ir. Siti")
    client = sign_in(cast.admin)
    assert "Drs. Hasan" in text(client.get(at("incumbency-new", own)))
    page = client.post(at("incumbency-new", own), term_fields(own, siti), follow=True)
    said = "Ir. Siti memangku Kepala Dinas mulai 1 Maret 2021. Masa jabatan Drs. Hasan, M.Si"
    assert f"{said} berakhir 28 Februari 2021." in text(page)
    held.refresh_from_db()
    assert held.valid_to == date(2021, 2, 28)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"official": ""}, "official"),
        ({"decree": " "}, "decree"),
        ({"valid_from": "31-02-2021"}, "valid_from"),
        ({"valid_from": "02-01-2019"}, "valid_from"),
        ({"valid_to": "01-02-2021"}, "valid_to"),
        ({"valid_from": "01-01-2018"}, "__all__"),
    ],
)
def test_an_unfit_term_is_refused_at_its_field(sign_in, cast, held, changes, field):
    own, siti = held.position, official("Ir. Siti")
    fields = term_fields(own, siti) | changes
    page = sign_in(cast.admin).post(at("incumbency-new", own), fields)
    assert list(page.context["form"].errors) == [field]
    held.refresh_from_db()
    assert held.valid_to is None


def test_two_who_appoint_after_each_other_see_each_other(sign_in, cast, held):
    own, siti, budi = held.position, official("Ir. Siti"), official("Ir. Budi")
    first, second = term_fields(own, siti), term_fields(own, budi, valid_from="01-06-2021")
    client = sign_in(cast.admin)
    client.post(at("incumbency-new", own), first)
    page = client.post(at("incumbency-new", own), second)
    assert page.status_code == 409
    assert "Ir. Siti" in text(page)
    assert own.incumbencies.count() == 2
    again = second | {"seen": page.context["form"].data["seen"]}
    assert client.post(at("incumbency-new", own), again).status_code == 302
    assert own.incumbencies.count() == 3


def test_a_term_is_ended_and_the_post_is_vacant(sign_in, cast, held):
    fields = {"valid_to": "31-12-2020", "version": held.version}
    client, address = sign_in(cast.admin), at("incumbency-end", held.position, held)
    assert client.get(address).status_code == 200
    assert client.post(address, fields).status_code == 302
    assert "Kosong" in text(client.get(at("position", held.position)))
    over = client.post(address, fields | {"version": held.version + 1})
    assert "sudah berakhir pada 31 Desember 2020" in text(over)


def test_a_stale_end_keeps_the_day_that_was_typed(sign_in, cast, held):
    Incumbency.objects.filter(pk=held.pk).update(decree="SK 1")
    fields = {"valid_to": "31-12-2020", "version": held.version}
    page = sign_in(cast.admin).post(at("incumbency-end", held.position, held), fields)
    assert page.status_code == 409
    assert "31-12-2020" in text(page)
    held.refresh_from_db()
    assert held.valid_to is None


def test_a_term_is_corrected_against_its_version(sign_in, cast, held):
    address = at("incumbency-edit", held.position, held)
    fields = {"standing": "plt", "decree": "SK 2", "valid_from": "01-02-2019", "valid_to": ""}
    client = sign_in(cast.admin)
    assert client.post(address, fields | {"version": held.version}).status_code == 302
    stale = client.post(address, fields | {"version": held.version, "decree": "SK 3"})
    assert stale.status_code == 409
    held.refresh_from_db()
    assert (held.standing, held.decree, held.valid_from) == ("plt", "SK 2", date(2019, 2, 1))


def test_a_term_is_removed_with_a_reason(sign_in, cast, held):
    address = at("incumbency-remove", held.position, held)
    client = sign_in(cast.admin)
    assert client.post(address, {"version": held.version, "reason": "x"}).status_code == 200
    assert client.post(address, {"version": 9, "reason": WHY}).status_code == 409
    assert Incumbency.objects.exists()
    client.post(address, {"version": held.version, "reason": WHY})
    assert not Incumbency.objects.exists()


def test_a_term_is_found_under_its_own_post_only(sign_in, cast, held):
    other = post("kabid", held.position, echelon="III")
    for name in ("incumbency-end", "incumbency-edit", "incumbency-remove"):
        assert sign_in(cast.admin).get(at(name, other, held)).status_code == 404


# --- officials ----------------------------------------------------------------------------------


def test_an_official_is_entered_with_nip_and_account(sign_in, cast, db):
    fields = {"name": "Nurhayati, S.E.", "nip": "19700101 199503 2 001", "user": cast.head.pk}
    answer = sign_in(cast.admin).post(at("official-new"), fields)
    fresh = Official.objects.get()
    assert answer["Location"] == at("official", fresh)
    assert (fresh.nip, fresh.user) == ("197001011995032001", cast.head)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"nip": "123"}, "nip"), ({"nip": NIP}, "nip")],
)
def test_an_unfit_official_is_refused_at_its_field(sign_in, cast, held, changes, field):
    fields = {"name": "Nurhayati", "nip": "", "user": ""} | changes
    page = sign_in(cast.admin).post(at("official-new"), fields)
    assert list(page.context["form"].errors) == [field]
    assert Official.objects.count() == 1


def test_an_account_belongs_to_one_official(sign_in, cast, head):
    holder(head, user=cast.head)
    fields = {"name": "Nurhayati", "nip": "", "user": cast.head.pk}
    page = sign_in(cast.admin).post(at("official-new"), fields)
    assert "user" in page.context["form"].errors
    assert Official.objects.count() == 1


def test_a_stale_official_is_held_against_what_was_saved(sign_in, cast, held):
    person, old = held.official, held.official.version
    Official.objects.filter(pk=person.pk).update(name="Dr. Hasan")
    fields = {"name": "Hasan saja", "nip": NIP, "user": "", "version": old}
    page = sign_in(cast.admin).post(at("official-edit", person), fields)
    assert page.status_code == 409
    assert "Dr. Hasan" in text(page)
    assert 'value="Hasan saja"' in text(page)


def test_ranks_come_and_go_by_their_day(sign_in, cast, held):
    person, client = held.official, sign_in(cast.admin)
    fields = {"rank": "IV/a", "valid_from": "01-04-2018"}
    assert client.post(at("official-rank", person), fields).status_code == 302
    assert "Pembina (IV/a)" in text(client.get(at("official", person)))
    twice = client.post(at("official-rank", person), fields | {"rank": "IV/b"})
    assert "sudah dicatat" in text(twice)
    for since in ("kemarin", "2018-04-02"):
        client.post(at("official-rank-remove", person), {"since": since})
        assert person.ranks.count() == 1
    client.post(at("official-rank-remove", person), {"since": "2018-04-01"})
    assert not person.ranks.exists()
