"""The demonstration: as many cooperatives as the office has, with the dirt of its register."""

import io
import os
import stat
from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from bengkalis import demonstration
from registry.demo import TABLES, copying, deeds, names, plan
from registry.demo.cooperatives import Writer
from registry.enums import Status
from registry.models import (
    AnnualMeeting,
    ApiToken,
    Cooperative,
    DissolutionCase,
    District,
    DuplicatePair,
    FieldVisit,
    HealthAssessment,
    Member,
    Office,
    StatusChange,
    Task,
    User,
    Village,
)


def seed() -> str:
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def test_there_are_866_cooperatives_of_which_350_are_aktif(demo):
    assert demo.count() == 866
    assert demo.filter(status=Status.ACTIVE).count() == 350


def test_every_village_has_a_cooperative(demo):
    assert set(Village.objects.values_list("pk", flat=True)) <= set(
        demo.values_list("village", flat=True)
    )


def test_326_are_proposed_for_dissolution_97_of_them_in_bengkalis_and_17_in_bantan(demo):
    proposed = Counter(demo.filter(status=Status.PROPOSED).values_list("district__name", flat=True))
    assert (proposed.total(), proposed["Bengkalis"], proposed["Bantan"]) == (326, 97, 17)


def test_the_aktif_ones_have_10500_members_by_their_latest_figures(demo):
    latest = AnnualMeeting.objects.filter(cooperative=OuterRef("pk")).values("members_total")[:1]
    active = demo.filter(status=Status.ACTIVE).annotate(counted=Subquery(latest))
    assert active.aggregate(sum=Sum("counted"))["sum"] == 10_500


@pytest.mark.parametrize("model", TABLES)
def test_rows_written_by_copy_obey_every_rule_of_their_form(demo, model):
    rows = model.objects.order_by("pk")[: 60 * 7 : 7]
    for row in rows:
        if model is Member:
            row.nik = row.nik or None  # as the table has it
        row.full_clean()
    assert len(rows) >= 9


def test_the_state_is_the_last_step_of_a_history_that_began_aktif(demo):
    for cooperative in demo.prefetch_related("status_history"):
        steps = list(cooperative.status_history.all())
        assert (steps[0].status, steps[0].effective_on) == (
            cooperative.status,
            cooperative.status_since,
        )
        assert steps[-1].status == Status.ACTIVE


def test_no_meeting_and_no_step_precedes_the_founding(demo):
    known = Q(cooperative__deed_date__gt=date(1945, 8, 17))
    early = Q(book_year__lt=F("cooperative__deed_date__year"))
    assert not AnnualMeeting.objects.filter(known & early).exists()
    steps = StatusChange.objects.filter(cooperative__deed_date__isnull=False)
    assert not steps.filter(effective_on__lt=F("cooperative__deed_date")).exists()


def year_differs(cooperative: Cooperative) -> bool:
    day = cooperative.deed_date
    return bool(day and cooperative.deed_number and str(day.year) not in cooperative.deed_number)


def is_stale(cooperative: Cooperative) -> bool:
    newest = max((meeting.book_year or 0 for meeting in cooperative.meetings.all()), default=0)
    return cooperative.status == Status.ACTIVE and newest < 2015


