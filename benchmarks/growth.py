"""The register of MSMEs at two sizes, on a throw-away database: what a hundredfold costs.

``PORTAL_VAR=/tmp/growth python -m benchmarks.growth 40000 4000000``: fills up to each size, asks
the same questions over REST, and prints milliseconds of the database server and how they grew.
Refuses a database that holds an enterprise of anybody else.
"""

import io
import os
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from statistics import median

import django
from django.db import connection, transaction
from django.db.models import Max
from django.test.utils import override_settings

from benchmarks.timing import server_seconds

MADE = "dibuat untuk pengukuran"
CHUNK = 200_000
ROUNDS = 3
HEADS = (
    "Warung Toko Kedai Bengkel Usaha Rumah Kios Salon Depot Dapur Jahit Tambal Cuci Percetakan "
    "Konter Apotek Kebun Ternak Tambak Nelayan Katering Kue Keripik Sagu Madu Batik Tenun Mebel "
    "Las Ponsel Laundry Fotokopi Sembako Sayur Ikan Ayam Bakso Mie Nasi Kopi"
)
SYLLABLES = "ba di ka lu me na ra si ta wi yo mu pa se ga ri la ni to hu"
SECTIONS = "GGGGGGGGGGGGGGGGGGIIIIIIIICCCCCCSSSAAHFPQRJNLMBDEKOTU"
# ruff: noqa: S608


def main(sizes: list[int]) -> None:
    django.setup()
    refuse_others()
    answers = {}
    for size in sorted(sizes):
        started = time.perf_counter()
        fill(size)
        print(f"{size} rows after {time.perf_counter() - started:.0f} s", flush=True)
        with override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
            answers[size] = {name: cost(query, who) for name, (query, who) in QUESTIONS.items()}
        show(answers)


def refuse_others() -> None:
    """Raises SystemExit unless every enterprise is of an earlier run."""
    from registry.models import Enterprise

    if Enterprise.objects.exclude(note=MADE).exists():
        raise SystemExit("This database holds MSMEs that are not made up for measuring.")


def fill(size: int) -> None:
    """Rows up to ``size``, set-wise: without the audit trail, and words after the rows, as the
    triggers would write them. Foreign keys and checks are dropped: the database is thrown away."""
    from registry.models import Enterprise

    last = Enterprise.objects.count()
    if last >= size:
        return
    key = Enterprise.objects.aggregate(Max("pk"))["pk__max"] or 0
    run("ALTER TABLE registry_enterprise DISABLE TRIGGER USER")
    with without_indexes("registry_enterprise"):
        for first in range(last + 1, size + 1, CHUNK):
            _rows(first, min(first + CHUNK - 1, size))
            print(f" {first}", end="", flush=True)
    with without_indexes("registry_enterpriseword"):
        _words(key)
    for table in ("", "word", "vocabulary"):
        run(f"VACUUM ANALYZE registry_enterprise{table}")


@contextmanager
def without_indexes(table: str):
    """Constraints and indexes are dropped; the indexes are made anew after."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN"
            " ('c', 'f', 'u', 'p') ORDER BY contype",
            [table],
        )
        constraints = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = %s::regclass",
            [table],
        )
        indexes = cursor.fetchall()
    for name in constraints:
        run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')
    for name, _ in indexes:
        run(f"DROP INDEX IF EXISTS {name}")
    yield
    run("SET maintenance_work_mem = '1GB'")
    for _, definition in indexes:
        run(definition)
        print(end=".", flush=True)


def _rows(first: int, last: int) -> None:
    from registry.demo import names
    from registry.models import KbliSection, Village

    villages = list(Village.objects.filter(valid_to=None).values_list("pk", "district_id"))
    keys = dict(KbliSection.objects.filter(edition=2020).values_list("code", "pk"))
    params = {
        "heads": HEADS.split(),
        "given": [*names.MEN, *names.WOMEN],
        "surnames": list(names.SURNAMES),
        "called": list(names.CALLED),
        "wished": list(names.WISHED),
        "syllables": SYLLABLES.split(),
        "villages": [pk for pk, _ in villages],
        "districts": [district for _, district in villages],
        "sections": [keys[code] for code in SECTIONS],
        "first": first,
        "last": last,
        "made": MADE,
    }
    run(ROWS, params)


ROWS = """
WITH dice AS MATERIALIZED (
    SELECT i, random() size, random() kind, random() age, random() nib, random() shut,
        1 + floor(random() * cardinality(%(villages)s))::int v,
        (%(heads)s)[1 + floor(power(random(), 2) * cardinality(%(heads)s))::int] head,
        (%(given)s)[1 + floor(random() * cardinality(%(given)s))::int] given,
        (%(surnames)s)[1 + floor(random() * cardinality(%(surnames)s))::int] surname,
        (%(called)s)[1 + floor(random() * cardinality(%(called)s))::int] called,
        (%(wished)s)[1 + floor(random() * cardinality(%(wished)s))::int] wished,
        (%(syllables)s)[1 + floor(power(random(), 2) * 20)::int]
        || (%(syllables)s)[1 + floor(power(random(), 2) * 20)::int]
        || (%(syllables)s)[1 + floor(power(random(), 2) * 20)::int]
        || (%(syllables)s)[1 + floor(power(random(), 3) * 20)::int] rare
    FROM generate_series(%(first)s, %(last)s) i
)
INSERT INTO registry_enterprise (uid, name, owner_name, owner_sex, district_id, village_id, address,
    section_id, kbli_code, activity, nib, permit_number, started_year, closed_on, note, latest_year,
    latest_uu20, latest_pp7, is_demo, updated_at)
