"""The RAT of a cooperative: recorded beside last year's figures, explained, deleted."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from registry.entry import record_meeting
from registry.health import assess
from registry.models import AnnualMeeting, Document
from registry.tests.test_cooperative_edit import text_of, typed

WORDS = "Kredit macet anggota sejak banjir"
LOSS = {"book_year": "2019", "surplus": "(12.500.000)"}


@pytest.fixture
def mandau(make_cooperative):
    return make_cooperative("KUD Tani Maju", district="Mandau", deed_date=date(2000, 5, 4))


def address(cooperative, meeting=None, tail=""):
    if meeting is None:
        return reverse("cooperative-meeting-new", args=[cooperative.uid])
    name = "cooperative-meeting-delete" if tail else "cooperative-meeting"
    return reverse(name, args=[cooperative.uid, meeting.pk])


# --- the form ----------------------------------------------------------------------------------


def test_last_year_s_figure_stands_beside_each_field(cast, sign_in, mandau):
    record_meeting(mandau, {"book_year": 2018, "surplus": 9_876_543, "grants": 1_234_567})
    page = text_of(sign_in(cast.registrar).get(address(mandau)))
    assert "Tahun buku 2018: Rp\u00a09.876.543" in page
    assert "Tahun buku 2018: Rp\u00a01.234.567" in page
    assert "Tahun buku 2018: tidak diisi" in page
    assert 'aria-describedby="id_surplus_helptext id_surplus_understood id_surplus_beside"' in page


def test_what_is_usual_is_saved_at_once(cast, sign_in, mandau):
    data = {"book_year": "2019", "held_on": "1-3-2020", "principal_savings": "1.500.000"}
    assert sign_in(cast.upt_mandau).post(address(mandau), data).status_code == 302
    meeting = mandau.meetings.get()
    assert (meeting.principal_savings, meeting.explanations) == (1_500_000, {})


def test_a_warning_asks_for_words_and_loses_nothing(cast, sign_in, mandau):
    client = sign_in(cast.registrar)
    data = LOSS | {"members_male": "10", "members_female": "5", "members_total": "16"}
    response = client.post(address(mandau), data)
    page = text_of(response)
    assert response.status_code == 200
    assert 'href="#id_explain_surplus_negative"' in page
    assert "SHU -Rp\u00a012.500.000, diharapkan nol atau lebih." in page
    assert "Anggota laki-laki dan perempuan berjumlah 15, tercatat 16." in page
    assert not mandau.meetings.exists()
    again = typed(response)
    assert (again["members_male"], again["surplus"]) == ("10", "(12.500.000)")
    again |= {"explain_surplus_negative": WORDS, "explain_members_by_sex": "Satu badan hukum lain"}
    assert client.post(address(mandau), again).status_code == 302
    meeting = mandau.meetings.get()
    assert meeting.surplus == -12_500_000
    assert meeting.explanations == {
        "surplus_negative": WORDS,
        "members_by_sex": "Satu badan hukum lain",
    }


def test_words_that_are_too_few_are_not_enough(cast, sign_in, mandau):
    data = LOSS | {"explain_surplus_negative": "rugi 12345678"}
    page = text_of(sign_in(cast.registrar).post(address(mandau), data))
    assert "ditemukan 4 huruf, diharapkan sedikitnya 10 huruf" in page
    assert "rugi 12345678" in page
    assert not mandau.meetings.exists()


def test_words_survive_an_error_elsewhere(cast, sign_in, mandau):
    data = LOSS | {"explain_surplus_negative": WORDS, "held_on": "31-13-2020"}
    assert WORDS in text_of(sign_in(cast.registrar).post(address(mandau), data))


def test_words_go_when_the_figure_is_mended(cast, sign_in, mandau):
    meeting, _ = record_meeting(
        mandau, {"book_year": 2019, "surplus": -5, "explanations": {"surplus_negative": WORDS}}
    )
    client = sign_in(cast.registrar)
    page = client.get(address(mandau, meeting))
    assert WORDS in text_of(page)
    assert client.post(address(mandau, meeting), typed(page) | {"surplus": "5"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.surplus, meeting.explanations) == (5, {})


def test_an_imported_rat_is_asked_about_when_it_is_opened(cast, sign_in, mandau):
    meeting, _ = record_meeting(mandau, {"book_year": 2019, "surplus": -5})
    client = sign_in(cast.registrar)
    page = client.get(address(mandau, meeting))
    assert "Perlu dijelaskan" in text_of(page)
    assert client.post(address(mandau, meeting), typed(page)).status_code == 200
    data = typed(page) | {"explain_surplus_negative": WORDS}
    assert client.post(address(mandau, meeting), data).status_code == 302


def test_the_page_shows_the_words_beside_the_figure(cast, sign_in, mandau):
    figures = {"book_year": 2019, "surplus": -5, "grants": 70}
    record_meeting(mandau, figures | {"explanations": {"surplus_negative": WORDS}})
    page = text_of(sign_in(cast.verifier).get(mandau.get_absolute_url()))
    assert WORDS in page
    assert 'href="#penjelasan-1"' in page
    assert "Hibah (Rp)" in page
    assert "perlu dijelaskan" not in page


def test_an_empty_rat_or_a_second_one_of_the_year_is_refused(cast, sign_in, make_cooperative):
    cooperative = make_cooperative()
    record_meeting(cooperative, {"book_year": 2019})
    url = reverse("cooperative-meeting-new", args=[cooperative.uid])
    client = sign_in(cast.registrar)
    assert "Isi sedikitnya tahun buku" in text_of(client.post(url, {"book_year": ""}))
    assert "RAT tahun buku ini sudah tercatat." in text_of(client.post(url, {"book_year": "2019"}))
    assert AnnualMeeting.objects.count() == 1


def test_a_stale_rat_is_refused_with_both_values(cast, sign_in, make_cooperative):
    cooperative = make_cooperative()
    meeting, _ = record_meeting(cooperative, {"book_year": 2019, "employees": 3})
    url = reverse("cooperative-meeting", args=[cooperative.uid, meeting.pk])
    client = sign_in(cast.registrar)
    data = typed(client.get(url)) | {"employees": "5"}
    record_meeting(cooperative, {"book_year": 2019, "employees": 4})
    response = client.post(url, data)
    assert response.status_code == 409
    shown = {
        row["label"]: (row["mine"], row["saved"]) for row in response.context["form"].differences
    }
    assert shown == {"Jumlah karyawan": ("5", "4")}
    meeting.refresh_from_db()
    assert meeting.employees == 4
    client.post(url, typed(response))
    meeting.refresh_from_db()
    assert meeting.employees == 5


def test_a_rat_of_another_cooperative_is_not_found(cast, sign_in, make_cooperative):
    other, _ = record_meeting(make_cooperative("Koperasi Lain"), {"book_year": 2019})
    url = reverse("cooperative-meeting", args=[make_cooperative().uid, other.pk])
    assert sign_in(cast.registrar).get(url).status_code == 404


def test_a_stale_rat_keeps_the_words_that_were_typed(cast, sign_in, mandau):
    meeting, _ = record_meeting(mandau, {"book_year": 2019, "surplus": 3})
    client = sign_in(cast.registrar)
    data = typed(client.get(address(mandau, meeting)))
    data |= {"surplus": "-7", "explain_surplus_negative": WORDS}
    record_meeting(mandau, {"book_year": 2019, "surplus": 4})
    response = client.post(address(mandau, meeting), data)
    assert response.status_code == 409
    assert WORDS in text_of(response)
    assert client.post(address(mandau, meeting), typed(response)).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.surplus, meeting.explanations) == (-7, {"surplus_negative": WORDS})


# --- deleting ----------------------------------------------------------------------------------

REASON = "Salah memilih koperasi"


def test_a_mistaken_rat_is_deleted_with_a_reason_that_stays_in_the_trail(cast, sign_in, mandau):
    meeting, _ = record_meeting(mandau, {"book_year": 2019, "employees": 3})
    client, url = sign_in(cast.upt_mandau), address(mandau, meeting, "hapus")
    page = client.get(url)
    few = client.post(url, typed(page) | {"reason": "salah"})
    assert "diharapkan sedikitnya 10 huruf" in text_of(few)
    assert client.post(url, typed(page) | {"reason": REASON}).status_code == 302
    assert not AnnualMeeting.objects.exists()
    told = text_of(client.get(reverse("cooperative-history", args=[mandau.uid])))
    assert f"RAT dihapus: {REASON}" in told


def test_a_stale_rat_is_not_deleted(cast, sign_in, mandau):
    meeting, _ = record_meeting(mandau, {"book_year": 2019, "employees": 3})
    client, url = sign_in(cast.registrar), address(mandau, meeting, "hapus")
    data = typed(client.get(url)) | {"reason": REASON}
    record_meeting(mandau, {"book_year": 2019, "employees": 4})
    assert client.post(url, data).status_code == 409
    assert AnnualMeeting.objects.exists()


def test_a_rat_with_a_document_stays(cast, sign_in, mandau):
    meeting, _ = record_meeting(mandau, {"book_year": 2019})
    Document.objects.create(
        cooperative=mandau, meeting=meeting, kind="berita_acara", title="Berita acara",
        filename="a.pdf", media_type="application/pdf", size=1, sha256="0" * 64,
    )  # fmt: skip
    client, url = sign_in(cast.registrar), address(mandau, meeting, "hapus")
    response = client.post(url, typed(client.get(url)) | {"reason": REASON})
    assert "RAT ini punya dokumen" in text_of(response)
    assert AnnualMeeting.objects.exists()


def test_a_rat_whose_book_year_was_assessed_stays(cast, sign_in, make_cooperative):
    cooperative = make_cooperative(kind="simpan_pinjam")
    meeting, _ = record_meeting(cooperative, {"book_year": 2021})
    scores = dict.fromkeys(("tata_kelola", "profil_risiko", "kinerja_keuangan", "permodalan"), 70)
    assess(cooperative, book_year=2021, assessed_on=date(2022, 5, 1), scores=scores)
    client, url = sign_in(cast.registrar), address(cooperative, meeting, "hapus")
    response = client.post(url, typed(client.get(url)) | {"reason": REASON})
    assert "tahun buku 2021 sudah dinilai" in text_of(response)
    assert AnnualMeeting.objects.exists()


@pytest.mark.parametrize("tail", ["", "hapus"])
@pytest.mark.parametrize(("person", "code"), [("upt_rupat", 404), ("verifier", 403)])
def test_others_touch_no_rat(cast, sign_in, mandau, tail, person, code):
    meeting, _ = record_meeting(mandau, {"book_year": 2019, "employees": 7_654})
    client = sign_in(getattr(cast, person))
    response = client.post(address(mandau, meeting, tail), {"reason": REASON, "version": 1})
    assert response.status_code == code
    assert "7.654" not in text_of(response)
    assert AnnualMeeting.objects.exists()


# --- constraints -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("meeting_after_book_year", {"book_year": 2020, "held_on": date(2019, 3, 1)}),
        ("meeting_not_ahead", {"held_on": date(2999, 1, 1)}),
        ("meeting_money_not_negative", {"turnover": -1}),
        ("meeting_savings_not_negative", {"principal_savings": -1}),
        ("meeting_savings_not_negative", {"mandatory_savings": -1}),
        ("meeting_savings_not_negative", {"reserves": -1}),
        ("meeting_savings_not_negative", {"grants": -1}),
    ],
)
def test_the_database_refuses_an_impossible_rat(mandau, name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AnnualMeeting.objects.create(cooperative=mandau, **fields)


@pytest.mark.parametrize(
    ("name", "year"),
    [("meeting_once_a_book_year", 2019), ("meeting_one_without_book_year", None)],
)
def test_the_database_refuses_a_second_rat(mandau, name, year):
    AnnualMeeting.objects.create(cooperative=mandau, book_year=year)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AnnualMeeting.objects.create(cooperative=mandau, book_year=year)
