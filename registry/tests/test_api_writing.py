"""Changing cooperatives over REST: who may, what is refused, If-Match, and retries."""

import json
import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from registry.models import Cooperative, IdempotencyRecord, User

LIST = "/api/v1/cooperatives"
NEW = {"name": "Koperasi Nelayan Selat", "district": "14.03.09", "status": "aktif"}


@pytest.fixture
def mandau(make_cooperative):
    return make_cooperative("KUD Tani Maju", "Mandau", phone="081299990993", note="Lama")


def address(cooperative, tail=""):
    return f"{LIST}/{cooperative.uid}{tail}"


# --- registering --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [LIST, f"{LIST}/"])
def test_a_registrar_registers_a_cooperative_with_its_first_status(client, send, cast, path):
    data = NEW | {
        "status_since": "2019-12-31",
        "status_evidence": "SK 1",
        "phone": "0812 9999 0993",
    }
    response = send("post", path, data, cast.registrar)
    assert response.status_code == 201
    cooperative = Cooperative.objects.get()
    assert response["Location"] == f"http://testserver{address(cooperative)}"
    assert response["ETag"].startswith('"1.')
    assert cooperative.phone == "081299990993"
    assert response.json()["phone"] == "0812-••••-•993"
    step = cooperative.status_history.get()
    assert (step.effective_on, step.evidence) == (date(2019, 12, 31), "SK 1")
    assert step.recorded_by == cast.registrar


def test_the_trail_knows_whose_token_it_was(send, cast):
    send("post", LIST, NEW, cast.registrar)
    event = Cooperative.pgh_event_models["insert"].objects.get()
    assert event.pgh_context.metadata["user"] == cast.registrar.pk


@pytest.mark.parametrize(
    ("who", "scope", "told"),
    [
        ("registrar", "read", "hanya boleh membaca"),
        ("upt_mandau", "write", "tidak mencakup mendaftarkan koperasi"),
        ("verifier", "write", "tidak mencakup mendaftarkan koperasi"),
        ("client", "write", "tidak mencakup mendaftarkan koperasi"),
        ("stranger", "write", "tidak mencakup mendaftarkan koperasi"),
    ],
)
def test_others_may_not_register(send, cast, who, scope, told):
    response = send("post", LIST, NEW, getattr(cast, who), scope=scope)
    assert response.status_code == 403
    assert told in response.json()["detail"]
    assert not Cooperative.objects.exists()


def test_a_stranger_may_not_register(client, db):
    response = client.post(LIST, json.dumps(NEW), content_type="application/json")
    assert response.status_code == 401
    assert not Cooperative.objects.exists()


def test_every_wrong_field_is_told_at_once_in_indonesian(send, cast):
    data = {
        "name": " ",
        "district": "99",
        "kind": "toko",
        "deed_date": "31-12-2019",
        "nik_koperasi": "12",
        "phone": "abc",
        "email": "bukan surel",
        "version": 3,
        "warna": "merah",
    }
    errors = send("post", LIST, data, cast.registrar).json()["errors"]
    assert set(errors) == {*data, "status"}
    assert errors["deed_date"] == ["Diharapkan tanggal dalam bentuk 2019-12-31."]
    assert errors["nik_koperasi"] == ["NIK koperasi terdiri dari 13 angka."]
    assert errors["status"] == ["Isian ini wajib ada."]
    assert "konsumen" in errors["kind"][0]
    assert "yang ada: name" in errors["warna"][0]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"village": "14.03.01.2025"}, "village"),
        ({"deed_date": "2090-01-01"}, "deed_date"),
        ({"status_since": "2090-01-01"}, "_"),
        ({"certificate_status": "bersertifikat"}, "_"),
        ({"uid": "00000000-0000-0000-0000-000000000000"}, "uid"),
        ({"is_demo": True}, "is_demo"),
        ({"name": "K\0"}, "name"),
        ({"name": "K\ud800"}, "name"),
        ({"name": "K" * 201}, "name"),
        ({"name": None}, "name"),
        ({"name": {"a": []}}, "name"),
        ({"district": ["14.03.09"]}, "district"),
        ({"district": "\0"}, "district"),
        ({"village": {}}, "village"),
        ({"deed_date": 5}, "deed_date"),
        ({"deed_date": "2019-12-31T00:00:00Z"}, "deed_date"),
        ({"status": {"x": 1}}, "status"),
        ({"nik_koperasi": 10**40}, "nik_koperasi"),
        ({"website": True}, "website"),
        ({"officers": []}, "officers"),
    ],
)
def test_no_value_is_taken_that_the_register_cannot_hold(send, cast, data, field):
    response = send("post", LIST, NEW | data, cast.registrar)
    assert response.status_code == 400
    assert field in response.json()["errors"]
    assert not Cooperative.objects.exists()


