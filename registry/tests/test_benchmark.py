"""``manage.py benchmark``: a ratio for each measurement, and nothing changed."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from benchmarks.growth import refuse_others
from registry.models import Cooperative, ImportBatch


def run(*names: str, **options) -> str:
    out = io.StringIO()
    call_command("benchmark", *names, rounds=1, rows=2, stdout=out, **options)
    return out.getvalue()


def audited() -> int:
    return Cooperative.pgh_event_models["update"].objects.count()


def test_a_measurement_prints_what_both_ways_cost_and_their_ratio(make_cooperative):
    make_cooperative()
    row = run("api_detail").splitlines()[1]
    assert re.fullmatch(r"REST, satu koperasi( \| [\d.,]+ \| [\d.,]+ \| [\d.,]+×){2}", row)


def test_what_is_written_while_measuring_is_taken_back(make_cooperative):
    found = make_cooperative(note="asli")
    before = (audited(), found.version)
    run("audit_one", "audit_bulk")
    found.refresh_from_db()
    assert (audited(), found.version) == before
    assert found.note == "asli"


def test_the_import_measured_leaves_no_row_behind(make_cooperative):
    make_cooperative()
    run("import_cooperatives", weigh="portal")
    run("import_cooperatives", weigh="plain")
    assert (Cooperative.objects.count(), ImportBatch.objects.count()) == (1, 0)


def test_an_unknown_name_is_told_in_one_sentence(db):
    with pytest.raises(CommandError) as told:
        run("api_detail", "cepat")
    assert str(told.value).startswith("Pengukuran 'cepat' tidak ada; yang ada: api_list, ")


def test_an_empty_register_cannot_be_measured(db):
    with pytest.raises(CommandError, match="Register kosong"):
        run("api_detail")


def test_the_growth_is_not_measured_among_the_enterprises_of_others(make_enterprise):
    refuse_others()
    make_enterprise()
    with pytest.raises(SystemExit):
        refuse_others()
