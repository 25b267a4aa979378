"""Pairs of series, explanations of differences, and the work list of those without one."""

import uuid

import pytest
from django.urls import reverse

from bengkalis.browsing import PHONE, assert_accessible
from registry.models import KbliSection
from reports.models import Comparison, Explanation, PublishedFigure
from reports.tests.test_figures_in import STRANGERS
from reports.tests.test_reconciliation import HERE, publish
from reports.tests.test_statistics_pages import words_of

WORK = "/angka-bps/selisih/"
PAIRS = "/angka-bps/perbandingan/"


@pytest.fixture(autouse=True)
def only_here(db):
    PublishedFigure.objects.all().delete()


@pytest.fixture
def staff(sign_in, cast):
    return sign_in(cast.registrar)


def address(row) -> str:
    return reverse("explanation", args=[row.uid])


def test_an_explanation_is_written_and_public_at_once(staff, cast):
    row = publish(value=4000)
    seen = staff.get(address(row)).context["form"]["version"].value()
    said = {"text": "Populasi lain.", "text_en": "Another population.", "version": seen}
    assert staff.post(address(row), said)["Location"] == WORK
    kept = Explanation.objects.get(figure=row)
    assert (kept.written_by, kept.version) == (cast.registrar, 1)
    page = staff.get(HERE).content.decode()
    assert "Populasi lain." in page
    assert "Ubah penjelasan" in page


def test_the_trail_knows_who_wrote_it(staff, cast):
    row = publish(value=4000)
    staff.post(address(row), {"text": "Populasi lain.", "version": 0})
    event = Explanation.pgh_event_models["insert"].objects.get(figure=row)
    assert event.pgh_context.metadata["user"] == cast.registrar.pk


def test_a_stale_save_is_refused_with_both_texts(staff):
    row = publish(value=4000)
    Explanation.objects.create(figure=row, text="Dari orang lain.")
    page = staff.post(address(row), {"text": "Dari saya.", "version": 0})
    assert page.status_code == 409
    said = words_of(page.content.decode())
    assert "Dari orang lain." in said
    assert "Dari saya." in said
    staff.post(address(row), {"text": "Dari saya.", "version": 1})
    assert Explanation.objects.get(figure=row).text == "Dari saya."


def test_saving_the_same_again_changes_nothing(staff):
    row = publish(value=4000)
    Explanation.objects.create(figure=row, text="Populasi lain.")
    staff.post(address(row), {"text": "Populasi lain.", "version": 1})
    assert Explanation.objects.get(figure=row).version == 1


@pytest.mark.parametrize("text", ["", "  ", "Ditanya pada 1403016505820001 saja", "x" * 501])
def test_an_explanation_that_must_not_be_public_is_refused(staff, text):
    row = publish(value=4000)
    assert staff.post(address(row), {"text": text, "version": 0}).status_code == 400
    assert not Explanation.objects.exists()