SELECT gen_random_uuid(),
    head || ' ' || CASE WHEN kind < 0.4 THEN given WHEN kind < 0.7 THEN called || ' ' || wished
        WHEN kind < 0.85 THEN rare ELSE wished END,
    given || ' ' || CASE WHEN kind > 0.9 THEN rare ELSE surname END, '',
    (%(districts)s)[v], (%(villages)s)[v], 'Jl. Antara No. ' || i %% 240,
    (%(sections)s)[1 + floor(power(random(), 1.5) * cardinality(%(sections)s))::int], '', '',
    CASE WHEN nib < 0.45 THEN lpad((9000000000000 + i)::text, 13, '0') END, '',
    2021 - floor(power(age, 3) * 60)::int,
    CASE WHEN shut < 0.03 THEN date '2022-01-01' END, %(made)s,
    CASE WHEN shut > 0.95 THEN NULL WHEN age < 0.0002 THEN 2019 WHEN age < 0.2 THEN 2020
        ELSE 2021 END,
    CASE WHEN shut > 0.95 THEN '' WHEN size < 0.93 THEN 'mikro' WHEN size < 0.995 THEN 'kecil'
        ELSE 'menengah' END,
    CASE WHEN shut > 0.95 THEN '' WHEN size < 0.975 THEN 'mikro' WHEN size < 0.999 THEN 'kecil'
        ELSE 'menengah' END,
    true, now() - random() * interval '300 days'
