"""The pages of realisation: who sees which lines, one POST for all, nothing typed is lost."""

import pytest
from django.urls import reverse

from programs.closing import close
from programs.models import Plan, Realisation
from programs.tests.realised import CODE, OTHER, approved_plan, done, line_of
from programs.tests.samples import office, plan_of

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def plan() -> Plan:
    """One line of the division, one of the UPT of Mandau."""
    plan = plan_of(2020, {CODE: 1_000_000, OTHER: 500_000})
    rows = plan.versions.get().rows
    rows.filter(item__code=OTHER).update(office=office("UPT-MANDAU"))
    from programs.tests.samples import approved

    approved(plan)
    return plan


def url_of(plan, month: int) -> str:
    return f"{reverse('realisation', args=[plan.year])}?bulan={month}"


def shown(page) -> dict:
    """What a browser would send back unchanged."""
    data = {}
    for form in page.context["forms"]:
        for bound in form:
            value = bound.field.prepare_value(bound.value()) if bound.value() is not None else ""
            data[bound.html_name] = value
            if bound.field.show_hidden_initial:
                data[bound.html_initial_name] = value
    return data


def typed(plan, code: str, **values) -> dict:
    return {f"b-{line_of(plan, code).uid}-{name}": value for name, value in values.items()}


# --- who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("planner", [CODE, OTHER]),
        ("division_head", [CODE]),
        ("upt_mandau", [OTHER]),
        ("head_upt_mandau", [OTHER]),
        ("upt_rupat", []),
    ],
)
def test_each_sees_the_lines_of_their_own_office(cast, sign_in, plan, who, codes):
    page = sign_in(getattr(cast, who)).get(reverse("realisation", args=[2020]))
    assert [form.state.row.item.code for form in page.context["forms"]] == codes
    for code in {CODE, OTHER} - set(codes):
        assert code not in text_of(page)


def test_who_sees_no_programmes_is_kept_out(cast, sign_in, plan):
    client = sign_in(cast.stranger)
    for url in (url_of(plan, 3), reverse("realisation-quarter", args=[2020, 1])):
        page = client.get(url)
        assert (page.status_code, CODE in text_of(page)) == (403, False)


@pytest.mark.parametrize("who", ["head", "registrar", "client"])
def test_who_does_not_record_reads_every_line(cast, sign_in, plan, who):
    client = sign_in(getattr(cast, who))
    for url in (url_of(plan, 3), reverse("realisation-quarter", args=[2020, 1])):
        page = text_of(client.get(url))
        assert CODE in page
        assert OTHER in page
        assert "Simpan realisasi" not in page
        assert client.post(url, typed(plan, CODE, amount="5", physical="5")).status_code == 403
    assert not Realisation.objects.exists()


def test_another_office_cannot_be_written_to_by_hand(cast, sign_in, plan):
    client, url = sign_in(cast.upt_mandau), url_of(plan, 3)
    client.post(url, shown(client.get(url)) | typed(plan, CODE, amount="5", physical="5"))
    assert not Realisation.objects.exists()


def test_only_the_planner_closes(cast, sign_in, plan):
    url = reverse("realisation-close", args=[2020])
    assert sign_in(cast.upt_mandau).post(url, {"month": 3, "version": 1}).status_code == 403
    client = sign_in(cast.planner)
    assert "0" in text_of(client.get(url))
    client.post(url, {"month": 3, "version": plan.version})
    assert Plan.objects.get().closed_month == 3
    version = Plan.objects.get().version
    page = client.post(url, {"month": 1, "version": version, "reason": "x"})
    assert "Tulis penjelasannya" in text_of(page)
    assert client.post(url, {"month": 5, "version": 1}).status_code == 409
    client.post(url, {"month": 1, "version": version, "reason": "Angka salah ketik"})
    assert Plan.objects.get().closed_month == 1


# --- what ----------------------------------------------------------------------------------------


def test_all_lines_are_saved_by_one_post(cast, sign_in, plan):
    client, url = sign_in(cast.planner), url_of(plan, 3)
    data = shown(client.get(url))
    data |= typed(plan, CODE, amount="Rp 250.000", physical="12,5", output="20")
    data |= typed(plan, OTHER, amount="0", physical="0")
    page = client.post(url, data, follow=True)
    assert "Realisasi Maret 2020 tersimpan: 2 baris." in text_of(page)
    row = Realisation.objects.get(line=line_of(plan))
    assert [str(v) for v in (row.amount, row.physical, row.output)] == [
        "250000.00",
        "12.50",
        "20.00",
    ]
    again = client.post(url, shown(client.get(url)), follow=True)
    assert "Tidak ada yang berubah." in text_of(again)
    assert Realisation.objects.get(line=line_of(plan)).version == 1


