"""The plain form keeps everything that is typed and hands in only what its rules allow."""

import re

import pytest
from django.urls import reverse

from reports import review
from reports.models import Delivery, UnitReport
from reports.tests.unit_samples import REQUIRED, accepted, drafted, duty_of, submitted

pytestmark = pytest.mark.django_db


def form_of(client, duty, code=200):
    """The page, and what its hidden fields and inputs would send."""
    page = client.get(reverse("unit-report-form", args=duty.address))
    assert page.status_code == code
    return filled(page)


def filled(page) -> dict:
    text = page.content.decode()
    hidden = re.findall(r'name="(op|report|version|base|resolves)" value="([^"]*)"', text)
    return dict(hidden)


def send(client, duty, **typed):
    return client.post(reverse("unit-report-form", args=duty.address), typed)


WHOLE = {key: str(value) for key, value in REQUIRED.items()} | {
    f"why:known:{key}": "Buku UPT" for key in REQUIRED
}


def test_reading_the_form_writes_nothing(sign_in, cast):
    form_of(sign_in(cast.upt_mandau), duty_of())
    assert not UnitReport.objects.exists()


def test_a_whole_report_is_handed_in_by_one_press_and_by_two(sign_in, cast):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    typed = {**form_of(client, duty), **WHOLE, "kirim": "1"}
    for _ in range(2):
        assert send(client, duty, **typed).url == duty.get_absolute_url()
    report = UnitReport.objects.get()
    assert report.state == "dikirim"
    assert report.values["coops_total"] == 40
    assert report.events.filter(step="kirim").count() == Delivery.objects.count() == 1


def test_what_cannot_be_read_stays_typed_and_is_asked_about(sign_in, cast):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    typed = {**form_of(client, duty), **WHOLE, "rat_held": "dua buah", "kirim": "1"}
    answer = send(client, duty, **typed)
    page = client.get(answer.url).content.decode()
    assert "RAT bulan ini: ditemukan “dua buah”" in page
    assert 'value="dua buah"' in page
    assert UnitReport.objects.get().state == "draf"


def test_rules_are_said_at_their_fields_and_an_explanation_is_kept(sign_in, cast):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    typed = {**form_of(client, duty), **WHOLE, "rat_held": "30", "kirim": "1"}
    page = client.get(send(client, duty, **typed).url).content.decode()
    assert "RAT bulan ini (30) lebih banyak dari koperasi aktif (20)." in page
    typed = {**typed, **filled(client.get(reverse("unit-report-form", args=duty.address)))}
    answer = send(client, duty, **typed, **{"why:rat_within_active": "RAT gabungan"})
    assert answer.url == duty.get_absolute_url()
    assert UnitReport.objects.get().values["why:rat_within_active"] == "RAT gabungan"


def test_a_row_is_added_and_dropped(sign_in, cast):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    row = {"problems/ab12cd34/problem_what": "Jalan putus", "note:rat_held": "lihat"}
    send(client, duty, **form_of(client, duty), **row, simpan="1")
    values = UnitReport.objects.get().values
    assert values["problems/ab12cd34/problem_what"] == "Jalan putus"
    assert values["note:rat_held"] == "lihat"
    row |= {"drop:problems/ab12cd34": "1"}
    send(client, duty, **form_of(client, duty), **row, simpan="1")
    assert "problems/ab12cd34/problem_what" not in UnitReport.objects.get().values


def test_nothing_to_report_is_said_with_its_reason(sign_in, cast):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    typed = {**form_of(client, duty), "nihil": "1", "kirim": "1"}
    assert "tulis mengapa" in client.get(send(client, duty, **typed).url).content.decode()
    typed = {**form_of(client, duty), "nihil": "1", "why:nihil": "Banjir", "kirim": "1"}
    assert send(client, duty, **typed).url == duty.get_absolute_url()
    assert UnitReport.objects.get().is_nil


