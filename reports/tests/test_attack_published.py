"""The table of MSMEs as it is published, attacked: 40,000 enterprises, everything downloadable."""

from itertools import product

import numpy as np
import pytest

from registry.models import District, KbliSection
from reports.statistics.axes import TOTAL, UNKNOWN, divided
from reports.statistics.tables import enterprises
from reports.statistics.tables.enterprises import LARGER, MICRO, MILLION
from reports.tests.attack import Attack, known_empty
from reports.tests.economy import PAIRS, economy

CLASSES = ("mikro", "kecil", "menengah", "besar", "")
SAMPLE = 60
POLICY = {
    "units": 3,
    "persons": 3,
    "dominance_percent": 15,
    "largest_percent": 75,
    "width_percent": 15,
}


@pytest.fixture(scope="module")
def base():
    return economy()


@pytest.fixture
def material(db, base):
    """The economy as the facts and the largest contributions of 2021."""
    places = list(District.objects.order_by("kemendagri_code").values_list("kemendagri_code"))
    trades = [*KbliSection.objects.order_by("code").values_list("code"), (None,)]
    money, sums, largest = base.money[0], [], {}
    for at in zip(*np.nonzero(base.units), strict=True):
        old, new = (CLASSES[one] for one in PAIRS[at[2]])
        cell = (2021, places[at[0]][0], trades[at[1]][0], old, new)
        units, male, female = (int(a[at]) for a in (base.units, *base.persons))
        sums.append((*cell, units, units, units, male, female, int(money.total[at])))
        largest[cell] = int(money.first[at]), int(money.second[at])
    return {"sums": sums, "largest": largest, "policy": POLICY, "coverage": 90, "demo": False}


class Served:
    """One metric of the cube as anybody can download it, division by division."""

    def __init__(self, cube, metric: str):
        self.cube, self.metric = cube, metric
        self.sides = [divided(cube.dimension(name)) for name in ("district", "section")]
        pairs = [tuple(CLASSES[one] or UNKNOWN for one in pair) for pair in PAIRS]
        self.classes = [
            (law, [pair[at] for pair in pairs]) for at, law in enumerate(("uu20", "pp7"))
        ]
        self.classes += [
            (law, [MICRO if one == "mikro" else LARGER for one in names])
            for law, names in self.classes
        ]
        self.classes.append(("uu20", [TOTAL] * len(pairs)))

    def maps(self):
        places = [[np.array(level.of) for level in side.levels] for side in self.sides]
        sizes = [np.array([self.codes(n).index(one) for one in names])
                 for n, (_, names) in enumerate(self.classes)]  # fmt: skip
        return [*places, sizes]

    def codes(self, level: int) -> list[str]:
        return list(dict.fromkeys(self.classes[level][1]))

    def arrays(self) -> dict:
        """What is served: NaN where there is no number; divisions without any are left out."""
        found = {}
        for levels in product(range(3), range(3), range(5)):
            axes = [side.levels[n].codes for side, n in zip(self.sides, levels[:2], strict=True)]
            law, codes = self.classes[levels[2]][0], self.codes(levels[2])
            said = [
                self.cube.values[law, "2021", *cell, self.metric] for cell in product(*axes, codes)
            ]
            array = np.array(said, float).reshape(*map(len, axes), len(codes))
            if not np.isnan(array).all():
                found[levels] = array
        return found


def truth(base, maps, levels, values) -> np.ndarray:
    groups = [axis[level] for axis, level in zip(maps, levels, strict=True)]
    sums = np.zeros([group.max() + 1 for group in groups])
    np.add.at(sums, np.ix_(*groups), values)
    return sums


@pytest.mark.parametrize(("metric", "measure"), [("usaha", "units"), ("tenaga_kerja_p", "women")])
def test_no_small_number_can_be_computed_from_what_is_served(
    base, material, metric, measure, record_property
):
    served = Served(enterprises.build(material, ()), metric)
    maps, values = served.maps(), base.units if measure == "units" else base.persons[1]
    arrays = served.arrays()
    units = Served(served.cube, "usaha").arrays()
    attack = Attack(maps, arrays, known_empty(maps, units))
    small = []
    for levels, array in arrays.items():
        real = truth(base, maps, levels, values)
        assert np.array_equal(array[~np.isnan(array)], real[~np.isnan(array)])
        secret = np.isnan(array) & (real > 0) & (real < 3)
        assert not ((array > 0) & (array < 3)).any(), "a small number is published"
        small += [(levels, cell) for cell in zip(*np.nonzero(secret), strict=True)]
    step = max(1, len(small) // SAMPLE)
    found = {target: attack.bounds(*target) for target in small[::step]}
    narrow = {target: span for target, span in found.items() if span[1] - span[0] < 3 - 1e-6}
    record_property(f"smallest width {metric}", float(min(b - a for a, b in found.values())))
    assert len(found) >= SAMPLE
    assert narrow == {}


def test_sales_of_one_or_two_enterprises_stay_uncertain(base, material, record_property):
    served = Served(enterprises.build(material, ()), "penjualan")
    maps, arrays, sales = served.maps(), served.arrays(), base.money[0].total / MILLION
    units = Served(served.cube, "usaha").arrays()
    attack = Attack(maps, arrays, known_empty(maps, units), slack=0.5)
    few = []
    for levels, array in arrays.items():
        number = truth(base, maps, levels, base.units)
        secret = np.isnan(array) & (number > 0) & (number < 3)
        few += [(levels, cell) for cell in zip(*np.nonzero(secret), strict=True)]
    found = {target: attack.bounds(*target) for target in few[:: len(few) // 20]}
    real = {ls: truth(base, maps, ls, sales) for ls, _ in found}
    above = [high / real[ls][cell] - 1 for (ls, cell), (_, high) in found.items()]
    record_property("smallest width upwards penjualan", float(min(above)))
    assert min(above) >= POLICY["width_percent"] / 100


def test_totals_and_micro_enterprises_stay_visible(material):
    cube = enterprises.build(material, ())
    places = [code for code in cube.dimension("district").plain if code != TOTAL]
    sizes = cube.dimension("size").plain
    asked = {
        "kecamatan": [("berlaku", "2021", place, TOTAL, TOTAL, "usaha") for place in places],
        "golongan": [("berlaku", "2021", TOTAL, TOTAL, size, "usaha") for size in sizes],
        "mikro": [("uu20", "2021", place, TOTAL, "mikro", "usaha") for place in places],
    }
    shown = {name: sum(cube.values[c] is not None for c in cells) for name, cells in asked.items()}
    assert shown["kecamatan"] == len(places)
    assert shown["golongan"] == len(sizes)
    assert shown["mikro"] >= 6


def test_every_small_class_below_the_kecamatan_is_not_published(material):
    cube = enterprises.build(material, ())
    cell = ("pp7", "2021", "14.03.09", "G", "menengah", "usaha")
    assert (cube.values[cell], cube.marks[cell]) == (None, ":")
