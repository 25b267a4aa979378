"""What the pages of a version's steps tell before the step is taken."""

import pytest
from django.urls import reverse

from programs.budgets import next_version, resum, submit
from programs.models import PlanRow
from programs.tests.samples import approved, plan_of
from registry.tests.test_cooperative_edit import text_of

pytestmark = pytest.mark.django_db


def test_who_approves_reads_what_would_change(cast, sign_in):
    plan = plan_of(2021, {"2.17.06.2.01.01": 70_000_000, "2.17.06.2.01.02": 30_000_000})
    approved(plan)
    budget = next_version(plan, "pergeseran")
    row = budget.rows.leaves().first()
    PlanRow.objects.filter(pk=row.pk).update(pagu=row.pagu + 23_000_000)
    resum(budget)
    submit(budget, None, cast.planner)
    page = text_of(sign_in(cast.head).get(reverse("plan-approve", args=[2021, 2])))
    assert "1 baris; pagu bertambah Rp\xa023.000.000 terhadap murni (versi 1)" in page
    assert f"{reverse('plan-difference', args=[2021])}?dari=1&amp;ke=2" in page


def test_the_first_version_is_compared_with_none(cast, sign_in):
    submit(plan_of(2021, {"2.17.06.2.01.01": 5}).versions.get(), None, cast.planner)
    page = text_of(sign_in(cast.head).get(reverse("plan-approve", args=[2021, 1])))
    assert "Jumlah pagu" in page
    assert "Yang berubah" not in page
