"""Posts: a tree without rings, one holder at a time, terms that follow each other day on day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from bengkalis.errors import StaleVersion, TransitionRefused
from registry import positions
from registry.models import Incumbency, OfficialRank, Position
from registry.models.people import today
from registry.positions import appoint, correct_post, correct_term, end_term, remove_term, seen
from registry.tests.posts import holder, official, post, top

DAY = timedelta(days=1)


@pytest.fixture
def head(db):
    """Regent ← head of the office."""
    return post("kadis", top(), title="Kepala Dinas")


def fresh(position, name="Ir. Siti", **term) -> Incumbency:
    told = {"valid_from": date(2021, 3, 1), "decree": "SK 821/1/2021"} | term
    return Incumbency(position=position, official=official(name), **told)


def terms(position) -> list[tuple]:
    rows = position.incumbencies.order_by("valid_from")
    return list(rows.values_list("official__name", "valid_from", "valid_to"))


def test_the_code_of_a_post_that_was_held_stays(head):
    head.code = "kepala-dinas"
    assert correct_post(head, head.version) == ["code"]
    holder(head, "Drs. Hasan, M.Si", valid_to=date(2020, 12, 31))
    head.refresh_from_db()
    head.code = "kadis-baru"
    with pytest.raises(ValidationError, match="pernah dipangku"):
        correct_post(head, head.version)
    head.refresh_from_db()
    assert head.code == "kepala-dinas"


def test_the_line_of_superiors_starts_with_the_direct_one(head):
    section = post("kasi", post("kabid", head, echelon="III"), echelon="IV")
    assert [one.code for one in positions.superiors(section)] == ["kabid", "kadis", "bupati"]


def test_the_tree_names_the_holders_of_the_day(head):
    holder(head, "Pejabat Lama", valid_to=date(2020, 12, 31))
    holder(head, "Pejabat Baru", valid_from=date(2021, 1, 1))
    for day, name in ((date(2020, 12, 31), "Pejabat Lama"), (date(2021, 1, 1), "Pejabat Baru")):
        (regent,) = positions.ladder(Position.objects.all(), day)
        assert regent.holder is None
        assert regent.below[0].holder.official.name == name


def test_a_ring_of_superiors_is_refused(head):
    below = post("kasi", post("kabid", head, echelon="III"), echelon="IV")
    head.superior = below
    with pytest.raises(ValidationError, match="berada di bawah jabatan ini"):
        correct_post(head, head.version)
    head.refresh_from_db()
    assert head.superior.code == "bupati"


def test_a_correction_from_an_old_version_is_refused(head):
    Position.objects.filter(pk=head.pk).update(title="Kepala Dinas Koperasi")
    head.title = "Lain"
    with pytest.raises(StaleVersion):
        correct_post(head, head.version)
    assert Position.objects.get(pk=head.pk).title == "Kepala Dinas Koperasi"


def test_a_post_that_is_held_or_has_posts_below_does_not_go(head):
    head.is_active = False
    below = post("kabid", head, echelon="III")
    with pytest.raises(TransitionRefused, match="masih berada di bawah"):
        correct_post(head, head.version)
    Position.objects.filter(pk=below.pk).update(is_active=False)
    held = holder(head)
    with pytest.raises(TransitionRefused, match="masih dipangku"):
        correct_post(head, head.version)
    held.delete()
    assert correct_post(head, head.version) == ["is_active"]


def test_whoever_is_appointed_follows_the_former_holder_day_on_day(head):
    holder(head)
    former, *rest = appoint(fresh(head))
    assert (str(former.official), rest) == ("Drs. Hasan, M.Si", [])
    assert terms(head) == [
        ("Drs. Hasan, M.Si", date(2019, 1, 2), date(2021, 2, 28)),
        ("Ir. Siti", date(2021, 3, 1), None),
    ]


def test_after_a_plh_the_former_holder_returns(head):
    holder(head)
    appoint(fresh(head, standing="plh", valid_to=date(2021, 3, 10)))
    assert terms(head) == [
        ("Drs. Hasan, M.Si", date(2019, 1, 2), date(2021, 2, 28)),
        ("Ir. Siti", date(2021, 3, 1), date(2021, 3, 10)),
        ("Drs. Hasan, M.Si", date(2021, 3, 11), None),
    ]


def test_after_a_plt_nobody_returns(head):
    holder(head)
    appoint(fresh(head, standing="plt", valid_to=date(2021, 3, 10)))
    assert [name for name, *_ in terms(head)] == ["Drs. Hasan, M.Si", "Ir. Siti"]


def test_a_plt_becomes_definitive_but_nobody_is_appointed_twice_alike(head):
    held = holder(head, standing="plt")
    again = Incumbency(
        position=head, official=held.official, standing="plt", valid_from=date(2021, 3, 1)
    )
    with pytest.raises(ValidationError, match="sudah memangku jabatan ini sejak 2 Januari 2019"):
        appoint(again)
    again.standing = "definitif"
    appoint(again)
    assert [last for *_, last in terms(head)] == [date(2021, 2, 28), None]


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        ({"valid_from": date(2019, 1, 2)}, "diharapkan tanggal sesudahnya"),
        ({"valid_from": date(2018, 1, 1)}, "sudah dipangku orang lain"),
        ({"valid_to": date(2021, 2, 1)}, "Awal harus sebelum akhir"),
    ],
)
def test_a_term_that_can_not_be_leaves_the_former_holder_as_it_was(head, term, sentence):
    holder(head)
    with pytest.raises(ValidationError, match=sentence):
        appoint(fresh(head, **term))
    assert terms(head) == [("Drs. Hasan, M.Si", date(2019, 1, 2), None)]


def test_nobody_is_appointed_to_a_post_that_is_gone(head):
    Position.objects.filter(pk=head.pk).update(is_active=False)
    with pytest.raises(TransitionRefused, match="sudah tidak ada"):
        appoint(fresh(head))


def test_what_the_form_saw_must_still_be_so(head):
    remembered = seen(head)
    holder(head)
    with pytest.raises(StaleVersion):
        appoint(fresh(head), remembered)
    assert [name for name, *_ in terms(head)] == ["Drs. Hasan, M.Si"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_appoint_at_once_one_is_told():
    head = post("kadis", top())
    remembered = seen(head)
    rows = [fresh(head, name) for name in ("Ir. Siti", "Ir. Budi")]

    def run(row):
        try:
            appoint(row, remembered)
        except StaleVersion:
            return "stale"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(run, rows))
    assert outcomes == ["done", "stale"]
    assert head.incumbencies.count() == 1


def test_a_term_ends_with_its_last_day_and_only_once(head):
    held = holder(head)
    end_term(held, today() - DAY, held.version)
    assert not head.incumbencies.in_force(today()).exists()
    held.refresh_from_db()
    with pytest.raises(TransitionRefused, match="sudah berakhir"):
        end_term(held, today(), held.version)


def test_a_term_does_not_end_before_it_began_nor_from_an_old_version(head):
    held = holder(head)
    with pytest.raises(ValidationError, match="Awal harus sebelum akhir"):
        end_term(held, date(2019, 1, 1), held.version)
    Incumbency.objects.filter(pk=held.pk).update(decree="SK 1")
    with pytest.raises(StaleVersion):
        end_term(held, today(), held.version)


def test_a_corrected_term_may_not_run_into_another(head):
    held = holder(head, valid_to=date(2020, 12, 31))
    holder(head, "Ir. Siti", valid_from=date(2021, 1, 1))
    held.valid_to = date(2021, 1, 1)
    with pytest.raises(ValidationError, match="sudah dipangku orang lain"):
        correct_term(held, held.version)
    held.valid_to, held.decree = date(2020, 12, 30), "SK 821/9/2018"
    assert correct_term(held, held.version) == ["decree", "valid_to"]


def test_a_term_that_never_was_is_deleted_with_a_reason(head):
    held = holder(head)
    with pytest.raises(ValidationError):
        remove_term(held, held.version, "x")
    remove_term(held, held.version, "Salah memilih orang saat mencatat")
    assert not head.incumbencies.exists()


def test_a_rank_is_taken_back_by_its_day(db):
    person = official()
    since = date(2018, 4, 1)
    positions.give_rank(OfficialRank(official=person, rank="IV/a", valid_from=since))
    with pytest.raises(ValidationError, match="sudah dicatat"):
        positions.give_rank(OfficialRank(official=person, rank="IV/b", valid_from=since))
    assert not positions.take_rank(person, date(2018, 4, 2))
    assert positions.take_rank(person, since)
    assert not person.ranks.exists()
