"""When an agreement must be made anew, and what differs between two."""

from datetime import date

import pytest

from programs.agreements import difference, outdated, prepare, renew, revise
from programs.budgets import next_version, resum
from programs.models import Agreement, AgreementIndicator
from programs.tests.agreements import DAY, DIVISION, UPT, in_force_of, shared_plan, succeed
from programs.tests.samples import agreement_of, approved, cascade, office, plan_of, put_in_force
from registry.models import Incumbency, Office, Official, OfficialRank


@pytest.fixture
def people(cast):
    return cascade(cast)


@pytest.fixture
def plan(people):
    return shared_plan()


@pytest.fixture
def draft(plan, people):
    return prepare(plan, people["division"].position, DAY)


@pytest.fixture
def in_force(plan, people):
    return in_force_of(plan, people["division"])


def fresh_row(**values) -> AgreementIndicator:
    given = {"goal": "Tertib", "indicator": "Koperasi ber-RAT", "unit": "koperasi", "target": 9}
    return AgreementIndicator(**(given | values))


def test_an_agreement_that_still_holds_has_no_reason(in_force, people):
    assert outdated(in_force) == []
    OfficialRank.objects.create(
        official=people["division"].official, rank="IV/b", valid_from=date(2021, 4, 1)
    )
    assert outdated(in_force) == []


def test_another_official_is_a_reason_with_name_and_day(in_force, people):
    succeed(people["division"], "Hj. Rosna", date(2021, 6, 2))
    succeed(people["head"], "Ir. Baru", date(2021, 7, 5))
    assert outdated(Agreement.objects.get()) == [
        "Pejabat berganti: Hj. Rosna memangku Kepala Bidang Kelembagaan sejak 2 Juni 2021.",
        "Atasan berganti: Ir. Baru memangku Kepala Dinas sejak 5 Juli 2021.",
    ]


def test_an_official_of_the_next_year_is_no_reason(in_force, people):
    succeed(people["division"], "Hj. Rosna", date(2022, 1, 3))
    assert outdated(in_force) == []


def test_a_post_that_nobody_holds_and_another_superior_are_reasons(in_force, people):
    Incumbency.objects.filter(pk=people["division"].pk).update(valid_to=date(2021, 5, 5))
    post = in_force.position
    post.superior = people["regent"].position
    post.save(update_fields=["superior"])
    assert outdated(Agreement.objects.get()) == [
        "Pejabat: Nurhayati, S.E. tidak lagi memangku Kepala Bidang Kelembagaan; "
        "belum ada penggantinya.",
        "Atasan langsung kini Bupati Bengkalis; perjanjian ini dengan Kepala Dinas.",
    ]


def test_a_newer_budget_is_a_reason_where_its_amounts_differ(in_force):
    fresh = next_version(in_force.plan, "perubahan")
    fresh.rows.filter(item__code="2.17.06.2.01.01").update(pagu=1)
    resum(fresh)
    approved(in_force.plan, dated=date(2021, 9, 1))
    assert outdated(in_force) == []
    fresh = next_version(in_force.plan, "perubahan")
    fresh.rows.filter(item__code="2.17.03.2.01.01").update(pagu=6_000_000)
    fresh.rows.filter(item__code="2.17.06.2.01.01").update(office=office(DIVISION))
    resum(fresh)
    approved(in_force.plan, dated=date(2021, 9, 2))
    told = " ".join(outdated(in_force)).replace("\u00a0", " ")
    assert "anggaran 2.17.03.2.01 Rp 6.000.000, pada perjanjian Rp 5" in told
    assert "2.17.06.2.01 kini tanggung jawab jabatan ini, Rp 1" in told
    assert "2.17.05" not in told


def test_a_row_that_went_to_another_office_is_a_reason(in_force):
    Office.objects.filter(code=UPT).update(parent=None)
    assert outdated(in_force) == ["2.17.05.2.01 tidak lagi tanggung jawab jabatan ini."]


def test_a_draft_is_never_outdated(draft, people):
    succeed(people["division"], "Hj. Rosna", date(2021, 6, 2))
    assert outdated(draft) == []


# --- what differs ------------------------------------------------------------------------------


def told(old: Agreement, new: Agreement) -> list[tuple]:
    return [
        (
            one.section,
            one.label,
            one.before.replace("\u00a0", " "),
            one.after.replace("\u00a0", " "),
        )
        for one in difference(old.paper, new.paper)
    ]


def test_two_papers_are_compared_field_by_field(in_force, people):
    succeed(people["division"], "Hj. Rosna", date(2021, 6, 2))
    fresh = renew(in_force, None, date(2021, 10, 4))
    assert told(in_force, fresh) == [
        ("Pihak pertama", "nama", "Nurhayati, S.E.", "Hj. Rosna"),
    ]
    one = fresh.indicators.first()
    one.target = one.target + 1
    revise(fresh, None, "Bengkalis", date(2021, 10, 4), [one, fresh_row()])
    changes = told(in_force, fresh)
    assert ("Indikator 1", "target setahun", "40", "41") in changes
    assert ("Indikator 2", "indikator", "", "Koperasi ber-RAT (9 koperasi)") in changes


def test_money_is_compared_by_code_and_in_total(people):
    plan = plan_of(2020, {"2.11.18.01": 60, "2.11.17.01": 5}, office=office(UPT))
    approved(plan)
    old = prepare(plan, people["unit"].position, date(2020, 1, 27))
    put_in_force(old.paper)
    version = next_version(plan, "perubahan")
    version.rows.filter(item__code="2.11.17.01").delete()
    version.rows.filter(item__code="2.11.18.01").update(pagu=70)
    resum(version)
    approved(plan, dated=date(2020, 9, 1))
    changes = told(old, renew(old, None, date(2020, 10, 1)))
    assert ("Program 2.11.18.01", "anggaran", "Rp 60", "Rp 70") in changes
    assert ("Program", "jumlah anggaran", "Rp 65", "Rp 70") in changes
    assert any(one[0] == "Program 2.11.17.01" and one[3] == "" for one in changes)


def test_a_comparison_never_shows_a_nip(in_force, people):
    successor = succeed(people["division"], "Hj. Rosna", date(2021, 6, 2))
    Official.objects.filter(pk=successor.official_id).update(nip="198001012005012001")
    fresh = renew(in_force, None, date(2021, 10, 4))
    text = str(told(in_force, fresh))
    assert "Hj. Rosna" in text
    assert "198001012005012001" not in text
    assert people["division"].official.nip not in text


def test_a_paper_does_not_differ_from_itself(plan, people):
    one = agreement_of(plan, people["head"], people["regent"])
    assert told(one, one) == []
