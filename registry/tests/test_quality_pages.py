"""The pages of data quality: work lists within one's reach, mending, setting aside, files."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from registry.models import Dismissal, Finding, Member
from registry.models.people import today
from registry.quality.checking import recheck
from registry.quality.dismissing import dismiss
from registry.tests.spotless import change, codes, due, spotless
from registry.tests.test_cooperative_edit import edit_url, text_of, typed

pytestmark = pytest.mark.django_db
RULE = "old_kind"


@pytest.fixture
def old(make_cooperative):
    """A cooperative of Mandau with one finding."""
    return spotless(make_cooperative, "Koperasi Lama", kind="serba_usaha")


def rule_url(rule=RULE, **query):
    return reverse("quality-rule", args=[rule], query=query or None)


def finding_url(cooperative, name="finding", rule=RULE):
    return reverse(name, args=[rule, cooperative.uid])


def own_url(cooperative):
    return reverse("cooperative-quality", args=[cooperative.uid])


def test_the_overview_counts_clean_cooperatives_and_findings(cast, sign_in, make_cooperative, old):
    spotless(make_cooperative, "Koperasi Bersih")
    make_cooperative("Bubar", "Mandau", status="dibubarkan")
    page = sign_in(cast.registrar).get(reverse("quality"))
    shown = {key: page.context[key] for key in ("total", "clean", "unclean", "findings")}
    assert shown == {"total": 2, "clean": 1, "unclean": 1, "findings": 1}
    assert [(row["rule"].code, row["count"]) for row in page.context["rows"]] == [(RULE, 1)]
    assert page.context["districts"] == [
        {"place": "Mandau", "code": "14.03.09", "total": 2, "clean": 1}
    ]
    assert "Dua belas bulan terakhir: dari 0 menjadi 1, tertinggi 1" in text_of(page)


def test_an_empty_register_says_what_will_be_here(cast, sign_in):
    assert "Temuan mutu data akan tampil di sini" in text_of(
        sign_in(cast.registrar).get(reverse("quality"))
    )


@pytest.mark.parametrize("who", ["stranger", "planner", "client"])
def test_who_sees_the_register_sees_its_findings(cast, sign_in, old, who):
    client = sign_in(getattr(cast, who))
    expected = 403 if who == "stranger" else 200
    for url in (reverse("quality"), reverse("quality-trend"), rule_url(), finding_url(old)):
        assert client.get(url).status_code == expected


def test_another_upt_sees_nothing_of_it(cast, sign_in, old):
    client = sign_in(cast.upt_rupat)
    for url in (reverse("quality"), rule_url(), reverse("quality-trend")):
        page = client.get(url)
        assert page.status_code == 200
        assert "Koperasi Lama" not in text_of(page)
    assert client.get(rule_url()).context["open_count"] == 0
    assert b"Koperasi Lama" not in b"".join(client.get(reverse("findings-download")))
    for url in (finding_url(old), own_url(old)):
        assert client.get(url).status_code == 404
    refused = client.post(finding_url(old, "finding-dismiss"), {"reason": "Bukan milik kami"})
    assert refused.status_code == 404
    assert not Dismissal.objects.exists()


def test_who_only_reads_cannot_set_aside_and_is_not_led_to_the_forms(cast, sign_in, old):
    client = sign_in(cast.verifier)
    page = text_of(client.get(finding_url(old)))
    assert "Sisihkan" not in page
    assert edit_url(old) not in text_of(client.get(rule_url())) + page
    for name in ("finding-dismiss", "finding-restore"):
        assert client.post(finding_url(old, name), {"reason": "Coba"}).status_code == 403
    assert not Dismissal.objects.exists()


def test_an_unknown_rule_is_not_found(cast, sign_in):
    assert sign_in(cast.registrar).get(rule_url("apa")).status_code == 404


def test_the_work_list_leads_to_the_form_and_the_form_leads_back(cast, sign_in, old):
    client = sign_in(cast.registrar)
    [row] = client.get(rule_url(district="14.03.09")).context["rows"]
    assert (row["found"], row["cooperative"]) == ("Serba Usaha", old)
    data = typed(client.get(row["mend_url"])) | {"kind": "konsumen"}
    answer = client.post(row["mend_url"], data)
    assert answer["Location"] == rule_url(district="14.03.09")
    page = client.get(answer["Location"])
    assert page.context["rows"] == []
    assert "Tersimpan: jenis" in text_of(page)


@pytest.mark.parametrize("name", ["cooperative-edit", "cooperative-board", "cooperative-status"])
def test_leaving_a_form_unsaved_leads_back_too(cast, sign_in, old, name):
    client, url = sign_in(cast.registrar), reverse(name, args=[old.uid])
    leave = 'href="{}">Batal'
    came = text_of(client.get(url, {"kembali": rule_url()}))
    assert leave.format(rule_url()) in came
    for stranger in ({}, {"kembali": "https://evil.example"}):
        assert leave.format(old.get_absolute_url()) in text_of(client.get(url, stranger))


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example/mutu-data/",
        "https://evil.example",
        "/keluar/",
        "mutu-data/",
        "/mutu-data/%0d%0aX-Evil:1",
        "/mutu-data/%0a",
        "/mutu-data/?district=%0a",
        "/mutu-data/?district=%00",
        "/mutu-data/%c3%a9%e2%86%92/",
        "/mutu-data/..//evil.example",
        "/mutu-data/%5C%5Cevil.example",
    ],
)
def test_the_form_leads_back_to_our_work_lists_only(cast, sign_in, old, back):
    client = sign_in(cast.registrar)
    url = f"{edit_url(old)}?kembali={back}"
    answer = client.post(url, typed(client.get(url)))
    assert answer["Location"] == old.get_absolute_url()


def test_keeping_a_draft_does_not_lead_away_from_the_form(cast, sign_in, old):
    client = sign_in(cast.registrar)
    url = f"{edit_url(old)}?kembali={rule_url()}"
    answer = client.post(url, typed(client.get(url)) | {"simpan-draf": "1"})
    assert answer["Location"].endswith("?draf=pakai")


def test_the_last_finding_of_a_cooperative_mended_makes_it_clean(cast, sign_in, old):
    client = sign_in(cast.registrar)
    page = client.get(own_url(old))
    assert [row["rule"].code for row in page.context["rows"]] == [RULE]
    change(old, kind="jasa")
    page = text_of(client.get(own_url(old)))
    assert "Bersih" in page
    assert "1 temuan sudah hilang" in page
    assert "Temuan ini sudah hilang" in text_of(client.get(finding_url(old)))


def test_where_book_and_meeting_differ_both_can_be_opened(cast, sign_in, make_cooperative):
    differs = spotless(make_cooperative)
    Member.objects.create(cooperative=differs, name="Satu Saja")
    recheck([differs.pk])
    page = text_of(sign_in(cast.registrar).get(finding_url(differs, rule="members_differ")))
    assert f"/koperasi/{differs.uid}/rat/" in page
    assert reverse("member-book", args=[differs.uid]) in page


def test_a_finding_is_set_aside_with_a_reason_and_put_back(cast, sign_in, old):
    client = sign_in(cast.upt_mandau)
    client.post(finding_url(old, "finding-dismiss"), {"reason": " Begitu menurut akta "})
    said = Dismissal.objects.get()
    assert (said.reason, said.dismissed_by) == ("Begitu menurut akta", cast.upt_mandau)
    assert client.get(rule_url()).context["rows"] == []
    assert "Begitu menurut akta" in text_of(client.get(rule_url(disisihkan="1")))
    assert "Begitu menurut akta" in text_of(client.get(finding_url(old)))
    assert client.get(reverse("quality")).context["clean"] == 1
    assert "Perlu diperiksa" not in text_of(client.get(old.get_absolute_url()))
    client.post(finding_url(old, "finding-restore"))
    assert codes(old) == {RULE}
    assert not Dismissal.objects.exists()


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_a_reason_is_demanded_in_words(cast, sign_in, old, reason):
    client = sign_in(cast.registrar)
    answer = client.post(finding_url(old, "finding-dismiss"), {"reason": reason})
    assert answer.status_code == 400
    assert answer.context["problem"]
    assert codes(old) == {RULE}


def test_pressing_twice_is_said_and_changes_nothing(cast, sign_in, old):
    client = sign_in(cast.registrar)
    for _ in range(2):
        answer = client.post(finding_url(old, "finding-dismiss"), {"reason": "Benar"}, follow=True)
    assert "sudah hilang atau sudah disisihkan" in text_of(answer)
    for _ in range(2):
        answer = client.post(finding_url(old, "finding-restore"), follow=True)
    assert "tidak sedang disisihkan" in text_of(answer)


def test_after_setting_aside_the_next_cooperative_comes(cast, sign_in, make_cooperative, old):
    following = spotless(make_cooperative, "Koperasi Maju", "Rupat", kind="serba_usaha")
    client = sign_in(cast.registrar)
    assert client.get(finding_url(old)).context["following"] == finding_url(following)
    answer = client.post(finding_url(old, "finding-dismiss"), {"reason": "Benar"})
    assert answer["Location"] == finding_url(following)
    answer = client.post(finding_url(following, "finding-dismiss"), {"reason": "Benar"})
    assert answer["Location"] == rule_url()


def test_a_status_is_mended_by_who_may_change_it(cast, sign_in, make_cooperative):
    make_cooperative("Koperasi Mati", "Mandau", deed_date=date(1990, 1, 1))
    url = rule_url("active_without_evidence")
    [row] = sign_in(cast.registrar).get(url).context["rows"]
    assert "/status/?kembali=" in row["mend_url"]
    [row] = sign_in(cast.upt_mandau).get(url).context["rows"]
    assert row["mend_url"] == ""


@pytest.mark.parametrize("query", ["district=99.99.99", "cursor=xyz"])
def test_a_bad_parameter_gets_a_sentence(cast, sign_in, old, query):
    page = sign_in(cast.registrar).get(f"{rule_url()}?{query}")
    assert page.status_code == 200
    assert page.context["problems"]


def test_the_list_is_paged(cast, sign_in, make_cooperative, monkeypatch):
    monkeypatch.setattr("registry.views.findings.PAGE", 2)
    for n in range(3):
        spotless(make_cooperative, f"Koperasi {n}", kind="serba_usaha")
    client = sign_in(cast.registrar)
    first = client.get(rule_url())
    second = client.get(rule_url() + first.context["next"])
    names = [row["cooperative"].name for page in (first, second) for row in page.context["rows"]]
    assert names == ["Koperasi 0", "Koperasi 1", "Koperasi 2"]
    assert second.context["previous"]


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_cost_the_same_for_one_and_for_three(
    cast, sign_in, make_cooperative, django_assert_num_queries, many
):
    for n in range(many):
        made = make_cooperative(f"Koperasi {n}", kind="serba_usaha")
        dismiss(made, "no_village", "Belum diketahui", cast.registrar)
    client = sign_in(cast.registrar)
    urls = {
        reverse("quality"): 9,
        reverse("quality-trend"): 6,
        rule_url(): 13,
        rule_url("no_village", disisihkan="1"): 13,
        own_url(made): 12,
    }
    for url, queries in urls.items():
        client.get(url)
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


def test_the_trend_tells_what_came_and_what_went(cast, sign_in, old):
    first = today().replace(day=1)
    last_month = first - timedelta(days=1)
    Finding.objects.update(opened_on=last_month)
    Finding.objects.create(cooperative=old, rule="no_kind", opened_on=last_month, closed_on=first)
    flow = sign_in(cast.registrar).get(reverse("quality-trend")).context["flow"]
    assert [tuple(row.values())[1:] for row in flow[-3:]] == [(0, 0, 0), (2, 0, 2), (0, 1, 1)]


@pytest.mark.parametrize("fmt", ["csv", "csv-machine", "xlsx", "json"])
def test_the_work_list_can_be_downloaded(cast, sign_in, old, fmt):
    query = {"rule": RULE, "district": "14.03.09", "format": fmt}
    answer = sign_in(cast.registrar).get(reverse("findings-download"), query)
    content = b"".join(answer)
    if fmt != "xlsx":
        assert b"Koperasi Lama" in content
        assert b"Serba Usaha" in content
    assert content


@pytest.mark.parametrize("query", ["rule=apa", "format=pdf", "district=99"])
def test_a_file_that_cannot_be_is_explained(cast, sign_in, query):
    answer = sign_in(cast.registrar).get(f"{reverse('findings-download')}?{query}", follow=True)
    assert answer.redirect_chain[0][0] == reverse("quality")
    assert any(message.level_tag == "error" for message in answer.context["messages"])


def test_the_menu_leads_to_data_quality(cast, sign_in, client):
    assert "Mutu data" in text_of(sign_in(cast.verifier).get(reverse("home-staff")))
    client.logout()
    assert "Mutu data" not in text_of(client.get(reverse("home")))


def test_the_page_of_a_cooperative_leads_to_what_is_to_be_mended(cast, sign_in, old):
    page = text_of(sign_in(cast.registrar).get(old.get_absolute_url()))
    assert f"{edit_url(old)}?kembali=" in page
    assert own_url(old) in page
    change(old, kind="jasa", deed_number=f"1/BH/{due()}")
    assert "Perlu diperiksa" not in text_of(sign_in(cast.registrar).get(old.get_absolute_url()))
