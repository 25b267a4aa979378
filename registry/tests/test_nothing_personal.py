"""Every address of the portal, asked by who must not see it: no NIK and no phone number comes out.

On the demonstration, which has rows of every kind: each route is asked with the keys of every
table, without sign-in, with a token that pulls statistics, and by the UPT of other kecamatan.
"""

import re
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import UUIDField
from django.urls import URLPattern, URLResolver, get_resolver

from bengkalis.models import PersonalDataRead
from programs.models import Paper
from registry.models import (
    AnnualMeeting,
    Coaching,
    Cooperative,
    DissolutionCase,
    District,
    Document,
    Enterprise,
    FieldVisit,
    Member,
    Office,
    Task,
    User,
    Village,
)

NIK = re.compile(rb"(?<![\d.,-])\d{16}(?![\d.,-])")
PHONE = re.compile(rb"(?<!\d)(?:\+?62|0)8\d{8,11}(?!\d)|08\d\d[ -]\d{4}[ -]\d{3,}")
# Keys that are made of random digits and letters, and may look like a number now and then.
RANDOM = re.compile(
    rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{12}\b|\b[0-9A-Za-z]{64}\b"
)
PACKED = re.compile(rb"stream\r?\n.*?endstream|<[0-9A-Fa-f]{40,}>", re.DOTALL)


def routes(resolver=None, prefix=""):
    """Every address template of the portal, without its regular expressions."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern) and "^" not in route and not route.endswith(("\\Z",)):
            yield route


def keys(cooperative) -> dict[str, list]:
    """Arguments to try: a uid of every table that has one, primary keys, places, words."""
    uids: list[UUID] = [cooperative.uid]
    models = [m for app in ("registry", "programs") for m in apps.get_app_config(app).get_models()]
    for model in models:
        fields = {field.name: field for field in model._meta.concrete_fields}
        if isinstance(fields.get("uid"), UUIDField):
            uids += model._base_manager.order_by("pk").values_list("uid", flat=True)[:1]
    members = Member.objects.filter(cooperative=cooperative).exclude(nik=None)
    uids += members.values_list("uid", flat=True)[:1]
    places = [District.objects.first().kemendagri_code, Village.objects.first().kemendagri_code]
    codes = ["x", *Paper.objects.public().order_by("pk").values_list("code", flat=True)[:2]]
    words = {"slug": ["cooperative"], "str": codes}
    return {"uuid": uids, "int": [2021, 1], "place": places, **words}


# Whose key an address begins with; one of another table is 404 there, so it needs no asking.
OWNER = {
    r"(api/v1/cooperatives|koperasi)/<uuid": Cooperative,
    r"(api/v1/members|anggota)/<uuid": Member,
    r"(api/v1/enterprises|umkm)/<uuid": Enterprise,
    r"(api/v1/documents|dokumen)/<uuid": Document,
    r"(api/v1/visits|kunjungan)/<uuid": FieldVisit,
    r"(api/v1/tasks|tugas)/<uuid": Task,
    r"(api/v1/coachings|pembinaan)/<uuid": Coaching,
    r"(api/v1/dissolution-cases|pembubaran)/<uuid": DissolutionCase,
    r"api/v1/annual-meetings/<uuid": AnnualMeeting,
    r"pengaturan/pengguna/<uuid": User,
    r"(api/v1/offices|pengaturan/kantor)/<uuid": Office,
    r"(api/v1/agreements|api/v1/pacts|perjanjian-kinerja|pakta-integritas|naskah)/<uuid": Paper,
}


def keys_for(route: str, kind: str, found: dict[str, list], cooperative) -> list:
    owner = next((model for start, model in OWNER.items() if re.match(start, route)), None)
    if owner is None:
        return found[kind]
    if owner is Cooperative:
        return [cooperative.uid]
    rows = owner._base_manager.order_by("pk")
    if hasattr(owner, "cooperative"):
        rows = rows.filter(cooperative=cooperative) or rows
    return list(rows.values_list("uid", flat=True)[:2])


def addresses(cooperative):
    found = keys(cooperative)
    for route in sorted(set(routes())):
        kinds = re.findall(r"<(\w+):\w+>", route)
        for value in keys_for(route, kinds[0], found, cooperative) if kinds else [""]:
            address = re.sub(r"<\w+:\w+>", str(value), route, count=1)
            yield "/" + re.sub(r"<(\w+):\w+>", lambda kind: str(found[kind[1]][0]), address)


def body(answer) -> bytes:
    """What is to be read in an answer; of a PDF without its packed streams and its seal, in which
    any digits may follow each other."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return PACKED.sub(b"", content) if content.startswith(b"%PDF-") else content


def personal(client, cooperative, **headers) -> list[str]:
    """The addresses whose answer holds a NIK or a phone number without a record of its reading."""
    known = _known()
    found, asked = [], 0
    for address in addresses(cooperative):
        before = PersonalDataRead.objects.count()
        answer = client.get(address, headers=headers)
        assert answer.status_code < 500, address
        asked += answer.status_code == 200
        text = RANDOM.sub(b"", body(answer))
        shown = NIK.search(text) or PHONE.search(text) or any(word in text for word in known)
        if shown and PersonalDataRead.objects.count() == before:
            found.append(address)
    assert asked > 10
    return found


def _known() -> list[bytes]:
    """Numbers that are really in the register, however they are printed."""
    numbers = [row.nik for row in Member.objects.exclude(nik=None)[:20]]
    numbers += [row.phone for row in Cooperative.objects.exclude(phone=None)[:20]]
    numbers += [row.owner_nik for row in Enterprise.objects.exclude(owner_nik=None)[:20]]
    numbers += [row.phone for row in Enterprise.objects.exclude(phone=None)[:20]]
    return [number.encode() for number in numbers if number]


@pytest.fixture
def watched(demonstrated, db):
    """A cooperative of Mandau with members, and a phone number."""
    rows = Cooperative.objects.filter(district__name="Mandau", status="aktif")
    return rows.exclude(phone=None).order_by("pk").first()


def test_a_stranger_finds_no_nik_and_no_phone_number(watched, client):
    assert personal(client, watched) == []
    assert not PersonalDataRead.objects.exists()


def test_a_rest_client_finds_no_nik_and_no_phone_number(watched, client, token_of):
    token = token_of(User.objects.get(username="klien.data"))
    assert personal(client, watched, Authorization=f"Bearer {token}") == []
    assert not PersonalDataRead.objects.exists()


@pytest.mark.parametrize("name", ["upt.rupat", "kepala.upt.mandau", "registrar", "kadis"])
def test_nobody_finds_one_that_is_not_recorded_as_read(watched, sign_in, name):
    assert personal(sign_in(User.objects.get(username=name)), watched) == []


def test_the_dump_holds_no_nik_and_no_phone_in_clear(demonstrated, db):
    """Every table as text, sealed columns as the bytes they are."""
    known = [re.escape(number.decode()) for number in _known()]
    assert len(known) >= 30
    pattern = "|".join(known)
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t.*::text ~ %s', [pattern])
            if cursor.fetchone()[0]:
                found.append(table)
            hexed = "|".join(number.encode().hex() for number in known)
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t.*::text ~ %s', [hexed])
            if cursor.fetchone()[0]:
                found.append(f"{table} (hex)")
    assert found == []
