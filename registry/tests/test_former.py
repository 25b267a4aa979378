"""A real change keeps what was; a correction does not. The page of former values."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from bengkalis.errors import StaleVersion
from registry.asof import as_of
from registry.entry import correct
from registry.former import Words, understand
from registry.history import history
from registry.models import Cooperative, District, FormerDetail
from registry.models.people import today
from registry.tests.test_cooperative_edit import edit_url, typed

SINCE, DAY_BEFORE = date(2021, 3, 1), date(2021, 2, 28)


def fresh(cooperative) -> Cooperative:
    return Cooperative.objects.get(pk=cooperative.pk)


def name_on(day, cooperative) -> str:
    return as_of(Cooperative.objects.all(), day).get(pk=cooperative.pk).name_on


def rename(cooperative, name="Koperasi Baru", **kwargs):
    wanted = fresh(cooperative)
    wanted.name, wanted.note = name, "catatan"
    return correct(wanted, wanted.version, **kwargs)


def test_a_correction_holds_for_every_day(make_cooperative):
    cooperative = make_cooperative("Koprasi Lama")
    rename(cooperative, "Koperasi Lama")
    assert not FormerDetail.objects.exists()
    assert name_on(date(2015, 1, 1), cooperative) == "Koperasi Lama"


def test_a_real_change_keeps_what_held_until_the_day_before(cast, make_cooperative):
    cooperative = make_cooperative("KUD Lama", "Mandau")
    wanted = fresh(cooperative)
    wanted.name, wanted.note = "Koperasi Baru", "pindah"
    wanted.district = District.objects.get(name="Pinggir")
    correct(wanted, 1, effective_from=SINCE, basis="PAD 7", by=cast.registrar)
    kept = cooperative.former_details.values_list("field", "value", "until", "basis")
    assert set(kept) == {
        ("name", "KUD Lama", DAY_BEFORE, "PAD 7"),
        ("district", "14.03.09", DAY_BEFORE, "PAD 7"),
    }
    assert name_on(DAY_BEFORE, cooperative) == "KUD Lama"
    assert name_on(SINCE, cooperative) == fresh(cooperative).name == "Koperasi Baru"
    assert cooperative.former_details.first().recorded_by == cast.registrar


@pytest.mark.parametrize(
    ("since", "basis", "field"),
    [
        (today() + timedelta(days=1), "PAD 7", "effective_from"),
        (SINCE, " ", "basis"),
        (None, "PAD 7", "effective_from"),
        (date(2019, 1, 1), "PAD 7", "effective_from"),
    ],
)
def test_a_change_that_cannot_be_is_refused_whole(make_cooperative, since, basis, field):
    cooperative = make_cooperative("KUD Lama")
    rename(cooperative, "KUD Tengah", effective_from=date(2020, 1, 1), basis="PAD 1")
    with pytest.raises(ValidationError) as refused:
        rename(cooperative, effective_from=since, basis=basis)
    assert field in refused.value.message_dict
    assert fresh(cooperative).name == "KUD Tengah"
    assert cooperative.former_details.count() == 1


def test_a_day_without_a_dated_change_is_refused(make_cooperative):
    cooperative = make_cooperative("KUD Lama")
    with pytest.raises(ValidationError, match="Tidak ada perubahan bertanggal"):
        rename(cooperative, "KUD Lama", effective_from=SINCE, basis="PAD 7")
    assert fresh(cooperative).note == ""


def test_a_stale_change_keeps_nothing(make_cooperative):
    cooperative = make_cooperative("KUD Lama")
    wanted = fresh(cooperative)
    rename(cooperative, "KUD Lain")
    wanted.name = "Koperasi Baru"
    with pytest.raises(StaleVersion):
        correct(wanted, wanted.version, effective_from=SINCE, basis="PAD 7")
    assert not FormerDetail.objects.exists()


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("former_field_known", {"field": "phone"}),
        ("former_not_ahead", {"until": today() + timedelta(days=2)}),
        ("former_basis_given", {"basis": "  "}),
        ("former_once_a_day", {}),
    ],
)
def test_the_database_refuses_a_wrong_former_value(make_cooperative, name, changes):
    row = {"cooperative": make_cooperative(), "field": "name", "value": "A", "until": SINCE}
    row["basis"] = "PAD 7"
    if not changes:
        FormerDetail.objects.create(**row)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        FormerDetail.objects.create(**{**row, **changes})


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("name", "  KUD  Lama ", "KUD Lama"),
        ("kind", "produsen", "produsen"),
        ("kind", "Simpan Pinjam", "simpan_pinjam"),
        ("district", "mandau", "14.03.09"),
        ("district", "14.03.09", "14.03.09"),
        ("village", "", ""),
    ],
)
def test_what_is_typed_is_kept_as_the_register_keeps_it(db, field, text, kept):
    assert understand(field, text) == kept


def test_an_unknown_word_is_answered_with_what_was_expected(db):
    with pytest.raises(ValidationError, match="Ditemukan “Atlantis”, diharapkan salah satu"):
        understand("district", "Atlantis")
    assert Words().say("district", "14.03.09") == "Mandau"
    assert Words().say("kind", "lama sekali") == "lama sekali"


# --- in the browser ----------------------------------------------------------------------------


def test_the_form_records_a_real_change(cast, sign_in, make_cooperative):
    cooperative = make_cooperative("KUD Lama")
    client = sign_in(cast.registrar)
    data = typed(client.get(edit_url(cooperative))) | {"name": "Koperasi Baru"}
    data |= {"effective_from": "1 Maret 2021", "basis": "PAD 7"}
    assert client.post(edit_url(cooperative), data).status_code == 302
    assert name_on(DAY_BEFORE, cooperative) == "KUD Lama"
    assert "Data semula sampai 28-02-2021" in str(history(cooperative)[0].changes)


def test_the_form_says_what_is_wrong_with_the_day_and_loses_nothing(
    cast, sign_in, make_cooperative
):
    cooperative = make_cooperative("KUD Lama")
    client = sign_in(cast.registrar)
    data = typed(client.get(edit_url(cooperative))) | {"name": "Koperasi Baru", "basis": ""}
    answer = client.post(edit_url(cooperative), data | {"effective_from": "01-03-2021"})
    assert answer.context["form"].errors["basis"]
    assert 'value="Koperasi Baru"' in answer.content.decode()
    assert fresh(cooperative).name == "KUD Lama"


def former_url(cooperative) -> str:
    return reverse("cooperative-former", args=[cooperative.uid])


def former_of(cooperative, **changes) -> dict:
    entry = {"field": "name", "value": "KUD Lama", "until": "28-02-2021", "basis": "PAD 7"}
    return entry | {"version": fresh(cooperative).version} | changes


def test_an_old_name_is_recorded_shown_to_the_public_and_taken_away(
    cast, sign_in, client, make_cooperative
):
    cooperative = make_cooperative("Koperasi Baru", "Mandau")
    sign_in(cast.upt_mandau).post(former_url(cooperative), former_of(cooperative))
    detail = cooperative.former_details.get()
    assert (detail.value, detail.recorded_by) == ("KUD Lama", cast.upt_mandau)
    assert fresh(cooperative).version == 2
    assert "KUD Lama" in client.get(former_url(cooperative)).content.decode()
    remove = reverse("cooperative-former-remove", args=[cooperative.uid, detail.pk])
    client.logout()
    page = client.get(cooperative.get_absolute_url()).content.decode()
    assert ("Nama sebelumnya" in page, "KUD Lama" in page, "PAD 7" in page) == (True, True, False)
    sign_in(cast.upt_mandau).post(remove)
    assert not cooperative.former_details.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until": f"{today():%d-%m-%Y}"}, "until"),
        ({"field": "kind", "value": "entah"}, "value"),
        ({"basis": ""}, "basis"),
        ({"version": 99}, "__all__"),
    ],
)
def test_a_wrong_former_value_is_answered_in_its_field(
    cast, sign_in, make_cooperative, changes, field
):
    cooperative = make_cooperative()
    answer = sign_in(cast.registrar).post(
        former_url(cooperative), former_of(cooperative, **changes)
    )
    assert list(answer.context["form"].errors) == [field]
    assert not FormerDetail.objects.exists()


def test_a_former_code_is_chosen_and_a_former_text_is_typed(cast, sign_in, make_cooperative):
    cooperative = make_cooperative("Koperasi Baru", "Mandau")
    client = sign_in(cast.registrar)

    def asked(name: str):
        form = client.get(former_url(cooperative), {"field": name}).context["form"]
        return str(form["value"]), form["value"].label

    assert '<option value="simpan_pinjam">Simpan Pinjam</option>' in asked("kind")[0]
    assert '<optgroup label="Mandau">' in asked("village")[0]
    assert "14.03.09" in asked("district")[0]
    assert ('type="text"' in asked("name")[0], asked("name")[1]) == (True, "Nama koperasi semula")
    data = former_of(cooperative, field="district", value="14.03.09")
    assert client.post(former_url(cooperative), data).status_code == 302
    assert cooperative.former_details.get().value == "14.03.09"


@pytest.mark.parametrize("query", [{}, {"field": ""}, {"field": "phone"}, {"field": "'"}])
def test_without_saying_which_former_value_the_page_asks_for_it(
    cast, sign_in, make_cooperative, query
):
    page = sign_in(cast.registrar).get(former_url(make_cooperative()), query)
    assert (page.status_code, page.context["form"]) == (200, None)
    assert "Lanjut" in page.content.decode()


def test_others_may_neither_add_nor_remove(cast, sign_in, make_cooperative):
    cooperative = make_cooperative("Koperasi Baru", "Mandau")
    detail = FormerDetail.objects.create(
        cooperative=cooperative, field="name", value="KUD Lama", until=SINCE, basis="PAD 7"
    )
    remove = reverse("cooperative-former-remove", args=[cooperative.uid, detail.pk])
    for who, code in (("upt_rupat", 404), ("verifier", 403), ("stranger", 403)):
        client = sign_in(getattr(cast, who))
        assert client.post(former_url(cooperative), former_of(cooperative)).status_code == code
        assert client.post(remove).status_code == code
    assert "PAD 7" in sign_in(cast.verifier).get(former_url(cooperative)).content.decode()
    assert sign_in(cast.upt_rupat).get(former_url(cooperative)).status_code == 404
    assert cooperative.former_details.get() == detail
