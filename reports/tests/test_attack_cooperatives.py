"""The table of what cooperatives accounted for, attacked: members and money, all divisions."""

from itertools import product

import numpy as np
import pytest

from registry.models import District
from reports.statistics.axes import divided
from reports.statistics.tables import finances
from reports.tests.attack import Attack, known_empty
from reports.tests.test_attack_published import POLICY

KINDS = ("konsumen", "produsen", "jasa", "pemasaran", "simpan_pinjam", "")
MILLION = 10**6
COOPERATIVES = 150
SAMPLE = 20


@pytest.fixture(scope="module")
def told() -> list[tuple]:
    """Of each cooperative its kecamatan and jenis, by number, and its figures; some are losses."""
    dice = np.random.default_rng(3)
    found = []
    for _ in range(COOPERATIVES):
        men, women = dice.poisson(30), dice.poisson(20) * (dice.random() < 0.8)
        own, outside = np.exp(dice.normal(20, 1.3, 2)).astype(int)
        profit = int(own * dice.normal(0.05, 0.1))
        figures = (men + women, men, women, own, outside, own + outside, 2 * own, profit)
        found.append((dice.integers(11), dice.integers(6), figures))
    return found


@pytest.fixture
def material(db, told):
    """The cells as the table gathers them: sums, how many told, the two largest amounts."""
    places = list(District.objects.order_by("kemendagri_code").values_list("kemendagri_code"))
    rows = []
    for place, kind in product(range(11), range(6)):
        cell = [figures for *at, figures in told if at == [place, kind]]
        if not cell:
            continue
        sums = [n for column in zip(*cell, strict=True) for n in (sum(column), len(cell))]
        tops = [sorted(map(abs, column))[:-3:-1] for column in list(zip(*cell, strict=True))[3:]]
        rows.append((2024, *places[place], KINDS[kind], len(cell), len(cell), *sums, *tops))
    return {"rows": rows, "policy": POLICY, "coverage": 90, "demo": False}


class Served:
    """What anybody can download of one cube, division by division."""

    def __init__(self, cube):
        self.cube = cube
        self.sides = [divided(cube.dimension(name)) for name in ("district", "kind")]
        self.maps = [[np.array(level.of) for level in side.levels] for side in self.sides]

    def arrays(self, metric: str) -> dict:
        found = {}
        for levels in product(*(range(len(side.levels)) for side in self.sides)):
            axes = [side.levels[n].codes for side, n in zip(self.sides, levels, strict=True)]
            said = [self.cube.values["2024", *cell, metric] for cell in product(*axes)]
            found[levels] = np.array(said, float).reshape(*map(len, axes))
        return found


def attacked(served: Served, metric: str, **knows):
    """Bounds of withheld cells of one or two cooperatives, which the directory tells."""
    counts = served.arrays("melapor")
    attack = Attack(served.maps, served.arrays(metric), known_empty(served.maps, counts), **knows)
    small = [
        (levels, cell)
        for levels, array in served.arrays(metric).items()
        for cell in zip(*np.nonzero(np.isnan(array) & np.isin(counts[levels], (1, 2))), strict=True)
    ]
    assert len(small) >= SAMPLE
    return {one: attack.bounds(*one) for one in small[:: max(1, len(small) // SAMPLE)]}


def truth(served: Served, told, column: int) -> dict:
    """Column by number as ``finances.COLUMNS`` has them."""
    base = np.zeros([len(side.base) for side in served.sides])
    order = [list(served.sides[1].base).index(kind or "tidak_tercatat") for kind in KINDS]
    for place, kind, figures in told:
        base[place, order[kind]] += figures[column]
    found = {}
    for levels in product(*(range(len(side.levels)) for side in served.sides)):
        groups = [axis[level] for axis, level in zip(served.maps, levels, strict=True)]
        found[levels] = np.zeros([group.max() + 1 for group in groups])
        np.add.at(found[levels], np.ix_(*groups), base)
    return found


@pytest.mark.parametrize(("metric", "column"), [("anggota", 0), ("anggota_l", 1), ("anggota_p", 2)])
def test_members_of_a_few_cooperatives_cannot_be_computed(
    material, told, metric, column, record_property
):
    served = Served(finances.build(material, ()))
    real = truth(served, told, column)
    found = attacked(served, metric)
    assert all(low <= real[ls][cell] <= high for (ls, cell), (low, high) in found.items())
    wide = [high - low for (ls, cell), (low, high) in found.items() if real[ls][cell]]
    record_property(f"smallest width {metric}", float(min(wide)))
    assert min(wide) >= 3


@pytest.mark.parametrize(("metric", "column"), [("modal_sendiri", 3), ("aset", 5), ("volume", 6)])
def test_money_of_a_few_cooperatives_stays_uncertain(
    material, told, metric, column, record_property
):
    served = Served(finances.build(material, ()))
    real = truth(served, told, column)
    found = attacked(served, metric, slack=0.5)
    above = [high * MILLION / real[ls][cell] - 1 for (ls, cell), (_, high) in found.items()]
    record_property(f"smallest width upwards {metric}", float(min(above)))
    assert min(above) >= POLICY["width_percent"] / 100


def test_profit_and_loss_of_a_few_cooperatives_have_no_bounds(material):
    served = Served(finances.build(material, ()))
    found = attacked(served, "shu", slack=0.5, lowest=-np.inf)
    assert set(found.values()) == {(-np.inf, np.inf)}
