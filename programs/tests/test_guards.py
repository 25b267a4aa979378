"""What the database refuses by itself, whoever writes: raw SQL has no way around it."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from programs.budgets import add_row, approve, next_version, resum, send_back, submit
from programs.models import (
    AgreementIndicator,
    CrosswalkLink,
    NomenclatureItem,
    Paper,
    PlanRow,
    Realisation,
    Signature,
)
from programs.reference import load
from programs.tests.samples import (
    agreement_of,
    approved,
    cascade,
    item,
    office,
    plan_of,
    put_in_force,
)

pytestmark = pytest.mark.django_db


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)


def refused(sentence: str):
    return pytest.raises(IntegrityError, match=sentence)


def test_reference_data_load_twice_without_a_change():
    assert NomenclatureItem.objects.filter(level="program").count() == 9 + 8
    assert CrosswalkLink.objects.count() == 15
    assert load() == []


@pytest.mark.parametrize(
    ("code", "parent", "level"),
    [("2.11.18.1", "2.11.17", "kegiatan"), ("2.17.05.01", "2.17.05", "sub_kegiatan")],
)
def test_a_code_stands_under_its_parent(code, parent, level):
    above = NomenclatureItem.objects.get(code=parent)
    with refused("di bawah induknya"):
        NomenclatureItem.objects.create(
            edition=above.edition, code=code, parent=above, level=level, name="Salah tempat"
        )


def test_a_code_has_a_counterpart_or_none():
    old = NomenclatureItem.objects.get(code="2.11.18")
    with refused("tanpa padanan"):
        CrosswalkLink.objects.create(source=old)


def test_a_crosswalk_joins_two_nomenclatures():
    old, other = NomenclatureItem.objects.filter(code__in=["2.11.17", "2.11.18"])
    with refused("dua nomenklatur yang berbeda"):
        CrosswalkLink.objects.create(source=old, target=other)


def test_parents_are_the_sum_of_their_children():
    plan = plan_of(2021, {"2.17.05.2.01.01": 70, "2.17.05.2.01.02": 30, "2.17.06.2.01.01": 5})
    sums = dict(PlanRow.objects.values_list("item__code", "pagu"))
    assert sums["2.17.05"] == sums["2.17.05.2.01"] == 100
    assert sums["2.17.06"] == 5
    assert plan.versions.get().rows.leaves().count() == 3


@pytest.mark.parametrize("code", ["2.11.18", "2.11.18.01"])
def test_raw_sql_cannot_part_a_parent_from_its_children(code):
    plan_of(2020, {"2.11.18.01": 70, "2.11.18.02": 30})
    with refused("tidak sama dengan jumlah rinciannya"):
        sql(
            "UPDATE programs_planrow SET pagu = 1 WHERE item_id ="
            " (SELECT id FROM programs_nomenclatureitem WHERE code = %s)",
            code,
        )


def test_a_submitted_version_is_closed_and_may_come_back():
    budget = plan_of().versions.get()
    budget = submit(budget, None, None)
    with refused("tidak dapat diubah"), transaction.atomic():
        sql("UPDATE programs_planrow SET place = 'Duri'")
    budget = send_back(budget, None, "Lokasi belum tepat")
    sql("UPDATE programs_planrow SET place = 'Duri'")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programs_budgetversion SET document_number = 'lain'",
        "DELETE FROM programs_budgetversion",
        "UPDATE programs_planrow SET pagu = pagu + 1",
        "DELETE FROM programs_planrow",
        "INSERT INTO programs_monthplan (row_id, month, amount, physical)"
        " SELECT id, 1, 0, 0 FROM programs_planrow",
    ],
)
def test_raw_sql_cannot_edit_an_approved_version(statement):
    approved(plan_of())
    with refused("tidak dapat diubah"):
        sql(statement)


def test_realisation_stays_within_the_pagu_in_force():
    plan = plan_of(2020, {"2.11.18.01": 1000})
    line = plan.lines.get(item__code="2.11.18.01")
    with refused("Belum ada pagu"), transaction.atomic():
        Realisation.objects.create(line=line, month=1, amount=1, physical=0)
    approved(plan)
    Realisation.objects.create(line=line, month=1, amount=1000, physical=10)
    with refused("melebihi pagu"):
        Realisation.objects.create(line=line, month=2, amount=1001, physical=20)


def test_realisation_goes_back_only_with_an_explanation():
    plan = plan_of(2020, {"2.11.18.01": 1000})
    approved(plan)
    line = plan.lines.get(item__code="2.11.18.01")
    Realisation.objects.create(line=line, month=2, amount=500, physical=50)
    with refused("jelaskan sebabnya"), transaction.atomic():
        Realisation.objects.create(line=line, month=3, amount=499, physical=50)
    with refused("bulan sesudahnya"), transaction.atomic():
        Realisation.objects.create(line=line, month=1, amount=501, physical=10)
    Realisation.objects.create(
        line=line, month=3, amount=499, physical=50, explanation="Pengembalian sisa belanja"
    )


def test_a_smaller_pagu_than_was_spent_is_not_approved():
    plan = plan_of(2020, {"2.11.18.01": 1000})
    approved(plan)
    line = plan.lines.get(item__code="2.11.18.01")
    Realisation.objects.create(line=line, month=2, amount=500, physical=50)
    fresh = next_version(plan, "perubahan")
    fresh.rows.filter(line=line).update(pagu=499)
    resum(fresh)
    submit(fresh, None, None)
    with refused("lebih kecil daripada realisasinya"):
        sql(
            "UPDATE programs_budgetversion SET state = 'disahkan', document_number = 'x',"
            " document_date = now(), approved_at = now() WHERE sequence = 2"
        )


def test_a_closed_month_stays_closed():
    plan = plan_of(2020, {"2.11.18.01": 1000})
    approved(plan)
    line = plan.lines.get(item__code="2.11.18.01")
    Realisation.objects.create(line=line, month=3, amount=500, physical=50)
    plan.closed_month = 3
    plan.save(update_fields=["closed_month"])
    for statement in (
        "DELETE FROM programs_realisation",
        "UPDATE programs_realisation SET month=4",
    ):
        with refused("sudah ditutup"), transaction.atomic():
            sql(statement)


def test_the_next_version_starts_as_a_copy(cast):
    plan = plan_of(2020, {"2.11.18.01": 1000})
    first = approved(plan, cast.head)
    second = next_version(plan, "pergeseran")
    add_row(second, item("2.11.17.01"), office(), pagu=5)
    resum(second)
    assert second.rows.count() == first.rows.count() + 2
    assert plan.in_force == first


SIGNED = [
    "UPDATE programs_paper SET content = '{}', content_sha256 = encode(sha256('{}'), 'hex')",
    "UPDATE programs_paper SET dated_on = dated_on + 1",
    "UPDATE programs_paper SET title = 'lain'",
    "UPDATE programs_paper SET state = 'rancangan'",
    "DELETE FROM programs_paper",
    "UPDATE programs_agreement SET signed_in = 'Duri'",
    "DELETE FROM programs_agreement",
    "UPDATE programs_agreementindicator SET target = 1",
    "DELETE FROM programs_agreementindicator",
    "INSERT INTO programs_agreementprogram (agreement_id, place, item_id, code, name, amount,"
    " fund_source) SELECT a.id, 9, i.id, i.code, i.name, 1, '' FROM programs_agreement a,"
    " programs_nomenclatureitem i WHERE i.code = '2.11.18'",
    "UPDATE programs_signature SET name = 'lain'",
    "DELETE FROM programs_signature",
    "UPDATE programs_paperfile SET content = '\\x00', sha256 = encode(sha256('\\x00'), 'hex')",
    "DELETE FROM programs_paperfile",
]


@pytest.mark.parametrize("statement", SIGNED)
def test_raw_sql_cannot_edit_a_signed_row(cast, statement):
    people = cascade(cast)
    plan = plan_of()
    approved(plan)
    put_in_force(agreement_of(plan, people["head"], people["regent"]).paper)
    with pytest.raises(IntegrityError):
        sql(statement)


def test_signatures_come_in_order_and_on_the_frozen_content(cast):
    people = cascade(cast)
    paper = put_in_force(agreement_of(plan_of(), people["head"], people["regent"]).paper)
    places = list(Signature.objects.filter(paper=paper).values_list("place", "part"))
    assert places == [(1, "pertama"), (2, "kedua")]
    with refused("tidak sedang menunggu"):
        sql(
            "INSERT INTO programs_signature (uid, paper_id, round, place, part, kind, official_id,"
            " name, nip, rank, position, content_sha256, signed_on) SELECT gen_random_uuid(),"
            " paper_id, round, 3, part, kind, official_id, name, nip, rank, position,"
            " content_sha256, signed_on FROM programs_signature WHERE place = 2"
        )


def test_a_later_agreement_supersedes_the_one_before(cast):
    people = cascade(cast)
    plan = plan_of()
    first = put_in_force(agreement_of(plan, people["head"], people["regent"]).paper)
    second = agreement_of(
        plan, people["head"], people["regent"], date(2020, 10, 5), supersedes=first
    )
    put_in_force(second.paper)
    first.refresh_from_db()
    assert first.state == "digantikan"
    assert first.successor == second.paper
    assert Paper.objects.filter(state="berlaku").count() == 1


def test_a_draft_changes_freely(cast):
    people = cascade(cast)
    agreement = agreement_of(plan_of(), people["head"], people["regent"])
    AgreementIndicator.objects.update(target=351)
    agreement.indicators.all().delete()
    agreement.delete()
    Paper.objects.all().delete()
    assert not Paper.objects.exists()


def test_approval_needs_the_number_of_the_document(cast):
    budget = submit(plan_of().versions.get(), None, cast.planner)
    with pytest.raises(Exception, match="nomor dan tanggal"):
        approve(budget, None, cast.head, " ", date(2020, 1, 6))
