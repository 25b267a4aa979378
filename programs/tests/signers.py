"""Papers on their way to being signed, for the tests of signing, sealing and printing."""

import os
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from django.test import RequestFactory

from bengkalis.testing import PASSWORD
from programs import signing
from programs.models import Pact, PactTemplate, Paper
from programs.papers import new_paper
from programs.tests.samples import agreement_of, approved, cascade, plan_of
from registry.models import Incumbency


@transaction.atomic
def division_paper(cast, dated=None, supersedes=None, is_demo=False) -> Paper:
    """The division head's agreement with the head, a draft; both have accounts."""
    people = cascade(cast)
    plan = plan_of()
    approved(plan)
    parties = people["division"], people["head"]
    return agreement_of(plan, *parties, dated, supersedes, is_demo=is_demo).paper


def pact_paper(cast) -> Paper:
    """The division head's integrity pact, witnessed by the head, a draft."""
    people = cascade(cast)
    return pact_between(people["division"], people["head"])


@transaction.atomic
def pact_between(maker: Incumbency, witness: Incumbency, year: int = 2020) -> Paper:
    """``maker``'s pact of ``year``, a draft."""
    official = maker.official
    title = f"Pakta Integritas {official.name} {year}"
    paper = new_paper("pi", year, f"pejabat-{official.pk}", title, date(year, 1, 6))
    template = PactTemplate.objects.get(number=1)
    Pact.objects.create(
        paper=paper, template=template, official=official, maker=maker, witness=witness
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
    found = shutil.which(name) or shutil.which(name, path=Path(sys.executable).parent)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"CI without {name}")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found
