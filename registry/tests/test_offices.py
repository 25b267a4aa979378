"""The organisation: the tree, kecamatan of a UPT, closing instead of deleting."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from bengkalis.access import Role
from bengkalis.errors import DomainError, StaleVersion
from registry import offices
from registry.enums import OfficeKind
from registry.models import Appointment, District, Office
from registry.models.people import today


@pytest.fixture
def dinas(db):
    return Office.objects.get(code="DISKOPUKM")


@pytest.fixture
def mandau(db):
    return Office.objects.get(code="UPT-MANDAU")


def places(*names):
    return list(District.objects.filter(name__in=names))


def filled(office=None, **changes):
    """What a browser posts for ``office``."""
    fields = {"name": "UPTD Koperasi Bantan", "code": "UPT-BANTAN", "kind": "upt", "address": ""}
    if office:
        fields = {name: getattr(office, name) for name in fields}
        fields |= {
            "version": office.version,
            "parent": office.parent_id or "",
            "districts": list(office.district_links.values_list("district", flat=True)),
        }
    return fields | changes


def test_the_tree_stands_as_the_organisation_does(dinas):
    (root,) = offices.tree(Office.objects.all())
    below = {branch.office.code: branch for branch in root.children}
    assert root.office == dinas
    assert set(below) == {"SEKRETARIAT", "BID-KELEMBAGAAN", "BID-USAHA-MIKRO", "UPT-MANDAU"}
    assert [b.office.code for b in below["SEKRETARIAT"].children] == ["SUBBAG-UMPEG"]


def test_an_office_whose_superior_is_closed_is_not_lost_from_the_tree(dinas):
    rows = Office.objects.exclude(code="SEKRETARIAT")
    roots = {branch.office.code for branch in offices.tree(rows)}
    assert roots == {"DISKOPUKM", "SUBBAG-UMPEG"}


def test_every_signed_in_office_sees_the_organisation_without_buttons(sign_in, cast):
    page = sign_in(cast.upt_mandau).get(reverse("offices")).content.decode()
    assert "UPTD Koperasi Kecamatan Mandau" in page
    assert reverse("office-new") not in page
    assert reverse("office-new") in sign_in(cast.admin).get(reverse("offices")).content.decode()


def test_an_office_page_names_its_people_without_their_nip(sign_in, cast, mandau):
    cast.upt_mandau.nip = "198001012005011001"
    cast.upt_mandau.save(update_fields=["nip"])
    page = sign_in(cast.verifier).get(reverse("office", args=[mandau.uid])).content.decode()
    assert "Upt Mandau" in page
    assert "Kecamatan Mandau" in page
    assert "198001012005011001" not in page
    assert reverse("person", args=[cast.upt_mandau.uid]) not in page


def test_people_of_yesterday_and_closed_accounts_do_not_count(sign_in, cast, mandau):
    held = cast.upt_mandau.appointments.get()
    held.valid_to = today() - timedelta(days=1)
    held.save(update_fields=["valid_to"])
    cast.head_upt_mandau.is_active = False
    cast.head_upt_mandau.save(update_fields=["is_active"])
    client = sign_in(cast.verifier)
    assert not client.get(reverse("office", args=[mandau.uid])).context["appointments"]
    (root,) = client.get(reverse("offices")).context["branches"]
    people = {branch.office.code: branch.office.people for branch in root.children}
    assert people["UPT-MANDAU"] == 0


ROUTES = ["office-new", "office-edit", "office-close", "office-reopen"]


@pytest.mark.parametrize("who", ["registrar", "head", "upt_mandau", "client", "stranger"])
@pytest.mark.parametrize("route", ROUTES)
def test_only_an_administrator_changes_the_organisation(sign_in, cast, mandau, who, route):
    address = reverse(route, args=[] if route == "office-new" else [mandau.uid])
    response = sign_in(getattr(cast, who)).post(address, filled(mandau, name="Diambil alih"))
    assert response.status_code == 403
    assert not Office.objects.filter(name="Diambil alih").exists()
    assert Office.objects.get(pk=mandau.pk).is_active


@pytest.mark.parametrize("route", ["offices", "office", *ROUTES])
def test_a_visitor_is_sent_to_the_sign_in(client, mandau, route):
    single = route in ("offices", "office-new")
    response = client.get(reverse(route, args=[] if single else [mandau.uid]))
    assert response["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("route", ["offices", "office"])
def test_a_person_without_appointment_sees_no_office(sign_in, cast, mandau, route):
    address = reverse(route, args=[mandau.uid] if route == "office" else [])
    assert sign_in(cast.stranger).get(address).status_code == 403


def test_an_administrator_of_a_upt_only_does_not_reach_the_organisation(sign_in, cast, mandau):
    Appointment.objects.create(
        user=cast.stranger, office=mandau, role=Role.ADMIN, valid_from=today()
    )
    response = sign_in(cast.stranger).post(reverse("office-close", args=[mandau.uid]))
    assert response.status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_upt_and_for_three(
    sign_in, cast, dinas, django_assert_num_queries, rows
):
    for number, name in enumerate(("Bantan", "Pinggir", "Siak Kecil")[:rows]):
        office = Office(name=f"UPTD {name}", code=f"UPT-{number}", kind="upt", parent=dinas)
        offices.open_office(office, places(name))
    client = sign_in(cast.admin)
    # session, user, appointments with their links, offices, links
    with django_assert_num_queries(6):
        client.get(reverse("offices"))


def test_a_upt_is_opened_with_its_kecamatan(sign_in, cast, dinas):
    districts = [place.pk for place in places("Bantan", "Bengkalis")]
    answer = sign_in(cast.admin).post(
        reverse("office-new"), filled(parent=dinas.pk, districts=districts)
    )
    office = Office.objects.get(code="UPT-BANTAN")
    assert answer["Location"] == reverse("office", args=[office.uid])
    assert {place.name for place in office.districts.all()} == {"Bantan", "Bengkalis"}


def test_a_kecamatan_of_another_upt_is_refused_by_that_upts_name(sign_in, cast, dinas, mandau):
    taken = [place.pk for place in places("Mandau", "Bantan")]
    page = (
        sign_in(cast.admin)
        .post(reverse("office-new"), filled(parent=dinas.pk, districts=taken))
        .content.decode()
    )
    assert f"Kecamatan Mandau sudah dilayani {mandau.name}; lepaskan dulu di sana." in page
    assert 'value="UPTD Koperasi Bantan"' in page
    assert not Office.objects.filter(code="UPT-BANTAN").exists()


def test_the_form_says_which_upt_serves_a_kecamatan_now(sign_in, cast, mandau):
    client = sign_in(cast.admin)
    new = client.get(reverse("office-new")).content.decode()
    assert f"Mandau – kini dilayani {mandau.name}" in new
    own = client.get(reverse("office-edit", args=[mandau.uid])).content.decode()
    assert "kini dilayani" not in own


@pytest.mark.parametrize(
    ("kind", "with_parent", "districts", "field"),
    [
        (OfficeKind.DINAS, True, [], "parent"),
        (OfficeKind.DIVISION, False, [], "parent"),
        (OfficeKind.DIVISION, True, ["Bantan"], "districts"),
    ],
)
def test_an_office_in_the_wrong_place_is_refused(dinas, kind, with_parent, districts, field):
    office = Office(name="Uji", code="UJI", kind=kind, parent=dinas if with_parent else None)
    with pytest.raises(ValidationError) as refused:
        offices.open_office(office, places(*districts))
    assert set(refused.value.message_dict) == {field}


def test_an_office_cannot_stand_under_its_own_child(dinas):
    office = Office.objects.get(code="SEKRETARIAT")
    office.parent = Office.objects.get(code="SUBBAG-UMPEG")
    with pytest.raises(ValidationError, match="berada di bawah kantor ini"):
        offices.correct_office(office, [], office.version)


def test_a_code_that_is_taken_is_named_at_its_field(sign_in, cast, dinas):
    page = sign_in(cast.admin).post(
        reverse("office-new"), filled(code="UPT-MANDAU", parent=dinas.pk)
    )
    assert list(page.context["form"].errors) == ["code"]


def test_a_correction_saves_what_changed_and_counts_the_version(sign_in, cast, mandau):
    more = [place.pk for place in places("Mandau", "Bathin Solapan")]
    answer = sign_in(cast.admin).post(
        reverse("office-edit", args=[mandau.uid]),
        filled(mandau, address="Jl. Hangtuah, Duri", districts=more),
    )
    assert answer.status_code == 302
    fresh = Office.objects.get(pk=mandau.pk)
    assert fresh.address == "Jl. Hangtuah, Duri"
    assert fresh.district_links.count() == 2
    assert fresh.version > mandau.version


def test_new_kecamatan_alone_make_an_older_copy_stale(mandau):
    opened_with = mandau.version
    assert offices.correct_office(mandau, places("Mandau", "Bantan"), opened_with) == ["districts"]
    with pytest.raises(StaleVersion):
        offices.correct_office(mandau, places("Mandau"), opened_with)


def test_saving_nothing_new_changes_nothing(mandau):
    before = mandau.version
    assert offices.correct_office(mandau, places("Mandau"), before) == []
    assert Office.objects.get(pk=mandau.pk).version == before


def test_a_stale_save_is_refused_shows_both_and_loses_nothing(sign_in, cast, mandau):
    typed = filled(mandau, address="Jl. Sudirman, Duri")
    Office.objects.filter(pk=mandau.pk).update(address="Jl. Hangtuah, Duri")
    client, address = sign_in(cast.admin), reverse("office-edit", args=[mandau.uid])
    page = client.post(address, typed)
    text = page.content.decode()
    assert "disimpan orang lain sejak Anda membukanya" in text
    assert page.context["form"].differences == [
        {"label": "Alamat", "mine": "Jl. Sudirman, Duri", "saved": "Jl. Hangtuah, Duri"}
    ]
    assert 'value="Jl. Sudirman, Duri"' in text
    assert Office.objects.get(pk=mandau.pk).address == "Jl. Hangtuah, Duri"
    again = typed | {"version": page.context["form"]["version"].value()}
    assert client.post(address, again).status_code == 302
    assert Office.objects.get(pk=mandau.pk).address == "Jl. Sudirman, Duri"


def test_a_save_without_a_version_is_refused(sign_in, cast, mandau):
    typed = filled(mandau, address="Jl. Sudirman")
    del typed["version"]
    page = sign_in(cast.admin).post(reverse("office-edit", args=[mandau.uid]), typed)
    assert page.status_code == 200
    assert Office.objects.get(pk=mandau.pk).address == ""


def test_an_office_in_use_is_not_closed_and_says_why(sign_in, cast, mandau):
    assert cast.upt_mandau
    answer = sign_in(cast.admin).post(reverse("office-close", args=[mandau.uid]), follow=True)
    assert "masih ada 1 penugasan yang berlaku dan 0 kantor di bawahnya" in answer.content.decode()
    assert Office.objects.get(pk=mandau.pk).is_active


def test_an_office_with_offices_under_it_is_not_closed(dinas):
    with pytest.raises(DomainError, match="4 kantor di bawahnya"):
        offices.close_office(dinas)


def test_a_closed_upt_frees_its_kecamatan_and_can_be_opened_again(sign_in, cast, mandau):
    client = sign_in(cast.admin)
    client.post(reverse("office-close", args=[mandau.uid]))
    assert not Office.objects.get(pk=mandau.pk).is_active
    assert not mandau.district_links.exists()
    assert mandau in client.get(reverse("offices")).context["closed"]
    assert "Ditutup" in client.get(reverse("office", args=[mandau.uid])).content.decode()
    client.post(reverse("office-reopen", args=[mandau.uid]))
    assert Office.objects.get(pk=mandau.pk).is_active


def test_an_office_is_not_opened_again_under_a_closed_one(db):
    lower, upper = (Office.objects.get(code=code) for code in ("SUBBAG-UMPEG", "SEKRETARIAT"))
    for office in (lower, upper):
        offices.close_office(office)
    with pytest.raises(DomainError, match="induknya, sudah ditutup"):
        offices.reopen_office(lower)


def test_the_last_administrators_office_does_not_become_a_upt(cast, dinas):
    bidang = Office.objects.get(code="BID-KELEMBAGAAN")
    cast.admin.appointments.update(office=bidang)
    bidang.kind = OfficeKind.UPT
    with pytest.raises(DomainError, match="administrator terakhir"):
        offices.correct_office(bidang, [], bidang.version)
    assert Office.objects.get(pk=bidang.pk).kind == OfficeKind.DIVISION