def test_every_error_names_code_and_field_and_what_was_typed_stays(cast, sign_in, plan):
    client, url = sign_in(cast.planner), url_of(plan, 3)
    data = shown(client.get(url))
    data |= typed(plan, CODE, amount="seratus", physical="5")
    data |= typed(plan, OTHER, amount="600.000", physical="5", problem="Banjir")
    page = client.post(url, data)
    text = text_of(page)
    assert f"{CODE} keuangan (Rp): Angka “seratus”" in text
    assert f"{OTHER} keuangan (Rp): Ditemukan Rp\u00a0600.000, paling banyak pagu" in text
    assert f"{OTHER} tindak lanjut: Ada masalah yang ditulis" in text
    assert text.count('value="600.000"') == 1
    assert 'value="seratus"' in text
    assert "Ada 3 kesalahan" in text
    assert not Realisation.objects.exists()


def test_a_line_that_somebody_else_recorded_shows_both_values(cast, sign_in, plan):
    client, url = sign_in(cast.planner), url_of(plan, 3)
    data = shown(client.get(url)) | typed(plan, CODE, amount="111", physical="5")
    done(line_of(plan), 3, 222, 6)
    page = client.post(url, data)
    assert page.status_code == 409
    assert "222" in text_of(page)
    assert 'value="111"' in text_of(page)
    assert [one["saved"] for one in page.context["differences"]] == ["222", "6"]
    assert Realisation.objects.get().amount == 222
    client.post(url, shown(page) | typed(plan, CODE, amount="111", physical="6"))
    assert Realisation.objects.get().amount == 111


def test_a_line_one_did_not_touch_is_no_conflict(cast, sign_in, plan):
    client, url = sign_in(cast.planner), url_of(plan, 3)
    data = shown(client.get(url)) | typed(plan, CODE, amount="111", physical="5")
    done(line_of(plan, OTHER), 3, 222, 6)
    assert client.post(url, data).status_code == 302
    assert sorted(Realisation.objects.values_list("amount", flat=True)) == [111, 222]


def test_same_as_the_month_before_fills_one_line_and_saves_nothing(cast, sign_in, plan):
    done(line_of(plan), 2, 222_000, 6, output=7)
    client, url = sign_in(cast.planner), url_of(plan, 3)
    data = shown(client.get(url)) | typed(plan, OTHER, amount="5", physical="5")
    page = client.post(url, data | {"sama": str(line_of(plan).uid)})
    for value in ('value="222.000"', 'value="6"', 'value="7"', 'value="5"'):
        assert value in text_of(page)
    assert Realisation.objects.count() == 1
    client.post(url, shown(page) | _first_shown(data))
    assert Realisation.objects.get(month=3, line=line_of(plan)).output == 7


def _first_shown(data: dict) -> dict:
    """The hidden first values, which a browser sends back as they came."""
    return {name: value for name, value in data.items() if name.startswith("initial-")}


def test_a_closed_month_is_only_read(cast, sign_in, plan):
    done(line_of(plan), 2, 222_000, 6, problem="Banjir", follow_up="Diulang")
    close(plan, plan.version, 2)
    client = sign_in(cast.planner)
    page = client.get(url_of(plan, 2))
    assert "sudah ditutup" in text_of(page)
    assert "Tindak lanjut: Diulang" in text_of(page)
    assert "Simpan realisasi" not in text_of(page)
    client.post(url_of(plan, 2), typed(plan, CODE, amount="1", physical="1"))
    assert Realisation.objects.get().amount == 222_000
    assert client.get(reverse("realisation", args=[2020])).context["month"] == 3


def test_a_quarter_shows_its_months_and_enters_its_last(cast, sign_in, plan):
    for month in (3, 4, 5):
        done(line_of(plan), month, month * 1000, month)
    client, url = sign_in(cast.planner), reverse("realisation-quarter", args=[2020, 2])
    text = text_of(client.get(url))
    for said in ("Triwulan II 2020", "5.000 · 5%", "4.000 · 4%", "3.000 · 3%"):
        assert said in text
    client.post(url, shown(client.get(url)) | typed(plan, CODE, amount="9.000", physical="9"))
    assert Realisation.objects.get(month=6).amount == 9000
    assert client.get(reverse("realisation-quarter", args=[2020, 5])).status_code == 404


def test_a_month_that_does_not_exist_is_said(cast, sign_in, plan):
    page = sign_in(cast.planner).get(f"{reverse('realisation', args=[2020])}?bulan=13")
    assert "Bulan “13” tidak ada." in text_of(page)
    assert page.context["month"] == 1


def test_empty_pages_say_why(cast, sign_in):
    plan_of(2020)
    page = sign_in(cast.planner).get(reverse("realisation", args=[2020]))
    assert "Belum ada pagu yang disahkan" in text_of(page)
    assert sign_in(cast.planner).get(reverse("realisation", args=[2019])).status_code == 404


@pytest.mark.parametrize("lines", [1, 3])
def test_the_number_of_queries_does_not_grow(cast, sign_in, django_assert_num_queries, lines):
    codes = [f"2.11.18.0{n}" for n in range(1, lines + 1)]
    plan = approved_plan(rows=dict.fromkeys(codes, 1000))
    for code in codes:
        done(line_of(plan, code), 1, 10, 1)
    client = sign_in(cast.planner)
    client.get(url_of(plan, 2))
    with django_assert_num_queries(8):
        client.get(url_of(plan, 2))
