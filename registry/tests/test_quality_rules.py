"""Each rule of data quality: what breaks it, what it says then, and that others stay clean."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from registry.deeds import year_in, year_of
from registry.entry import record_meeting, set_officers, touch
from registry.models import AnnualMeeting, BoardMember, Cooperative, Finding, Member
from registry.models.people import today
from registry.quality.checking import recheck
from registry.quality.conditions import AsOf
from registry.quality.rules import BY_CODE, RULES, score
from registry.quality.sums import SUMS, gaps_of, has_gap
from registry.quality.words import subjects
from registry.tests.spotless import change, codes, due, spotless

pytestmark = pytest.mark.django_db
YESTERDAY = today() - timedelta(days=1)


def field(**values):
    return lambda cooperative: change(cooperative, **values)


def part(work):
    """Something done to the parts of a cooperative, by whatever way."""

    def do(cooperative):
        work(cooperative)
        touch(cooperative)

    return do


def meeting(**figures):
    return lambda cooperative: record_meeting(cooperative, {"book_year": due(), **figures})


def nobody(cooperative):
    set_officers(cooperative, {"ketua": [], "sekretaris": [], "bendahara": []})


def asleep(cooperative):
    """Founded four book years ago, no RAT since."""
    year = due() - 3
    change(cooperative, deed_date=date(year, 1, 5), deed_number=f"518/BH/I/{year}")
    part(lambda one: one.meetings.all().delete())(cooperative)


def chair(**values):
    return part(lambda one: one.board.filter(position="ketua").update(**values))


CERTIFIED = {"certificate_status": "bersertifikat", "nik_koperasi": "1403090010001"}
BREAKS = [
    ("no_village", field(village=None), "kosong", "desa"),
    ("no_deed_number", field(deed_number=""), "kosong", "nomor"),
    ("no_deed_date", field(deed_date=None), "kosong", "tanggal"),
    ("placeholder_deed_date", field(deed_date=date(1945, 8, 17)), "17-08-1945", "akta"),
    ("deed_year_differs", field(deed_number="518/BH/1987"), "518/BH/1987", "1987"),
    ("no_kind", field(kind=""), "kosong", "jenis"),
    ("old_kind", field(kind="serba_usaha"), "Serba Usaha", "konsumen"),
    ("no_phone", field(phone=""), "kosong", "telepon"),
    ("no_officers", nobody, "tidak ada pengurus", "ketua"),
    ("vacant_chair", lambda c: set_officers(c, {"ketua": []}), "bendahara", "ketua"),
    ("vacant_secretary", lambda c: set_officers(c, {"sekretaris": []}), "ketua", "sekretaris"),
    ("vacant_treasurer", lambda c: set_officers(c, {"bendahara": []}), "ketua", "bendahara"),
    ("board_term_expired", chair(term_to=YESTERDAY), "Siti", "5 tahun"),
    ("board_term_expired", chair(term_from=date(2010, 1, 1)), "01-01-2010", "5 tahun"),
    ("no_meeting", part(lambda c: c.meetings.all().delete()), "belum ada RAT", f"{due()}"),
    ("meetings_missed", asleep, "4 tahun buku", f"{due() - 3}–{due()}"),
    ("active_without_evidence", asleep, "status aktif, belum ada RAT", "status lain"),
    ("active_without_evidence", nobody, "status aktif, tidak ada pengurus", "status lain"),
    ("meeting_without_book_year", meeting(book_year=None), "tanpa tahun buku", "tahun buku"),
    ("sum_mismatch", meeting(members_male=9, members_female=9), "tercatat 25", "hitungan 18"),
    ("few_members", meeting(members_total=5), "5 anggota", "paling sedikit 9"),
    (
        "members_differ",
        part(lambda c: Member.objects.create(cooperative=c, name="Ani")),
        "25 anggota",
        "1 anggota",
    ),
    (
        "certificate_expired",
        field(**CERTIFIED, certificate_valid_until=YESTERDAY),
        f"{YESTERDAY:%d-%m-%Y}",
        "berlaku",
    ),
    ("grade_differs", field(recorded_grade="A"), "grade A", "grade C1"),
]


@pytest.mark.parametrize(("code", "spoil", "found", "expected"), BREAKS)
def test_a_broken_rule_is_found_and_said_and_the_neighbour_stays_clean(
    make_cooperative, code, spoil, found, expected
):
    clean, spoilt = spotless(make_cooperative), spotless(make_cooperative, "Koperasi Keliru")
    assert codes(clean) == codes(spoilt) == set()
    spoil(spoilt)
    assert code in codes(spoilt)
    said = BY_CODE[code].words(subjects([spoilt.pk], AsOf.on(today()))[spoilt.pk])
    assert found in said[0]
    assert expected in said[1]
    assert codes(clean) == set()


def test_every_rule_is_tried_and_leads_to_a_page_where_it_is_mended(make_cooperative):
    assert {code for code, *_ in BREAKS} == set(BY_CODE)
    cooperative = spotless(make_cooperative)
    subject = subjects([cooperative.pk], AsOf.on(today()))[cooperative.pk]
    for rule in RULES:
        name, args = rule.place(subject)
        assert reverse(name, args=args).startswith(f"/koperasi/{cooperative.uid}/")
        assert "" not in (rule.why, rule.source, rule.mend)


def test_the_meeting_that_is_wrong_is_the_one_to_mend(make_cooperative):
    cooperative = spotless(make_cooperative)
    wrong, _ = record_meeting(cooperative, {"book_year": 2019, "assets": 9, "own_capital": 1})
    record_meeting(cooperative, {"book_year": 2019, "outside_capital": 1})
    subject = subjects([cooperative.pk], AsOf.on(today()))[cooperative.pk]
    place = BY_CODE["sum_mismatch"].place(subject)
    assert place == ("cooperative-meeting", [cooperative.uid, wrong.pk])


@pytest.mark.parametrize("work", [{"status": "dibubarkan"}, {"merged_into": True}])
def test_a_dissolved_or_merged_cooperative_has_no_findings(make_cooperative, work):
    other, gone = spotless(make_cooperative), make_cooperative("Koperasi Kosong")
    assert codes(gone)
    work = {"merged_into": other} if "merged_into" in work else work
    Cooperative.objects.filter(pk=gone.pk).update(**work)
    recheck([gone.pk])
    assert codes(gone) == set()
    assert not Finding.objects.filter(cooperative=gone, closed_on__isnull=True).exists()


def test_a_cooperative_proposed_for_dissolution_is_not_asked_for_meetings(make_cooperative):
    cooperative = make_cooperative(deed_date=date(1990, 1, 1), status="diusulkan_bubar")
    assert not codes(cooperative) & {"no_meeting", "meetings_missed", "active_without_evidence"}


def test_a_supervisor_alone_is_no_board_and_who_left_is_not_in_office(make_cooperative):
    cooperative = spotless(make_cooperative)
    cooperative.board.update(left_on=YESTERDAY)
    BoardMember.objects.create(cooperative=cooperative, position="pengawas", person_name="Ali")
    touch(cooperative)
    assert "no_officers" in codes(cooperative)


def test_the_book_of_members_is_compared_as_of_the_day_of_the_figures(make_cooperative):
    cooperative = spotless(make_cooperative)
    meeting(members_total=9)(cooperative)
    for number in range(9):
        Member.objects.create(cooperative=cooperative, name=f"Anggota {number}")
    joined = date(due() + 1, 1, 1)
    Member.objects.create(cooperative=cooperative, name="Baru", joined_on=joined)
    touch(cooperative)
    assert codes(cooperative) == set()


NUMBERS = [
    "1303/BHK/DISKOP/XII/1987",
    "AHU-0012345.AH.01.26.TAHUN 2021",
    "AHU-0012345.AH.01.26.Tahun2021 ",
    "2004/BH/IV.5",
    "518/BH/ 1998\t",
    "518/BH/1998/2",
    "518/BH/3998",
    "1998",
    "",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_year_of_a_deed_number_is_the_same_in_sql_and_in_python(make_cooperative, number):
    cooperative = make_cooperative(deed_number=number)
    Cooperative.objects.filter(pk=cooperative.pk).update(deed_number=number)
    read = Cooperative.objects.annotate(year=year_of("deed_number")).get()
    assert read.year == year_in(number)


MANY = 2_000_000_000
FIGURES = [
    {"members_male": 5, "members_female": 5, "members_total": 10},
    {"members_male": 5, "members_female": 5, "members_total": 11},
    {"members_male": MANY, "members_female": MANY, "members_total": 1},
    {"members_male": 5, "members_total": 11},
    {"own_capital": 4, "outside_capital": 5, "assets": 9},
    {"own_capital": 4, "outside_capital": 5, "assets": 10},
    {"own_capital": 4, "outside_capital": Decimal("5.01"), "assets": 8},
    {"own_capital": -4, "outside_capital": 5, "assets": 9},
    {
        "principal_savings": 1,
        "mandatory_savings": 2,
        "reserves": 3,
        "grants": 4,
        "own_capital": 12,
    },
]


@pytest.mark.parametrize("figures", FIGURES)
def test_a_sum_is_judged_the_same_in_sql_and_in_words(make_cooperative, figures):
    cooperative = make_cooperative()
    made = AnnualMeeting.objects.create(cooperative=cooperative, **figures)
    found = Cooperative.objects.filter(has_gap()).exists()
    assert found == bool(gaps_of(AnnualMeeting.objects.get()))
    made.explanations = {one.code: "Begitu adanya" for one in SUMS}
    made.save(update_fields=["explanations"])
    assert not Cooperative.objects.filter(has_gap()).exists()
    assert gaps_of(made) == []


def test_heavy_findings_weigh_more():
    assert score(["no_village"]) < score(["old_kind"]) < score(["placeholder_deed_date"])
    assert score(["no_village", "no_kind", "unknown"]) == 2
