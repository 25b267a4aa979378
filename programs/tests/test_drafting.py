"""Drafting 2021 from 2020: what may go where, what is added together, what is told afterwards."""

from decimal import Decimal

import pytest
from django.urls import reverse

from bengkalis.errors import TransitionRefused
from programs import crosswalk, drafting
from programs.budgets import add_row, next_version, resum
from programs.drafting import Share
from programs.models import CrosswalkLink, Plan, PlanRow
from programs.tests.samples import DETAILS, approved, item, office, plan_of
from registry.tests.test_cooperative_edit import text_of

pytestmark = pytest.mark.django_db
OLD = {"2.11.15.01": 40_000_000, "2.11.16.01": 60_000_000, "2.11.18.01": 100_000_000}
NEW = ("2.17.05.2.01.01", "2.17.06.2.01.01", "2.17.07.2.01.01", "2.17.08.2.01.01")


@pytest.fixture
def former():
    """The plan of 2020 in force, and sub kegiatan of 2021 to go to."""
    plan = plan_of(2020, OLD)
    approved(plan)
    for code in NEW:
        item(code, f"Sub kegiatan {code}")
    return plan


def old(code: str) -> PlanRow:
    rows = PlanRow.objects.select_related("item", "office", "line")
    return rows.get(budget__plan__year=2020, item__code=code)


def share(source: str, target: str, pagu: int) -> Share:
    return Share(old(source), item(target), Decimal(pagu))


def drafted(code: str) -> PlanRow:
    return PlanRow.objects.get(budget__plan__year=2021, item__code=code)


def key(code: str) -> tuple:
    return item(code).pk, office().pk


# --- the trade ---------------------------------------------------------------------------------


def test_a_row_may_go_where_the_crosswalk_leads(former):
    found = {one.row.item.code: one for one in drafting.formers(drafting.source_of(2021), 2021)}
    assert [one.code for one in found["2.11.15.01"].targets] == ["2.17.07.2.01.01"]
    assert [one.code for one in found["2.11.16.01"].targets] == [NEW[2], NEW[3]]
    assert [one.code for one in found["2.11.18.01"].targets] == [NEW[0], NEW[1]]


def test_a_link_of_its_own_leads_before_that_of_the_program(former):
    crosswalk.link(item("2.11.18.01"), item("2.17.06"))
    found = {one.row.item.code: one for one in drafting.formers(drafting.source_of(2021), 2021)}
    assert [one.code for one in found["2.11.18.01"].targets] == [NEW[1]]


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [("without", "tidak dilanjutkan"), ("nothing", "belum punya padanan")],
)
def test_a_row_that_leads_nowhere_says_why(former, decision, sentence):
    CrosswalkLink.objects.filter(source__code="2.11.15").delete()
    if decision == "without":
        crosswalk.link(item("2.11.15"), None)
    first = drafting.formers(drafting.source_of(2021), 2021)[0]
    assert first.targets == []
    assert sentence in first.obstacle


def test_a_target_without_sub_kegiatan_says_so():
    approved(plan_of(2020, {"2.11.18.01": 1}))
    (only,) = drafting.formers(drafting.source_of(2021), 2021)
    assert "Belum ada sub kegiatan" in only.obstacle


def test_within_one_nomenclature_a_row_goes_to_its_own_code():
    approved(plan_of(2019, {"2.11.18.01": 5}))
    (only,) = drafting.formers(drafting.source_of(2020), 2020)
    assert [one.code for one in only.targets] == ["2.11.18.01"]
    drafting.carry(2020, [Share(only.row, only.targets[0], Decimal(5))])
    assert old("2.11.18.01").pagu == 5


def test_what_was_planned_is_carried_over_with_its_provenance(former):
    drafting.carry(2021, [share("2.11.15.01", NEW[2], 40_000_000)])
    fresh, row = drafted(NEW[2]), old("2.11.15.01")
    for name in (*drafting.CARRIED, "office", "pagu"):
        assert getattr(fresh, name) == getattr(row, name)
    assert list(fresh.line.from_lines.all()) == [row.line]
    assert drafted("2.17.07").pagu == 40_000_000


