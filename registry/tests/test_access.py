"""Deny by default, and the reach of an appointment."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import URLPattern, get_resolver

from bengkalis.access import Permission, Role
from registry.models import Appointment, Cooperative, Office
from registry.models.people import today

ROOT = Path(__file__).resolve().parent.parent.parent
RANK = {"bengkalis": 0, "registry": 1, "programs": 2, "reports": 3}
EVERY = Permission.VIEW_REGISTER


def test_imports_run_one_way_between_the_apps():
    wrong = []
    for app, rank in RANK.items():
        for path in (ROOT / app).rglob("*.py"):
            if "tests" in path.parts or path.name == "testing.py":
                continue
            wrong += [
                f"{path.relative_to(ROOT)} imports {name}"
                for name in _imported(path)
                if RANK.get(name.split(".")[0], -1) > rank
            ]
    assert wrong == []


def test_models_import_no_views_forms_or_api():
    outer = ("views", "forms", "api", "urls", "filters")
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for app in RANK
        for path in (ROOT / app / "models").rglob("*.py")
        for name in _imported(path)
        if any(f".{part}" in f".{name}".replace(app, "", 1) for part in outer)
        and name.split(".")[0] == app
    ]
    assert wrong == []


def _imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def _routes(resolver, prefix=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.name, prefix + str(entry.pattern)
        else:
            yield from _routes(entry, prefix + str(entry.pattern))


def test_every_route_is_named_by_a_test():
    """A route that no test mentions by name or address is a route nobody checked."""
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for app in RANK
        for path in (ROOT / app).rglob("tests/*.py")
    )
    missing = [
        f"{name} ({route})"
        for name, route in _routes(get_resolver())
        if name is None or f'"{name}"' not in sources
    ]
    assert missing == []


def test_a_stranger_has_no_reach(cast):
    assert not cast.stranger.may(EVERY)
    assert not Cooperative.objects.visible_to(cast.stranger).exists()


def test_the_dinas_reaches_everything(cast, make_cooperative):
    make_cooperative(district="Rupat")
    assert Cooperative.objects.visible_to(cast.registrar).count() == 1
    assert Cooperative.objects.editable_by(cast.verifier).count() == 0


def test_a_upt_reaches_its_own_kecamatan_only(cast, make_cooperative):
    own = make_cooperative("Koperasi Duri", district="Mandau")
    make_cooperative("Koperasi Rupat", district="Rupat")
    assert list(Cooperative.objects.visible_to(cast.upt_mandau)) == [own]
    assert list(Cooperative.objects.editable_by(cast.upt_mandau)) == [own]


@pytest.mark.parametrize(("start", "end"), [(1, None), (-20, -1)])
def test_an_appointment_counts_only_in_its_days(cast, start, end):
    user, office = cast.stranger, Office.objects.get(code="DISKOPUKM")
    Appointment.objects.create(
        user=user,
        office=office,
        role=Role.REGISTRAR,
        valid_from=today() + timedelta(days=start),
        valid_to=today() + timedelta(days=end) if end else None,
    )
    assert not user.may(EVERY)


def test_an_inactive_user_has_no_reach(cast):
    user = cast.registrar
    user.is_active = False
    assert not user.may(EVERY)


def test_the_same_role_twice_at_once_is_impossible(cast):
    held = cast.registrar.appointments.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            user=held.user, office=held.office, role=held.role, valid_from=today()
        )
