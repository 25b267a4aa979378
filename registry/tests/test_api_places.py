"""Kecamatan and desa/kelurahan over REST: public, complete, with both code systems."""

import pytest

from registry.models import Village

DISTRICTS, VILLAGES = "/api/v1/districts", "/api/v1/villages"


def test_all_eleven_kecamatan_come_in_the_order_of_their_codes(client, db):
    rows = client.get(DISTRICTS).json()["results"]
    codes = [row["kemendagri_code"] for row in rows]
    assert len(codes) == 11
    assert codes == sorted(codes)
    assert all(code.startswith("14.03.") for code in codes)
    assert all(row["bps_code"].startswith("1408") for row in rows)


def test_a_split_off_kecamatan_names_the_one_it_was_part_of(client, db):
    rows = {row["name"]: row for row in client.get(DISTRICTS).json()["results"]}
    assert rows["Bathin Solapan"]["split_from"] == rows["Mandau"]["kemendagri_code"]
    assert rows["Mandau"]["split_from"] is None


def test_a_kecamatan_is_found_by_its_code(client, db):
    row = client.get(DISTRICTS).json()["results"][0]
    assert client.get(f"{DISTRICTS}/{row['kemendagri_code']}").json() == row
    assert row["url"] == f"http://testserver{DISTRICTS}/{row['kemendagri_code']}"


@pytest.mark.parametrize("path", [f"{DISTRICTS}/14.03.99", f"{DISTRICTS}/mandau", f"{VILLAGES}/1"])
def test_an_unknown_code_is_404(client, db, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_villages_are_found_by_kecamatan_kind_and_name(client, db):
    village = Village.objects.select_related("district").filter(kind="kelurahan").first()
    params = {"district": village.district.kemendagri_code, "kind": "kelurahan"}
    rows = client.get(VILLAGES, params | {"search": village.name}).json()["results"]
    assert village.kemendagri_code in [row["kemendagri_code"] for row in rows]
    assert {row["district_name"] for row in rows} == {village.district.name}


def test_several_codes_find_several_villages(client, db):
    codes = list(Village.objects.values_list("kemendagri_code", flat=True)[:2])
    for params in ({"kemendagri_code": ",".join(codes)}, {"kemendagri_code": codes}):
        rows = client.get(VILLAGES, params).json()["results"]
        assert [row["kemendagri_code"] for row in rows] == codes


def test_all_villages_come_in_pages(client, db):
    seen, url = [], f"{VILLAGES}?limit=100"
    while url:
        answer = client.get(url.removeprefix("http://testserver")).json()
        seen += [row["kemendagri_code"] for row in answer["results"]]
        url = answer["next"]
    assert len(seen) == len(set(seen)) == 155


def test_a_token_sees_the_same_places_whatever_its_owner_may_do(client, cast, token_of):
    for person in (cast.upt_mandau, cast.stranger):
        headers = {"Authorization": f"Bearer {token_of(person)}"}
        assert len(client.get(DISTRICTS, headers=headers).json()["results"]) == 11


@pytest.mark.parametrize("path", [DISTRICTS, VILLAGES, f"{VILLAGES}/14.03.01.1001"])
def test_places_cannot_be_changed_over_rest(client, cast, token_of, path):
    headers = {"Authorization": f"Bearer {token_of(cast.admin, 'write')}"}
    for method in (client.post, client.put, client.patch, client.delete):
        response = method(path, "{}", content_type="application/json", headers=headers)
        assert response.status_code == 405


@pytest.mark.parametrize("limit", [1, 3])
@pytest.mark.parametrize("path", [DISTRICTS, VILLAGES])
def test_a_list_of_places_is_one_query(client, db, path, limit, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(client.get(path, {"limit": limit}).json()["results"]) == limit
