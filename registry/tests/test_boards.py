"""The board keeps its history; its people and trainings are edited; trained boards are counted."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from registry.entry import record_meeting, set_officers
from registry.imports.export import cooperatives_table
from registry.models import BoardMember, Training
from registry.models.people import today
from registry.quality.checking import recheck
from registry.tests.test_cooperative_edit import text_of
from registry.tests.test_cooperative_parts import formset
from registry.tests.test_terms import certify
from registry.tests.workbooks import run, saved

TOMORROW = today() + timedelta(days=1)
AS_OF = ["KEADAAN PER 31 DESEMBER 2019"]


@pytest.fixture
def led(make_cooperative):
    """A cooperative of Mandau with one chair."""
    cooperative = make_cooperative("Koperasi Tani Maju", "Mandau", deed_number="518/BH/IV/2001")
    set_officers(cooperative, {"ketua": ["Siti Aminah"]})
    return cooperative


# --- what can not be -----------------------------------------------------------------------------

MEMBERS = [
    ({"person_name": " "}, "board_person_given"),
    ({"position": "raja"}, "board_position_known"),
    ({"term_from": date(2020, 1, 2), "term_to": date(2020, 1, 1)}, "board_term_in_order"),
    ({"term_from": date(2020, 1, 2), "left_on": date(2020, 1, 1)}, "board_left_in_order"),
    ({"left_on": TOMORROW}, "board_left_not_ahead"),
]


@pytest.mark.parametrize(("fields", "name"), MEMBERS)
def test_an_impossible_person_of_a_board_is_refused(make_cooperative, fields, name):
    given = {"position": "ketua", "person_name": "A"} | fields
    row = BoardMember(cooperative=make_cooperative(), **given)
    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


def test_an_error_of_a_row_says_whose_row_it_is(cast, sign_in, led):
    client, url = sign_in(cast.registrar), reverse("cooperative-board", args=[led.uid])
    given = formset(client.get(url), **{"board-0-term_from": "2-1-2020"})
    page = client.post(url, given | {"board-0-left_on": "1-1-2020"})
    text = " ".join(text_of(page).split())
    assert "Ketua: Siti Aminah: Berhenti tidak mungkin sebelum mulai menjabat." in text


TRAININGS = [
    ({"title": " "}, "training_title_given"),
    ({"finished_on": TOMORROW}, "training_not_ahead"),
    ({"is_certified": True}, "training_certificate_numbered"),
    ({"valid_until": date(2019, 1, 1)}, "training_valid_in_order"),
    ({"hours": 0}, "training_hours_possible"),
    ({"hours": 2001}, "training_hours_possible"),
]


@pytest.mark.parametrize(("fields", "name"), TRAININGS)
def test_an_impossible_training_is_refused(led, fields, name):
    given = {"title": "Akuntansi", "finished_on": date(2020, 1, 1)} | fields
    row = Training(board_member=led.board.get(), **given)
    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


def test_no_constraint_of_the_two_tables_is_untried():
    tried = {name for _, name in MEMBERS + TRAININGS}
    assert tried == {c.name for m in (BoardMember, Training) for c in m._meta.constraints}


# --- who is no longer named ----------------------------------------------------------------------


def test_who_is_no_longer_named_has_left_and_keeps_the_trainings(led):
    certify(led.board.get())
    set_officers(led, {"ketua": ["Herman"]}, date(2021, 3, 1))
    former = led.board.get(person_name="Siti Aminah")
    assert (former.left_on, former.trainings.count()) == (date(2021, 3, 1), 1)
    assert led.board.held_now().get().person_name == "Herman"


def test_a_term_that_began_after_the_day_ends_today_and_one_to_come_stays(led):
    led.board.update(term_from=date(2021, 5, 1))
    set_officers(led, {"ketua": []}, date(2021, 3, 1))
    assert led.board.get().left_on == today()
    led.board.update(term_from=TOMORROW, left_on=None)
    assert set_officers(led, {"ketua": []}, date(2021, 3, 1)) == []
    assert led.board.get().left_on is None


@pytest.mark.parametrize(
    ("began", "left"), [(date(2015, 1, 2), date(2019, 12, 31)), (date(2020, 1, 1), today())]
)
def test_a_list_lets_people_go_on_its_day_and_undo_brings_them_back(tmp_path, led, began, left):
    led.board.update(term_from=began)
    certify(led.board.get(), finished_on=date(2020, 2, 2))
    before = list(BoardMember.objects.order_by("pk").values())
    path = saved(tmp_path, {"Kecamatan": "Mandau", "Kel/Desa": "", "Ketua": "Baru"}, titles=AS_OF)
    done = run(path, "--commit")[1]
    assert led.board.get(person_name="Siti Aminah").left_on == left
    assert led.board.held_now().get().person_name == "Baru"
    call_command("undo_import", done["batch"], stdout=io.StringIO())
    assert list(BoardMember.objects.order_by("pk").values()) == before
    assert Training.objects.count() == 1


def test_the_same_list_again_changes_nothing(tmp_path, led):
    row = {"Kecamatan": "Mandau", "Kel/Desa": "", "Ketua": "Baru"}
    run(saved(tmp_path, row, titles=AS_OF), "--commit")
    assert run(saved(tmp_path, row, titles=AS_OF))[1]["unchanged"] == 1


def test_who_left_is_in_no_file_no_list_and_no_answer(led, client, cast, token_of):
    led.board.update(left_on=date(2020, 1, 1))
    [row] = cooperatives_table().rows
    assert row["chair"] == ""
    recheck([led.pk])
    assert led.findings.open().filter(rule="no_officers").exists()
    headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
    answer = client.get(f"/api/v1/cooperatives/{led.uid}", headers=headers)
    assert answer.json()["officers"] == []


# --- the pages -----------------------------------------------------------------------------------


def test_a_person_who_left_stays_on_the_page_below(cast, sign_in, led):
    url = reverse("cooperative-board", args=[led.uid])
    client = sign_in(cast.upt_mandau)
    data = formset(client.get(url), **{"board-0-left_on": "1 Maret 2021"})
    assert client.post(url, data).status_code == 302
    page = client.get(url)
    assert [form.instance.person_name for form in page.context["formset"].former] == ["Siti Aminah"]
    detail = client.get(led.get_absolute_url())
    assert [one.left_on for one in detail.context["board"].former] == [date(2021, 3, 1)]
    assert "Pernah menjabat (1)" in text_of(detail)


def test_the_page_says_terms_and_vacancies_in_words(cast, sign_in, led):
    led.board.update(term_from=date(2010, 1, 2), term_to=date(2016, 1, 2))
    page = text_of(sign_in(cast.verifier).get(led.get_absolute_url()))
    for words in ("masa jabatan habis", "melebihi masa jabatan", "Jabatan kosong:", "Bendahara"):
        assert words in page
    assert reverse("board-trainings", args=[led.uid, led.board.get().uid]) not in page


def trainings_url(cooperative) -> str:
    return reverse("board-trainings", args=[cooperative.uid, cooperative.board.get().uid])


def test_a_training_is_recorded_and_shown(cast, sign_in, led):
    client, url = sign_in(cast.upt_mandau), trainings_url(led)
    given = {
        "trainings-0-title": "Manajemen simpan pinjam",
        "trainings-0-finished_on": "2-1-2020",
        "trainings-0-is_certified": "on",
    }
    page = client.post(url, formset(client.get(url), **given))
    assert "Sertifikat kompetensi harus punya nomor." in text_of(page)
    given["trainings-0-certificate_number"] = "BNSP 77"
    page = text_of(client.post(url, formset(client.get(url), **given), follow=True))
    assert 'Manajemen simpan pinjam, <span class="nowrap">02-01-2020' in page
    assert "sertifikat berlaku" in page
    history = text_of(client.get(reverse("cooperative-history", args=[led.uid])))
    assert "Pelatihan: Manajemen simpan pinjam" in history


def test_a_stale_training_is_refused_with_what_happened(cast, sign_in, led):
    client, url = sign_in(cast.registrar), trainings_url(led)
    data = formset(client.get(url))
    record_meeting(led, {"book_year": 2019, "employees": 77})
    response = client.post(url, data)
    assert (response.status_code, response.context["version"]) == (409, led.version)
    assert "RAT tahun buku 2019" in text_of(response)


@pytest.mark.parametrize(("person", "code"), [("upt_rupat", 404), ("verifier", 403)])
def test_others_do_not_touch_the_trainings(cast, sign_in, led, person, code):
    certify(led.board.get(), title="Rahasia")
    response = sign_in(getattr(cast, person)).get(trainings_url(led))
    assert response.status_code == code
    assert "Rahasia" not in text_of(response)


def test_a_person_of_another_cooperative_is_not_found(cast, sign_in, led, make_cooperative):
    other = make_cooperative("Koperasi Lain", "Mandau")
    address = reverse("board-trainings", args=[other.uid, led.board.get().uid])
    assert sign_in(cast.upt_mandau).get(address).status_code == 404


@pytest.mark.parametrize("name", ["trained-boards", "trained-boards-download"])
def test_the_figures_are_for_staff(client, cast, sign_in, name):
    assert client.get(reverse(name))["Location"].startswith(reverse("sign-in"))
    assert sign_in(cast.stranger).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_trained_boards_of_ones_own_reach(
    cast, sign_in, led, make_cooperative, django_assert_num_queries, rows
):
    certify(led.board.get())
    for number in range(rows):
        make_cooperative(f"Koperasi {number}", "Rupat")
    client = sign_in(cast.upt_mandau)
    with django_assert_num_queries(5):  # session, user, appointments, their kecamatan, figures
        response = client.get(reverse("trained-boards"))
    assert [share.name for share in response.context["shares"]] == ["Mandau"]
    text = text_of(response)
    assert "1 dari 1 koperasi aktif dengan pengurus" in text
    assert "sertifikat kompetensi yang masih" in text
    assert "Rupat" not in text


def test_the_figures_are_downloaded_with_their_definition(cast, sign_in, led):
    certify(led.board.get())
    url = reverse("trained-boards-download")
    client = sign_in(cast.registrar)
    content = b"".join(client.get(url, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[1:] == [
        ["14.03.09", "Mandau", "1", "1", "1", "0", "100,0"],
        ["", "Jumlah", "1", "1", "1", "0", "100,0"],
    ]
    workbook = client.get(url)
    assert workbook["Content-Disposition"].endswith('.xlsx"')
    workbook.close()


def test_the_register_is_narrowed_by_the_board_for_staff_only(client, cast, sign_in, led):
    asked = {"board": "vacant"}
    open_page = text_of(client.get(reverse("cooperatives"), asked))
    assert "Saringan Pengurus hanya terbuka bagi petugas" in open_page
    page = sign_in(cast.upt_mandau).get(reverse("cooperatives"), asked)
    assert [row["name"] for row in page.context["rows"]] == [led.name]
    complete = client.get(reverse("cooperatives"), {"board": "complete"})
    assert not complete.context["rows"]
