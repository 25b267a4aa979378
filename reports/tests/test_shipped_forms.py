"""The forms that come with the portal are sound, and each version stays as it was shipped."""

import json

import pytest

from reports.models import FormVersion
from reports.questionnaire.definition import problems_of
from reports.reference import DATA, load_forms

FORMS = sorted((DATA / "forms").glob("*.json"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_shipped_form_is_sound(path):
    assert problems_of(json.loads(path.read_text())["definition"]) == []


@pytest.mark.django_db
def test_forms_are_loaded_once():
    assert FormVersion.objects.count() == len(FORMS)
    assert load_forms() == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda d: d["rules"].append({**d["rules"][0]}), "muncul dua kali"),
        (
            lambda d: d["rules"][0].update(test=["<", ["value", "coops_total"]]),
            "tidak dapat dipakai",
        ),
        (lambda d: d["rules"][0].update(test=["value", "coops_total"]), "diharapkan ya atau tidak"),
        (lambda d: d["rules"][0].update(at=["tidak_ada"]), "isian “tidak_ada” tidak ada"),
        (lambda d: d["rules"][0].update(level="keras"), "diharapkan hard atau soft"),
        (lambda d: d["sections"][0]["fields"][0].update(kind="angka"), "jenis “angka”"),
        (lambda d: d["sections"][0]["fields"][0].update(key="Coops"), "huruf kecil"),
        (lambda d: d["sections"][0]["fields"].append(d["sections"][0]["fields"][0]), "dua kali"),
        (lambda d: d.pop("sections"), "salah bentuk"),
    ],
)
def test_a_damaged_form_is_refused_with_the_reason(damage, said):
    definition = json.loads(FORMS[0].read_text())["definition"]
    damage(definition)
    assert any(said in one for one in problems_of(definition)), problems_of(definition)
