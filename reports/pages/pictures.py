"""Which pictures a selection makes: lines over years, bars, the map of kecamatan."""

from collections.abc import Iterator
from itertools import count

from reports.pages import findings
from reports.pages.asking import Asked, metrics
from reports.pages.scenes import Scene, covers, is_view
from reports.statistics.charts import NARROW, WIDE, stacked_bars
from reports.statistics.cube import METRIC, Cube, Dimension, Text
from reports.statistics.layout import sign_words
from reports.statistics.lines import time_lines
from reports.statistics.page import TONES, Chart
from reports.statistics.svg import figure, percent
from reports.statistics.tilemap import PLACES, number_key, percent_key, tile_map

MOST_BARS = 30
FEW_TILES = 4
WITHOUT = Text("tanpa angka", "no figure")


def pictures(asked: Asked) -> list[Chart]:
    """All pictures of the page, the most telling one first."""
    scene, numbers = Scene(asked), count(1)
    found: list[Chart] = []
    if scene.mixes_units:
        return found
    for view in views(scene):
        found += [*_over_time(view, next(numbers)), *_bars(view, next(numbers))]
    return found + list(_map(scene, next(numbers)))


def views(scene: Scene) -> list[Scene]:
    """The scene once for every category of a dimension that only offers other views."""
    if not scene.facets:
        return [scene]
    facet = scene.facets[0]
    return [scene.holding(**{facet.code: code}) for code in scene.parts(facet)]


def side_by_side(asked: Asked) -> list[dict]:
    """Where the series breaks because each year was seen by its own rule: the same selection by
    each rule alone, with its address."""
    scene = Scene(asked)
    dimension = next((d for d in scene.cube.dimensions if is_view(d)), None)
    if dimension is None or asked.codes[dimension.code] != (dimension.total,):
        return []
    if len(asked.codes[scene.time.code]) < 2 or not _breaks(scene):
        return []
    rules = [code for code in dimension.plain if code != dimension.total]
    return [_alone(scene, dimension, code, n) for n, code in enumerate(rules)]


def _breaks(scene: Scene) -> bool:
    years = scene.asked.codes[scene.time.code]
    place = [d.code for d in scene.cube.dimensions].index(scene.time.code)
    flags = scene.cube.slice(scene.asked.codes).flags
    return any("b" in flag and cell[place] != years[0] for cell, flag in flags.items())


def _alone(scene: Scene, dimension: Dimension, code: str, n: int) -> dict:
    held = scene.holding(**{dimension.code: code})
    return {
        "code": code,
        "dimension": dimension.code,
        "label": dimension.labels(scene.lang)[code],
        "charts": list(_over_time(held, f"{n}s", (NARROW,))),
    }


# --- over the years -------------------------------------------------------------------------------


def _over_time(scene: Scene, n, widths=(WIDE, NARROW)) -> Iterator[Chart]:
    years = scene.asked.codes[scene.time.code]
    if len(years) < 2:
        return
    series = _line_series(scene)
    lines = series.codes if series.role == METRIC else scene.parts(series)
    cube = scene.cut((series, lines), (scene.time, years))
    if any(value is not None for value in cube.values.values()):
        said, tones = findings.of_years(scene, cube), tones_of(cube.dimensions[0])
        drawn = [time_lines(cube, said, tones, f"garis{n}-{width}", width) for width in widths]
        yield Chart(said, *drawn)


def _line_series(scene: Scene) -> Dimension:
    """What the lines stand for: few categories, or what is counted by itself."""
    few = [d for d in (scene.series, scene.compared) if d and len(scene.parts(d)) <= len(SERIES)]
    return few[0] if few else _lone(scene)


def _lone(scene: Scene) -> Dimension:
    return metrics(scene.cube).only([scene.stand_in(METRIC)])


# --- bars -----------------------------------------------------------------------------------------


