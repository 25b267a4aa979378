"""The health of a cooperative that lends: exact to the hundredth, by the rule of its day."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from bengkalis.errors import TransitionRefused
from registry.health import assess, judge, rule_on
from registry.models import HealthAssessment
from registry.rules import NoRule
from registry.tests.test_cooperative_edit import text_of, typed

OLD, NEW = date(2019, 5, 1), date(2021, 5, 1)
FULL = {
    "permodalan": 15, "kap": 25, "manajemen": 15, "efisiensi": 10, "likuiditas": 15,
    "kemandirian": 10, "jatidiri": 10,
}  # fmt: skip
SHARIA = FULL | {"permodalan": 10, "kap": 20, "prinsip_syariah": 10}
PERCENT = ("tata_kelola", "profil_risiko", "kinerja_keuangan", "permodalan")
BANDS = [
    ("100", "sehat"),
    ("80", "sehat"),
    ("79.99", "cukup_sehat"),
    ("66", "cukup_sehat"),
    ("65.98", "dalam_pengawasan"),
    ("51", "dalam_pengawasan"),
    ("50.99", "dalam_pengawasan_khusus"),
    ("0", "dalam_pengawasan_khusus"),
]


def points(total: str) -> dict[str, Decimal]:
    """Scores of the older rule that add up to ``total``."""
    scores, left = {}, Decimal(total)
    for code, most in FULL.items():
        scores[code] = min(left, Decimal(most))
        left -= scores[code]
    return scores


@pytest.fixture
def savings(make_cooperative):
    return make_cooperative("KSP Bahari", district="Mandau", kind="simpan_pinjam")


@pytest.mark.parametrize(("total", "predicate"), BANDS)
def test_points_are_added_up_to_exact_bands(db, total, predicate):
    assert judge(rule_on(OLD), "konvensional", points(total)) == (Decimal(total), predicate)


@pytest.mark.parametrize(("total", "predicate"), BANDS)
def test_percents_are_weighted_up_to_the_same_bands(db, total, predicate):
    scores = dict.fromkeys(PERCENT, Decimal(total))
    assert judge(rule_on(NEW), "", scores) == (Decimal(total), predicate)


@pytest.mark.parametrize(
    ("governance", "total", "predicate"),
    [("65.98", "65.99", "dalam_pengawasan"), ("65.99", "66.00", "cukup_sehat")],
)
def test_half_a_hundredth_is_rounded_up_before_the_band(db, governance, total, predicate):
    """30 % of 65.98 and 70 % of 66 make 65.994; of 65.99 they make 65.997."""
    scores = dict.fromkeys(PERCENT, Decimal(66)) | {"tata_kelola": Decimal(governance)}
    assert judge(rule_on(NEW), "", scores) == (Decimal(total), predicate)


def test_exactly_half_a_hundredth_goes_up(db):
    scores = dict.fromkeys(PERCENT, Decimal(50)) | {"profil_risiko": Decimal("50.1")}
    assert judge(rule_on(NEW), "", scores)[0] == Decimal("50.02")  # 50.015


@pytest.mark.parametrize(
    ("day", "method"),
    [(date(2016, 4, 11), "points"), (date(2020, 12, 31), "points"), (date(2021, 1, 1), "percent")],
)
def test_the_rule_is_that_of_the_day(db, day, method):
    assert rule_on(day).value["method"] == method


def test_before_the_first_rule_nothing_is_assessed(db):
    with pytest.raises(NoRule, match="10-04-2016"):
        rule_on(date(2016, 4, 10))


@pytest.mark.parametrize("pattern", ["", "konvensional", "syariah"])
@pytest.mark.parametrize("day", [OLD, NEW])
def test_full_marks_are_a_hundred_under_every_rule_and_pattern(db, day, pattern):
    most = SHARIA if pattern == "syariah" else FULL
    scores = most if day == OLD else dict.fromkeys(PERCENT, 100)
    assert judge(rule_on(day), pattern, scores) == (Decimal(100), "sehat")


def test_every_wrong_score_is_named(db):
    scores = FULL | {"kap": Decimal("25.01"), "manajemen": None, "efisiensi": -1, "laba": 3}
    with pytest.raises(ValidationError) as refused:
        judge(rule_on(OLD), "", scores)
    told = refused.value.message_dict
    assert set(told) == {"kap", "manajemen", "efisiensi", "laba"}
    assert told["kap"] == [
        "Kualitas aktiva produktif: ditemukan 25,01, diharapkan 0 sampai 25 dengan paling banyak "
        "dua desimal."
    ]


def test_an_assessment_keeps_rule_total_and_assessor(savings, cast):
    one = assess(
        savings, book_year=2018, assessed_on=OLD, scores=points("65.98"), by=cast.registrar
    )
    one.refresh_from_db()
    assert (one.total, one.predicate) == (Decimal("65.98"), "dalam_pengawasan")
    assert (one.rule, one.assessed_by) == (rule_on(OLD), cast.registrar)
    assert one.scores["kap"] == 25


@pytest.mark.parametrize(
    ("kind", "refused"),
    [("simpan_pinjam", False), ("serba_usaha", False), ("konsumen", True), ("", True)],
)
def test_only_kinds_that_lend_are_assessed(make_cooperative, kind, refused):
    cooperative = make_cooperative(kind=kind)
    if refused:
        with pytest.raises(TransitionRefused, match="hanya untuk koperasi simpan pinjam"):
            assess(cooperative, book_year=2018, assessed_on=OLD, scores=FULL)
    else:
        assess(cooperative, book_year=2018, assessed_on=OLD, scores=FULL)
    assert cooperative.assessments.exists() != refused


@pytest.mark.parametrize("year", [1944, 2020])
def test_a_book_year_after_the_day_is_refused(savings, year):
    with pytest.raises(ValidationError, match="diharapkan 1945 sampai 2019"):
        assess(savings, book_year=year, assessed_on=OLD, scores=FULL)


# --- pages -------------------------------------------------------------------------------------


def form_of(day: str, scores: dict, **more) -> dict:
    return (
        {"book_year": "2018", "assessed_on": day}
        | more
        | {f"score_{code}": str(score) for code, score in scores.items()}
    )


def test_the_registrar_assesses_under_the_rule_of_the_day(cast, sign_in, savings):
    client = sign_in(cast.registrar)
    data = form_of("1 Mei 2019", points("65.98"), note="Menurut neraca")
    response = client.post(reverse("health-new", args=[savings.uid]), data, follow=True)
    page = text_of(response)
    assert "dalam pengawasan" in page
    assert "65,98" in page
    assert "Perdep Bidang Pengawasan 06/Per/Dep.6/IV/2016" in page
    assert savings.assessments.get().assessed_by == cast.registrar
    assert "65,98" in text_of(client.get(savings.get_absolute_url()))
    assert "Kesehatan tahun buku 2018" in text_of(
        client.get(reverse("cooperative-history", args=[savings.uid]))
    )


def test_another_day_brings_the_aspects_of_its_rule(cast, sign_in, savings):
    client = sign_in(cast.registrar)
    url = reverse("health-new", args=[savings.uid])
    page = client.get(url)
    assert page.context["form"].rule == rule_on(date(2026, 1, 1))
    data = form_of("1-5-2019", dict.fromkeys(PERCENT, 70), rule=page.context["form"].rule.pk)
    again = text_of(client.post(url, data))
    assert "Pada hari itu berlaku Penilaian kesehatan KSP/USP (Perdep 06/2016)" in again
    assert 'name="score_kap"' in again
    assert not HealthAssessment.objects.exists()


def test_before_the_first_rule_the_form_says_so(cast, sign_in, savings):
    url = reverse("health-new", args=[savings.uid])
    page = text_of(sign_in(cast.registrar).post(url, form_of("1-5-2015", {}, book_year="2014")))
    assert "belum ada aturan penilaian kesehatan" in page


def test_a_wrong_score_stands_at_its_field_and_nothing_is_saved(cast, sign_in, savings):
    url = reverse("health-new", args=[savings.uid])
    page = text_of(sign_in(cast.registrar).post(url, form_of("1-5-2019", FULL | {"kap": 26})))
    assert 'href="#id_score_kap"' in page
    assert "ditemukan 26, diharapkan 0 sampai 25" in page
    assert not HealthAssessment.objects.exists()


def test_an_assessment_is_corrected_and_a_stale_correction_refused(cast, sign_in, savings):
    one = assess(savings, book_year=2018, assessed_on=OLD, scores=FULL)
    client, url = sign_in(cast.registrar), reverse("health-edit", args=[savings.uid, one.uid])
    data = typed(client.get(url)) | {"score_kap": "12,5"}
    assert client.post(url, data).status_code == 302
    one.refresh_from_db()
    assert (one.total, one.scores["kap"]) == (Decimal("87.50"), 12.5)
    response = client.post(url, data | {"score_kap": "3"})
    assert response.status_code == 409
    shown = {
        row["label"]: (row["mine"], row["saved"]) for row in response.context["form"].differences
    }
    assert shown == {"Kualitas aktiva produktif": ("3", "12.5")}


def test_a_second_assessment_of_the_year_is_refused(cast, sign_in, savings):
    assess(savings, book_year=2018, assessed_on=OLD, scores=FULL)
    url = reverse("health-new", args=[savings.uid])
    page = text_of(sign_in(cast.registrar).post(url, form_of("1-5-2019", FULL)))
    assert "Kesehatan tahun buku ini sudah dinilai." in page


def test_other_kinds_get_a_sentence_and_no_form(cast, sign_in, make_cooperative):
    cooperative = make_cooperative(kind="konsumen")
    client = sign_in(cast.registrar)
    response = client.get(reverse("health-new", args=[cooperative.uid]), follow=True)
    assert "hanya untuk koperasi simpan pinjam" in text_of(response)
    assert "Nilai tahun buku" not in text_of(response)


@pytest.mark.parametrize(("person", "code"), [("upt_rupat", 404), ("upt_mandau", 403)])
def test_others_assess_nothing(cast, sign_in, savings, person, code):
    one = assess(savings, book_year=2018, assessed_on=OLD, scores=points("65.98"))
    client = sign_in(getattr(cast, person))
    for url in (
        reverse("health-new", args=[savings.uid]),
        reverse("health-edit", args=[savings.uid, one.uid]),
    ):
        response = client.post(url, form_of("1-5-2019", FULL))
        assert response.status_code == (403 if person == "upt_rupat" else code)
        assert "65,98" not in text_of(response)
    seen = client.get(reverse("health", args=[savings.uid]))
    assert seen.status_code == (200 if person == "upt_mandau" else 404)


def test_an_assessment_of_another_cooperative_is_not_found(
    cast, sign_in, savings, make_cooperative
):
    other = make_cooperative("KSP Lain", kind="simpan_pinjam")
    one = assess(other, book_year=2018, assessed_on=OLD, scores=FULL)
    url = reverse("health-edit", args=[savings.uid, one.uid])
    assert sign_in(cast.registrar).get(url).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_needs_the_same_queries_for_any_number(
    cast, sign_in, savings, django_assert_num_queries, many
):
    for n in range(many):
        assess(savings, book_year=2016 + n, assessed_on=OLD, scores=FULL, by=cast.registrar)
    client = sign_in(cast.verifier)
    with django_assert_num_queries(7):
        client.get(reverse("health", args=[savings.uid]))


# --- constraints -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("health_total_possible", {"total": Decimal("100.01")}),
        ("health_total_possible", {"total": Decimal("-0.01")}),
        ("health_predicate_known", {"predicate": "bugar"}),
        ("health_not_ahead", {"assessed_on": date(2999, 1, 1)}),
        ("health_once_a_book_year", {"book_year": 2018}),
    ],
)
def test_the_database_refuses_an_impossible_assessment(savings, name, fields):
    assess(savings, book_year=2018, assessed_on=OLD, scores=FULL)
    row = {"book_year": 2017, "assessed_on": OLD, "total": 50, "predicate": "sehat", "scores": {}}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        HealthAssessment.objects.create(cooperative=savings, rule=rule_on(OLD), **row | fields)
