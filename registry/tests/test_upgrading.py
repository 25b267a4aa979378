"""Naik kelas: two years under one law, what is left out and why, and the page around it."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from registry.models import Enterprise
from registry.size_classes import PP7, UU20
from registry.tests.test_cooperative_edit import text_of
from registry.upgrading import Reading, by_law_alone, moves, upgraded, years_on_record

MILLION = 10**6
PAGES = ["upgrading", "upgrading-download"]
LEFT_OUT = ("other_basis", "unclassed", "only_before", "only_after")


def read(law=UU20, before=2020, after=2021) -> tuple[Reading, Reading]:
    return Reading(law, before), Reading(law, after)


@pytest.fixture
def some(make_enterprise):
    """Sales of 2020 and 2021: up from micro, down from small, same, and three of one kind."""

    def one(name, before, after, **fields):
        fields = {"started_year": 2015, "district": "Mandau", "section": "G"} | fields
        years = {2020: before, 2021: after}
        return make_enterprise(name, years={y: s for y, s in years.items() if s}, **fields)

    one("Naik", 250 * MILLION, 400 * MILLION, owner_name="Siti Rahasia")
    one("Turun", 400 * MILLION, 250 * MILLION)
    one("Tetap", 900 * MILLION, 900 * MILLION, district="Rupat", section="C")
    one("Lompat", 250 * MILLION, 3000 * MILLION, district="Rupat")
    one("Hanya Dulu", 100 * MILLION, None)
    one("Hanya Kini", None, 100 * MILLION)
    return Enterprise.objects.all()


def test_both_years_are_read_under_the_law_that_is_chosen(some):
    old = moves(some, *read(UU20))
    assert dict(old.cells) == {
        ("mikro", "kecil"): 1,
        ("kecil", "mikro"): 1,
        ("kecil", "kecil"): 1,
        ("mikro", "menengah"): 1,
    }
    assert (old.up, old.same, old.down, old.compared, old.micro_to_small) == (2, 1, 1, 4, 1)
    new = moves(some, *read(PP7))
    assert dict(new.cells) == {("mikro", "mikro"): 3, ("mikro", "kecil"): 1}


def test_figures_of_one_year_only_are_counted_apart(some):
    found = moves(some, *read())
    assert (found.only_before, found.only_after, found.left_out) == (1, 1, 2)
    assert moves(some, *read(before=2018, after=2019)).left_out == 0


@pytest.mark.parametrize(
    ("law", "fields", "before", "after", "reason"),
    [
        # UU 20: by assets where sales are not known
        (UU20, {}, {"assets": 40 * MILLION}, {"sales": 400 * MILLION}, "other_basis"),
        # PP 7, beginning not known: sales in 2020, what sales and capital agree on in 2021
        (
            PP7,
            {},
            {"sales": 5},
            {"sales": 5000 * MILLION, "capital": 2000 * MILLION},
            "other_basis",
        ),
        (PP7, {"started_year": 2015}, {"capital": 5}, {"sales": 5}, "unclassed"),
        (UU20, {}, {"workers_male": 3}, {"sales": 5}, "unclassed"),
    ],
)
def test_what_rests_on_different_figures_is_not_compared(
    make_enterprise, law, fields, before, after, reason
):
    make_enterprise("Kedai", years={2020: before, 2021: after}, **fields)
    found = moves(Enterprise.objects.all(), *read(law))
    assert {name: getattr(found, name) for name in LEFT_OUT if getattr(found, name)} == {reason: 1}
    assert found.compared == 0
    assert not upgraded(Enterprise.objects.all(), *read(law)).exists()


def test_a_unit_set_up_since_pp7_is_read_by_capital_in_both_years(make_enterprise):
    figures = {2021: {"capital": 900 * MILLION, "sales": 1}, 2022: {"capital": 2000 * MILLION}}
    make_enterprise("Baru", years=figures, started_on="2021-03-01")
    found = moves(Enterprise.objects.all(), *read(PP7, 2021, 2022))
    assert dict(found.cells) == {("mikro", "kecil"): 1}


@pytest.mark.parametrize("sales", [300 * MILLION, 300 * MILLION + 1])
def test_the_limit_itself_is_still_micro(make_enterprise, sales):
    make_enterprise("Batas", years={2020: 1, 2021: sales})
    found = moves(Enterprise.objects.all(), *read())
    assert found.up == (0 if sales == 300 * MILLION else 1)


def test_the_law_alone_moves_small_firms_down(some):
    alone = by_law_alone(some, 2020)
    assert dict(alone.cells) == {("mikro", "mikro"): 3, ("kecil", "mikro"): 2}
    assert (alone.down, alone.up, alone.small_to_micro) == (2, 0, 2)


def test_who_moved_up_is_who_the_matrix_counts(some):
    rows = upgraded(some, *read()).order_by("name")
    assert [(row.name, row.was, row.now) for row in rows] == [
        ("Lompat", "mikro", "menengah"),
        ("Naik", "mikro", "kecil"),
    ]
    assert rows[1].sales_now == 400 * MILLION


def test_moves_are_one_query(some, django_assert_num_queries):
    with django_assert_num_queries(1):
        moves(some, *read())


def test_years_on_record_run_without_a_gap(db, make_enterprise):
    assert years_on_record() == []
    make_enterprise(years={2019: 1, 2021: 1})
    assert years_on_record() == [2021, 2020, 2019]


# --- the page ----------------------------------------------------------------------------------


def ask(client, name="upgrading", **params):
    return client.get(reverse(name), {"aturan": "uu20", "dari": 2020, "sampai": 2021} | params)


def words_of(workbook: bytes) -> str:
    """Every cell of every sheet."""
    sheets = load_workbook(BytesIO(workbook)).worksheets
    return "\n".join(str(c.value) for sheet in sheets for row in sheet.iter_rows() for c in row)


def names(page) -> list[str]:
    return [row["name"] for row in page.context["rows"]]


def test_the_page_shows_one_law_and_says_why(cast, sign_in, some):
    page = sign_in(cast.planner).get(reverse("upgrading"))
    asked = page.context["asked"]
    assert (asked.before, asked.after, asked.law) == (2020, 2021, PP7)
    text = text_of(page)
    assert "2 usaha kecil menjadi mikro tanpa perubahan apa pun" in text
    assert "tidak pernah dibandingkan" in text
    assert names(ask(sign_in(cast.planner))) == ["Lompat", "Naik"]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"district": "14.03.10"}, ["Lompat"]),
        ({"section": "C"}, []),
        ({"aturan": "pp7"}, ["Lompat"]),
    ],
)
def test_it_is_narrowed_by_place_section_and_law(cast, sign_in, some, params, found):
    assert names(ask(sign_in(cast.planner), **params)) == found


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"aturan": "uu1"}, "Aturan: “uu1” tidak dapat dipilih."),
        ({"dari": "2021", "sampai": "2020"}, "diharapkan sebelum 2020"),
        ({"dari": "x"}, "Dari tahun: “x”"),
        ({"district": "14.03.99"}, "Kecamatan"),
        ({"cursor": "x"}, "cursor"),
    ],
)
def test_what_is_not_understood_is_said(cast, sign_in, some, params, sentence):
    assert sentence in " ".join(ask(sign_in(cast.planner), **params).context["asked"].problems)


def test_owner_and_sales_are_for_who_may_see_them(cast, sign_in, some):
    assert "Siti Rahasia" in text_of(ask(sign_in(cast.planner)))
    for who in (cast.admin, cast.client):
        page = ask(sign_in(who))
        assert names(page) == ["Lompat", "Naik"]
        for secret in ("Siti Rahasia", "400.000.000", "3.000.000.000"):
            assert secret not in text_of(page)


def test_a_upt_counts_its_own_kecamatan_only(cast, sign_in, some):
    page = ask(sign_in(cast.upt_mandau))
    assert names(page) == ["Naik"]
    assert page.context["found"].compared == 2
    assert page.context["alone"].compared == 3
    assert "Kecamatan: “14.03.10”" in text_of(ask(sign_in(cast.upt_mandau), district="14.03.10"))


def test_it_comes_as_files_that_say_how_it_was_read(cast, sign_in, some):
    client = sign_in(cast.upt_mandau)
    given = ask(client, "upgrading-download", format="csv-machine")
    assert "Naik,Siti Rahasia,Mandau,G,Usaha mikro,Usaha kecil" in b"".join(given).decode()
    given = ask(client, "upgrading-download", format="xlsx", isi="matriks")
    cells = words_of(b"".join(given))
    assert "Kedua tahun digolongkan menurut UU 20/2008" in cells
    assert "1 hanya punya angka 2020, 1 hanya 2021" in cells
    assert ask(client, "upgrading-download", format="pdf").status_code == 400
    given = ask(sign_in(cast.admin), "upgrading-download", format="csv-machine")
    assert "Siti" not in b"".join(given).decode()


def test_without_two_years_it_says_what_will_be_here(cast, sign_in, make_enterprise):
    make_enterprise(years={2020: 1})
    assert "Belum ada angka dari dua tahun" in text_of(
        sign_in(cast.planner).get("/umkm/naik-kelas/")
    )


@pytest.mark.parametrize("name", PAGES)
def test_only_the_office_sees_it(cast, client, sign_in, some, name):
    assert client.get(reverse(name))["Location"].startswith(reverse("sign-in"))
    assert sign_in(cast.stranger).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_needs_the_same_queries_for_one_and_for_three(
    cast, sign_in, make_enterprise, django_assert_num_queries, many
):
    for n in range(many):
        make_enterprise(f"Kedai {n}", years={2020: 1, 2021: 400 * MILLION})
    client = sign_in(cast.registrar)
    # session, user, appointments, their kecamatan, years, kecamatan, sections, who moved up,
    # moves, law alone
    with django_assert_num_queries(10):
        assert len(ask(client).context["rows"]) == many