def test_a_nik_that_another_cooperative_has_is_refused(send, cast, make_cooperative):
    make_cooperative(nik_koperasi="1234567890123")
    data = NEW | {"nik_koperasi": "1234567890123"}
    errors = send("post", LIST, data, cast.registrar).json()["errors"]
    assert errors["nik_koperasi"] == ["NIK koperasi ini sudah dipakai koperasi lain."]


def test_null_and_the_empty_text_both_mean_not_known(send, cast):
    data = NEW | {"kind": None, "form": "", "email": None, "nik_koperasi": "", "village": None}
    assert send("post", LIST, data, cast.registrar).status_code == 201
    cooperative = Cooperative.objects.get()
    assert (cooperative.kind, cooperative.form, cooperative.email) == ("", "", "")
    assert cooperative.nik_koperasi is None


# --- sending again ------------------------------------------------------------------------------


def test_the_same_key_gets_the_same_answer_and_no_second_row(send, cast):
    first = send("post", LIST, NEW, cast.registrar, key="k-1")
    again = send("post", LIST, NEW, cast.registrar, key="k-1")
    assert again.status_code == first.status_code == 201
    assert again.content == first.content
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert again["Idempotency-Replayed"] == "true"
    assert Cooperative.objects.count() == 1


def test_the_same_key_for_something_else_is_422(send, cast):
    send("post", LIST, NEW, cast.registrar, key="k-1")
    response = send("post", LIST, NEW | {"name": "Lain"}, cast.registrar, key="k-1")
    assert response.status_code == 422
    assert Cooperative.objects.count() == 1


def test_a_refused_request_leaves_its_key_free(send, cast):
    assert send("post", LIST, {}, cast.registrar, key="k-1").status_code == 400
    assert send("post", LIST, NEW, cast.registrar, key="k-1").status_code == 201


def test_keys_of_two_people_do_not_meet(send, cast):
    send("post", LIST, NEW, cast.registrar, key="k-1")
    other = User.objects.create_user("registrar.dua", full_name="Registrar Dua")
    appointment = cast.registrar.appointments.get()
    appointment.pk, appointment.uid, appointment.user = None, other.uid, other
    appointment.save(force_insert=True)
    assert send("post", LIST, NEW, other, key="k-1").status_code == 201
    assert Cooperative.objects.count() == 2


def test_a_key_is_forgotten_after_a_day(send, cast):
    send("post", LIST, NEW, cast.registrar, key="k-1")
    yesterday = timezone.now() - timedelta(hours=25)
    IdempotencyRecord.objects.update(created_at=yesterday)
    assert send("post", LIST, NEW, cast.registrar, key="k-1").status_code == 201
    assert Cooperative.objects.count() == 2


@pytest.mark.parametrize("key", [" ", "a b", "é", "x" * 101])
def test_a_key_that_is_no_key_is_refused(send, cast, key):
    response = send("post", LIST, NEW, cast.registrar, key=key)
    assert response.status_code == 400
    assert "Idempotency-Key" in response.json()["errors"]


def test_two_that_come_at_once_with_one_key_make_one_row(transactional_db, cast, token_of):
    headers = {"Authorization": f"Bearer {token_of(cast.registrar, 'write')}"}
    headers["Idempotency-Key"] = "k-1"
    gate, answers = threading.Barrier(4), []

    def post():
        gate.wait()
        body = json.dumps(NEW)
        response = Client().post(LIST, body, content_type="application/json", headers=headers)
        answers.append((response.status_code, response.content))
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert Cooperative.objects.count() == 1


# --- correcting ---------------------------------------------------------------------------------


def test_patch_changes_what_is_named_and_nothing_else(send, etag_of, cast, mandau):
    etag = etag_of(address(mandau), cast.upt_mandau)
    response = send("patch", address(mandau), {"note": "Baru"}, cast.upt_mandau, etag)
    assert response.status_code == 200
    assert response["ETag"] != etag
    mandau.refresh_from_db()
    assert (mandau.note, mandau.phone, mandau.version) == ("Baru", "081299990993", 2)
    assert etag_of(address(mandau), cast.upt_mandau) == response["ETag"]


@pytest.mark.parametrize("method", ["patch", "put"])
def test_a_change_without_if_match_is_428(send, cast, mandau, method):
    response = send(method, address(mandau), {"note": "Baru"}, cast.registrar)
    assert response.status_code == 428
    mandau.refresh_from_db()
    assert mandau.note == "Lama"