def test_a_figure_that_is_not_compared_has_no_form(staff):
    assert staff.get(address(publish("uji.lain"))).status_code == 404
    assert staff.get(reverse("explanation", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize(
    ("back", "there"), [(HERE, HERE), ("//jahat.example/", WORK), ("https://jahat.example/", WORK)]
)
def test_the_writer_is_led_back_within_the_portal_only(staff, back, there):
    row = publish(value=4000)
    answer = staff.post(f"{address(row)}?kembali={back}", {"text": "Sebab.", "version": 0})
    assert answer["Location"] == there


def test_the_work_list_holds_big_differences_and_empties(staff, make_cooperative):
    make_cooperative()
    big, small = publish(value=4000), publish("cooperatives.active", 1)
    page = staff.get(reverse("differences")).content.decode()
    assert address(big) in page
    assert address(small) not in page
    staff.post(address(big), {"text": "Sebab.", "version": 0})
    assert "sudah dijelaskan" in staff.get(WORK).content.decode()


def test_the_home_counts_them_for_who_may_explain(staff, sign_in, cast):
    row = publish(value=4000)
    assert "1 selisih besar belum dijelaskan" in words_of(staff.get("/beranda/").content.decode())
    staff.post(address(row), {"text": "Sebab.", "version": 0})
    assert "selisih besar belum" not in words_of(staff.get("/beranda/").content.decode())
    publish("cooperatives.active", 4000)
    assert WORK not in sign_in(cast.upt_mandau).get("/beranda/").content.decode()


def test_a_new_series_is_paired(staff):
    row = publish("uji.g", value=5)
    section = KbliSection.objects.get(code="G")
    assert f"{PAIRS}baru/?deret=uji.g" in staff.get(reverse("comparisons")).content.decode()
    said = {"series": "uji.g", "counted": "enterprises", "section": section.pk}
    assert staff.post(reverse("comparison-new"), said)["Location"] == PAIRS
    assert str(row.uid) in staff.get(f"{HERE}?section=G").content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {"series": "tidak.ada", "counted": "active"},
        {"series": "uji.g", "counted": "lain"},
        {"series": "uji.g", "counted": "active", "section": "G"},
    ],
)
def test_a_pair_that_cannot_be_is_refused(staff, said):
    publish("uji.g")
    if "section" in said:
        said |= {"section": KbliSection.objects.get(code="G").pk}
    assert staff.post(reverse("comparison-new"), said).status_code == 400
    assert not Comparison.objects.filter(series="uji.g").exists()


def test_a_pair_is_changed_and_a_stale_change_refused(staff):
    pair = Comparison.objects.create(series="uji.g", counted="micro")
    there = reverse("comparison-edit", args=[pair.uid])
    assert staff.post(there, {"counted": "workers", "version": 1})["Location"] == PAIRS
    assert staff.post(there, {"counted": "enterprises", "version": 1}).status_code == 409
    pair.refresh_from_db()
    assert pair.counted == "workers"


def test_a_pair_of_the_office_goes_and_a_delivered_one_stays(staff):
    own = Comparison.objects.create(series="uji.g", counted="micro")
    given = Comparison.objects.get(series="msme.total")
    for pair in (own, given):
        staff.post(reverse("comparison-remove", args=[pair.uid]))
    assert list(Comparison.objects.filter(pk__in=[own.pk, given.pk])) == [given]


@pytest.mark.parametrize("who", STRANGERS)
def test_who_may_not_explain_opens_and_changes_nothing(sign_in, cast, who):
    row, pair = publish(value=4000), Comparison.objects.get(series="msme.total")
    client = sign_in(getattr(cast, who))
    for name, *args in (
        *(("differences",), ("comparisons",), ("comparison-new",), ("explanation", row.uid)),
        *(("comparison-edit", pair.uid), ("comparison-remove", pair.uid)),
    ):
        said = {"text": "Palsu.", "version": 1, "counted": "workers"}
        for answer in (
            client.get(reverse(name, args=args)),
            client.post(reverse(name, args=args), said),
        ):
            assert answer.status_code in (403, 405)
    assert not Explanation.objects.exists()
    assert Comparison.objects.get(pk=pair.pk).counted == "enterprises"
    assert address(row) not in client.get(HERE).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_work_list_costs_the_same_for_any_number(staff, django_assert_num_queries, rows):
    for number in range(rows):
        publish(value=4000 + number, source=f"Sumber {number}")
    staff.get(WORK)
    # session, user, appointments, their kecamatan, pairs, places, figures, cooperatives of the day
    with django_assert_num_queries(8):
        staff.get(WORK)


@pytest.mark.browser
def test_explaining_is_accessible_on_a_desk_and_on_a_phone(open_page, cast):
    row = publish(value=4000)
    page = open_page(WORK, cast.registrar)
    for there in (WORK, PAIRS, f"{PAIRS}baru/", address(row), HERE):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(there)
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert_accessible(page)
