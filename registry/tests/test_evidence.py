"""Which status the evidence speaks for, criterion by criterion, on any day."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from registry.evidence import Basis, count_kinds, differing, reasons, which, with_evidence
from registry.models import AnnualMeeting, BoardMember, Cooperative, FieldVisit, Rule
from registry.rules import NoRule

DAY = date(2020, 6, 1)
DEED = {"deed_number": "518/BH/2001", "deed_date": date(2001, 5, 4)}


@pytest.fixture
def standing(make_cooperative):
    """``standing({book year: turnover}, {day: found})`` → the row with its annotations on DAY."""

    def ask(figures=None, visits=None, board=True, day=DAY, **fields):
        cooperative = make_cooperative(**(DEED | fields))
        if board:
            BoardMember.objects.create(
                cooperative=cooperative, position="ketua", person_name="Ahmad Contoh"
            )
        for year, turnover in (figures or {}).items():
            AnnualMeeting.objects.create(
                cooperative=cooperative,
                book_year=year,
                held_on=date(year + 1, 3, 1),
                turnover=turnover,
            )
        for on, found in (visits or {}).items():
            FieldVisit.objects.create(
                cooperative=cooperative, visited_on=on, found=found, result="Dilihat."
            )
        return with_evidence(Cooperative.objects.filter(pk=cooperative.pk), day).get()

    return ask


def test_institution_business_and_meetings_together_speak_for_aktif(standing):
    row = standing({2018: 5, 2019: 7})
    assert (row.has_institution, row.has_business, row.has_meetings) == (True, True, True)
    assert row.proposed_status == "aktif"


@pytest.mark.parametrize(
    "fields",
    [
        {"board": False},
        {"deed_number": "", "deed_date": None},
        {"deed_number": "", "deed_date": date(1945, 8, 17)},
    ],
)
def test_without_deed_or_board_there_is_no_institution(standing, fields):
    row = standing({2019: 7}, **fields)
    assert row.has_institution is False
    assert row.proposed_status == "tidak_aktif" or row.missed >= 3


def test_a_board_that_left_is_not_in_office(standing):
    row = standing({2019: 7})
    BoardMember.objects.update(left_on=DAY)
    again = with_evidence(Cooperative.objects.filter(pk=row.pk), DAY).get()
    assert (again.has_institution, again.proposed_status) == (False, "tidak_aktif")


@pytest.mark.parametrize(
    ("figures", "visits", "known"),
    [
        ({2019: 7}, {}, True),
        ({2018: 7, 2019: None}, {}, True),
        ({2018: 7, 2019: 0}, {}, False),
        ({2019: None}, {}, None),
        ({2017: 9, 2019: None}, {}, None),
        ({2019: None}, {date(2019, 6, 1): "berjalan"}, True),
        ({2019: None}, {date(2019, 5, 31): "berjalan"}, None),
        ({2019: 0}, {date(2020, 5, 1): "berjalan"}, True),
        ({2019: 7}, {date(2020, 3, 2): "berhenti"}, False),
        ({2019: 7}, {date(2020, 3, 1): "berhenti"}, True),
        ({2019: 7}, {date(2020, 5, 1): "tidak_ada", date(2020, 5, 20): "berjalan"}, True),
        ({2019: None}, {date(2020, 5, 1): "berjalan", date(2020, 5, 20): "tidak_ada"}, False),
        ({2019: 7}, {date(2020, 6, 2): "berhenti"}, True),
    ],
)
def test_business_follows_figures_and_visits_and_the_later_weighs_more(
    standing, figures, visits, known
):
    assert standing(figures, visits).has_business is known


def test_an_unknown_business_makes_no_proposal(standing):
    row = standing({2019: None})
    assert (row.has_business, row.proposed_status) == (None, "")


@pytest.mark.parametrize(
    ("last", "day", "proposed"),
    [
        (2018, date(2020, 3, 31), "aktif"),
        (2018, date(2020, 4, 1), "aktif"),
        (2017, date(2019, 12, 31), "aktif"),
        (2017, date(2020, 4, 1), "tidak_aktif"),
        (2016, date(2020, 3, 31), "tidak_aktif"),
        (2016, date(2020, 4, 1), "diusulkan_bubar"),
    ],
)
def test_missed_meetings_count_from_the_day_after_their_deadline(standing, last, day, proposed):
    seen = {date(day.year, 2, 1): "berjalan"}
    assert standing({last: 7}, seen, day=day).proposed_status == proposed


@pytest.mark.parametrize("status", ["beku", "dibubarkan"])
def test_beku_and_dibubarkan_stay_what_they_are(standing, status):
    assert standing({}, status=status).proposed_status == ""


def test_the_rule_says_what_aktif_needs(standing):
    Rule.objects.filter(key="active_needs").update(
        value={"institution": False, "business": False, "missed_meetings_most": 0}
    )
    assert standing({2019: None}, board=False).proposed_status == "aktif"
    assert standing({2018: 7}, name="Koperasi Telat").proposed_status == "tidak_aktif"


def test_without_a_rule_nothing_is_guessed(db):
    Rule.objects.filter(key="dissolution_after").delete()
    with pytest.raises(NoRule, match="dissolution_after"):
        Basis.on(DAY)


def test_every_criterion_says_by_which_evidence_and_which_rule(standing):
    row = standing({2017: 9, 2018: Decimal("1500000")}, {date(2020, 5, 1): "berhenti"})
    said = {one.label: one for one in reasons(row, Basis.on(DAY))}
    assert "pengurus yang menjabat" in said["Kelembagaan"].text
    assert "RAT tahun buku 2018: volume usaha Rp 1.500.000" in said["Usaha"].text
    assert "kunjungan 1 Mei 2020: ditemukan, usaha berhenti" in said["Usaha"].text
    assert said["RAT"].text == "RAT terakhir tahun buku 2018; 1 tahun buku terlewat."
    assert all("Dinas Koperasi Bengkalis" in one.source for one in said.values())


def test_the_filter_parts_the_register_and_costs_one_query(standing, django_assert_num_queries):
    agrees = standing({2019: 7}, name="Koperasi Sesuai")
    differs = standing({2019: 0}, name="Koperasi Beda")
    unknown = standing({2019: None}, name="Koperasi Entah")
    standing({}, name="Koperasi Beku", status="beku")
    for word, row in (("agrees", agrees), ("differs", differs), ("unknown", unknown)):
        rows = which(Cooperative.objects.all(), word, DAY).order_by("pk")
        with django_assert_num_queries(1):
            assert [one.pk for one in rows] == [row.pk]


def test_the_list_the_counts_and_the_single_row_say_the_same(standing):
    standing({2019: 0}, name="Koperasi Beda")
    standing({2015: 7}, name="Koperasi Lama")
    standing({2019: None}, name="Koperasi Entah")
    everything, basis = Cooperative.objects.order_by("pk"), Basis.on(DAY)
    single = [row for row in with_evidence(everything, DAY) if row.proposed_status]
    listed = list(differing(everything, DAY, basis))
    assert [row.proposed_status for row in listed] == ["tidak_aktif", "diusulkan_bubar"]
    assert [row.pk for row in listed] == [row.pk for row in single]
    kinds = [("aktif", "diusulkan_bubar", 1), ("aktif", "tidak_aktif", 1)]
    assert count_kinds(everything, DAY, basis) == kinds


# --- pages -------------------------------------------------------------------------------------


def text_of(response) -> str:
    return response.content.decode()


def test_the_cooperatives_page_shows_the_proposal_beside_the_record(
    cast, sign_in, make_cooperative
):
    cooperative = make_cooperative(**DEED)
    page = text_of(sign_in(cast.registrar).get(cooperative.get_absolute_url()))
    assert "Status menurut bukti" in page
    assert f"{reverse('cooperative-status', args=[cooperative.uid])}?usulan=1" in page
    assert "Praktik Siak" in page
    cooperative.refresh_from_db()
    assert cooperative.status == "aktif"


def test_who_may_not_change_the_status_gets_no_button(cast, sign_in, make_cooperative):
    cooperative = make_cooperative(district="Mandau", **DEED)
    page = text_of(sign_in(cast.upt_mandau).get(cooperative.get_absolute_url()))
    assert "Status menurut bukti" in page
    assert "?usulan=1" not in page


def test_the_status_form_opens_with_the_proposal(cast, sign_in, make_cooperative):
    cooperative = make_cooperative(**DEED)
    url = reverse("cooperative-status", args=[cooperative.uid])
    form = sign_in(cast.registrar).get(url, {"usulan": "1"}).context["form"]
    assert form["status"].value() == "diusulkan_bubar"
    assert "Tanpa RAT selama 3 tahun buku" in form["reason"].value()
    assert form["evidence"].value().startswith("Belum pernah RAT; ")
    assert sign_in(cast.registrar).get(url).context["form"]["status"].value() == ""


def test_the_register_is_filtered_by_evidence_for_staff_only(
    client, cast, sign_in, make_cooperative
):
    make_cooperative("Koperasi Beda", **DEED)
    make_cooperative("Koperasi Usul", status="diusulkan_bubar", **DEED)
    public = text_of(client.get("/koperasi/", {"evidence": "differs"}))
    assert "hanya terbuka bagi petugas" in public
    page = text_of(sign_in(cast.registrar).get("/koperasi/", {"evidence": "differs"}))
    assert "Koperasi Beda" in page
    assert "Koperasi Usul" not in page


def test_evidence_is_no_filter_for_a_caller_without_token(client, cast, token_of, make_cooperative):
    make_cooperative("Koperasi Beda", **DEED)
    url = reverse("api-cooperatives")
    assert client.get(url, {"evidence": "differs"}).status_code == 400
    headers = {"Authorization": f"Bearer {token_of(cast.registrar)}"}
    found = client.get(url, {"evidence": "differs"}, headers=headers).json()["results"]
    assert [row["name"] for row in found] == ["Koperasi Beda"]
