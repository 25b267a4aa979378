"""Which pairs are proposed as one cooperative, and which are not."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bengkalis.errors import TransitionRefused
from registry import duplicates
from registry.duplicates import declare_different, find_pairs, open_by_hand
from registry.entry import correct
from registry.enums import PairState
from registry.models import Cooperative, District, DuplicatePair, Village
from registry.search import NOISE, SPELT_OUT, core_name

DAY = date(2021, 3, 4)
WORDS = st.sampled_from([*SPELT_OUT, *NOISE, "tani", "Maju", "K.U.D.", "3", "é", "-", "A.B", " "])


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(WORDS, min_size=1, max_size=6).map(" ".join).filter(lambda text: text.strip()))
def test_python_and_the_database_agree_on_the_core_of_a_name(make_cooperative, name):
    cooperative = make_cooperative(name)
    cooperative.refresh_from_db()
    assert cooperative.core_name == core_name(name)


def pairs() -> list[tuple[str, str]]:
    found = DuplicatePair.objects.order_by("pk").values_list("left__name", "right__name")
    return list(found)


@pytest.fixture(params=["few", "many"])
def way(request, monkeypatch):
    """Both ways of looking: each row by itself, and the whole register at once."""
    if request.param == "many":
        monkeypatch.setattr(duplicates, "FEW", 0)
    return request.param


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KSP Sejahtera Bersama", "Koperasi Simpan Pinjam Sejahtera Bersama"),
        ("K.U.D. Tani Maju", "KUD Tani-Maju"),
        ("Koperasi Nelayan Bahari Jaya Makmur", "Koperasi Nelayan Bahary Jaya Makmur"),
        ("KUD Maju 2", "Koperasi Unit Desa Maju 2"),
    ],
)
def test_one_name_in_two_spellings_in_one_kecamatan_is_a_pair(way, make_cooperative, one, other):
    make_cooperative(one, district="Rupat")
    make_cooperative(other, district="Rupat")
    make_cooperative(other, district="Mandau")
    assert pairs() == [(one, other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KUD Sejahtera 1", "KUD Sejahtera 2"),
        ("KUD Sejahtera", "KUD Sejahtera 2"),
        ("Koperasi Tani Maju", "Koperasi Nelayan Bahari"),
        ("Koperasi", "Kop"),
    ],
)
def test_other_numerals_or_other_words_are_no_pair(way, make_cooperative, one, other):
    make_cooperative(one)
    make_cooperative(other)
    assert pairs() == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("518/BH/XII/1987", "518 bh xii 1987", True),
        ("00000000", "0000-0000", False),
        ("12/BH", "12 BH", False),
        ("518/BH/XII/1987", "519/BH/XII/1987", False),
    ],
)
def test_one_deed_number_written_differently_is_a_pair_anywhere(
    way, make_cooperative, one, other, found
):
    make_cooperative("Koperasi Lama", deed_number=one, district="Rupat")
    make_cooperative("Koperasi Baru", deed_number=other, district="Mandau")
    assert bool(pairs()) is found


def test_reasons_are_words_and_more_evidence_scores_higher(make_cooperative):
    make_cooperative("KSP Sejahtera", deed_number="518/BH/1987")
    make_cooperative("Koperasi Simpan Pinjam Sejahtera", deed_number="518-BH-1987")
    make_cooperative("KSP Sejahtera", deed_number="7788/BH/1999")
    found = list(DuplicatePair.objects.values_list("score", "reasons"))
    assert found[0] == (
        98,
        ["Nama sama, ejaannya berbeda, di kecamatan yang sama", "Nomor badan hukum sama"],
    )
    assert [score for score, _ in found[1:]] == [65, 65]
    assert "Nomor badan hukum berbeda" in found[1][1]


def test_likeness_alone_is_no_pair_where_deed_and_desa_both_differ(way, make_cooperative):
    villages = Village.objects.filter(district__name="Bengkalis")[:2]
    names = ("Koperasi Nelayan Bahari Jaya Makmur", "Koperasi Nelayan Bahary Jaya Makmur")
    rows = [
        make_cooperative(name, village=village, deed_number=f"{village.pk}2345/BH")
        for name, village in zip(names, villages, strict=True)
    ]
    assert pairs() == []
    rows[0].village = None
    rows[0].save(update_fields=["village"])
    assert find_pairs([rows[0].pk]) == 1


def test_a_dissolved_one_is_compared_and_a_merged_one_is_not(way, make_cooperative):
    first = make_cooperative("KUD Maju", status="dibubarkan")
    second = make_cooperative("KUD Maju")
    assert len(pairs()) == 1
    DuplicatePair.objects.all().delete()
    Cooperative.objects.filter(pk=second.pk).update(merged_into=first)
    assert find_pairs() == 0
    assert find_pairs([first.pk]) == 0
    assert pairs() == []


def test_correcting_the_name_forgets_the_pair_and_finds_another(make_cooperative):
    first = make_cooperative("KUD Maju")
    make_cooperative("KUD Maju")
    make_cooperative("Koperasi Nelayan Selat")
    first.refresh_from_db()
    first.name = "Kop. Nelayan Selat"
    correct(first, first.version)
    assert pairs() == [("Kop. Nelayan Selat", "Koperasi Nelayan Selat")]


def test_moving_to_another_kecamatan_is_looked_at_too(make_cooperative):
    first = make_cooperative("KUD Maju", district="Rupat")
    make_cooperative("KUD Maju", district="Mandau")
    first.refresh_from_db()
    first.district = District.objects.get(name="Mandau")
    correct(first, first.version)
    assert len(pairs()) == 1


def test_what_a_person_decided_or_opened_stays(cast, way, make_cooperative):
    one, two, three = (make_cooperative(name) for name in ("KUD Maju", "KUD Maju", "Lain"))
    by_hand = open_by_hand(three, one)
    pair = DuplicatePair.objects.get(left=one, right=two)
    declare_different(pair, reason="Dua desa", by=cast.registrar)
    find_pairs(day=DAY)
    find_pairs([one.pk], DAY)
    assert DuplicatePair.objects.get(pk=pair.pk).state == PairState.DIFFERENT
    assert DuplicatePair.objects.get(pk=by_hand.pk).state == PairState.OPEN
    assert DuplicatePair.objects.count() == 2


def test_looking_again_changes_nothing(way, make_cooperative):
    for n in range(3):
        make_cooperative("KUD Maju", deed_number=f"{n}2345/BH")
    before = list(DuplicatePair.objects.values())
    assert find_pairs() == 0
    assert list(DuplicatePair.objects.values()) == before


def test_a_decision_needs_a_reason_and_a_merged_pair_is_no_longer_decided(make_cooperative):
    pair = open_by_hand(make_cooperative("A"), make_cooperative("B"))
    with pytest.raises(ValidationError, match="Alasan"):
        declare_different(pair, reason=" ")
    DuplicatePair.objects.update(state=PairState.MERGED)
    with pytest.raises(TransitionRefused, match="sudah digabung"):
        declare_different(pair, reason="Beda")


def test_one_cooperative_is_no_pair_and_a_pair_is_opened_once(make_cooperative):
    one, other = make_cooperative("A"), make_cooperative("B")
    with pytest.raises(TransitionRefused):
        open_by_hand(one, one)
    assert open_by_hand(one, other) == open_by_hand(other, one)


def test_the_command_looks_through_the_whole_register(make_cooperative):
    for _ in range(3):
        make_cooperative("KUD Maju")
    DuplicatePair.objects.all().delete()
    out = io.StringIO()
    call_command("find_duplicates", stdout=out)
    assert out.getvalue() == "3 pasangan baru atau berubah; 3 menunggu keputusan.\n"


def _turn(pair):
    DuplicatePair.objects.update(left=pair.right, right=pair.left)


def _write_again(pair):
    DuplicatePair.objects.create(left=pair.left, right=pair.right, score=1, found_on=DAY)


@pytest.mark.parametrize(
    ("constraint", "spoil"),
    [
        ("pair_score_possible", lambda pair: DuplicatePair.objects.update(score=101)),
        ("pair_state_known", lambda pair: DuplicatePair.objects.update(state="mungkin")),
        ("pair_in_order", _turn),
        ("pair_once", _write_again),
    ],
)
def test_the_database_refuses_an_impossible_pair(make_cooperative, constraint, spoil):
    pair = open_by_hand(make_cooperative("A"), make_cooperative("B"))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        spoil(pair)
