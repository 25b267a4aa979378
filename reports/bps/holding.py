"""Uploaded files between rehearsal and commit: kept for a day under the portal's folder.

Each lies beside what was said of it, under a key that only its uploader was told. A commit leaves
both where they are, so that pressing twice finds the file and changes nothing.
"""

import json
import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import Http404

KEPT = 24 * 3600  # seconds
ANSWER, TABLE = "answer", "table"


@dataclass(frozen=True)
class Held:
    """One uploaded file; ``said`` is what its uploader told of it."""

    key: uuid.UUID
    kind: str
    filename: str
    owner: int
    said: dict

    @property
    def content(self) -> bytes:
        try:
            return _path(self.key, "bin").read_bytes()
        except FileNotFoundError as error:
            raise _gone() from error


def hold(content: bytes, filename: str, kind: str, owner: int, said: dict) -> Held:
    """Keep an uploaded file; what is older than a day goes."""
    _forget_old()
    held = Held(uuid.uuid4(), kind, filename[:120], owner, said)
    _write(_path(held.key, "bin"), content)
    _note(held)
    return held


def tell(held: Held, said: dict) -> Held:
    """Keep what its uploader says of the file."""
    told = Held(held.key, held.kind, held.filename, held.owner, held.said | said)
    _note(told)
    return told


def find(key: uuid.UUID, owner: int) -> Held:
    """The file that ``owner`` uploaded. Raises Http404 when it is not there, or not theirs."""
    path = _path(key, "json")
    try:
        fresh = path.stat().st_mtime > time.time() - KEPT
        noted = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _gone() from error
    if not fresh or noted["owner"] != owner:
        raise _gone()
    return Held(key, noted["kind"], noted["filename"], noted["owner"], noted["said"])


def _gone() -> Http404:
    return Http404("Berkas unggahan ini tidak ada lagi: disimpan sehari saja. Unggah sekali lagi.")


def _note(held: Held) -> None:
    noted = {"kind": held.kind, "filename": held.filename, "owner": held.owner, "said": held.said}
    _write(_path(held.key, "json"), json.dumps(noted).encode())


def _path(key: uuid.UUID, ending: str) -> Path:
    return settings.VAR / "uploads" / f"{key}.{ending}"


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, readable by the portal alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(f".{uuid.uuid4().hex}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)


def _forget_old() -> None:
    folder = settings.VAR / "uploads"
    for path in folder.iterdir() if folder.exists() else ():
        try:
            if path.stat().st_mtime < time.time() - KEPT:
                path.unlink()
        except FileNotFoundError:
            continue  # another process was quicker
