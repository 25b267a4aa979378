"""The state of a cooperative: never without date, reason and record."""

from datetime import date

import pytest
from django.urls import reverse

from bengkalis.errors import StaleVersion, TransitionRefused
from registry.status import change_status

SINCE = {"effective_on": date(2020, 3, 1), "reason": "Tidak RAT"}


def test_a_change_becomes_the_current_state_and_a_row_of_history(make_cooperative, cast):
    cooperative = make_cooperative()
    change_status(cooperative, "beku", by=cast.registrar, evidence="BA 3/2020", **SINCE)
    assert (cooperative.status, cooperative.status_since) == ("beku", date(2020, 3, 1))
    step = cooperative.status_history.first()
    assert (step.reason, step.evidence, step.recorded_by) == (
        "Tidak RAT",
        "BA 3/2020",
        cast.registrar,
    )


def test_an_earlier_date_is_history_and_leaves_the_current_state(make_cooperative):
    cooperative = make_cooperative()
    change_status(cooperative, "aktif", effective_on=date(2021, 1, 1), reason="RAT lagi")
    change_status(cooperative, "beku", **SINCE)
    assert cooperative.status == "aktif"
    assert cooperative.status_history.count() == 3


def test_a_dissolved_cooperative_stays_dissolved(make_cooperative):
    cooperative = make_cooperative()
    change_status(cooperative, "dibubarkan", **SINCE)
    with pytest.raises(TransitionRefused, match="sudah dibubarkan"):
        change_status(cooperative, "aktif", effective_on=date(2022, 1, 1), reason="keliru")


def test_the_same_state_on_the_same_day_is_refused(make_cooperative):
    cooperative = make_cooperative()
    change_status(cooperative, "beku", **SINCE)
    with pytest.raises(TransitionRefused, match="tanggal yang sama"):
        change_status(cooperative, "beku", **SINCE)


def test_a_stale_version_is_refused(make_cooperative):
    cooperative = make_cooperative()
    with pytest.raises(StaleVersion):
        change_status(cooperative, "beku", version=cooperative.version + 1, **SINCE)
    assert cooperative.status_history.count() == 1


# --- the page ----------------------------------------------------------------------------------


def post(client, cooperative, **changes):
    data = {
        "version": cooperative.version,
        "status": "beku",
        "effective_on": "1 Maret 2020",
        "reason": "Tidak RAT tiga tahun",
        **changes,
    }
    return client.post(reverse("cooperative-status", args=[cooperative.uid]), data)


def test_the_registrar_changes_a_status(cast, sign_in, make_cooperative):
    cooperative = make_cooperative()
    response = post(sign_in(cast.registrar), cooperative)
    assert response["Location"] == cooperative.get_absolute_url()
    cooperative.refresh_from_db()
    assert (cooperative.status, cooperative.status_since) == ("beku", date(2020, 3, 1))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"effective_on": ""}, "Berlaku sejak"),
        ({"effective_on": "31-02-2020"}, "tidak ada di kalender"),
        ({"effective_on": "1-1-2099"}, "Tanggal mulai status belum tiba."),
        ({"reason": " "}, "Alasan"),
        ({"status": "rajin"}, "rajin"),
        ({"version": ""}, "ver"),
    ],
)
def test_a_status_without_date_reason_or_version_is_not_saved(
    cast, sign_in, make_cooperative, changes, sentence
):
    cooperative = make_cooperative()
    response = post(sign_in(cast.registrar), cooperative, **changes)
    assert sentence in response.content.decode()
    assert cooperative.status_history.count() == 1


def test_a_stale_status_form_says_what_happened_and_keeps_what_was_typed(
    cast, sign_in, make_cooperative
):
    cooperative = make_cooperative()
    seen = cooperative.version
    cooperative.name = "Koperasi Ganti Nama"
    cooperative.save(update_fields=["name"])
    client = sign_in(cast.registrar)
    response = post(client, cooperative, version=seen)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Koperasi Ganti Nama" in page
    assert "Tidak RAT tiga tahun" in page
    assert cooperative.status_history.count() == 1
    again = response.context["form"]["version"].value()
    assert post(client, cooperative, version=again).status_code == 302


@pytest.mark.parametrize(
    ("person", "code"), [("upt_mandau", 403), ("verifier", 403), ("stranger", 403)]
)
def test_nobody_else_changes_a_status(cast, sign_in, make_cooperative, person, code):
    cooperative = make_cooperative(district="Mandau")
    assert post(sign_in(getattr(cast, person)), cooperative).status_code == code
    assert cooperative.status_history.count() == 1