def _bars(scene: Scene, n: int) -> Iterator[Chart]:
    axis = scene.compared
    if axis is None:
        return
    scene = scene.of_a_share()
    rows, series = _largest(scene, axis), _stacked(scene, axis)
    parts = scene.parts(series) if series else (scene.stand_in(METRIC),)
    split = series or _lone(scene)
    sums = scene.cut((axis, rows))
    cube = scene.cut((axis, rows), (split, parts))
    said = findings.of_bars(scene, sums, series)
    totals = {code: value for (code,), value in sums.values.items()} if series else {}
    tones = tones_of(cube.dimensions[1])
    drawn = [stacked_bars(cube, said, tones, f"batang{n}-{w}", w, totals) for w in (WIDE, NARROW)]
    yield Chart(said, *drawn)


def _largest(scene: Scene, axis: Dimension) -> tuple[str, ...]:
    """At most so many bars, the largest ones; in the order of the dimension."""
    codes = scene.parts(axis)
    if len(codes) <= MOST_BARS:
        return codes
    values = scene.cut((axis, codes)).values
    kept = sorted(codes, key=lambda code: -(values[code,] or 0))[:MOST_BARS]
    return tuple(code for code in codes if code in kept)


def _stacked(scene: Scene, axis: Dimension) -> Dimension | None:
    """The series by which bars are divided: only where its parts are published as adding up."""
    series = scene.series
    if series is None or scene.is_percent or not covers(series, scene.parts(series)):
        return None
    cube = scene.cut((axis, scene.parts(axis)), (series, scene.parts(series)))
    sums = scene.cut((axis, scene.parts(axis)))
    adds_up = all(_adds_up(cube, sums, row) for row in cube.dimensions[0].codes)
    return series if adds_up and _mostly_known(cube, sums) else None


def _mostly_known(cube: Cube, sums: Cube) -> bool:
    """Whether the parts that may be shown make up most of what their bars stand for."""
    shown = sum(value or 0 for value in cube.values.values())
    return 2 * shown >= sum(value or 0 for value in sums.values.values())


def _adds_up(cube: Cube, sums: Cube, row: str) -> bool:
    parts = [cube.values[row, code] for code in cube.dimensions[1].codes]
    known, total = sum(part or 0 for part in parts), sums.values[row,]
    if any(part is not None and part < 0 for part in parts):
        return False
    if None in parts or total is None:
        return True  # what is withheld has no length; the parts that are there are drawn
    return abs(known - total) <= min(len(parts) / 2, abs(total) / 1000)  # parts are rounded


# --- map ------------------------------------------------------------------------------------------


def _map(scene: Scene, n: int) -> Iterator[Chart]:
    """A map of the kecamatan: of a share if there is one among what is counted."""
    axis = scene.geo
    codes = [code for code in scene.parts(axis) if code in PLACES] if axis else []
    if len(codes) < FEW_TILES:
        return
    scene = scene.of_a_share()
    cube = scene.cut((axis, tuple(codes)))
    values = {code: value for (code,), value in cube.values.items()}
    known = [value for value in values.values() if value is not None]
    if any(known):
        said = findings.of_map(scene, cube)
        names = cube.dimensions[0].labels(scene.lang)
        told = {code: _told(scene, cube, code, name) for code, name in names.items()}
        yield Chart(said, tile_map(values, names, said, f"peta{n}", told, _key(scene, known)))


def _key(scene: Scene, known: list):
    if scene.is_percent and min(known) >= 0 and max(known) <= 100:
        return percent_key(known, scene.lang)
    return number_key(known, scene.lang, WITHOUT.say(scene.lang), scene.decimals)


def _told(scene: Scene, cube: Cube, code: str, name: str) -> tuple[str, str]:
    """What stands on a tile, and its title."""
    value, sign = cube.values[code,], cube.sign((code,)) or ""
    if value is None:
        return sign, f"{name}: {sign_words(sign, scene.lang)}"
    short = percent(value, scene.lang) if scene.is_percent else None
    said = f"{name}: {scene.amount(value)}"
    return short or figure(value, scene.lang, scene.decimals), said


# --- colours --------------------------------------------------------------------------------------

SERIES = tuple(f"s{n}" for n in range(1, 7))


def tones_of(dimension: Dimension) -> dict[str, str]:
    """The status of a cooperative keeps its colour everywhere; others take them in turn."""
    if set(dimension.codes) <= set(TONES):
        return TONES
    return dict(zip(dimension.codes, SERIES, strict=False))
