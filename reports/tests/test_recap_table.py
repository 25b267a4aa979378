"""The statistic of UPT reports: accepted ones only, with coverage, in both languages."""

import pytest

from registry.models import Office
from reports import review
from reports.recap import Span, recap_of
from reports.statistics import editions
from reports.statistics.tables.unit_reports import DEFINITION
from reports.tests.unit_samples import accepted, duty_of, submitted

pytestmark = pytest.mark.django_db
URL = "/api/px/v2/tables/laporan-upt/data"


@pytest.fixture(autouse=True)
def two_units(cast):
    assert cast.upt_mandau
    assert cast.upt_rupat
    units = Office.objects.filter(kind="upt")
    units.exclude(code__in=["UPT-MANDAU", "UPT-RUPAT"]).update(is_active=False)


def filed(cast, year=2020, number=1, **values):
    duty = duty_of("UPT-MANDAU", year, number)
    return accepted(duty, cast.upt_mandau, cast.verifier, cast.head, **values)


def cube():
    return DEFINITION.build(DEFINITION.gather(), ())


def test_nothing_is_said_before_a_report_is_accepted(cast):
    submitted(duty_of(), cast.upt_mandau, msmes_new=900)
    assert cube().values == {}


def test_months_add_up_by_office_and_in_all_and_are_provisional(cast):
    filed(cast, number=1, msmes_new=12)
    filed(cast, number=2, msmes_new=5)
    found = cube()
    for office in ("UPT-MANDAU", "_T"):
        assert found.values["2020", office, "msmes_new"] == 17
        assert found.sign(("2020", office, "msmes_new")) == "p"
    assert found.sign(("2020", "UPT-RUPAT", "msmes_new")) == ":"
    assert found.values["2020", "_T", "cakupan"] == 50


def test_a_question_of_a_later_form_is_not_available_before(cast):
    filed(cast, 2020, 12)
    filed(cast, 2021, 1, msmes_online=4)
    found = cube()
    assert found.sign(("2020", "_T", "msmes_online")) == ":"
    assert found.values["2021", "_T", "msmes_online"] == 4


def test_a_whole_year_of_every_upt_is_final(cast):
    for number in range(1, 13):
        filed(cast, number=number, msmes_new=12)
        duty = duty_of("UPT-RUPAT", 2020, number)
        accepted(duty, cast.upt_rupat, cast.verifier, cast.head)
    found = cube()
    assert found.values["2020", "_T", "cakupan"] == 100
    assert found.sign(("2020", "_T", "msmes_new")) is None


def test_it_agrees_with_the_recap(cast):
    filed(cast, rat_held=3)
    lines = {one.question.key: one.total.value for one in recap_of(Span.of("2020")).lines}
    found = cube()
    for key in ("rat_held", "coops_new", "members_joined", "training_male"):
        assert found.values["2020", "_T", key] == lines[key]


def test_an_accepted_report_and_its_correction_are_the_next_edition(cast, client):
    query = {"valuecodes[ContentsCode]": "rat_held", "valuecodes[office]": "_T"} | {
        "valuecodes[time]": "TOP(1)"
    }
    report = filed(cast, rat_held=3)
    assert client.get(URL, query).json()["value"] == [3]
    fresh = review.correct(report, cast.upt_mandau, "Salah hitung")
    fresh = review.save(fresh, {**fresh.values, "rat_held": 5}, None)
    fresh = review.verify(review.submit(fresh, cast.upt_mandau, None), cast.verifier, None)
    assert client.get(URL, query).json()["value"] == [3]
    review.accept(fresh, cast.head, None)
    editions.publish("laporan-upt")
    assert client.get(URL, query).json()["value"] == [5]


def test_a_stranger_reads_it_in_two_languages(cast, client):
    filed(cast)
    assert editions.current("laporan-upt").cube.values
    for lang, word in (("id", "kunjungan pembinaan"), ("en", "coaching visits")):
        assert word in client.get(f"/statistik/laporan-upt/?lang={lang}").content.decode()