FROM dice
"""


def _words(last: int) -> None:
    """The body of the trigger ``words_of_new`` for the rows after the key ``last``."""
    from registry.models.enterprise_triggers import _SPLIT

    rows = f"SELECT * FROM registry_enterprise WHERE id > {last}"
    run(f"CREATE TEMP VIEW new_rows AS {rows}; SET work_mem = '512MB'")
    run(_SPLIT.replace("of_owner ON CONFLICT DO NOTHING", "of_owner"))
    run("DROP VIEW new_rows; RESET work_mem")


def run(statement: str, params=None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


# --- asking ------------------------------------------------------------------------------------

PLACE = "14.03.09"
QUESTIONS = {
    "list": ("", "registrar"),
    "list, newest change": ("ordering=-updated_at", "registrar"),
    "list, one UPT": ("", "upt"),
    "last page": ("LAST", "registrar"),
    "district": (f"district={PLACE}", "registrar"),
    "district, common section": (f"district={PLACE}&section=G", "registrar"),
    "district, rare section": (f"district={PLACE}&section=U", "registrar"),
    "size, section, district": (f"size=kecil&section=G&district={PLACE}", "registrar"),
    "rare size": ("size=menengah", "registrar"),
    "rare size, district": (f"size=menengah&district={PLACE}", "registrar"),
    "rare size, rare section": ("size=menengah&section=B", "registrar"),
    "old law, size, village": ("size=kecil&law=uu20&village=14.03.09.1001", "registrar"),
    "closed": ("open=false", "registrar"),
    "closed, rare size": ("open=false&size=menengah", "registrar"),
    "closed, district, NIB": (f"open=false&has_nib=true&district={PLACE}", "registrar"),
    "without NIB": ("has_nib=false", "registrar"),
    "one NIB": ("nib=9000000000002", "registrar"),
    "rare year of figures": ("latest_year=2019", "registrar"),
    "no such year": ("latest_year=2010", "registrar"),
    "rare beginning": ("started_year_to=1962", "registrar"),
    "no such beginning": ("started_year_to=1950", "registrar"),
    "beginning, UPT": ("started_year_to=1962", "upt"),
    "changed since": ("updated_since=2100-01-01T00:00:00Z", "registrar"),
    "search common": ("search=warung", "registrar"),
    "search common, UPT": ("search=warung", "upt"),
    "search common, district": (f"search=warung&district={PLACE}", "registrar"),
    "search common, no owners": ("search=warung", "client"),
    "search owner word, no owners": ("search=harahap", "client"),
    "search rare": ("search=babakaba", "registrar"),
    "search absent": ("search=xqzxqz", "registrar"),
    "search two common": ("search=warung+aminah", "registrar"),
    "search three common": ("search=warung+aminah+harahap", "registrar"),
    "search three common, UPT": ("search=warung+aminah+harahap", "upt"),
    "search common and rare": ("search=warung+babakaba", "registrar"),
    "search whole name": ("search=warung+tani+makmur", "registrar"),
    "search beginning": ("search=war", "registrar"),
    "search one letter": ("search=s", "registrar"),
    "search common, beginning": ("search=toko+sul", "registrar"),
    "search misspelt": ("search=wrung+amina", "registrar"),
    "search misspelt rare": ("search=babakaab", "registrar"),
    "search, rare section": ("search=warung&section=U", "registrar"),
    "search, closed": ("search=warung&open=false", "registrar"),
    "search, rare size": ("search=warung&size=menengah", "registrar"),
}


def cost(query: str, who: str) -> tuple[float, float, int]:
    """Median and greatest milliseconds that the database server computed for one request, and
    the rows in the answer."""
    handler, environ = _request(query, who)
    times, found = [], 0
    for _ in range(ROUNDS + 1):
        before = server_seconds()
        answer = handler({**environ, "wsgi.input": io.BytesIO()})
        if answer.status_code != 200:
            raise SystemExit(f"{query}: {answer.status_code} {answer.content[:300]}")
        found = answer.content.count(b'"uid"')
        times.append((server_seconds() - before) * 1000)
    return median(times[1:]), max(times[1:]), found


def _request(query: str, who: str):
    from django.test.client import ClientHandler, RequestFactory

    if query == "LAST":
        query = _last_page()
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token(who)}"}
    return ClientHandler(), RequestFactory().get(f"/api/v1/enterprises?{query}", **headers).environ


def _last_page() -> str:
    """A cursor to the last 50 rows."""
    from bengkalis.paging import Keyset
    from registry.models import Enterprise

    last = Enterprise.objects.order_by("-search_name", "-id").values("search_name", "id")[49:51]
    pair = Enterprise.objects.filter(pk__in=[row["id"] for row in last])
    return f"cursor={Keyset('search_name').page(pair, 1).next}"


ROLES = {
    "registrar": ("registrar", "DISKOPUKM"),
    "upt": ("upt_officer", "UPT-MANDAU"),
    "client": ("data_client", "DISKOPUKM"),
}


def token(who: str) -> str:
    """A fresh token of a made-up person of that part."""
    from registry.models import ApiToken, Appointment, Office, User
    from registry.models.people import today

    role, code = ROLES[who]
    user = User.objects.filter(username=f"ukur.{who}").first()
    if user is None:
        with transaction.atomic():
            user = User.objects.create_user(f"ukur.{who}", None, full_name=who)
            Appointment.objects.create(
                user=user,
                office=Office.objects.get(code=code),
                role=role,
                valid_from=today() - timedelta(days=1),
            )
    return ApiToken.issue(user, "ukur", "read")[1]


def show(answers: dict) -> None:
    sizes = sorted(answers)
    print(" | ".join(["question", *(f"{size}: ms (worst), rows" for size in sizes), "ratio"]))
    for name in answers[sizes[0]]:
        costs = [answers[size][name] for size in sizes]
        cells = [f"{mid:.1f} ({most:.1f}), {rows}" for mid, most, rows in costs]
        print(" | ".join([name, *cells, f"{costs[-1][0] / max(costs[0][0], 0.01):.1f}"]))
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bengkalis.settings")
    main([int(size) for size in sys.argv[1:]])
