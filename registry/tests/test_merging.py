"""Two rows become one: what moves, what stays, what is refused."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bengkalis.errors import StaleVersion, TransitionRefused
from registry.duplicates import open_by_hand
from registry.entry import set_officers
from registry.enums import PairState
from registry.merging import ABSORBED, CERTIFICATE, MOVED, PLACE, merge
from registry.models import (
    AnnualMeeting,
    Cooperative,
    DeedAmendment,
    Dismissal,
    DissolutionCase,
    DuplicatePair,
    Finding,
    ImportLine,
    Merge,
    Task,
    Training,
    Village,
)
from registry.tests.parts import DAY, fill, paper, person

NIK = "1403000000001"
OF_THE_ROW = {Cooperative, Dismissal, DuplicatePair, Finding, ImportLine, Merge}


@pytest.fixture
def two(make_cooperative):
    """KUD Maju and the same once more, spelt otherwise."""
    one = make_cooperative("KUD Maju", deed_number="518/BH/1987")
    return one, make_cooperative("Koperasi Unit Desa Maju", deed_number="518-BH-1987")


def join(survivor, absorbed, *taking, **changes) -> Merge:
    """Merge them, with the absorbed row's value in what ``taking`` names."""
    rows = [Cooperative.objects.get(pk=row.pk) for row in (survivor, absorbed)]
    given = {"reason": "Satu koperasi", "versions": {row.pk: row.version for row in rows}}
    return merge(*rows, choices=dict.fromkeys(taking, ABSORBED), **(given | changes))


def test_every_table_that_belongs_to_a_cooperative_is_moved_or_known_to_stay():
    related = {
        model
        for model in apps.get_models()
        if not model.__name__.endswith("event")
        and model._meta.app_label == "registry"
        and any(field.related_model is Cooperative for field in model._meta.concrete_fields)
    }
    assert related == {*MOVED, *OF_THE_ROW}


def test_every_part_moves_and_the_absorbed_row_is_kept_without_them(two):
    one, other = two
    fill(one, 1)
    fill(other, 2)
    before = {model: model._base_manager.count() for model in MOVED}
    record = join(one, other)
    for model in MOVED:
        assert model._base_manager.filter(cooperative=one).count() == before[model], model
    assert Training.objects.filter(board_member__cooperative=one).count() == 2
    other.refresh_from_db()
    assert (other.merged_into, record.survivor, record.absorbed) == (one, one, other)
    assert list(Cooperative.objects.standing()) == [one]


def test_chosen_values_are_written_and_the_rest_stays(two):
    one, other = two
    village = Village.objects.filter(district__name="Mandau").first()
    Cooperative.objects.filter(pk=other.pk).update(
        address="Jl. Benar", phone="081299990000", note="x"
    )
    Cooperative.objects.filter(pk=other.pk).update(village=village, district=village.district)
    join(one, other, "address", "phone", PLACE)
    one.refresh_from_db()
    assert (one.name, one.note) == ("KUD Maju", "")
    assert (one.address, one.phone, one.village) == ("Jl. Benar", "081299990000", village)
    assert one.district == village.district


def test_the_status_is_the_latest_of_both_histories(two):
    one, other = two
    fill(other, 2)
    join(one, other)
    one.refresh_from_db()
    assert (one.status, one.status_since) == ("tidak_aktif", date(2021, 3, 6))


def test_a_nik_goes_over_with_its_certificate_and_stays_unique(two):
    one, other = two
    Cooperative.objects.filter(pk=other.pk).update(
        nik_koperasi=NIK, certificate_status="bersertifikat", certificate_valid_until=DAY
    )
    join(one, other, CERTIFICATE)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.nik_koperasi, one.certificate_status) == (NIK, "bersertifikat")
    assert (other.nik_koperasi, other.certificate_status) == (None, "")


def test_of_two_rats_of_a_book_year_the_chosen_one_stays_with_the_survivor(two):
    one, other = two
    for year, row in ((2018, one), (2018, other), (2019, one), (2019, other), (2020, other)):
        AnnualMeeting.objects.create(cooperative=row, book_year=year, assets=row.pk)
    paper(one, "milik 2019", meeting=one.meetings.get(book_year=2019))
    paper(other, "milik 2019 juga", meeting=other.meetings.get(book_year=2019))
    join(one, other, "rat-2019")
    held = dict(one.meetings.values_list("book_year", "assets"))
    assert held == {2018: one.pk, 2019: other.pk, 2020: other.pk}
    assert dict(other.meetings.values_list("book_year", "assets")) == {2018: other.pk, 2019: one.pk}
    assert [row.title for row in one.documents.all()] == ["milik 2019 juga"]
    assert [row.title for row in other.documents.all()] == ["milik 2019"]


