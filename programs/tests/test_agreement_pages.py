"""The pages of agreements: what they show, what they change, for whom."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from programs.agreements import prepare
from programs.models import Agreement, AgreementIndicator
from programs.tests.agreements import DAY, in_force_of, shared_plan, succeed
from programs.tests.samples import cascade
from registry.models import Incumbency, Rule
from registry.tests.test_cooperative_edit import text_of


@pytest.fixture
def people(cast):
    return cascade(cast)


@pytest.fixture
def plan(people):
    return shared_plan()


@pytest.fixture
def draft(plan, people) -> Agreement:
    return prepare(plan, people["division"].position, DAY)


@pytest.fixture
def in_force(plan, people) -> Agreement:
    return in_force_of(plan, people["division"])


def url(name: str, agreement: Agreement) -> str:
    return reverse(name, args=[agreement.paper.uid])


def typed(page) -> dict:
    """What the form of a draft would send back as it is."""
    rows, found = page.context["rows"], {}
    for form in (page.context["form"], rows.management_form, *rows, *page.context["programs"]):
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                found[bound.html_name] = value
    return found


# --- the list ----------------------------------------------------------------------------------


def test_the_list_names_both_parties_and_who_has_none(cast, sign_in, draft):
    page = sign_in(cast.verifier).get(reverse("agreements"))
    text = text_of(page)
    assert "Nurhayati, S.E." in text
    assert "Drs. Hasan, M.Si" in text
    assert [post.code for post in page.context["missing"]] == ["kadis", "ka-upt-mandau"]
    assert reverse("agreement-new") not in text


def test_the_planner_prepares_from_the_list(cast, sign_in, plan, people):
    client = sign_in(cast.planner)
    link = f"{reverse('agreement-new')}?tahun=2021&amp;jabatan={people['unit'].position.uid}"
    assert link in text_of(client.get(reverse("agreements")))
    form = client.get(link.replace("&amp;", "&")).context["form"]
    data = {"year": "2021", "position": form["position"].value(), "dated_on": "27-1-2021"}
    answer = client.post(reverse("agreement-new"), data)
    made = Agreement.objects.get()
    assert answer["Location"] == url("agreement-edit", made)
    assert made.first == people["unit"]


def test_filters_narrow_the_list_and_say_what_they_do_not_know(cast, sign_in, draft, plan, people):
    in_force_of(plan, people["unit"])
    client = sign_in(cast.verifier)

    def found(**asked):
        page = client.get(reverse("agreements"), asked)
        return [row.position.code for row in page.context["rows"]], page.context["problems"]

    assert found() == (["ka-upt-mandau", "kabid"], [])
    assert found(state="berlaku") == (["ka-upt-mandau"], [])
    assert found(office="BID-KELEMBAGAAN", year="2021") == (["kabid"], [])
    assert "diharapkan tahun program kerja" in found(year="1999")[1][0]
    assert "iseng" in found(state="iseng")[1][0]


def test_the_list_needs_as_many_queries_for_two_as_for_one(
    cast, sign_in, draft, people, django_assert_max_num_queries
):
    client, address = sign_in(cast.planner), reverse("agreements")
    client.get(address)
    with django_assert_max_num_queries(40) as one:
        client.get(address)
    prepare(draft.plan, people["unit"].position, DAY)
    prepare(draft.plan, people["head"].position, DAY)
    with django_assert_max_num_queries(40) as three:
        client.get(address)
    assert len(three) == len(one)


@pytest.mark.parametrize("lacks", ["holder", "budget"])
def test_what_cannot_be_prepared_is_said_and_nothing_typed_is_lost(
    cast, sign_in, plan, people, lacks
):
    post = people["unit"].position
    Incumbency.objects.filter(position=post).delete()
    data = {"year": "2021", "position": str(post.uid), "dated_on": "27-1-2021"}
    page = sign_in(cast.planner).post(reverse("agreement-new"), data)
    assert "tidak ada yang memangku Kepala UPTD Mandau" in text_of(page)
    assert page.context["form"]["dated_on"].value() == "27-1-2021"
    assert not Agreement.objects.exists()


# --- one agreement -----------------------------------------------------------------------------


def test_the_page_shows_both_pages_of_the_document(cast, sign_in, in_force):
    text = text_of(sign_in(cast.verifier).get(in_force.get_absolute_url()))
    for said in ("pihak pertama", "Koperasi yang dinilai", "2.17.05.2.01", "Berlaku", "105"):
        assert said in text
    assert "Kepala Bidang Kelembagaan" in text
    assert "perlu diperbarui" not in text


def test_a_signed_page_says_what_was_signed(cast, sign_in, in_force, people):
    official = people["division"].official
    official.name = "Nama Sesudahnya"
    official.save(update_fields=["name"])
    text = text_of(sign_in(cast.verifier).get(in_force.get_absolute_url()))
    document = text[text.index('id="halaman-1"') : text.index('id="naskah"')]
    assert "Nurhayati, S.E." in document
    assert "Nama Sesudahnya" not in document


def test_an_outdated_page_says_why_and_leads_to_the_renewal(cast, sign_in, in_force, people):
    succeed(people["division"], "Hj. Rosna", date(2021, 6, 2))
    client = sign_in(cast.planner)
    text = text_of(client.get(in_force.get_absolute_url()))
    assert "Hj. Rosna memangku Kepala Bidang Kelembagaan sejak 2 Juni 2021" in text
    assert url("agreement-renew", in_force) in text
    answer = client.post(url("agreement-renew", in_force), {"dated_on": "4-10-2021"})
    fresh = Agreement.objects.get(paper__supersedes=in_force.paper)
    assert answer["Location"] == url("agreement-edit", fresh)
    page = text_of(client.get(fresh.get_absolute_url()))
    assert "<del><span" in page
    assert "Hj. Rosna" in page


def test_a_renewal_that_cannot_be_is_said(cast, sign_in, in_force):
    page = sign_in(cast.planner).post(url("agreement-renew", in_force), {"dated_on": "1-1-2021"})
    assert "diharapkan sejak 27-01-2021" in text_of(page)
    assert Agreement.objects.count() == 1


def test_a_draft_that_fell_behind_says_so(cast, sign_in, draft, people):
    client = sign_in(cast.planner)
    assert "belum mengikuti data" not in text_of(client.get(draft.get_absolute_url()))
    succeed(people["head"], "Ir. Baru", date(2021, 1, 20))
    text = text_of(client.get(draft.get_absolute_url()))
    assert "belum mengikuti data" in text
    assert "Ir. Baru memangku Kepala Dinas sejak 20 Januari 2021" in text


def test_without_a_rule_for_the_year_nothing_is_computed(cast, sign_in, in_force):
    Rule.objects.filter(key="achievement").update(valid_from="2022-01-01")
    client = sign_in(cast.verifier)
    for address in (in_force.get_absolute_url(), reverse("agreements-achievement")):
        page = client.get(address)
        assert page.status_code == 200
        assert "Aturan “achievement” tidak berlaku pada 31-12-2021" in text_of(page)
    assert "Koperasi yang dinilai" in text_of(client.get(in_force.get_absolute_url()))


# --- editing -----------------------------------------------------------------------------------


def edit(client, draft, **changes):
    address = url("agreement-edit", draft)
    data = typed(client.get(address)) | changes
    return client.post(address, {key: value for key, value in data.items() if value is not None})


def test_a_form_sent_back_as_it_is_changes_nothing(cast, sign_in, draft):
    before = list(AgreementIndicator.objects.values_list("pk", "place", "version"))
    answer = edit(sign_in(cast.planner), draft)
    assert answer["Location"] == draft.get_absolute_url()
    assert list(AgreementIndicator.objects.values_list("pk", "place", "version")) == before


def test_rows_are_added_changed_and_reordered_in_one_form(cast, sign_in, draft):
    new = {
        "i-2-goal": "Tertib",
        "i-2-indicator": "Keluhan yang masuk",
        "i-2-unit": "surat",
        "i-2-target": "1.500",
        "i-2-direction": "turun",
        "i-2-order": "1",
    }
    edit(sign_in(cast.planner), draft, **new, **{"i-0-target": "87,5", "i-0-order": "2"})
    first, second, _ = draft.indicators.all()
    assert (first.indicator, first.target, first.quarter_rule) == (
        "Keluhan yang masuk",
        1500,
        "terakhir",
    )
    assert second.target == Decimal("87.5")


def test_a_row_is_removed_and_its_number_closes_up(cast, sign_in, draft):
    edit(sign_in(cast.planner), draft, **{"i-0-DELETE": "on", "signed_in": "Duri"})
    (left,) = draft.indicators.all()
    assert left.place == 1
    assert Agreement.objects.get().signed_in == "Duri"


def test_a_step_rearranges_what_was_typed_without_saving(cast, sign_in, draft):
    client = sign_in(cast.planner)
    page = edit(client, draft, **{"aksi": "tambah", "i-0-target": "belum tahu"})
    assert len(page.context["rows"].forms) == 4
    assert "belum tahu" in text_of(page)
    page = edit(client, draft, **{"aksi": "turun-0", "i-0-goal": "Sasaran baru"})
    shown = [form["goal"].value() for form in page.context["rows"].in_order]
    assert shown[1] == "Sasaran baru"
    assert not AgreementIndicator.objects.filter(goal="Sasaran baru").exists()
    assert edit(client, draft, aksi="iseng").status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"i-0-target": "2.6"}, "Indikator 1, target setahun: Angka “2.6” mendua"),
        ({"i-0-target": "-1"}, "diharapkan 0 atau lebih"),
        ({"i-0-target": "999.999.999.999.999"}, "14 "),
        ({"i-0-indicator": " "}, "harus diisi"),
        ({"i-0-cap": "90"}, "100 sampai 1.000 persen"),
        ({"i-0-supports": "999999"}, "999999"),
        ({"i-0-goal": "KTP 1403094508900001"}, "NIK"),
        ({"dated_on": "31-12-2020"}, "diharapkan hari dalam tahun 2021"),
        (
            {f"i-0-target_{n}": "1" for n in range(1, 5)} | {"i-0-target": "40"},
            "Jumlah target keempat triwulan: ditemukan 4, diharapkan",
        ),
    ],
)
def test_what_is_not_understood_is_not_saved_and_not_lost(cast, sign_in, draft, changes, sentence):
    page = edit(sign_in(cast.planner), draft, **changes, **{"i-1-goal": "Yang sudah diketik"})
    assert page.status_code == 200
    assert sentence in text_of(page)
    assert "Yang sudah diketik" in text_of(page)
    assert not AgreementIndicator.objects.filter(goal="Yang sudah diketik").exists()


def test_an_indicator_supports_one_of_the_superior(cast, sign_in, plan, draft, people):
    lower = prepare(plan, people["unit"].position, DAY)
    wanted = draft.indicators.get(indicator="Koperasi yang dinilai")
    edit(sign_in(cast.planner), lower, **{"i-0-supports": str(wanted.pk)})
    assert lower.indicators.get().supports == wanted


def test_a_stale_form_keeps_what_was_typed_and_shows_what_is_there(cast, sign_in, draft):
    client, address = sign_in(cast.planner), url("agreement-edit", draft)
    data = typed(client.get(address)) | {"i-0-goal": "Sasaran saya"}
    edit(client, draft, signed_in="Duri", **{"i-0-indicator": "Indikator orang lain"})
    page = client.post(address, data)
    assert page.status_code == 409
    assert "Sasaran saya" in text_of(page)
    assert "Indikator orang lain" in text_of(page)
    assert not AgreementIndicator.objects.filter(goal="Sasaran saya").exists()
    again = client.post(address, typed(page))
    assert again.status_code == 302
    assert AgreementIndicator.objects.filter(goal="Sasaran saya").exists()


def test_a_row_that_somebody_removed_meanwhile_is_kept_as_a_new_one(cast, sign_in, draft):
    client, address = sign_in(cast.planner), url("agreement-edit", draft)
    data = typed(client.get(address)) | {"i-0-goal": "Sasaran saya"}
    edit(client, draft, **{"i-0-DELETE": "on"})
    page = client.post(address, data)
    assert page.status_code == 409
    assert client.post(address, typed(page)).status_code == 302
    assert AgreementIndicator.objects.filter(goal="Sasaran saya").count() == 1
    assert draft.indicators.count() == 2


def test_a_draft_is_refreshed_and_removed(cast, sign_in, draft, people):
    succeed(people["head"], "Ir. Baru", date(2021, 1, 20))
    client = sign_in(cast.planner)
    client.post(url("agreement-refresh", draft), {"version": draft.version})
    now = Agreement.objects.get()
    assert now.second.official.name == "Ir. Baru"
    stale = client.post(url("agreement-remove", draft), {"version": draft.version})
    assert stale.status_code == 409
    client.post(url("agreement-remove", draft), {"version": now.version})
    assert not Agreement.objects.exists()


def test_a_paper_that_is_open_or_in_force_is_not_edited(cast, sign_in, in_force):
    client = sign_in(cast.planner)
    assert client.get(url("agreement-edit", in_force))["Location"] == in_force.get_absolute_url()
    page = client.post(url("agreement-remove", in_force), {"version": in_force.version})
    assert "tarik kembali" in text_of(page)
    assert Agreement.objects.count() == 1


# --- for whom ----------------------------------------------------------------------------------

FORMS = ["agreement-edit", "agreement-renew", "agreement-remove", "agreement-refresh"]
PAGES = ["agreements", "agreements-cascade", "agreements-achievement"]


@pytest.mark.parametrize("name", [*FORMS, *PAGES, "agreement", "agreement-new"])
def test_a_stranger_is_led_to_the_sign_in(client, draft, name):
    alone = name in PAGES or name == "agreement-new"
    answer = client.post(reverse(name) if alone else url(name, draft))
    assert answer["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("who", ["admin", "head", "division_head", "upt_mandau", "client"])
def test_who_may_not_prepare_may_only_read(cast, sign_in, draft, who):
    client = sign_in(getattr(cast, who))
    page = text_of(client.get(draft.get_absolute_url()))
    assert "Koperasi yang dinilai" in page
    assert url("agreement-edit", draft) not in page
    for name in FORMS:
        assert client.post(url(name, draft), {"version": draft.version}).status_code == 403
    assert client.post(reverse("agreement-new"), {}).status_code == 403
    assert Agreement.objects.get().version == draft.version


def test_who_has_no_appointment_sees_nothing(cast, sign_in, draft):
    client = sign_in(cast.stranger)
    for address in (draft.get_absolute_url(), *map(reverse, PAGES)):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "Nurhayati" not in text_of(answer)


def test_a_paper_that_is_not_there_is_not_found(cast, sign_in, draft):
    elsewhere = reverse("agreement", args=["00000000-0000-4000-8000-000000000000"])
    assert sign_in(cast.planner).get(elsewhere).status_code == 404