def test_two_people_on_one_answer_are_both_shown_and_one_decides(sign_in, cast):
    duty = duty_of()
    report = drafted(duty, cast.upt_mandau)
    client = sign_in(cast.head_upt_mandau)
    mine = form_of(client, duty)
    review.save(report, {**report.values, "rat_held": 5, "msmes_updated": 9}, None)
    answer = send(client, duty, **{**mine, **WHOLE, "rat_held": "7", "simpan": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Isian Anda: <strong>7</strong>" in page
    assert "Isian orang lain: <strong>5</strong>" in page
    chosen = {**WHOLE, **filled(answer), "rat_held": "7", "conflict": "rat_held"}
    chosen |= {"msmes_updated": "9"}
    undecided = send(client, duty, **chosen, simpan="1")
    assert "Pilih dahulu mana yang benar" in undecided.content.decode()
    send(client, duty, **chosen, simpan="1", **{"choose:rat_held": "mine"})
    report.refresh_from_db()
    assert (report.values["rat_held"], report.values["msmes_updated"]) == (7, 9)
    assert Delivery.objects.filter(resolves__isnull=False).count() == 1


def test_a_report_that_was_handed_in_meanwhile_shows_what_was_typed(sign_in, cast):
    duty = duty_of()
    report = drafted(duty, cast.upt_mandau)
    client = sign_in(cast.head_upt_mandau)
    mine = form_of(client, duty)
    review.submit(report, cast.upt_mandau, None)
    answer = send(client, duty, **mine, **{**WHOLE, "rat_held": "7"}, simpan="1")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Laporan ini sudah dikirim" in page
    assert 'name="rat_held" value="7"' in page


def test_what_was_handed_in_is_not_opened_to_type(sign_in, cast):
    duty = duty_of()
    submitted(duty, cast.upt_mandau)
    answer = sign_in(cast.upt_mandau).get(reverse("unit-report-form", args=duty.address))
    assert answer.url == duty.get_absolute_url()


@pytest.mark.parametrize(
    ("who", "code"), [("upt_rupat", 404), ("verifier", 403), ("head", 403), ("client", 403)]
)
def test_only_its_upt_fills_a_report_in(sign_in, cast, who, code):
    duty = duty_of()
    drafted(duty, cast.upt_mandau, rat_held=777)
    duty_of("UPT-RUPAT")
    answer = sign_in(getattr(cast, who)).get(reverse("unit-report-form", args=duty.address))
    assert answer.status_code == code
    assert "777" not in answer.content.decode()


def test_a_question_of_2021_is_not_asked_of_2020(sign_in, cast):
    client = sign_in(cast.upt_mandau)
    old = client.get(reverse("unit-report-form", args=duty_of(year=2020).address)).content.decode()
    new = client.get(reverse("unit-report-form", args=duty_of(year=2021).address)).content.decode()
    assert ("msmes_online" in old, "msmes_online" in new) == (False, True)


def test_the_last_periods_stand_beside_the_answers(sign_in, cast):
    accepted(duty_of(number=1), cast.upt_mandau, cast.verifier, cast.head, rat_held=4)
    page = sign_in(cast.upt_mandau).get(reverse("unit-report-form", args=duty_of(number=2).address))
    assert "Januari 2020: 4" in page.content.decode()


@pytest.mark.parametrize("text", ["a\x00b", "x" * 600, "<script>alert(1)</script>", "=1+1"])
def test_hostile_text_breaks_nothing(sign_in, cast, text):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    names = ("rat_held", "note:rat_held", "problems/ab12cd34/problem_what", "why:nihil")
    answer = send(client, duty, **form_of(client, duty), **dict.fromkeys(names, text), simpan="1")
    page = client.get(answer.url).content.decode()
    assert "<script>alert" not in page
    assert UnitReport.objects.get().values["note:rat_held"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_form_asks_the_database_equally_often(
    sign_in, cast, rows, django_assert_max_num_queries
):
    names = {f"problems/ab12cd3{n}/problem_what": "Jalan putus" for n in range(rows)}
    duty = drafted(duty_of(), cast.upt_mandau, **names).duty
    client = sign_in(cast.upt_mandau)
    with django_assert_max_num_queries(12):
        client.get(reverse("unit-report-form", args=duty.address))


def test_a_form_with_every_list_full_is_taken(sign_in, cast):
    client, duty = sign_in(cast.upt_mandau), duty_of()
    rows = {
        f"visits/r{n:06d}/{key}": "x"
        for n in range(40)
        for key in ("visit_to", "visit_by", "visit_result", "visit_next")
    }
    notes = {f"note:{path}": "" for path in rows} | {f"why:known:x:{n:04d}": "" for n in range(900)}
    send(client, duty, **form_of(client, duty), **rows, **notes, simpan="1")
    assert len([path for path in UnitReport.objects.get().values if "visits/" in path]) == 160