def test_one_row_goes_into_several_with_the_amounts_that_were_typed(former):
    parts = [share("2.11.18.01", NEW[0], 70_000_000), share("2.11.18.01", NEW[1], 25_000_000)]
    drafting.carry(2021, parts)
    assert [drafted(code).pagu for code in NEW[:2]] == [70_000_000, 25_000_000]
    assert old("2.11.18.01").pagu == 100_000_000
    assert old("2.11.18.01").line.into_lines.count() == 2


def test_several_rows_become_one_only_where_that_was_said(former):
    both = [share("2.11.15.01", NEW[2], 40), share("2.11.16.01", NEW[2], 60)]
    with pytest.raises(TransitionRefused, match="setujui penggabungannya"):
        drafting.carry(2021, both)
    assert not Plan.objects.filter(year=2021).exists()
    drafting.carry(2021, both, [key(NEW[2])])
    assert drafted(NEW[2]).pagu == 100
    assert drafted(NEW[2]).line.from_lines.count() == 2


def test_a_row_that_is_there_is_added_to_only_where_that_was_said(former):
    drafting.carry(2021, [share("2.11.15.01", NEW[2], 40)])
    more = [share("2.11.16.01", NEW[2], 60)]
    with pytest.raises(TransitionRefused, match="sudah ada pada rancangan dengan pagu Rp"):
        drafting.carry(2021, more)
    drafting.carry(2021, more, [key(NEW[2])])
    assert drafted(NEW[2]).pagu == 100
    assert Plan.objects.get(year=2021).versions.get().rows.leaves().count() == 1


def test_no_row_is_carried_twice(former):
    once = [share("2.11.15.01", NEW[2], 40)]
    drafting.carry(2021, once)
    with pytest.raises(TransitionRefused, match=r"sudah disusun ke 2\.17\.07\.2\.01\.01"):
        drafting.carry(2021, once, [key(NEW[2])])
    assert drafted(NEW[2]).pagu == 40


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [("2.11.15.01", NEW[0], "bukan padanan"), ("2.11.15", NEW[2], "bukan baris pagu")],
)
def test_what_the_crosswalk_does_not_lead_to_is_refused(former, source, target, sentence):
    with pytest.raises(TransitionRefused, match=sentence):
        drafting.carry(2021, [share(source, target, 1)])
    assert not Plan.objects.filter(year=2021).exists()


def test_an_approved_version_takes_no_more_rows(former):
    drafting.carry(2021, [share("2.11.15.01", NEW[2], 40)])
    approved(Plan.objects.get(year=2021))
    with pytest.raises(TransitionRefused, match="tidak dapat diubah"):
        drafting.carry(2021, [share("2.11.16.01", NEW[3], 60)])


def test_what_has_no_successor_is_told(former):
    drafting.carry(2021, [share("2.11.15.01", NEW[2], 40)])
    plan = Plan.objects.get(year=2021)
    told, lost = drafting.descent(drafting.draft_of(plan), drafting.source_of(2021))
    assert [(one.row.item.code, [row.item.code for row in one.origins]) for one in told] == [
        (NEW[2], ["2.11.15.01"])
    ]
    assert [row.item.code for row in lost] == ["2.11.16.01", "2.11.18.01"]


# --- the pages ---------------------------------------------------------------------------------


def typed(**parts) -> dict:
    """``c15=(code, pagu)`` …: what the form sends for each former row."""
    data = {}
    for name, pairs in parts.items():
        uid = old(f"2.11.{name[1:]}.01").line.rows.get().uid
        data[f"{uid}-parts"] = len(pairs)
        for place, (code, pagu) in enumerate(pairs):
            data |= {f"{uid}-code_{place}": code, f"{uid}-pagu_{place}": pagu}
    return data


