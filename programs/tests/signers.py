"""Papers on their way to being signed, for the tests of signing, sealing and printing."""

import os
import shutil
from datetime import date

import pytest
from django.db import transaction
from django.test import RequestFactory

from bengkalis.testing import PASSWORD
from programs import signing
from programs.models import Pact, PactTemplate, Paper
from programs.papers import new_paper
from programs.tests.samples import agreement_of, approved, cascade, plan_of


@transaction.atomic
def division_paper(cast, dated=None, supersedes=None) -> Paper:
    """The division head's agreement with the head, a draft; both have accounts."""
    people = cascade(cast)
    plan = plan_of()
    approved(plan)
    return agreement_of(plan, people["division"], people["head"], dated, supersedes).paper


@transaction.atomic
def pact_paper(cast, year: int = 2020) -> Paper:
    """The division head's integrity pact, witnessed by the head, a draft."""
    people = cascade(cast)
    official = people["division"].official
    paper = new_paper(
        "pi", year, f"pejabat-{official.pk}", "Pakta Integritas Nurhayati", date(year, 1, 6)
    )
    Pact.objects.create(
        paper=paper,
        template=PactTemplate.objects.get(number=1),
        official=official,
        maker=people["division"],
        witness=people["head"],
    )
    return paper


def opened(paper: Paper, by=None) -> Paper:
    paper = signing.open_for_signing(paper, None, by)
    paper.refresh_from_db()
    return paper


def signed(paper: Paper, user, password: str = PASSWORD, seen: str | None = None) -> Paper:
    """``user`` signs with ``password``."""
    request = RequestFactory().post("/", REMOTE_ADDR="10.0.0.7")
    return signing.sign(paper, None, user, password, request, seen)


def in_force(paper: Paper, *users) -> Paper:
    """Opened, and signed by ``users`` in the portal."""
    paper = opened(paper)
    for user in users:
        paper = signed(paper, user)
    return paper


def tool(name: str) -> str:
    """The path of a program; the test is skipped without it, but not where CI runs."""
    found = shutil.which(name)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"CI without {name}")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found
