"""The strict bench, a pytest plugin: a PostgreSQL of its own, the cast, and stricter rules.

Without DATABASE_URL the suite runs on the bundled PostgreSQL in a temporary folder. An undefined
variable in a template fails the test; warnings are errors (pytest.ini). The test databases are
made anew at the start of a run and left when it ends: a browser may still hold a connection then.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

CHROMIUM = next((p for p in map(shutil.which, ("chromium", "google-chrome")) if p), None)
BLOCKER = pytest.StashKey()
PASSWORD = "sandi-uji-yang-panjang"


def _own_folder() -> None:
    """Before settings are read: the suite never touches the portal's own data."""
    if "PORTAL_VAR" not in os.environ or "PYTEST_XDIST_WORKER" not in os.environ:
        folder = tempfile.mkdtemp(prefix="portal-uji-")
        os.environ["PORTAL_VAR"] = folder
        os.environ["PORTAL_TEST_FOLDER"] = folder
    os.environ["PORTAL_DURABLE"] = "0"
    os.environ.setdefault("SECRET_KEY", "kunci-uji-" * 5)
    os.environ.setdefault("PERSONAL_DATA_KEY", "kunci-data-pribadi-uji-" * 3)


_own_folder()


def pytest_configure(config):
    from django.conf import settings

    from bengkalis import emptying

    _take_the_time_it_takes()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.ALLOWED_HOSTS = ["*"]
    settings.STATISTICS_CHECK_SECONDS, settings.STATISTICS_BESIDE = 0, False
    emptying.install()
    for template in settings.TEMPLATES:
        template["OPTIONS"]["string_if_invalid"] = Undefined("%s")


def _take_the_time_it_takes() -> None:
    """A busy machine is no defect: no property is judged by how long its examples take."""
    from hypothesis import HealthCheck, settings

    settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("busy")


def pytest_report_header(config):
    if CHROMIUM is None:
        return "PERINGATAN: Chromium tidak ditemukan; uji peramban DILEWATI."
    return f"uji peramban dengan {CHROMIUM}"


def pytest_collection_modifyitems(config, items):
    """No Chromium: the browser tests are skipped and said so, but in CI that is a failure."""
    if CHROMIUM is not None or not any(item.get_closest_marker("browser") for item in items):
        return
    if os.environ.get("CI"):
        pytest.exit("CI tanpa Chromium: uji peramban harus berjalan.", returncode=3)
    skip = pytest.mark.skip(reason="Chromium tidak ditemukan")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(skip)


def pytest_unconfigure(config):
    folder = os.environ.get("PORTAL_TEST_FOLDER")
    if folder and "PYTEST_XDIST_WORKER" not in os.environ:
        from bengkalis import embedded

        if "DATABASE_URL" not in os.environ:
            embedded.release(wait=True)
        shutil.rmtree(folder, ignore_errors=True)


class Undefined(str):
    """What a template prints for an undefined variable: nothing, because the test fails."""

    def __contains__(self, item):
        return item == "%s"

    def __mod__(self, missing):
        raise AssertionError(f"Undefined variable in a template: {missing}")


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    """The test database holds the reference data, as a fresh portal does."""
    from bengkalis import emptying

    result = yield
    if fixturedef.argname == "django_db_setup":
        request.config.stash[BLOCKER] = request.getfixturevalue("django_db_blocker")
        with request.config.stash[BLOCKER].unblock():
            _load_reference()
            emptying.keep()
    return result


def pytest_fixture_post_finalizer(fixturedef, request):
    """A transactional test empties every table when it ends; the next one starts with data."""
    if fixturedef.argname == "_django_db_helper" and BLOCKER in request.config.stash:
        from registry.models import District

        with request.config.stash[BLOCKER].unblock():
            if not District.objects.exists():
                _load_reference()


@pytest.fixture(autouse=True)
def _fresh_limits():
    """What one test asked does not count against the next one's rate limit."""
    from django.core.cache import cache

    cache.clear()


def _load_reference() -> None:
    from bengkalis.management.commands.load_reference import load_all

    load_all()


@dataclass
class Cast:
    """Who plays: ``cast.registrar`` and so on; made on first use, all with PASSWORD."""

    def __getattr__(self, name: str):
        if name.startswith("_") or name not in PARTS:
            raise AttributeError(name)
        from registry.models import User

        found = User.objects.filter(username=name.replace("_", ".")).first()
        user = found or _appoint(name, *PARTS[name])
        setattr(self, name, user)
        return user


PARTS = {
    "admin": ("admin", "DISKOPUKM"),
    "head": ("head", "DISKOPUKM"),
    "registrar": ("registrar", "BID-KELEMBAGAAN"),
    "verifier": ("verifier", "SEKRETARIAT"),
    "planner": ("planner", "SEKRETARIAT"),
    "division_head": ("division_head", "BID-KELEMBAGAAN"),
    "upt_mandau": ("upt_officer", "UPT-MANDAU"),
    "head_upt_mandau": ("upt_head", "UPT-MANDAU"),
    "upt_rupat": ("upt_officer", "UPT-RUPAT"),
    "client": ("data_client", "DISKOPUKM"),
    "stranger": (None, None),
}


def _appoint(name: str, role: str | None, code: str | None):
    from registry.models import Appointment, User

    user = User.objects.create_user(
        name.replace("_", "."), PASSWORD, full_name=name.replace("_", " ").title()
    )
    if role:
        Appointment.objects.create(
            user=user, office=_office(code), role=role, valid_from=date(2020, 1, 1)
        )
    return user


def _office(code: str):
    from registry.models import Office
    from registry.reference import serve

    office, made = Office.objects.get_or_create(code=code, defaults={"name": code, "kind": "upt"})
    if made and code == "UPT-RUPAT":
        serve(office, ["14.03.10", "14.03.11"])
    return office


@pytest.fixture
def cast(db) -> Cast:
    return Cast()


@pytest.fixture
def sign_in(client):
    """``sign_in(user)`` → the Django test client, signed in."""

    def enter(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def make_cooperative(db):
    """``make_cooperative(name=…, district="Mandau")``: valid, with its first status."""
    from registry.entry import register
    from registry.models import Cooperative, District

    def make(name="Koperasi Tani Maju", district="Bengkalis", status="aktif", **fields):
        place = District.objects.get(name=district)
        cooperative = Cooperative(name=name, district=place, status=status, **fields)
        cooperative.full_clean()
        return register(cooperative)

    return make


@pytest.fixture
def token_of(db):
    """``token_of(user, scope="read")`` → the text of a fresh token."""
    from registry.models import ApiToken

    def issue(user, scope="read"):
        return ApiToken.issue(user, "uji", scope)[1]

    return issue


SAMPLES = Path(__file__).resolve().parent.parent / "registry" / "tests" / "samples"

pytest_plugins = ["bengkalis.browsing"]
