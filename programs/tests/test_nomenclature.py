"""Nomenclatures: the tree everybody reads, codes the planner adds, codes that stay."""

import pytest
from django.urls import reverse

from bengkalis.errors import TransitionRefused
from programs import nomenclature
from programs.models import NomenclatureEdition, NomenclatureItem
from programs.tests.samples import item, plan_of
from registry.tests.test_cooperative_edit import text_of

pytestmark = pytest.mark.django_db
OLD, NEW = "permendagri-13-2006", "permendagri-90-2019"


def code(text: str) -> NomenclatureItem:
    return NomenclatureItem.objects.select_related("edition").get(code=text)


def test_everybody_of_the_office_reads_the_tree_with_where_codes_come_from(cast, sign_in):
    client, url = sign_in(cast.upt_mandau), reverse("nomenclature")
    new, old = (text_of(client.get(f"{url}?edisi={key}")) for key in (NEW, OLD))
    assert "2.17.05.2.01" in new
    assert "2.11.18" not in new
    assert "2.11.18" in old
    assert "pengetahuan umum, belum dicocokkan dengan naskah" in old
    assert "terbaca pada sumber terbit" in old
    assert reverse("nomenclature-add", args=[NEW]) not in new
    assert sign_in(cast.stranger).get(url).status_code == 403


@pytest.mark.parametrize(
    ("parent", "expected"),
    [
        ("2.11.18", "2.11.18.01"),
        ("2.17.05.2.01", "2.17.05.2.01.01"),
        ("2.17.01", "2.17.01.2.10"),
    ],
)
def test_the_next_code_follows_the_last_one(parent, expected):
    assert nomenclature.next_code(code(parent)) == expected


def test_a_new_program_of_2021_gets_the_block_of_a_kabupaten():
    NomenclatureItem.objects.filter(parent__code="2.17.08").delete()
    assert nomenclature.next_code(code("2.17.08")) == "2.17.08.2.01"


def test_the_planner_adds_a_sub_kegiatan_under_its_kegiatan(cast, sign_in):
    client, url = sign_in(cast.planner), reverse("nomenclature-add", args=[NEW])
    start = client.get(f"{url}?induk=2.17.05.2.01").context["form"]
    assert start["code"].value() == "2.17.05.2.01.01"
    data = {"parent": "2.17.05.2.01", "code": "2.17.05.2.01.01", "name": "Pelatihan pengurus"}
    page = text_of(client.post(url, data, follow=True))
    assert "Sub Kegiatan 2.17.05.2.01.01 tersimpan." in page.replace("Sub kegiatan", "Sub Kegiatan")
    fresh = code("2.17.05.2.01.01")
    assert (fresh.level, fresh.basis, fresh.parent.code) == ("sub_kegiatan", "D", "2.17.05.2.01")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "2.17.06.2.01.01"}, "diawali induknya"),
        ({"code": "2.17.05.2.01.x"}, "angka yang dipisah titik"),
        ({"parent": "2.17.05", "code": "2.17.05.2.01"}, "sudah ada pada nomenklatur"),
        ({"parent": ""}, "harus diisi"),
        ({"name": " "}, "harus diisi"),
    ],
)
def test_a_bad_code_is_refused_with_a_sentence(cast, sign_in, changes, sentence):
    before = NomenclatureItem.objects.count()
    data = {"parent": "2.17.05.2.01", "code": "2.17.05.2.01.01", "name": "Nama saya"} | changes
    page = text_of(sign_in(cast.planner).post(reverse("nomenclature-add", args=[NEW]), data))
    assert sentence in page
    assert "Nama saya" in page or "name" in changes
    assert NomenclatureItem.objects.count() == before


def test_nothing_stands_below_where_a_nomenclature_ends():
    with pytest.raises(TransitionRefused, match="berakhir pada kegiatan"):
        nomenclature.add_item(item("2.11.18.01"), "2.11.18.01.01", "Terlalu dalam")


def test_a_name_is_corrected_and_a_stale_form_shows_both(cast, sign_in):
    client = sign_in(cast.planner)
    url = reverse("nomenclature-item", args=[OLD, "2.11.18"])
    data = {"version": code("2.11.18").version, "code": "2.11.18", "is_active": "on"}
    assert client.post(url, data | {"name": "Nama benar"}).status_code == 302
    stale = client.post(url, data | {"name": "Punya saya"})
    assert stale.status_code == 409
    assert "Punya saya" in text_of(stale)
    assert code("2.11.18").name == "Nama benar"


def test_a_code_out_of_use_is_said_so(cast, sign_in):
    one = item("2.11.18.01")
    url = reverse("nomenclature-item", args=[OLD, one.code])
    data = {"version": one.version, "code": one.code, "name": one.name}
    sign_in(cast.planner).post(url, data)
    assert not code(one.code).is_active
    tree = text_of(sign_in(cast.head).get(f"{reverse('nomenclature')}?edisi={OLD}"))
    assert "Tidak dipakai lagi" in tree


def test_the_code_of_what_a_plan_uses_stays(cast, sign_in):
    plan_of(2020, {"2.11.18.01": 5})
    used = code("2.11.18.01")
    url = reverse("nomenclature-item", args=[OLD, used.code])
    client = sign_in(cast.planner)
    assert "sudah dipakai baris program kerja" in text_of(client.get(url))
    data = {"version": used.version, "code": "2.11.18.09", "name": "Baru", "is_active": "on"}
    client.post(url, data)
    used.refresh_from_db()
    assert (used.code, used.name) == ("2.11.18.01", "Baru")
    used.code = "2.11.18.09"
    with pytest.raises(TransitionRefused, match="sudah dipakai"):
        nomenclature.change_item(used, None)


def test_an_unused_code_may_change_below_its_parent():
    free = item("2.11.18.01")
    free.code = "2.11.18.07"
    nomenclature.change_item(free, free.version)
    assert code("2.11.18.07").pk == free.pk
    free.code = "2.11.17.07"
    with pytest.raises(TransitionRefused, match="diawali induknya"):
        nomenclature.change_item(free, None)


def test_only_the_planner_changes_codes(cast, sign_in):
    doors = [
        reverse("nomenclature-add", args=[OLD]),
        reverse("nomenclature-item", args=[OLD, "2.11.18"]),
    ]
    for user in (cast.head, cast.registrar, cast.upt_mandau):
        answers = [sign_in(user).post(door, {"name": "Rusak"}) for door in doors]
        assert [answer.status_code for answer in answers] == [403, 403]
    assert not NomenclatureItem.objects.filter(name="Rusak").exists()
    nowhere = reverse("nomenclature-item", args=[NEW, "2.11.18"])
    assert sign_in(cast.planner).get(nowhere).status_code == 404


def test_the_tree_asks_as_often_for_one_code_as_for_many(
    cast, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    client, url = sign_in(cast.planner), reverse("nomenclature")
    with django_assert_max_num_queries(12) as many:
        client.get(url)
    edition = NomenclatureEdition.objects.get(key=NEW)
    edition.items.filter(level="kegiatan").delete()
    with django_assert_num_queries(len(many)):
        client.get(url)
