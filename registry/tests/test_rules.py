"""Dated rules: values of the right shape, a new wording from a day on, corrections in the open."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from bengkalis.errors import DomainError, StaleVersion
from registry.models import Rule
from registry.models.people import today
from registry.rule_values import KEYS, problems_of
from registry.rules import NoRule, Rules, correct_wording, reword, trail, withdraw
from registry.tests.test_cooperative_edit import text_of, typed

KEY = "board_term_years"
SOON = today() + timedelta(days=30)
EVE = SOON - timedelta(days=1)


@pytest.fixture
def rule(db) -> Rule:
    return Rule.objects.get(key=KEY)


def wording(**fields) -> Rule:
    given = {
        "key": KEY,
        "title": "Masa jabatan",
        "value": {"years": 4},
        "valid_from": SOON,
        "source": "Permen baru",
    }
    return Rule(**(given | fields))


# --- what can not be -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"source": " "}, "rule_source_given"),
        ({"valid_to": SOON - timedelta(days=9)}, "rule_in_order"),
        ({"valid_from": date(2020, 1, 1)}, "rule_no_overlap"),
    ],
)
def test_an_impossible_rule_is_refused(db, fields, name):
    Rule.objects.filter(key=KEY).update(valid_to=EVE)
    row = wording(**fields)
    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


def test_no_constraint_of_rules_is_untried():
    tried = {"rule_source_given", "rule_in_order", "rule_no_overlap"}
    assert tried == {constraint.name for constraint in Rule._meta.constraints}


def test_every_rule_that_is_delivered_has_the_shape_of_its_key(db):
    for one in Rule.objects.all():
        assert problems_of(one.key, one.value) == []
        assert one.words
    assert set(Rule.objects.values_list("key", flat=True)) == set(KEYS)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (KEY, {"years": 0}, "ditemukan 0, diharapkan 1 sampai 20"),
        (KEY, {"years": True}, "bilangan bulat"),
        (KEY, {"years": "5"}, "bilangan bulat"),
        (KEY, {"year": 5}, "tepat: years"),
        (KEY, {"years": 5, "days": 1}, "tepat: years"),
        (KEY, [5], "pasangan nama dan nilai"),
        ("rat_due_months", {"primer": 13, "sekunder": 6}, "diharapkan 1 sampai 12"),
        ("active_needs", {"institution": 1, "business": True, "missed_meetings_most": 1}, "ya"),
        ("apa_saja", {"years": 5}, "tidak dikenal"),
    ],
)
def test_a_nonsensical_value_can_not_be_stored(db, key, value, words):
    with pytest.raises(ValidationError, match=words):
        wording(key=key, value=value).full_clean()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda value: value.update(method="rasa"), "Cara menghitung"),
        (lambda value: value["aspects"].pop("syariah"), "pola konvensional dan syariah"),
        (lambda value: value["aspects"]["syariah"].pop(), "berjumlah 85, diharapkan 100"),
        (lambda value: value["aspects"]["syariah"][0].pop(), "baris kode, nama, dan bobot"),
        (lambda value: value["aspects"]["syariah"][0].__setitem__(0, "permodalan"), "dua kali"),
        (lambda value: value["bands"].pop(), "Predikat harus lengkap"),
        (lambda value: value["bands"][1].__setitem__(1, 80), "harus menurun"),
    ],
)
def test_weights_that_do_not_add_up_are_refused(db, spoil, words):
    value = deepcopy(Rule.objects.filter(key="health_assessment").first().value)
    spoil(value)
    assert any(words in problem for problem in problems_of("health_assessment", value))


@pytest.mark.parametrize("lows", [(91, 91, 66, 51), (76, 91, 66, 51), (91, 76, 66, 67)])
def test_bands_of_achievement_fall(lows):
    value = {f"band_{n}": low for n, low in enumerate(lows, 1)} | {"decimals": 2, "cap": 120}
    (problem,) = problems_of("achievement", value)
    assert "diharapkan menurun" in problem
    assert str(lows[1]) in problem


def test_work_is_late_before_it_is_critical():
    (problem,) = problems_of("standing", {"late": 10, "critical": 10})
    assert "ditemukan 10, diharapkan lebih dari 10" in problem
    assert problems_of("standing", {"late": 5, "critical": 10}) == []


# --- a new wording -------------------------------------------------------------------------------


def test_a_new_wording_closes_the_old_one_the_day_before(rule):
    made = reword(wording(), rule.pk, rule.version)
    rule.refresh_from_db()
    assert (rule.valid_to, rule.value) == (EVE, {"years": 5})
    assert made.valid_to is None
    assert Rules(EVE)[KEY] == {"years": 5}
    assert Rules(SOON)[KEY] == {"years": 4}


def test_a_wording_refused_leaves_the_old_one_open(rule):
    with pytest.raises(ValidationError):
        reword(wording(source=" "), rule.pk, rule.version)
    rule.refresh_from_db()
    assert rule.valid_to is None


def test_a_wording_from_a_day_that_is_past_must_be_meant(rule):
    past = date(2020, 1, 1)
    with pytest.raises(DomainError, match="sudah lewat"):
        reword(wording(valid_from=past), rule.pk, rule.version)
    reword(wording(valid_from=past), rule.pk, rule.version, backdated=True)
    assert Rules(date(2019, 12, 31))[KEY] == {"years": 5}
    assert Rules(past)[KEY] == {"years": 4}


def test_what_held_earlier_is_not_overwritten_by_a_new_wording(rule):
    with pytest.raises(DomainError, match="harus mulai sesudah"):
        reword(wording(valid_from=rule.valid_from), rule.pk, rule.version, backdated=True)


def test_two_people_do_not_reword_at_once(rule):
    reword(wording(), rule.pk, rule.version)
    with pytest.raises(StaleVersion):
        reword(wording(valid_from=SOON + timedelta(days=9)), rule.pk, rule.version)


def test_a_rule_that_is_not_there_is_not_reworded(db):
    with pytest.raises(NoRule):
        reword(wording(key="apa_saja"), 1, 1)


def test_a_wording_not_yet_in_force_is_taken_back(rule):
    made = reword(wording(), rule.pk, rule.version)
    withdraw(made, made.version)
    assert Rule.objects.get(key=KEY).valid_to is None
    with pytest.raises(DomainError, match="sudah berlaku"):
        withdraw(rule, None)


def test_a_correction_is_in_the_trail(rule):
    rule.value = {"years": 6}
    assert correct_wording(rule, rule.version) == ["value"]
    assert "6 tahun" in trail(KEY)[0]["text"]
    assert correct_wording(Rule.objects.get(key=KEY), None) == []


# --- the pages -----------------------------------------------------------------------------------

MANAGED = ["rule-reword", "rule-correct", "rule-withdraw"]


def address(name: str, rule: Rule) -> str:
    return reverse(
        name, args=[rule.key] if name in {"rule", "rule-reword"} else [rule.key, rule.pk]
    )


@pytest.mark.parametrize("name", ["rules", "rule", *MANAGED])
def test_a_stranger_is_sent_to_the_sign_in(client, rule, name):
    url = reverse("rules") if name == "rules" else address(name, rule)
    assert client.get(url)["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("name", MANAGED)
@pytest.mark.parametrize("person", ["registrar", "upt_mandau", "stranger"])
def test_only_who_manages_rules_writes_them(cast, sign_in, rule, name, person):
    client = sign_in(getattr(cast, person))
    assert client.post(address(name, rule), {"value_years": "9"}).status_code == 403
    assert "9 tahun" not in text_of(client.get(address("rule", rule)))


@pytest.mark.parametrize("more", [0, 2])
def test_everybody_signed_in_reads_the_rules(cast, sign_in, rule, django_assert_num_queries, more):
    for number in range(more):
        latest = Rule.objects.filter(key=KEY).first()
        reword(wording(valid_from=SOON + timedelta(days=number)), latest.pk, latest.version)
    client = sign_in(cast.stranger)
    with django_assert_num_queries(4):  # session, user, appointments, rules
        page = text_of(client.get(reverse("rules")))
    assert "Masa jabatan paling lama: 5 tahun" in page
    assert "UU 25/1992 pasal 29" in page
    assert address("rule-reword", rule) not in text_of(client.get(address("rule", rule)))


def test_the_head_rewords_a_rule(cast, sign_in, rule):
    client, url = sign_in(cast.head), address("rule-reword", rule)
    data = typed(client.get(url)) | {"value_years": "4", "source": "Permenkop 1/2027"}
    data |= {"valid_from": f"{SOON:%d-%m-%Y}", "backdated": "", "is_verified": "on"}
    assert client.post(url, data)["Location"] == address("rule", rule)
    page = text_of(client.get(address("rule", rule)))
    assert "Masa jabatan paling lama: 4 tahun" in page
    assert "belum mulai" in page
    made = Rule.objects.get(key=KEY, valid_from=SOON)
    client.post(address("rule-withdraw", made))
    assert Rule.objects.get(key=KEY).valid_to is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid_from": "1-1-2020"}, "sudah lewat"),
        ({"valid_from": "1-1-1990"}, "harus mulai sesudah"),
        ({"value_years": "99"}, "ditemukan 99, diharapkan 1 sampai 20"),
        ({"value_years": "lima"}, "lima"),
        ({"source": ""}, "Dasar"),
    ],
)
def test_a_wording_that_can_not_be_is_said_and_not_saved(cast, sign_in, rule, changes, words):
    client, url = sign_in(cast.admin), address("rule-reword", rule)
    data = typed(client.get(url)) | {"valid_from": f"{SOON:%d-%m-%Y}", "source": "Permen"}
    page = client.post(url, data | {"backdated": "", "is_verified": ""} | changes)
    assert page.status_code == 200
    assert words in text_of(page)
    assert Rule.objects.filter(key=KEY, valid_to=None).count() == 1


def test_a_stale_new_wording_is_refused_and_can_be_saved_again(cast, sign_in, rule):
    client, url = sign_in(cast.admin), address("rule-reword", rule)
    data = typed(client.get(url)) | {"source": "Permen kedua", "backdated": "", "is_verified": ""}
    data["valid_from"] = f"{SOON + timedelta(days=9):%d-%m-%Y}"
    reword(wording(), rule.pk, rule.version)
    response = client.post(url, data)
    assert response.status_code == 409
    assert Rule.objects.filter(key=KEY).count() == 2
    again = typed(response) | {"backdated": "", "is_verified": ""}
    assert client.post(url, again).status_code == 302
    assert Rules(SOON + timedelta(days=8))[KEY] == {"years": 4}


def test_a_stale_correction_is_refused_with_both_values(cast, sign_in, rule):
    client, url = sign_in(cast.admin), address("rule-correct", rule)
    data = typed(client.get(url)) | {"value_years": "6", "is_verified": ""}
    Rule.objects.filter(pk=rule.pk).update(value={"years": 7})
    response = client.post(url, data)
    assert response.status_code == 409
    [found] = response.context["form"].differences
    assert (found["mine"], found["saved"]) == ("6", "7")
    again = typed(response) | {"is_verified": ""}
    assert client.post(url, again).status_code == 302
    assert Rules(today())[KEY] == {"years": 6}


def test_the_weights_of_an_assessment_are_shown_and_not_edited(cast, sign_in):
    [health] = [r for r in Rule.objects.filter(key="health_assessment") if r.holds(today())]
    client, url = sign_in(cast.admin), address("rule-correct", health)
    page = client.get(url)
    assert "Kinerja keuangan 40" in text_of(page)
    data = typed(page) | {"value": "{}", "is_verified": "on"}
    assert client.post(url, data).status_code == 302
    saved = Rule.objects.get(pk=health.pk)
    assert (saved.value, saved.is_verified) == (health.value, True)


def test_a_rule_that_is_not_there_is_not_found(cast, sign_in):
    client = sign_in(cast.admin)
    for name in ("rule", "rule-reword"):
        assert client.get(reverse(name, args=["apa_saja"])).status_code == 404


def test_the_database_itself_refuses_overlapping_wordings(rule):
    with pytest.raises(IntegrityError, match="rule_no_overlap"), transaction.atomic():
        wording().save()
