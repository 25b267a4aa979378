"""The statistics home: the few figures that people ask for, and every table by subject."""

from collections.abc import Callable

from django.http import QueryDict

from reports.pages.asking import address, capital, read
from reports.pages.pictures import pictures
from reports.pages.scenes import Scene
from reports.statistics.axes import TOTAL
from reports.statistics.cube import Text
from reports.statistics.definitions import SUBJECTS, Definition
from reports.statistics.measures import DEMONSTRATION
from reports.statistics.svg import figure, percent
from reports.statistics.tables import TABLES

Sentence = Callable[[Scene], str]


def highlights(lang: str) -> list[dict]:
    """The figures of which something is known, each as a sentence with a picture and a link."""
    return [found for one in ASKED_FOR if (found := _highlight(*one, lang))]


def _highlight(table: str, query: str, sentence: Sentence, lang: str) -> dict | None:
    if table not in TABLES:
        return None
    asked = read(QueryDict(f"{query}&lang={lang}"), TABLES[table])
    if asked.is_empty or asked.refused or not (said := sentence(Scene(asked))):
        return None
    return {
        "answer": said,
        "charts": pictures(asked)[:1],
        "title": asked.cube.table.title.say(lang),
        "url": address(table) + ("?lang=en" if lang == "en" else ""),
        "source": asked.cube.table.source.say(lang),
        "edition": asked.edition,
        "is_demo": DEMONSTRATION in asked.cube.table.notes,
    }


def value(scene: Scene, **codes: str) -> int | float | None:
    """One published figure; None where the table has no such category or no number."""
    held = scene.holding(**codes)
    try:
        return held.cut().values[()]
    except KeyError:
        return None


def year(scene: Scene) -> str:
    return scene.stand_in(scene.time.code)


def _cooperatives(scene: Scene) -> str:
    every, active = value(scene, status=TOTAL), value(scene, status="aktif")
    if not every or active is None:
        return ""
    share, lang = percent(100 * active / every, scene.lang), scene.lang
    every, active = figure(every, lang), figure(active, lang)
    return Text(
        f"{every} koperasi di Kabupaten Bengkalis, {active} di antaranya aktif ({share}).",
        f"{every} cooperatives in Bengkalis Regency, {active} of them active ({share}).",
    ).say(lang)


def _members(scene: Scene) -> str:
    members = value(scene)
    if not members:
        return ""
    number = figure(members, scene.lang)
    return Text(
        f"{number} orang menjadi anggota koperasi menurut laporan tahun buku {year(scene)}.",
        f"{number} people are members of a cooperative, by the reports of {year(scene)}.",
    ).say(scene.lang)


SIZES = {
    "mikro": Text("{} mikro", "{} micro"),
    "kecil": Text("{} kecil", "{} small"),
    "menengah": Text("{} menengah", "{} medium"),
}


def _enterprises(scene: Scene) -> str:
    every = value(scene, size=TOTAL)
    if not every:
        return ""
    lang, axis = scene.lang, scene.cube.dimension("size")
    parts = [(code, value(scene, size=code)) for code in SIZES if code in axis.codes]
    said = [SIZES[code].say(lang).format(figure(n, lang)) for code, n in parts if n is not None]
    divided = f": {', '.join(said)}" if said else ""
    return Text(
        f"{figure(every, lang)} UMKM dalam register pada {year(scene)}{divided}.",
        f"{figure(every, lang)} MSMEs on the register in {year(scene)}{divided}.",
    ).say(lang)


def _coached(scene: Scene) -> str:
    coached, times = value(scene, ContentsCode="dibina"), value(scene, ContentsCode="pembinaan")
    if not coached or not times:
        return ""
    coached, times = figure(coached, scene.lang), figure(times, scene.lang)
    return Text(
        f"{coached} koperasi dan UMKM dibina pada {year(scene)}, dalam {times} pembinaan.",
        f"{coached} cooperatives and MSMEs were coached in {year(scene)}, {times} times in all.",
    ).say(scene.lang)


ASKED_FOR: tuple[tuple[str, str, Sentence], ...] = (
    ("koperasi-tahunan", "status=*", _cooperatives),
    ("koperasi-usaha", "ContentsCode=anggota", _members),
    ("umkm", "ContentsCode=usaha&district=_T", _enterprises),
    ("pembinaan", "topic=*&district=_T", _coached),
)


def catalogue(lang: str) -> list[dict]:
    """Every table under its subject, with what it answers."""
    subjects = dict.fromkeys([*SUBJECTS, *(one.subject for one in TABLES.values())])
    groups = [
        {
            "code": code,
            "label": SUBJECTS[code].say(lang) if code in SUBJECTS else capital(code),
            "tables": [_entry(one, lang) for one in TABLES.values() if one.subject == code],
        }
        for code in subjects
    ]
    return [group for group in groups if group["tables"]]


def _entry(definition: Definition, lang: str) -> dict:
    return {
        "title": definition.title.say(lang),
        "description": definition.description.say(lang),
        "url": address(definition.id) + ("?lang=en" if lang == "en" else ""),
    }