DIRT = {
    "deed date 17-08-1945": (0.02, 0.06, lambda one: one.deed_date == deeds.PLACEHOLDER),
    "deed number of another year": (0.03, 0.12, year_differs),
    "no deed number": (0.005, 0.04, lambda one: not one.deed_number),
    "blank board": (0.08, 0.25, lambda one: not one.board.all()),
    "no village": (0.02, 0.08, lambda one: one.village_id is None),
    "no telephone": (0.25, 0.55, lambda one: not one.phone),
    "capitals": (0.04, 0.15, lambda one: one.name.isupper()),
    "sums that do not add up": (0.04, 0.20, lambda one: any(m.gaps for m in one.meetings.all())),
    "aktif without RAT for years": (0.02, 0.06, is_stale),
    "figures without a book year": (
        0.03, 0.20, lambda one: any(m.book_year is None for m in one.meetings.all()),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", DIRT)
def test_the_register_has_the_dirt_of_a_real_one_in_a_believable_share(demo, kind):
    least, most, is_dirty = DIRT[kind]
    rows = demo.prefetch_related("board", "meetings")
    assert least <= sum(map(is_dirty, rows)) / len(rows) <= most


def test_some_cooperatives_are_there_twice_spelt_otherwise(demo):
    by_place = {}
    for name, village in demo.values_list("name", "village"):
        by_place.setdefault(village, set()).add(name.casefold())
    twice = [
        (name, village)
        for village, found in by_place.items()
        for name in found
        for family in names.FAMILIES
        if name.replace(family.prefix.casefold(), family.other.casefold(), 1) in found - {name}
    ]
    assert 8 <= len(twice) <= 40


def test_some_twins_have_one_deed_written_otherwise(demo):
    pairs = DuplicatePair.objects.filter(score__gte=95, left__deed_key=F("right__deed_key"))
    written = pairs.exclude(left__deed_number=F("right__deed_number"))
    assert written.count() >= 4
    assert written.filter(left__deed_date=F("right__deed_date")).exists()


def test_no_telephone_is_anybodys_and_none_lies_open_in_the_database(demo):
    numbers = [one.phone for one in demo if one.phone]
    assert all(number.startswith("08110000") and len(number) == 12 for number in numbers)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM registry_cooperative WHERE position('0811' in phone)>0"
        )
        assert cursor.fetchone() == (0,)


def test_everything_says_that_it_is_an_example(demo):
    assert not demo.exclude(note__startswith="CONTOH").exists()
    for model in (Member, HealthAssessment, FieldVisit, Task, DissolutionCase):
        assert model.objects.exists()
        assert not model.objects.filter(is_demo=False).exists()
    assert not User.objects.filter(is_demo=True).exclude(full_name__contains="(CONTOH)").exists()


def test_a_second_seeding_writes_nothing_and_says_so(demo, demonstrated):
    before = [model.objects.count() for model in (*TABLES, Office, User)]
    assert "sudah ada" in seed()
    assert before == [model.objects.count() for model in (*TABLES, Office, User)]
    assert "866 koperasi" in demonstrated
    assert "baris per detik" in demonstrated


def test_the_audit_trail_knows_who_seeded(demo):
    events = Cooperative.pgh_event_models["insert"].objects.filter(pgh_obj__in=demo)
    commands = Counter(events.values_list("pgh_context__metadata__command", flat=True))
    assert commands == {"seed_demo": 866}


def test_every_kecamatan_is_served_by_a_upt(demo):
    served = District.objects.filter(office_link__office__kind="upt")
    assert served.count() == District.objects.count() == 11
    mandau = Office.objects.get(code="UPT-MANDAU").districts
    assert set(mandau.values_list("name", flat=True)) == {"Mandau", "Bathin Solapan"}


def test_every_account_signs_in_with_the_printed_password(demo, demonstrated):
    password = demonstrated.split("bersandi")[1].split()[0]
    assert len(password) >= 14
    people = User.objects.filter(is_demo=True).exclude(username="klien.data")
    assert {one.username for one in people} == {
        "admin", "kadis", "registrar", "verifikator", "perencana",
        "sekretaris", "kabid.kelembagaan", "kabid.usaha.mikro",
        "upt.mandau", "kepala.upt.mandau", "upt.rupat",
    }  # fmt: skip
    assert people.first().check_password(password)
    assert len(set(people.values_list("password", flat=True))) == 1
    assert all(one.appointments_today and not one.must_change_password for one in people)


def test_the_printed_token_is_that_of_the_rest_client_and_reads_only(demo, demonstrated):
    text = demonstrated.split("token REST")[1].split()[0]
    token = ApiToken.objects.get(digest=ApiToken.hash(text))
    assert (token.user.username, token.scope) == ("klien.data", "read")
    assert token.expires_at > timezone.now()
    assert not token.user.has_usable_password()


def test_the_accounts_are_kept_for_later_starts_and_for_the_owner_alone(demo, demonstrated):
    kept = demonstration.accounts_file()
    assert kept.read_text().strip() in demonstrated
    assert stat.S_IMODE(os.stat(kept).st_mode) == 0o600
    assert demonstration.accounts() == kept.read_text()


def test_the_demonstration_is_not_mixed_with_a_real_register(demo):
    demo.update(is_demo=False)
    with pytest.raises(CommandError, match="sudah berisi koperasi"):
        seed()
    assert Cooperative.objects.count() == 866


def test_a_scale_below_one_is_refused(db):
    with pytest.raises(CommandError, match="--scale"):
        call_command("seed_demo", "--scale=0")


def rows_of(scale: int) -> list[dict]:
    writer = Writer()
    return [writer.rows(slot, slot.number) for slot in plan.slots(scale)]


def test_the_same_scale_gives_the_same_rows(db):
    assert rows_of(1) == rows_of(1)


def test_a_larger_scale_repeats_the_plan_with_other_cooperatives(db):
    rows = [row[Cooperative][0] for row in rows_of(2)]
    first, second = rows[: plan.TOTAL], rows[plan.TOTAL :]
    assert Counter(one["status"] for one in first) == Counter(one["status"] for one in second)
    assert not {one["name"] for one in first} & {one["name"] for one in second}
    assert len({one["uid"] for one in rows}) == len(rows)


def test_twice_the_scale_has_twice_the_members(db):
    books = [one for row in rows_of(2) for one in row.get(Member, ())]
    assert sum(one["left_on"] is None for one in books) == 2 * 10_500
    assert len({one["uid"] for one in books}) == len(books)


def test_copy_writes_any_text_as_it_is(db):
    nasty = "tab\tbaris\nbaru\r\\N \\. 'kutip' \"ganda\""
    row = {"kemendagri_code": "14.03.99", "bps_code": "1408099", "name": nasty, "land": ""}
    assert copying.copy(District, [row]) == 1
    copied = District.objects.get(bps_code="1408099")
    assert (copied.name, copied.land, copied.valid_from) == (nasty, "", None)
