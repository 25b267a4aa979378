"""What somebody may write into an address or a form: answered, never a failure of the portal."""

import re
from datetime import date

import pytest
from django.urls import reverse

from programs.tests.samples import agreement_of, approved, cascade, plan_of
from programs.tests.signers import pact_between
from programs.urls import urlpatterns

pytestmark = pytest.mark.django_db
HOSTILE = ["\0", "9" * 4500, "²", "٣", "-1", "99999999999", "' OR 1=1 --", "%", "😀"]
NAMES = [
    *("tahun", "bulan", "triwulan", "orang", "tanggal", "jabatan", "halaman", "bagian", "induk"),
    *("edisi", "state", "year", "office", "kode", "q", "after", "before", "dari", "ke", "tampil"),
]


@pytest.fixture
def values(cast) -> dict:
    """What fills the parts of an address: a plan, a paper of each kind."""
    people = cascade(cast)
    plan = plan_of()
    budget = approved(plan)
    agreement = agreement_of(plan, people["division"], people["head"], date(2020, 2, 3))
    pact_between(people["division"], people["head"])
    line = plan.lines.last()
    return {"year": 2020, "uid": agreement.paper.uid, "line": line.uid, "version": budget.sequence}


def addresses(values: dict) -> list[str]:
    """Every address of the programmes that ``values`` can fill."""
    found = []
    for pattern in urlpatterns:
        names = re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern))
        if set(names) <= values.keys():
            found.append(reverse(pattern.name, kwargs={name: values[name] for name in names}))
    return found


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_no_address_breaks_the_portal(sign_in, cast, values, hostile):
    client = sign_in(cast.planner)
    found = addresses(values)
    assert len(found) > 30
    for address in found:
        answer = client.get(address, dict.fromkeys(NAMES, hostile))
        b"".join(answer)  # a download is closed once read
        assert answer.status_code in (200, 302, 400, 403, 404, 405), (address, hostile[:10])


def test_a_code_with_a_nul_is_not_found(sign_in, cast):
    address = reverse("nomenclature-item", args=["permendagri-90", "2.17\0"])
    assert sign_in(cast.planner).get(address).status_code == 404
