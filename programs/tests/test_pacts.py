"""Integrity pacts: for whom they are made, before whom, with what wording, and who has none."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from bengkalis.errors import StaleVersion, TransitionRefused
from programs import pacts
from programs.models import Pact, PactTemplate, Paper
from programs.pacts import PactState
from programs.tests.samples import cascade, holder, post, put_in_force
from registry.models import Incumbency, Official

pytestmark = pytest.mark.django_db

DAY = date(2020, 1, 27)


@pytest.fixture
def people(cast):
    return cascade(cast)


def wording(day: date, **changes) -> PactTemplate:
    """The next wording, from ``day`` on."""
    last = PactTemplate.objects.order_by("-number").first()
    texts = {"title": last.title, "opening": last.opening, "points": ["Satu."], "source": "Uji"}
    return pacts.new_template(PactTemplate(**texts | {"valid_from": day} | changes))


def move(incumbency: Incumbency, position, day: date, **details) -> Incumbency:
    """The holder leaves the post the day before and takes another."""
    incumbency.valid_to = date.fromordinal(day.toordinal() - 1)
    incumbency.save()
    return Incumbency.objects.create(
        official=incumbency.official, position=position, valid_from=day, **details
    )


def test_the_holder_of_the_post_above_witnesses(people):
    pact = pacts.prepare(people["unit"], 2020, DAY)
    assert (pact.maker, pact.witness) == (people["unit"], people["division"])
    assert pact.template.number == 1
    assert pact.paper.title == "Pakta Integritas Salmah Zain, S.Sos Tahun 2020"
    assert pact.paper.state == "rancangan"
    assert pacts.prepare(people["head"], 2020, DAY).witness == people["regent"]


def test_who_acts_in_the_post_above_is_not_their_own_witness(people):
    acting = people["division"].position
    people["division"].valid_to = date(2020, 1, 1)
    people["division"].save()
    Incumbency.objects.create(
        official=people["unit"].official, position=acting, standing="plt", valid_from=DAY
    )
    assert pacts.prepare(people["unit"], 2020, DAY).witness == people["head"]
    assert not [one for one in pacts.without_pact(2020, DAY) if one.position == acting]


def test_a_vacant_post_above_is_said_by_name(people):
    people["division"].valid_to = date(2019, 12, 31)
    people["division"].save()
    with pytest.raises(TransitionRefused, match=r"Kepala Bidang Kelembagaan pada 27-01-2020"):
        pacts.prepare(people["unit"], 2020, DAY)


def test_the_regent_makes_no_pact(people):
    with pytest.raises(TransitionRefused, match="Bupati tidak membuat"):
        pacts.prepare(people["regent"], 2020, DAY)
    done = pacts.prepare_all(2020, DAY)
    assert {pact.official.name for pact in done.pacts} == {
        "Drs. Hasan, M.Si",
        "Nurhayati, S.E.",
        "Salmah Zain, S.Sos",
    }


def test_the_day_is_of_the_year_and_in_the_post(people):
    with pytest.raises(ValidationError, match="dalam tahun 2020"):
        pacts.prepare(people["unit"], 2020, date(2021, 1, 4))
    people["unit"].valid_to = date(2020, 1, 26)
    people["unit"].save()
    with pytest.raises(TransitionRefused, match="tidak memangku jabatan"):
        pacts.prepare(people["unit"], 2020, DAY)


def test_nobody_gets_a_second_pact_of_the_year(people):
    pact = pacts.prepare(people["unit"], 2020, DAY)
    with pytest.raises(TransitionRefused, match="sudah punya pakta integritas 2020: rancangan"):
        pacts.prepare(people["unit"], 2020, DAY)
    put_in_force(pact.paper)
    with pytest.raises(TransitionRefused, match="berlaku"):
        pacts.prepare(people["unit"], 2020, DAY)
    assert pacts.prepare(people["unit"], 2021, date(2021, 1, 4)).paper.year == 2021


def test_all_are_prepared_once_and_who_cannot_be_is_named(people):
    stray = post(
        "kasi",
        "Kepala Seksi",
        "IV",
        post("kosong", "Jabatan Kosong", "III", None or people["head"].position),
    )
    holder(stray, "Zulkifli, S.E.")
    done = pacts.prepare_all(2020, DAY)
    assert len(done.pacts) == 3
    assert len(done.refused) == 1
    assert "Zulkifli, S.E." in done.refused[0]
    assert "Jabatan Kosong" in done.refused[0]
    assert pacts.prepare_all(2020, DAY).pacts == []


def test_only_those_chosen_are_prepared(people):
    done = pacts.prepare_all(2020, DAY, officials={people["unit"].official_id})
    assert [pact.maker for pact in done.pacts] == [people["unit"]]


def test_the_register_says_how_far_everybody_is(people):
    drafted = pacts.prepare(people["head"], 2020, DAY)
    put_in_force(pacts.prepare(people["unit"], 2020, DAY).paper)
    states = {line.official.name: line.state for line in pacts.register(2020)}
    assert states == {
        "Drs. Hasan, M.Si": PactState.DRAFT,
        "Nurhayati, S.E.": PactState.NONE,
        "Salmah Zain, S.Sos": PactState.SIGNED,
    }
    left = [line.official.name for line in pacts.missing(2020)]
    assert left == ["Nurhayati, S.E.", "Drs. Hasan, M.Si"]
    assert drafted in [line.pact for line in pacts.missing(2020)]


@pytest.mark.parametrize(("signatures", "waits"), [(0, "Salmah Zain, S.Sos"), (1, "Nurhayati")])
def test_a_pact_that_waits_says_for_whom(people, signatures, waits):
    paper = pacts.prepare(people["unit"], 2020, DAY).paper
    opened(paper, signatures)
    (line,) = [line for line in pacts.missing(2020) if line.state == PactState.WAITING]
    assert line.waits_for.startswith(waits)


def opened(paper: Paper, signatures: int = 0) -> None:
    """Open for signatures, with the first ``signatures`` of them made."""
    from dataclasses import asdict

    from django.utils import timezone

    from programs import contents, papers
    from programs.models import Signature

    paper.content = papers.canonical(contents.content_of(paper))
    paper.content_sha256 = papers.digest(paper.content)
    paper.state, paper.round, paper.opened_at = "ditandatangani", 1, timezone.now()
    paper.save()
    for place, (part, one) in enumerate(contents.signatories(paper)[:signatures], 1):
        party = asdict(one.party(paper.dated_on))
        party.pop("office")
        Signature.objects.create(
            paper=paper, round=1, place=place, part=part, kind="dicatat", official=one.official,
            signed_on=paper.dated_on, content_sha256=paper.content_sha256, **party,
        )  # fmt: skip


def test_who_left_and_who_came_within_the_year_are_both_in_the_register(people):
    people["unit"].valid_to = date(2020, 6, 30)
    people["unit"].save()
    fresh = Official.objects.create(name="Baharuddin, S.IP")
    Incumbency.objects.create(
        official=fresh, position=people["unit"].position, valid_from=date(2020, 7, 1)
    )
    names = {line.official.name for line in pacts.register(2020)}
    assert {"Salmah Zain, S.Sos", "Baharuddin, S.IP"} <= names
    assert "Salmah Zain, S.Sos" not in {line.official.name for line in pacts.register(2021)}


def test_offices_are_counted(people):
    put_in_force(pacts.prepare(people["unit"], 2020, DAY).paper)
    counts = {
        one.office.code: (one.signed, one.left) for one in pacts.by_office(pacts.register(2020))
    }
    assert counts["UPT-MANDAU"] == (1, 0)
    assert counts["BID-KELEMBAGAAN"] == (0, 1)


def test_a_draft_follows_its_day(people):
    pact = pacts.prepare(people["unit"], 2020, DAY)
    later = move(
        people["unit"],
        post("kasi", "Kepala Seksi", "IV", people["head"].position),
        date(2020, 3, 1),
    )
    wording(date(2020, 2, 1), title="Pakta Integritas Baru")
    changed = pacts.change(pact, pact.version, date(2020, 3, 2), "Duri")
    assert (changed.maker, changed.witness, changed.signed_in) == (later, people["head"], "Duri")
    assert changed.template.number == 2
    paper = Paper.objects.get()
    assert (paper.dated_on, paper.title[:21]) == (date(2020, 3, 2), "Pakta Integritas Baru")
    with pytest.raises(StaleVersion):
        pacts.change(pact, pact.version, DAY, "Bengkalis")


def test_what_was_opened_is_neither_changed_nor_removed(people):
    pact = pacts.prepare(people["unit"], 2020, DAY)
    opened(pact.paper)
    pact.refresh_from_db()
    with pytest.raises(TransitionRefused, match="hanya rancangan"):
        pacts.change(pact, pact.version, DAY, "Duri")
    Paper.objects.update(state="rancangan")
    with pytest.raises(TransitionRefused, match="pernah dibuka"):
        pacts.remove(pact, pact.version, "Salah orang, sudah pindah")
    assert Pact.objects.get().signed_in == "Bengkalis"


def test_a_draft_is_removed_with_its_paper_for_a_reason(people):
    pact = pacts.prepare(people["unit"], 2020, DAY)
    with pytest.raises(ValidationError):
        pacts.remove(pact, pact.version, "x")
    pacts.remove(pact, pact.version, "Salah orang, sudah pindah")
    assert not Pact.objects.exists()
    assert not Paper.objects.exists()


def test_a_pact_is_renewed_when_the_wording_or_the_post_changed(people):
    first = pacts.prepare(people["unit"], 2020, DAY)
    put_in_force(first.paper)
    first = Pact.objects.with_parties().get()
    assert pacts.outdated(first, date(2020, 12, 31)) == []
    with pytest.raises(TransitionRefused, match="masih sesuai"):
        pacts.renew(first, date(2020, 8, 1))
    wording(date(2020, 7, 1))
    move(
        people["unit"],
        post("kasi", "Kepala Seksi", "IV", people["head"].position),
        date(2020, 7, 15),
    )
    assert len(pacts.outdated(first, date(2020, 12, 31))) == 2
    before = DAY - timedelta(days=1)
    with pytest.raises(ValidationError, match="tanggal pakta yang digantikan"):
        pacts.renew(first, before)
    second = pacts.renew(first, date(2020, 8, 1))
    with pytest.raises(ValidationError, match="tanggal pakta yang digantikan"):
        pacts.change(second, second.version, before, "Bengkalis")
    assert second.paper.supersedes == first.paper
    (line,) = [line for line in pacts.register(2020) if line.renewal]
    assert (line.pact, line.renewal, line.state) == (first, second, PactState.SIGNED)
    put_in_force(second.paper)
    assert Paper.objects.get(pk=first.paper_id).state == "digantikan"


def test_the_next_wording_ends_the_one_before(people):
    second = wording(date(2020, 7, 1))
    first = PactTemplate.objects.get(number=1)
    assert (second.number, first.valid_to) == (2, date(2020, 6, 30))
    assert pacts.template_on(date(2020, 6, 30)) == first
    assert pacts.template_on(date(2020, 7, 1)) == second
    with pytest.raises(ValidationError, match="sesudah 01-07-2020"):
        wording(date(2020, 7, 1))
    with pytest.raises(TransitionRefused, match="Tidak ada naskah baku"):
        pacts.template_on(date(2011, 1, 1))