def test_rats_without_a_book_year_can_be_exchanged_too(two):
    for row in two:
        AnnualMeeting.objects.create(cooperative=row, assets=row.pk)
    join(*two, "rat-tanpa-tahun")
    assert two[0].meetings.get().assets == two[1].pk


def test_what_the_survivor_already_has_stays_with_the_absorbed_row(two):
    one, other = two
    for row in two:
        DeedAmendment.objects.create(cooperative=row, number="7/PAD")
        Task.objects.create(cooperative=row, kind="pengurus", reason="x", opened_on=DAY)
        person(row, "Sama", "1403010000000009")
        set_officers(row, {"ketua": ["Ahmad"]})
    set_officers(other, {"ketua": ["Ahmad"], "sekretaris": ["Budi"]})
    person(other, "Lain", "1403010000000008")
    join(one, other)
    for parts in ("amendments", "tasks", "board", "members"):
        assert getattr(other, parts).count() == 1, parts
    assert [row.name for row in one.members.all()] == ["Lain", "Sama"]
    assert [row.person_name for row in one.board.order_by("pk")] == ["Ahmad", "Budi"]


def test_two_open_cases_are_refused_and_one_goes_over(two):
    one, other = two
    fields = {"basis": "lainnya", "reason": "x", "proposed_on": DAY, "status_before": "aktif"}
    for row in two:
        DissolutionCase.objects.create(cooperative=row, **fields)
    with pytest.raises(TransitionRefused, match="usulan pembubaran"):
        join(one, other)
    one.cases.all().delete()
    join(one, other)
    assert one.cases.count() == 1


def test_a_stale_version_of_either_refuses_the_merge(two):
    seen = {row.pk: Cooperative.objects.get(pk=row.pk).version for row in two}
    for row in two:
        Cooperative.objects.filter(pk=row.pk).update(note="Orang lain")
        with pytest.raises(StaleVersion):
            join(*two, versions=seen)
    assert not Merge.objects.exists()


def test_one_merged_row_cannot_be_merged_again_nor_take_another(two, make_cooperative):
    third = make_cooperative("Ketiga")
    join(*two)
    for survivor, absorbed in ((third, two[1]), (two[1], third), two):
        with pytest.raises(TransitionRefused, match="sudah digabung ke KUD Maju"):
            join(survivor, absorbed)
    with pytest.raises(TransitionRefused, match="dua koperasi"):
        join(third, third)


def test_a_survivor_may_be_merged_further_and_the_first_leads_to_the_last(two, make_cooperative):
    last = make_cooperative("Terakhir")
    join(*two)
    join(last, two[0])
    absorbed = Cooperative.objects.filter(merged_into=last)
    assert set(absorbed) == set(two)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_merge_needs_a_reason(two, reason):
    with pytest.raises(ValidationError):
        join(*two, reason=reason)
    assert Cooperative.objects.standing().count() == 2


def test_values_that_do_not_go_together_are_refused_and_nothing_happens(two):
    Cooperative.objects.filter(pk=two[1].pk).update(name="x", website="bukan alamat")
    with pytest.raises(ValidationError) as refused:
        join(*two, "website", "name")
    assert "website" in refused.value.message_dict
    two[0].refresh_from_db()
    assert (two[0].name, Merge.objects.count()) == ("KUD Maju", 0)


def test_the_pair_of_the_two_is_decided(cast, two):
    pair = open_by_hand(*two)
    join(*two, by=cast.registrar)
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (PairState.MERGED, cast.registrar)
    assert pair.decision_reason == "Satu koperasi"


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_a_merge_do_not_grow_with_its_parts(two, django_assert_num_queries, rows):
    for n in range(1, rows + 1):
        fill(two[1], n)
    with django_assert_num_queries(87):
        join(*two)


def _merge_again(record):
    survivor = Cooperative.objects.exclude(pk__in=[record.survivor_id, record.absorbed_id]).get()
    Merge.objects.create(survivor=survivor, absorbed=record.absorbed, reason="x")


@pytest.mark.parametrize(
    ("constraint", "spoil"),
    [
        ("merge_reason_given", lambda record: Merge.objects.update(reason=" ")),
        ("merge_of_two", lambda record: Merge.objects.update(absorbed=record.survivor)),
        ("merge_once_at_a_time", _merge_again),
    ],
)
def test_the_database_refuses_an_impossible_merge(two, make_cooperative, constraint, spoil):
    make_cooperative("Ketiga")
    record = join(*two)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        spoil(record)


def test_a_nik_is_unique_among_the_standing(two, make_cooperative):
    Cooperative.objects.filter(pk=two[1].pk).update(nik_koperasi=NIK)
    join(*two)
    Cooperative.objects.filter(pk=two[0].pk).update(nik_koperasi=NIK)
    third = make_cooperative("Ketiga")
    with pytest.raises(IntegrityError, match="cooperative_nik_unique"), transaction.atomic():
        Cooperative.objects.filter(pk=third.pk).update(nik_koperasi=NIK)
