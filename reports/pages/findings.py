"""The sentences that answer: the headline of a page, and what each picture shows."""

from reports.pages.scenes import Scene
from reports.statistics.cube import FLAGS, GEO, MARKS, METRIC, Cube, Dimension, Text
from reports.statistics.svg import Words

BESIDE = Text(
    "Angka yang sama ada dalam tabel di halaman ini.", "The table on this page says the same."
)
CHANGES = {
    1: Text("naik dari {} menjadi {}", "rose from {} to {}"),
    -1: Text("turun dari {} menjadi {}", "fell from {} to {}"),
    0: Text("tetap {1}", "stayed at {1}"),
}


def headline(scene: Scene) -> str:
    """The figure for all that is chosen together, where there is one."""
    if any(scene.is_partial(d) for d in scene.cube.dimensions if d.role != METRIC):
        return ""
    scene = scene.of_a_share()
    cell = scene.cut()
    value, said = cell.values[()], scene.context()
    amount = MARKS[cell.marks[()]].say(scene.lang) if value is None else scene.amount(value)
    return f"{said[:1].upper()}{said[1:]}: {amount}{_flagged(cell.flags.get((), ''), scene.lang)}."


def _flagged(flags: str, lang: str) -> str:
    words = [FLAGS[flag].say(lang) for flag in flags if flag == "p"]
    return f" ({', '.join(words)})" if words else ""


def words(scene: Scene, finding: str, description: Text) -> Words:
    said = f"{description.say(scene.lang)} {BESIDE.say(scene.lang)}"
    return Words(finding, said, scene.unit, scene.lang, scene.decimals)


# --- bars -----------------------------------------------------------------------------------------


def of_bars(scene: Scene, sums: Cube, series: Dimension | None) -> Words:
    """``sums``: the compared dimension by itself."""
    axis = sums.dimensions[0]
    what = axis.label
    how = Text(f" menurut {series.label.id}", f" by {series.label.en}") if series else Text("", "")
    description = Text(
        f"Batang mendatar: {len(axis.codes)} {what.id}{how.id}.",
        f"Horizontal bars: {len(axis.codes)} categories of {what.en}{how.en}.",
    )
    return words(scene, _most(scene, sums) + _aside(scene, sums, series), description)


def _aside(scene: Scene, sums: Cube, series: Dimension | None) -> str:
    parts = [scene.context(sums.dimensions[0], series)]
    if hidden := sum(mark == "c" for mark in sums.marks.values()):
        parts.append(Text(f"{hidden} dirahasiakan", f"{hidden} confidential").say(scene.lang))
    return f" ({'; '.join(parts)})"


def _most(scene: Scene, sums: Cube) -> str:
    axis, labels = sums.dimensions[0], sums.dimensions[0].labels(scene.lang)
    known = [(value, code) for (code,), value in sums.values.items() if value is not None]
    if not any(value for value, _ in known):
        return Text("Tidak ada angka selain nol", "No figure above zero").say(scene.lang)
    value, code = max(known, key=lambda pair: pair[0])
    word = Text("Tertinggi", "Highest") if scene.is_percent else Text("Terbanyak", "Most")
    where = Text("di ", "in ").say(scene.lang) if axis.role == GEO else ""
    name = labels[code].partition(";")[0]  # sections of KBLI are named at length
    most = f"{word.say(scene.lang)} {where}{name}, {scene.amount(value)}"
    return _as_far_as_known(scene, sums, most)


def _as_far_as_known(scene: Scene, cube: Cube, finding: str) -> str:
    """``finding`` of the largest or smallest figure: what has none may be larger or smaller."""
    if None not in cube.values.values():
        return finding
    among = Text("Di antara angka yang terbit, ", "Among the published figures, ").say(scene.lang)
    return f"{among}{finding[:1].lower()}{finding[1:]}"


# --- years ----------------------------------------------------------------------------------------


def of_years(scene: Scene, cube: Cube) -> Words:
    """``cube``: series by time."""
    series, time = cube.dimensions
    description = Text(
        f"Garis dengan titik: {len(series.codes)} deret, {len(time.codes)} tahun. Titik berongga: "
        "angka sementara.",
        f"Lines with dots: {len(series.codes)} series, {len(time.codes)} years. Hollow dots: "
        "provisional figures.",
    )
    finding = _break(scene, cube) or _change(scene, cube)
    return words(scene, finding, description)


def _break(scene: Scene, cube: Cube) -> str:
    years = cube.dimensions[1].codes
    broken = [y for (_, y), flags in cube.flags.items() if "b" in flags and y != years[0]]
    if not broken:
        return ""
    before = years[years.index(min(broken)) - 1]
    return Text(
        f"Patahan deret: angka {before} dan {min(broken)} tidak dapat dibandingkan "
        f"({scene.context(*cube.dimensions)})",
        f"Break in the series: figures of {before} and {min(broken)} cannot be compared "
        f"({scene.context(*cube.dimensions)})",
    ).say(scene.lang)


def _change(scene: Scene, cube: Cube) -> str:
    """From the first to the last year that has a figure, of the largest series."""
    series, time = cube.dimensions
    rows = {
        code: [y for y in time.codes if cube.values[code, y] is not None] for code in series.codes
    }
    told = [code for code, years in rows.items() if len(years) > 1]
    context = scene.context(*cube.dimensions)
    if not told:
        return context[:1].upper() + context[1:]
    code = max(told, key=lambda one: cube.values[one, rows[one][-1]])
    first, last = rows[code][0], rows[code][-1]
    ends = [
        f"{scene.amount(cube.values[code, y])} ({_year(scene, cube, code, y)})"
        for y in (first, last)
    ]
    old, new = cube.values[code, first], cube.values[code, last]
    verb = CHANGES[(new > old) - (new < old)].say(scene.lang).format(*ends)
    name = "" if len(series.codes) == 1 else f", {series.labels(scene.lang)[code]}"
    return f"{context[:1].upper()}{context[1:]}{name}: {verb}"


def _year(scene: Scene, cube: Cube, code: str, year: str) -> str:
    provisional = "p" in cube.flags.get((code, year), "")
    return f"{year}, {FLAGS['p'].say(scene.lang)}" if provisional else year


# --- map ------------------------------------------------------------------------------------------


def of_map(scene: Scene, cube: Cube) -> Words:
    """``cube``: the kecamatan by themselves."""
    labels = cube.dimensions[0].labels(scene.lang)
    known = sorted((v, code) for (code,), v in cube.values.items() if v is not None)
    description = Text(
        f"Peta petak {len(labels)} kecamatan, diwarnai menurut {scene.metric.label.id}.",
        f"Tile map of {len(labels)} districts, shaded by {scene.metric.label.en}.",
    )
    context = scene.context(cube.dimensions[0])
    if len(known) < 2 or known[0][0] == known[-1][0]:
        return words(scene, context[:1].upper() + context[1:], description)
    (low, last), (high, first) = known[0], known[-1]
    high, low = scene.amount(high), scene.amount(low)
    finding = Text(
        f"Paling tinggi di {labels[first]} ({high}), paling rendah di {labels[last]} ({low})",
        f"Highest in {labels[first]} ({high}), lowest in {labels[last]} ({low})",
    ).say(scene.lang)
    return words(scene, f"{_as_far_as_known(scene, cube, finding)}: {context}", description)
