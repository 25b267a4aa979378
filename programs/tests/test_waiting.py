"""What of the programmes waits for whom, on their own work list."""

import pytest
from django.urls import reverse

from programs.budgets import send_back, submit
from programs.models import Realisation
from programs.signing import open_for_signing
from programs.tests.samples import agreement_of, approved, cascade, office, plan_of
from programs.waiting import waiting_for

pytestmark = pytest.mark.django_db


def test_a_paper_waits_for_whose_turn_it_is(cast):
    people = cascade(cast)
    plan = plan_of()
    approved(plan)
    paper = agreement_of(plan, people["division"], people["head"]).paper
    assert waiting_for(cast.division_head).papers == []
    open_for_signing(paper, None, cast.planner)
    assert waiting_for(cast.division_head).papers == [paper]
    assert waiting_for(cast.head).papers == []


def test_a_submitted_pagu_waits_for_the_head_and_a_returned_one_for_the_planner(cast):
    budget = submit(plan_of().versions.get(), None, cast.planner)
    assert waiting_for(cast.head).budgets == [budget]
    assert waiting_for(cast.planner).budgets == []
    send_back(budget, None, "Lokasi belum tepat benar")
    assert waiting_for(cast.head).budgets == []
    assert waiting_for(cast.planner).budgets == [budget]


def test_realisation_waits_for_the_own_office(cast):
    plan = plan_of(2020, {"2.11.18.01": 1000}, office=office("UPT-MANDAU"))
    approved(plan)
    assert waiting_for(cast.upt_mandau).unreported == 1
    assert waiting_for(cast.upt_rupat).unreported == 0
    assert waiting_for(cast.verifier).unreported == 0
    line = plan.lines.get(item__code="2.11.18.01")
    Realisation.objects.create(line=line, month=1, amount=1, physical=1)
    assert waiting_for(cast.upt_mandau).unreported == 0


def test_a_quarter_reported_by_its_last_month_waits_no_longer(cast):
    plan = plan_of(2020, {"2.11.18.01": 1000, "2.11.18.02": 500}, office=office("UPT-MANDAU"))
    approved(plan)
    line = plan.lines.get(item__code="2.11.18.01")
    Realisation.objects.create(line=line, month=3, amount=1, physical=1)
    assert waiting_for(cast.upt_mandau).month == 1
    assert waiting_for(cast.upt_mandau).unreported == 1


def test_the_work_list_names_it_with_the_way_there(cast, sign_in):
    submit(plan_of().versions.get(), None, cast.planner)
    text = sign_in(cast.head).get(reverse("home-staff")).content.decode()
    assert "Program dan perjanjian yang menunggu Anda" in text
    assert reverse("plan-version", args=[2020, 1]) in text  # not the one in force
    text = sign_in(cast.verifier).get(reverse("home-staff")).content.decode()
    assert "yang menunggu Anda" not in text