@pytest.mark.parametrize("method", ["patch", "put"])
def test_a_stale_change_is_412_and_tells_the_present_etag(send, etag_of, cast, mandau, method):
    etag = etag_of(address(mandau), cast.registrar)
    send("patch", address(mandau), {"note": "Orang lain"}, cast.registrar, etag)
    response = send(method, address(mandau), {"note": "Saya"}, cast.registrar, etag)
    assert response.status_code == 412
    assert response.json()["type"].endswith("/masalah/stale/")
    assert response["ETag"] == etag_of(address(mandau), cast.registrar)
    mandau.refresh_from_db()
    assert mandau.note == "Orang lain"


def test_a_change_in_between_reading_and_locking_is_412_too(
    send, etag_of, cast, mandau, monkeypatch
):
    from registry.api import cooperatives

    original = cooperatives.correct

    def late(wanted, version, **more):
        Cooperative.objects.filter(pk=wanted.pk).update(note="Orang lain")
        return original(wanted, version, **more)

    etag = etag_of(address(mandau), cast.registrar)
    monkeypatch.setattr(cooperatives, "correct", late)
    response = send("patch", address(mandau), {"note": "Saya"}, cast.registrar, etag)
    assert response.status_code == 412
    assert response["ETag"] == etag_of(address(mandau), cast.registrar)


def test_an_etag_of_any_representation_of_the_version_will_do(client, send, cast, mandau):
    etag = client.get(address(mandau), {"fields": "name"})["ETag"]
    assert send("patch", address(mandau), {"note": "x"}, cast.registrar, etag).status_code == 200


def test_the_etag_of_another_cooperative_will_not_do(send, etag_of, cast, mandau, make_cooperative):
    etag = etag_of(address(make_cooperative("Lain", "Mandau")), cast.registrar)
    assert send("patch", address(mandau), {"note": "x"}, cast.registrar, etag).status_code == 412


@pytest.mark.parametrize("form", ["W/{}", '"ngawur"', "ngawur", '""'])
def test_a_weak_or_invented_etag_will_not_do(send, etag_of, cast, mandau, form):
    match = form.format(etag_of(address(mandau), cast.registrar))
    assert send("patch", address(mandau), {"note": "x"}, cast.registrar, match).status_code == 412


def test_put_takes_back_what_was_read_with_one_field_changed(client, send, cast, token_of, mandau):
    headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
    read = client.get(address(mandau), headers=headers)
    data = read.json() | {"note": None, "deed_number": "518/BH/2019"}
    response = send("put", address(mandau), data, cast.registrar, read["ETag"])
    assert response.status_code == 200
    mandau.refresh_from_db()
    assert (mandau.note, mandau.deed_number) == ("", "518/BH/2019")
    assert mandau.phone == "081299990993"


def test_put_with_gaps_is_refused_and_empties_nothing(send, cast, mandau):
    response = send("put", address(mandau), {"name": "Lain"}, cast.registrar, "*")
    assert response.status_code == 400
    assert "phone" in response.json()["errors"]
    mandau.refresh_from_db()
    assert mandau.note == "Lama"


@pytest.mark.parametrize("data", [{"status": "beku"}, {"version": 9}, {"district_name": "x"}])
def test_what_is_only_for_reading_is_not_silently_dropped(send, cast, mandau, data):
    response = send("patch", address(mandau), data, cast.registrar, "*")
    assert response.status_code == 400
    assert response.json()["errors"] == {next(iter(data)): ["Isian ini hanya dapat dibaca."]}


def test_a_change_of_nothing_makes_no_new_version(send, cast, mandau):
    response = send("patch", address(mandau), {"note": "Lama"}, cast.registrar, "*")
    assert response.status_code == 200
    assert response.json()["version"] == 1


@pytest.mark.parametrize(
    ("who", "code"),
    [("upt_rupat", 404), ("verifier", 403), ("admin", 403), ("client", 403), ("stranger", 403)],
)
def test_others_may_not_correct(send, cast, mandau, who, code):
    response = send("patch", address(mandau), {"note": "Baru"}, getattr(cast, who), "*")
    assert response.status_code == code
    assert "Lama" not in response.content.decode()
    mandau.refresh_from_db()
    assert mandau.note == "Lama"


def test_a_upt_cannot_move_a_cooperative_out_of_its_kecamatan(send, cast, mandau):
    response = send("patch", address(mandau), {"district": "14.03.01"}, cast.upt_mandau, "*")
    assert response.status_code == 403
    mandau.refresh_from_db()
    assert mandau.district.name == "Mandau"
