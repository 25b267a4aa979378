"""Answers as bytes, made once: which figures are asked, in which file, remembered by edition."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import NamedTuple

from reports.pxweb.documents import Edition, Site
from reports.pxweb.parameters import unsupported_format
from reports.pxweb.questions import Choice
from reports.statistics.formats import FORMATS
from reports.statistics.layout import ALLOWED, Options, UnknownParameter, read_parameters

ROOM = 32 * 1024 * 1024  # bytes of answers kept by one server process


class Answer(NamedTuple):
    """A whole answer. The ETag is a hash of the body behind the number of the edition, so that it
    changes with the edition, the question, the format and the language, and with nothing else."""

    body: bytes
    etag: str
    content_type: str
    filename: str = ""


class Memory:
    """Answers by question. What was not asked for longest gives way beyond ``room`` bytes."""

    def __init__(self, room: int = ROOM):
        self.room = room
        self.used = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer under ``key``, made by ``make`` if it is not there."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = make()
        if len(answer.body) <= self.room // 4:
            self._keep(key, answer)
        return answer

    def _keep(self, key: Hashable, answer: Answer) -> None:
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self.used += len(answer.body)
            while self.used > self.room:
                _, oldest = self._answers.popitem(last=False)
                self.used -= len(oldest.body)

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()
            self.used = 0


MEMORY = Memory()


def etag(number: int | str, body: bytes) -> str:
    return f'"{number}-{sha256(body).hexdigest()[:24]}"'


@dataclass(frozen=True)
class Wish:
    """The file that is wanted: its format, and what ``outputFormatParams`` ask of it."""

    format: str
    params: tuple[str, ...] = ()

    def options(self, choice: Choice, site: Site) -> Options:
        placed = {"stub": choice.stub, "heading": choice.heading}
        asked = read_parameters(self.format, self.params)
        return Options(**asked, **placed, codelist_href=site.codelists)


def read_wish(fmt: str, texts: Iterable[str]) -> Wish:
    """``outputFormatParams``, repeated or divided by commas. ParameterError."""
    names = [name.strip() for text in texts for name in text.split(",") if name.strip()]
    try:
        read_parameters(fmt, names)
    except UnknownParameter as error:
        known = ", ".join(sorted(ALLOWED.get(fmt, ()))) or "–"
        raise unsupported_format(f"outputFormatParams ({fmt})", known) from error
    return Wish(fmt, tuple(sorted({name.lower() for name in names})))


def figures(edition: Edition, choice: Choice, wish: Wish, site: Site) -> Answer:
    """The chosen figures as a file, from memory if this process has made it before."""
    key = ("data", edition.identity, choice.key, wish, site)
    return MEMORY.recall(key, lambda: _written(edition, choice, wish, site))


def _written(edition: Edition, choice: Choice, wish: Wish, site: Site) -> Answer:
    cube = edition.cube.slice(choice.chosen, choice.dropped)
    cube = replace(cube, table=edition.table)
    kind = FORMATS[wish.format]
    body = kind.write(cube, site.lang, wish.options(choice, site))
    name = f"{edition.definition.id}.{kind.extension}"
    return Answer(body, etag(edition.number, body), kind.content_type, name)
