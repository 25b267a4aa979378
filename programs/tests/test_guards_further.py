"""More that the database refuses by itself: rows moved, steps skipped, signatures of others."""

from hashlib import sha256

import pytest
from django.db import transaction

from programs import signing
from programs.budgets import next_version, submit
from programs.models import MonthPlan, Paper, Signature
from programs.tests.samples import agreement_of, approved, cascade, plan_of, put_in_force
from programs.tests.signers import division_paper, opened, signed
from programs.tests.test_guards import refused, sql
from registry.models import Official

pytestmark = pytest.mark.django_db
PDF = "INSERT INTO programs_paperfile (paper_id, content, sha256, seal, certificate) SELECT id,"
PDF += " '\\x00', encode(sha256('\\x00'), 'hex'), 'tanpa', '' FROM programs_paper"
SIGN = (
    "INSERT INTO programs_signature (uid, paper_id, round, place, part, kind, official_id, user_id,"
    " name, nip, rank, position, content_sha256, signed_on) SELECT gen_random_uuid(), id, round, 1,"
    " 'pertama', 'portal', %s, %s, %s, '197001011995032001', 'Pembina (IV/a)',"
    " 'Kepala Bidang Kelembagaan', content_sha256, '2020-01-28' FROM programs_paper"
)


def test_plans_of_months_do_not_leave_an_approved_version():
    plan = plan_of()
    row = plan.versions.get().rows.leaves().get()
    MonthPlan.objects.create(row=row, month=1, amount=row.pagu)
    approved(plan)
    fresh = next_version(plan, "perubahan").rows.leaves().get()
    MonthPlan.objects.filter(row=fresh).delete()
    with refused("tidak dapat diubah lagi"):
        sql("UPDATE programs_monthplan SET row_id = %s", fresh.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programs_planline SET item_id = (SELECT id FROM programs_nomenclatureitem"
        " WHERE code = '2.11.17')",
        "UPDATE programs_plan SET year = 2019",
        "UPDATE programs_nomenclatureitem SET code = code || '.9' WHERE level = 'kegiatan'",
        "UPDATE programs_nomenclatureitem SET parent_id = NULL, level = 'program', code = '9.9'"
        " WHERE code = '2.11.18.01'",
    ],
)
def test_what_an_approved_version_rests_on_stays(statement):
    approved(plan_of())
    with refused("tidak berubah|dipakai tetap"):
        sql(statement)


def test_a_version_takes_no_step_twice_or_over():
    budget = plan_of().versions.get()
    other = plan_of(2021)
    done = "document_number = 'x', document_date = now(), approved_at = now()"
    with refused("tidak ada langkah"), transaction.atomic():
        sql(f"UPDATE programs_budgetversion SET state = 'disahkan', {done} WHERE plan_id = %s",
            budget.plan_id)  # fmt: skip
    with refused("Tahun dan urutan"), transaction.atomic():
        sql("UPDATE programs_budgetversion SET sequence = 7, kind = 'perubahan', plan_id = %s"
            " WHERE id = %s", other.pk, budget.pk)  # fmt: skip
    submit(budget, None, None)
    with refused("dimulai sebagai draf"):
        sql("INSERT INTO programs_budgetversion (uid, plan_id, sequence, kind, state, note,"
            " returned_reason, document_number, is_demo) VALUES (gen_random_uuid(), %s, 9,"
            " 'perubahan', 'diajukan', '', '', '', false)", other.pk)  # fmt: skip


def test_no_pdf_before_all_have_signed(cast):
    paper = division_paper(cast)
    for _ in range(2):
        with refused("setelah semua pihak"), transaction.atomic():
            sql(PDF)
        paper = opened(paper) if paper.is_draft else paper
    assert not hasattr(Paper.objects.get(), "file")


def test_a_round_is_not_turned_back(cast):
    paper = signed(opened(division_paper(cast)), cast.division_head)
    for change in (
        "round = 0",
        "state = 'rancangan', content = '', content_sha256 = '', round = 0",
    ):
        with refused("Putaran|tidak dapat diubah"), transaction.atomic():
            sql(f"UPDATE programs_paper SET {change}")
    signing.recall(paper, None, cast.planner, "Target triwulan belum tepat")
    with refused("Putaran"):
        sql("UPDATE programs_paper SET round = 0")


def test_nobody_signs_in_the_name_of_another(cast):
    opened(division_paper(cast))
    division = Official.objects.get(user=cast.division_head)
    head = Official.objects.get(user=cast.head)
    for official, user, name in (
        (division, cast.head, division.name),
        (head, cast.head, division.name),
        (division, cast.division_head, "Orang Lain"),
    ):
        with refused("Penanda tangan|Tanda tangan"), transaction.atomic():
            sql(SIGN, official.pk, user.pk, name)
    sql(SIGN, division.pk, cast.division_head.pk, division.name)
    assert Signature.objects.count() == 1


def test_a_paper_supersedes_only_an_earlier_one_of_its_subject(cast):
    people = cascade(cast)
    plan = plan_of()
    first = put_in_force(agreement_of(plan, people["head"], people["regent"]).paper)
    other = agreement_of(plan, people["division"], people["head"]).paper
    own = agreement_of(plan, people["head"], people["regent"], supersedes=first).paper
    for paper, former in ((other, first), (own, own), (other, other)):
        with refused("jabatan dan tahun yang sama|digantikan"), transaction.atomic():
            sql("UPDATE programs_paper SET supersedes_id = NULL WHERE id = %s", own.pk)
            sql("UPDATE programs_paper SET supersedes_id = %s WHERE id = %s", former.pk, paper.pk)
    with refused("digantikan oleh naskah lain"):
        sql("UPDATE programs_paper SET state = 'digantikan', superseded_at = now()"
            " WHERE id = %s", first.pk)  # fmt: skip


@pytest.mark.parametrize("change", ["official_id", "position_id"])
def test_a_term_stays_with_its_holder_and_post(cast, change):
    people = cascade(cast)
    with refused("tidak berubah"):
        sql(f"UPDATE registry_incumbency SET {change} = %s WHERE id = %s",
            getattr(people["unit"], change), people["head"].pk)  # fmt: skip


def test_a_scan_belongs_to_ink_with_a_scan(cast):
    paper = signed(opened(division_paper(cast)), cast.division_head)
    row = paper.signatures.get()
    digest = sha256(b"x").hexdigest()
    with refused("Hanya tanda tangan dengan pindaian"):
        sql("INSERT INTO programs_signaturescan (signature_id, content, sha256, media_type)"
            " VALUES (%s, 'x', %s, 'image/png')", row.pk, digest)  # fmt: skip
