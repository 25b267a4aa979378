"""Fixtures of the tests that change something over REST, and of those of the demonstration."""

import io
import json

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def few_msmes():
    """Seed one in twenty of the MSMEs: the rules are the same, and the bench stays fast."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("registry.demo.enterprise_plan.ONE_IN", 20)
        yield


@pytest.fixture(scope="module")
def demonstrated(few_msmes, django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration, written once for a module; gives what the command printed."""
    var, out = settings.VAR, io.StringIO()
    settings.VAR = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)
    settings.VAR = var


@pytest.fixture
def demo(demonstrated, db):
    from registry.models import Cooperative

    return Cooperative.objects.filter(is_demo=True)


@pytest.fixture
def send(client, token_of):
    """``send("post", path, data, who, match=etag, key=…)`` → the answer to a change."""

    def call(method, path, data, who, match=None, key=None, scope="write"):
        headers = {"Authorization": f"Bearer {token_of(who, scope)}"}
        headers |= {"If-Match": match} if match else {}
        headers |= {"Idempotency-Key": key} if key else {}
        body = data if isinstance(data, str) else json.dumps(data)
        send = getattr(client, method)
        return send(path, body, content_type="application/json", headers=headers)

    return call


@pytest.fixture
def etag_of(client, token_of):
    def read(path, who):
        return client.get(path, headers={"Authorization": f"Bearer {token_of(who)}"})["ETag"]

    return read


@pytest.fixture
def make_member(make_cooperative):
    """``make_member("Siti", cooperative, nik=…)``: entered as every door enters a member."""
    from registry.membership import join
    from registry.models import Member

    def make(name="Siti Contoh", cooperative=None, **fields):
        member = Member(cooperative=cooperative or make_cooperative(), name=name, **fields)
        member.full_clean()
        return join(member)

    return make


@pytest.fixture
def make_enterprise(db):
    """``make_enterprise("Kedai", district="Mandau", section="G", years={2020: sales, 2021: {…}})``:
    a year is its sales in rupiah, or the figures by name."""
    from registry.enterprises import register
    from registry.models import District, Enterprise, EnterpriseYear, KbliSection

    def make(name="Kedai Contoh", district="Bengkalis", section=None, years=(), **fields):
        place = District.objects.get(name=district)
        field = KbliSection.objects.get(code=section) if section else None
        enterprise = Enterprise(name=name, district=place, section=field, **fields)
        enterprise.full_clean()
        figures = {
            year: given if isinstance(given, dict) else {"sales": given}
            for year, given in dict(years).items()
        }
        register(enterprise, [EnterpriseYear(year=year, **figures[year]) for year in figures])
        return Enterprise.objects.get(pk=enterprise.pk)

    return make