BLANK = {"c15": [("", "")], "c16": [("", "")], "c18": [("", "")]}


def test_the_planner_checks_and_saves(former, cast, sign_in):
    client, url = sign_in(cast.planner), reverse("plan-draft-from", args=[2021])
    data = typed(**BLANK | {"c15": [(NEW[2], "")], "c16": [("henti", "")]})
    looked = client.post(url, data | {"aksi": "periksa"})
    assert "Yang akan disimpan" in text_of(looked)
    assert "Tidak dilanjutkan: 2.11.16.01" in text_of(looked)
    assert not Plan.objects.filter(year=2021).exists()
    seen = {"diperiksa": looked.context["seen"]}
    page = client.post(url, data | seen | {"aksi": "simpan"}, follow=True)
    assert "1 baris disusun ke rancangan 2021." in text_of(page)
    assert page.redirect_chain[-1][0] == reverse("plan-origins", args=[2021])
    assert drafted(NEW[2]).pagu == 40_000_000


def test_nothing_is_saved_that_was_not_looked_at(former, cast, sign_in):
    client, url = sign_in(cast.planner), reverse("plan-draft-from", args=[2021])
    data = typed(**BLANK | {"c15": [(NEW[2], "")]})
    seen = client.post(url, data | {"aksi": "periksa"}).context["seen"]
    other = typed(**BLANK | {"c15": [(NEW[2], "9.000.000")]})
    page = text_of(client.post(url, other | {"diperiksa": seen, "aksi": "simpan"}))
    assert "Isian berubah sejak diperiksa" in page
    assert 'value="9.000.000"' in page
    assert not Plan.objects.filter(year=2021).exists()


def test_a_split_row_needs_an_amount_for_each_part(former, cast, sign_in):
    client, url = sign_in(cast.planner), reverse("plan-draft-from", args=[2021])
    more = client.post(url, typed(**BLANK) | {"aksi": f"pecah:{old('2.11.18.01').uid}"})
    assert text_of(more).count("2.11.18.01 bagian 2 dilanjutkan ke") == 1
    data = typed(**BLANK | {"c18": [(NEW[0], ""), (NEW[1], "30.000.000")]})
    refused = text_of(client.post(url, data | {"aksi": "periksa"}))
    assert "Ketik pagu bagian ini" in refused
    assert 'value="30.000.000"' in refused
    data = typed(**BLANK | {"c18": [(NEW[0], "60.000.000"), (NEW[1], "30.000.000")]})
    origin = client.post(url, data | {"aksi": "periksa"}).context["origins"][0]
    assert (origin["total"], origin["difference"]) == (90_000_000, -10_000_000)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([(NEW[0], "dua juta")], "dua juta"),
        ([(NEW[0], "-5")], "tidak mungkin negatif"),
        ([("", "5")], "Ada pagu tanpa kode"),
        ([(NEW[0], "5"), (NEW[0], "6")], "sudah dipilih pada bagian lain"),
        ([("henti", ""), (NEW[0], "6")], "tidak keduanya"),
        ([(NEW[2], "5")], NEW[2]),
    ],
)
def test_what_is_not_understood_is_said(former, cast, sign_in, parts, sentence):
    url = reverse("plan-draft-from", args=[2021])
    page = sign_in(cast.planner).post(url, typed(**BLANK | {"c18": parts}) | {"aksi": "periksa"})
    assert sentence in str([form.errors for form in page.context["forms"]])
    assert page.context["review"] is None


