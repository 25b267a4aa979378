"""The NIK on an identity card (KTP): its structure, what is wrong with one, and its mask.

Sixteen digits: PP KK CC of the kecamatan of first registration, DDMMYY of birth (women: day + 40),
and a serial that is never 0000. People move and the NIK does not, so any prefix is accepted. No
sentence here repeats the number: they reach logs of imports and answers of the API.
"""

import math
import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError

from bengkalis.values import Unparsable, is_blank, normalise_phone, squeeze
from registry.enums import Sex

LENGTH = 16
SHOWN = 4  # digits that a mask leaves readable
WOMEN = 40  # what is added to a woman's day of birth
_SEPARATORS = re.compile(r"[\s.\-–']")
_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
_IN_TEXT = re.compile(r"[0-9]{16}|[0-9]{4}([ .-])[0-9]{4}\1[0-9]{4}\1[0-9]{4}")
PHONE_EXPECTED = (
    "Nomor telepon tidak dikenali; diharapkan satu nomor, 8 sampai 15 angka, mulai dengan 0 atau "
    "+62. Contoh: 081234567890 atau 0766-21234."
)
CURE = "Jadikan kolomnya berformat teks di Excel, lalu isi lagi NIK dari KTP."


class Problem(NamedTuple):
    """A code of the import's list and the sentence a person is shown."""

    code: str
    sentence: str


TRUNCATED = Problem(
    "nik_truncated", f"Excel hanya menyimpan 15 angka: angka terakhir NIK ini hilang. {CURE}"
)
NO_SERIAL = Problem(
    "nik_serial",
    f"Ditemukan nomor urut 0000 di akhir NIK, diharapkan bukan nol. Bila berasal dari Excel, angka "
    f"terakhirnya hilang. {CURE}",
)

MISPLACED = Problem(
    "nik_misplaced", "Jangan menulis NIK di sini; NIK punya kolom sendiri yang disandikan."
)


def parse_nik(value) -> str:
    """The sixteen digits of what was typed or stood in a cell; "" when blank.

    Raises Unparsable with code nik_length, nik_truncated or nik_serial.
    """
    if is_blank(value):
        return ""
    if problem := nik_problem(value):
        raise Unparsable(*problem)
    return _text(value)


def nik_problem(value) -> Problem | None:
    """Why ``value``, which is not blank, is no NIK."""
    text = _text(value)
    if _SCIENTIFIC.fullmatch(squeeze(value)) or (_is_number(value) and _lost_its_end(text)):
        return TRUNCATED
    if not re.fullmatch("[0-9]+", text):
        return Problem("nik_length", "Ditemukan tanda selain angka, diharapkan 16 angka NIK KTP.")
    if len(text) != LENGTH:
        return Problem("nik_length", f"Ditemukan {len(text)} angka, diharapkan 16 angka NIK KTP.")
    return NO_SERIAL if text.endswith("0000") else None


def nik_doubts(nik: str, birth_date: date | None, sex: str) -> list[Problem]:
    """What in a valid ``nik`` does not go with the stated birth date and sex: warnings.

    The century is not in a NIK, so only day, month and the year's last two digits are compared.
    """
    if not nik:
        return []
    return [*_birth_doubts(nik, birth_date), *_sex_doubts(nik, sex)]


def _birth_doubts(nik: str, stated: date | None):
    day, month, year = _born(nik)
    if not any(_is_day(century + year, month, day) for century in (1900, 2000)):
        yield Problem("nik_birth_date", "Angka ke-7 sampai ke-12 NIK bukan tanggal lahir.")
    elif stated and (stated.day, stated.month, stated.year % 100) != (day, month, year):
        yield Problem(
            "nik_birth_date",
            f"Tanggal lahir {stated:%d-%m-%Y} tidak cocok dengan tanggal lahir di dalam NIK.",
        )


def _sex_doubts(nik: str, stated: str):
    told = Sex.FEMALE if int(nik[6:8]) > WOMEN else Sex.MALE
    if stated and stated != told:
        label = Sex(stated).label.lower()
        yield Problem("nik_sex", f"Jenis kelamin {label} tidak cocok dengan NIK.")


def _born(nik: str) -> tuple[int, int, int]:
    day = int(nik[6:8])
    return day - WOMEN if day > WOMEN else day, int(nik[8:10]), int(nik[10:12])


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def mask_nik(nik: str) -> str:
    """••••••••••••0001: the serial identifies nobody without the rest; "" stays ""."""
    return "•" * (len(nik) - SHOWN) + nik[-SHOWN:] if nik else ""


def refuse_nik(text) -> None:
    """Raises Unparsable when a NIK stands in a text that is meant for something else."""
    if _IN_TEXT.search(str(text or "")):
        raise Unparsable(*MISPLACED)


def understood(errors: dict, name: str, understand: Callable, value):
    """``understand(value)``; where it refuses, ``value`` and the sentence under ``name``."""
    try:
        return understand(value)
    except Unparsable as error:
        errors[name] = ValidationError(str(error), code=error.code)
        return value


def refuse_nik_in(instance, *names: str) -> None:
    """``refuse_nik`` for the named texts of a row. Raises ValidationError by field."""
    errors: dict = {}
    for name in names:
        understood(errors, name, refuse_nik, getattr(instance, name))
    if errors:
        raise ValidationError(errors)


def parse_phone(value) -> str:
    """The number of a person, as ``normalise_phone`` gives it. Raises Unparsable, with a sentence
    that repeats nothing of what was typed."""
    refuse_nik(value)
    try:
        return normalise_phone(value)
    except Unparsable as error:
        raise Unparsable(error.code, PHONE_EXPECTED) from error


def _text(value) -> str:
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    return _SEPARATORS.sub("", squeeze(value))


def _is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _lost_its_end(text: str) -> bool:
    """Sixteen digits of a number cell end in 0, whatever was typed."""
    return len(text) == LENGTH and text.endswith("0")
