"""What the API answers is what its OpenAPI document says, with something in every list."""

from datetime import date

import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator

from bengkalis.api_docs import schema
from programs.models import (
    AgreementProgram,
    Beneficiary,
    IndicatorResult,
    MonthPlan,
    PlanRow,
    Realisation,
)
from programs.tests.pacts_sample import pact_of
from programs.tests.samples import agreement_of, approved, cascade, item, plan_of, put_in_force

LISTS = (
    *("agreements", "beneficiaries", "budget-versions", "crosswalk", "nomenclature", "officials"),
    *("pacts", "plans", "positions", "realisations"),
)
WITHOUT_DETAIL = {"crosswalk", "nomenclature"}


@pytest.fixture
def filled(cast, make_cooperative):
    """One of everything, with what may be empty left empty in some rows."""
    people, plan = cascade(cast), plan_of()
    MonthPlan.objects.create(row=PlanRow.objects.leaves().get(), month=1, amount=5, physical=1)
    approved(plan)
    line = plan.lines.get(item__code="2.11.18.01")
    Realisation.objects.create(line=line, month=1, amount=5, physical=2)
    who = make_cooperative()
    Beneficiary.objects.create(
        line=line, cooperative=who, received_on=date(2020, 3, 4), benefit="Pelatihan"
    )
    agreement = agreement_of(plan, people["head"], people["regent"])
    program = item("2.11.18")
    AgreementProgram.objects.create(
        agreement=agreement, place=1, item=program, code=program.code, name=program.name, amount=5
    )
    put_in_force(agreement.paper)
    IndicatorResult.objects.create(indicator=agreement.indicators.get(), quarter=1, value=3)
    agreement_of(plan, people["division"], people["head"])
    put_in_force(pact_of(people["unit"], people["head"]).paper)
    pact_of(people["head"], people["regent"])


def refused(path: str, told) -> list[str]:
    """What in ``told`` the document does not allow; ``path`` as it stands there."""
    answer = schema()["paths"][path]["get"]["responses"]["200"]
    wanted = answer["content"]["application/json"]["schema"]
    found = Draft202012Validator({**schema(), **wanted}).iter_errors(told)
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.mark.parametrize("noun", LISTS)
def test_every_list_and_every_row_is_what_the_document_says(ask, cast, filled, noun):
    told = ask(reverse(f"api-{noun}"), cast.client).json()
    assert told["results"]
    assert refused(f"/api/v1/{noun}", told) == []
    for row in told["results"] if noun not in WITHOUT_DETAIL else ():
        one = ask(row["url"], cast.client).json()
        assert one.items() >= row.items()
        assert refused(f"/api/v1/{noun}/{{uid}}", one) == []


def test_the_document_would_refuse_another_answer(filled):
    assert refused("/api/v1/plans", {"next": None, "previous": None, "results": [{"year": "x"}]})


def test_empty_text_is_null(ask, cast, filled):
    rows = ask(reverse("api-agreements"), cast.client, state="berlaku").json()["results"]
    told = ask(rows[0]["url"], cast.client).json()
    assert told["programs"][0]["fund_source"] is None
    assert told["indicators"][0]["results"][0]["note"] is None
    assert told["reason"] is None
