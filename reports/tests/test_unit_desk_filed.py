"""The list of reports: narrowed, page by page, and only what the person may see."""

import pytest
from django.urls import reverse

from reports import review
from reports.models import UnitReport
from reports.tests.unit_samples import accepted, drafted, duty_of, submitted

pytestmark = pytest.mark.django_db


def listed(client, **asked) -> list[UnitReport]:
    return list(client.get(reverse("unit-reports-filed"), asked).context["rows"])


def test_the_dinas_lists_what_was_handed_in_and_no_draft(sign_in, cast):
    filed = submitted(duty_of(number=1), cast.upt_mandau)
    draft = drafted(duty_of(number=2), cast.upt_mandau)
    assert listed(sign_in(cast.verifier)) == [filed]
    assert listed(sign_in(cast.upt_mandau)) == [draft, filed]


def test_a_upt_lists_its_own_and_is_not_told_of_other_offices(client, sign_in, cast):
    submitted(duty_of(), cast.upt_mandau)
    duty_of("UPT-RUPAT")
    answer = sign_in(cast.upt_rupat).get(reverse("unit-reports-filed"), {"office": "UPT-MANDAU"})
    assert list(answer.context["rows"]) == []
    assert '<option value="UPT-MANDAU"' not in answer.content.decode()
    assert sign_in(cast.stranger).get(reverse("unit-reports-filed")).status_code == 403
    client.logout()
    assert client.get(reverse("unit-reports-filed")).url.startswith("/masuk/")


def test_the_list_is_narrowed_by_state_year_and_rhythm(sign_in, cast):
    one = submitted(duty_of(number=1), cast.upt_mandau)
    two = accepted(duty_of(number=2), cast.upt_mandau, cast.verifier, cast.head)
    client = sign_in(cast.head)
    assert listed(client, state="diterima") == [two]
    assert listed(client, state="dikirim", year="2020", rhythm="bulanan") == [one]
    assert listed(client, rhythm="triwulan") == []
    assert listed(client, year="2021") == []


def test_a_correction_in_work_is_not_listed_for_the_dinas(sign_in, cast):
    report = accepted(duty_of(), cast.upt_mandau, cast.verifier, cast.head)
    fresh = review.correct(report, cast.upt_mandau, "Salah hitung")
    assert listed(sign_in(cast.head)) == [report]
    assert set(listed(sign_in(cast.upt_mandau))) == {report, fresh}


def test_the_list_goes_on_where_it_stopped(sign_in, cast, monkeypatch):
    monkeypatch.setattr("registry.views.narrowed.PAGE", 2)
    made = [submitted(duty_of(number=number), cast.upt_mandau) for number in (1, 2, 3)]
    client = sign_in(cast.head)
    first = client.get(reverse("unit-reports-filed"))
    rest = client.get(reverse("unit-reports-filed") + first.context["next"])
    assert [*first.context["rows"], *rest.context["rows"]] == made[::-1]
    bad = client.get(reverse("unit-reports-filed"), {"cursor": "x", "state": "lain"})
    assert "Ada yang tidak dimengerti" in bad.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_equally_often(sign_in, cast, count, django_assert_num_queries):
    for number in range(1, count + 1):
        submitted(duty_of(number=number), cast.upt_mandau)
    client = sign_in(cast.verifier)
    with django_assert_num_queries(9):
        assert len(listed(client)) == count
