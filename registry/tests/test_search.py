"""Finding a cooperative by a name as people remember it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.models import Cooperative
from registry.search import CLOSEST, fold_name, search


def found(text: str) -> list[str]:
    return list(
        search(Cooperative.objects.order_by("search_name"), text).values_list("name", flat=True)
    )


@pytest.mark.parametrize(
    "typed",
    [
        "KUD tani maju",
        "kud  TANI-maju",
        "K.U.D. Tani Maju",
        "kud tni maju",
        "kud tani majo",
        "tani maju",
        "maju tani",
    ],
)
def test_a_name_is_found_as_people_type_it(make_cooperative, typed):
    make_cooperative("KUD Tani Maju")
    make_cooperative("Koperasi Nelayan Selat")
    assert found(typed) == ["KUD Tani Maju"]


def test_a_misspelt_koperasi_is_read_as_koperasi(make_cooperative):
    make_cooperative("Koperasi Tani Maju")
    make_cooperative("KSP Tani Maju")
    assert found("koprasi tani maju") == ["Koperasi Tani Maju"]


def test_the_most_alike_comes_first(make_cooperative):
    make_cooperative("Koperasi Sejahtera Abadi Bersama")
    make_cooperative("Koperasi Sejahtera")
    assert found("sejahtra")[0] == "Koperasi Sejahtera"


def test_a_deed_number_or_nik_is_found_too(make_cooperative):
    make_cooperative("Koperasi A", deed_number="518.08/96/BH/2008")
    make_cooperative("Koperasi B", nik_koperasi="1403000000001")
    assert found("518.08/96") == ["Koperasi A"]
    assert found("1403000000001") == ["Koperasi B"]


def test_a_cooperative_is_found_by_what_it_was_called_before(make_cooperative):
    renamed = make_cooperative("Koperasi Bahari Mandiri")
    make_cooperative("Koperasi Selat Jaya")
    renamed.former_details.create(
        field="name", value="KUD TANI-Maju", until=date(2019, 12, 31), basis="PAD 7"
    )
    renamed.former_details.create(
        field="address", value="Jl. Antara", until=date(2019, 12, 31), basis="PAD 7"
    )
    assert found("tani maju") == ["Koperasi Bahari Mandiri"]
    assert found("antara") == []


def test_nothing_alike_finds_nothing(make_cooperative):
    make_cooperative("Koperasi Tani Maju")
    assert found("xyzxyz") == []


def test_similar_names_are_limited(make_cooperative):
    for n in range(CLOSEST + 3):
        make_cooperative(f"Koperasi Sejahtera {n}")
    assert len(found("sejahtra")) == CLOSEST


def test_a_percent_sign_is_not_a_wildcard(make_cooperative):
    make_cooperative("Koperasi Tani", deed_number="518/1")
    assert found("518/1") == ["Koperasi Tani"]
    assert found("5%/1") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["K.U.D. Tani  Maju", "KSP-Al_Ikhlas", "Koperasi “Pésisir” 2", "A.B"]
)
def test_python_and_the_database_fold_a_name_alike(make_cooperative, name):
    cooperative = make_cooperative(name)
    cooperative.refresh_from_db()
    assert cooperative.search_name == fold_name(name)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text):
    assert fold_name(fold_name(text)) == fold_name(text)
