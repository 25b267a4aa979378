"""The other parameters of an address: language, page, days back, moment, output format."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from reports.pxweb.documents import DEFAULT_LANGUAGE, LANGUAGES
from reports.pxweb.problems import ParameterError, listed, short, wrong_parameter
from reports.statistics.cube import Text

DEFAULT_FORMAT = "json-stat2"
PAGE_SIZE = 20
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WHOLE = re.compile(r"[0-9]{1,9}")
A_COUNT = Text("bilangan bulat mulai dari 1", "a whole number from 1 on")
A_MOMENT = Text(
    "tanggal 2026-01-31 atau waktu 2026-01-31T08:00:00+07:00 yang sudah lewat",
    "a past day 2026-01-31 or moment 2026-01-31T08:00:00+07:00",
)


def read_language(query: Mapping[str, str]) -> str:
    """``lang``, Indonesian if not given. ParameterError for a language we do not speak."""
    typed = query.get("lang") or DEFAULT_LANGUAGE
    if typed.lower() in LANGUAGES:
        return typed.lower()
    known = listed(LANGUAGES)
    raise ParameterError(
        "unsupported-language",
        Text(
            f"lang: bahasa “{short(typed)}” tidak tersedia; yang ada: {known}.",
            f"lang: the language “{short(typed)}” is not available; there are: {known}.",
        ),
    )


def read_count(query: Mapping[str, str], name: str) -> int | None:
    """A whole number; None where the parameter is not given. ParameterError."""
    typed = (query.get(name) or "").strip()
    if not typed:
        return None
    if not WHOLE.fullmatch(typed):
        raise wrong_parameter(name, typed, A_COUNT)
    return int(typed)


def read_positive(query: Mapping[str, str], name: str) -> int | None:
    """A whole number from 1 on, or None. ParameterError."""
    count = read_count(query, name)
    if count == 0:
        raise wrong_parameter(name, count, A_COUNT)
    return count


def read_moment(query: Mapping[str, str], now: datetime) -> datetime | None:
    """``asOf``: a day (its end by ``now``'s clock, or now) or a moment; None: not given.

    A + that an address turned into a space is understood. ParameterError for what is no moment
    or has not come yet.
    """
    typed = (query.get("asOf") or "").strip()
    if not typed:
        return None
    try:
        moment = _end_of_day(typed, now) if DAY.fullmatch(typed) else _instant(typed, now)
    except (ValueError, OverflowError) as error:
        raise wrong_parameter("asOf", typed, A_MOMENT) from error
    if moment > now:
        raise wrong_parameter("asOf", typed, A_MOMENT)
    return moment


def _end_of_day(typed: str, now: datetime) -> datetime:
    day = date.fromisoformat(typed)
    if day == now.date():
        return now
    return datetime.combine(day, time.max, now.tzinfo)


def _instant(typed: str, now: datetime) -> datetime:
    if not re.match(r"[12][09][0-9]{2}-", typed):
        raise ValueError(typed)
    moment = datetime.fromisoformat(re.sub(r" (?=[0-9]{2}:?[0-9]{2}$)", "+", typed))
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)


def read_format(query: Mapping[str, str], known, default: str = DEFAULT_FORMAT) -> str:
    """``outputFormat``. ParameterError for one that is not offered."""
    typed = query.get("outputFormat") or default
    for name in known:
        if name.lower() == typed.lower():
            return name
    raise unsupported_format(f"outputFormat “{short(typed)}”", listed(known))


def unsupported_format(what: str, known: str) -> ParameterError:
    return ParameterError(
        "unsupported-output-format",
        Text(f"{what}: tidak tersedia; yang ada: {known}.", f"{what}: not available; {known}."),
    )