def test_rows_with_the_same_code_are_told_apart_by_their_office(cast, sign_in):
    plan = plan_of(2020, {"2.11.18.01": 5})
    budget = plan.versions.get()
    add_row(budget, item("2.11.18.01"), office("UPT-MANDAU"), **DETAILS | {"pagu": 6})
    resum(budget)
    approved(plan)
    item(NEW[0])
    page = text_of(sign_in(cast.planner).get(reverse("plan-draft-from", args=[2021])))
    assert "2.11.18.01 (UPT-MANDAU) dilanjutkan ke" in page
    assert "Pagu 2.11.18.01 (BID-KELEMBAGAAN)" in page
    rows = PlanRow.objects.select_related("item", "office", "line").leaves().order_by("pk")
    drafting.carry(2021, [Share(row, item(NEW[0]), row.pagu) for row in rows])
    assert sorted(drafted_all().values_list("office__code", "pagu")) == [
        ("BID-KELEMBAGAAN", 5),
        ("UPT-MANDAU", 6),
    ]


def test_a_code_that_still_holds_is_chosen_until_decided_otherwise(cast, sign_in):
    approved(plan_of(2019, {"2.11.18.01": 5}))
    page = text_of(sign_in(cast.planner).get(reverse("plan-draft-from", args=[2020])))
    assert 'value="2.11.18.01" selected' in page


def drafted_all():
    return PlanRow.objects.leaves().filter(budget__plan__year=2021)


def test_rows_are_merged_by_a_tick(former, cast, sign_in):
    client, url = sign_in(cast.planner), reverse("plan-draft-from", args=[2021])
    data = typed(**BLANK | {"c15": [(NEW[2], "")], "c16": [(NEW[2], "")]})
    looked = client.post(url, data | {"aksi": "periksa"})
    assert "Gabungkan 2 baris lama" in text_of(looked)
    data |= {"diperiksa": looked.context["seen"], "aksi": "simpan"}
    assert "setujui penggabungannya" in text_of(client.post(url, data))
    name = looked.context["review"][0]["name"]
    assert client.post(url, data | {"gabung": name}).status_code == 302
    assert drafted(NEW[2]).pagu == 100_000_000


def test_only_the_planner_drafts_and_all_of_the_office_read_where_rows_came_from(
    former, cast, sign_in
):
    drafting.carry(2021, [share("2.11.15.01", NEW[2], 40)])
    drafts, told = reverse("plan-draft-from", args=[2021]), reverse("plan-origins", args=[2021])
    for user in (cast.upt_mandau, cast.head, cast.registrar):
        refused = sign_in(user).post(drafts, typed(**BLANK))
        assert refused.status_code == 403
        assert "2.11.18.01" not in text_of(refused)
        assert drafts not in text_of(sign_in(user).get(told))
    page = text_of(sign_in(cast.planner).get(told))
    assert drafts in page
    assert page.index("Baris 2020 tanpa penerus") < page.index("2.11.18.01")
    assert sign_in(cast.stranger).get(told).status_code == 403


def test_a_year_without_a_former_one_says_what_is_missing(cast, sign_in):
    client = sign_in(cast.planner)
    page = text_of(client.get(reverse("plan-draft-from", args=[2021])))
    assert "Pagu 2020 belum ada yang disahkan" in page
    assert client.get(reverse("plan-origins", args=[2021])).status_code == 404


@pytest.mark.parametrize("name", ["plan-draft-from", "plan-origins"])
def test_the_pages_ask_as_often_for_one_row_as_for_three(
    cast, sign_in, django_assert_num_queries, django_assert_max_num_queries, name
):
    plan = plan_of(2020, {"2.11.18.01": 5})
    item(NEW[0])
    approved(plan)
    drafting.start_plan(2021, drafting.edition_of(2021))
    client, url = sign_in(cast.planner), reverse(name, args=[2021])
    client.get(url)
    with django_assert_max_num_queries(25) as once:
        client.get(url)
    more = next_version(plan, "pergeseran")
    for code in ("2.11.18.02", "2.11.18.03"):
        add_row(more, item(code), office(), pagu=5, **DETAILS)
    resum(more)
    approved(plan)
    with django_assert_num_queries(len(once)):
        client.get(url)
