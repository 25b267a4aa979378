"""A merge is taken back: everything as it was, and what cannot be is named."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from bengkalis.errors import TransitionRefused
from registry.enums import PairState
from registry.merging import CERTIFICATE, GROUPS
from registry.models import AnnualMeeting, Cooperative, DuplicatePair, Member, Merge
from registry.quality.checking import recheck
from registry.status import change_status
from registry.tests.parts import DAY, fill, paper, person
from registry.tests.test_merging import NIK, join, two  # noqa: F401
from registry.unmerging import rehearse, unmerge

UNSEEN = {"Merge", "ImportLine", "FormDraft", "IdempotencyRecord", "Finding"}


def content() -> dict:
    """Every table of the registry, without what only counts the changes."""
    found = {}
    for model in apps.get_app_config("registry").get_models():
        if model.__name__ in UNSEEN or model.__name__.endswith("event"):
            continue
        found[model.__name__] = [
            {k: _plain(v) for k, v in row.items() if k not in {"version", "updated_at"}}
            for row in model._base_manager.order_by("pk").values()
        ]
    return found


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def open_findings(rows) -> list:
    return [sorted(row.findings.open().values_list("rule", flat=True)) for row in rows]


def test_the_findings_go_with_the_data_and_come_back_with_them(two):  # noqa: F811
    one, other = two
    recheck([one.pk, other.pk])
    before = open_findings(two)
    assert all(before)
    record = join(one, other)
    assert open_findings(two)[1] == []
    take_back(record)
    assert open_findings(two) == before


def take_back(record: Merge, **changes):
    return unmerge(record, **({"reason": "Ternyata dua"} | changes))


def test_merge_and_unmerge_leave_every_table_as_it_was(two):  # noqa: F811
    one, other = two
    fill(one, 1)
    fill(other, 2)
    Cooperative.objects.filter(pk=other.pk).update(
        nik_koperasi=NIK, certificate_status="bersertifikat", address="Jl. Lain", phone="08123456"
    )
    for row in two:
        AnnualMeeting.objects.create(cooperative=row, book_year=2019, assets=row.pk)
        AnnualMeeting.objects.create(cooperative=row, assets=row.pk)
        paper(row, "rat 2019", meeting=row.meetings.get(book_year=2019))
        person(row, "Sama", "1403010000000009")
    before = content()
    record = join(one, other, *GROUPS, "rat-2019", "rat-tanpa-tahun")
    during = content()
    assert all(during[name] != before[name] for name in ("Cooperative", "Document", "Member"))
    done = take_back(record)
    assert done.left == []
    assert content() == before
    assert done.counts["RAT"] == 3


def test_it_says_who_and_why_and_happens_once(cast, two):  # noqa: F811
    record = join(*two)
    take_back(record, by=cast.registrar)
    record.refresh_from_db()
    assert (record.undone_by, record.undo_reason) == (cast.registrar, "Ternyata dua")
    with pytest.raises(TransitionRefused, match="sudah dipisah"):
        take_back(record)
    join(*two)
    assert Merge.objects.count() == 2


def test_taking_back_needs_a_reason(two):  # noqa: F811
    record = join(*two)
    with pytest.raises(ValidationError, match="Alasan"):
        take_back(record, reason=" ")
    assert Cooperative.objects.standing().count() == 1


def test_a_rehearsal_says_the_same_and_changes_nothing(two):  # noqa: F811
    fill(two[1], 2)
    record = join(*two, "name")
    before = content()
    shown = rehearse(record)
    assert content() == before
    assert take_back(record) == shown


def test_what_somebody_changed_or_removed_since_is_left_and_named(two):  # noqa: F811
    one, other = two
    fill(other, 2)
    record = join(one, other, "name", "address")
    Cooperative.objects.filter(pk=one.pk).update(name="Nama Baru")
    Member.objects.filter(number="2").update(cooperative=one)
    one.documents.filter(title="lepas 2").delete()
    done = take_back(record)
    one.refresh_from_db()
    assert one.name == "Nama Baru"
    assert done.left == [
        "Nama koperasi sudah diubah sejak penggabungan; dibiarkan.",
        "1 dokumen sudah dihapus sejak penggabungan.",
    ]
    record.refresh_from_db()
    assert record.left_behind == done.left


def test_a_part_that_no_longer_fits_is_named_without_personal_data(two):  # noqa: F811
    one, other = two
    for row in two:
        person(row, "Siti Rahasia", "1403010000000009")
    person(other, "Budi Rahasia", "1403010000000008", number="8")
    record = join(one, other)
    one.members.filter(number="").delete()
    Member.objects.filter(number="8").update(nik_index=other.members.get().nik_index)
    done = take_back(record)
    assert done.left == ["Anggota nomor 8: bertentangan dengan data lain; dibiarkan."]


def test_a_nik_that_another_took_meanwhile_is_not_given_back(two, make_cooperative):  # noqa: F811
    one, other = two
    Cooperative.objects.filter(pk=other.pk).update(nik_koperasi=NIK)
    record = join(one, other, CERTIFICATE)
    Cooperative.objects.filter(pk=one.pk).update(nik_koperasi=None)
    make_cooperative("Ketiga", nik_koperasi=NIK)
    done = take_back(record)
    assert (
        "NIK Koperasi Unit Desa Maju kini dipakai koperasi lain; tidak dikembalikan." in done.left
    )
    other.refresh_from_db()
    assert other.nik_koperasi is None


def test_a_nik_that_the_survivor_was_given_meanwhile_stays_there(two):  # noqa: F811
    one, other = two
    Cooperative.objects.filter(pk=other.pk).update(nik_koperasi=NIK)
    record = join(one, other)
    Cooperative.objects.filter(pk=one.pk).update(nik_koperasi=NIK)
    assert any("NIK" in sentence for sentence in take_back(record).left)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.nik_koperasi, other.nik_koperasi) == (NIK, None)


def test_a_status_that_was_changed_since_stays(two):  # noqa: F811
    one, other = two
    fill(other, 2)
    record = join(one, other)
    one.refresh_from_db()
    change_status(one, "beku", effective_on=DAY.replace(year=2022), reason="Sidang")
    take_back(record)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == ("beku", "aktif")


def test_of_a_chain_the_last_merge_comes_off_first(two, make_cooperative):  # noqa: F811
    last = make_cooperative("Terakhir")
    fill(two[1], 2)
    before = content()
    first = join(*two)
    middle = content()
    second = join(last, two[0])
    with pytest.raises(TransitionRefused, match="sudah digabung lagi ke Terakhir"):
        take_back(first)
    take_back(second)
    assert content() == middle
    take_back(first)
    assert content() == before


def test_two_merges_into_one_survivor_come_off_in_any_order(two, make_cooperative):  # noqa: F811
    one, other = two
    third = make_cooperative("Ketiga")
    for row in (one, other, third):
        AnnualMeeting.objects.create(cooperative=row, book_year=2019, assets=row.pk)
    first = join(one, other, "name", "rat-2019")
    second = join(one, third, "name", "rat-2019")
    left = take_back(first).left
    assert "Nama koperasi sudah diubah sejak penggabungan; dibiarkan." in left
    assert "1 RAT sudah berpindah ke koperasi lain." in left
    assert take_back(second).left == []
    assert AnnualMeeting.objects.count() == 3


def test_the_pair_waits_for_a_decision_again(two):  # noqa: F811
    before = list(DuplicatePair.objects.values())
    record = join(*two)
    assert DuplicatePair.objects.get().state == PairState.MERGED
    take_back(record)
    assert list(DuplicatePair.objects.values()) == before
