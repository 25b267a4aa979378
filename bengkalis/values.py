"""How Indonesians type dates, amounts, phone numbers and names; one reading for form, API, import.

Nothing is guessed: what could mean two things is refused with a sentence that says what was found
and what to type instead. A blank (see ``is_blank``) is None, never 0.
"""

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
EXCEL_EPOCH = date(1899, 12, 30)
LIMIT = (
    Decimal(10) ** 15
)  # a spreadsheet keeps 15 digits; beyond that the number is not the typed one

# Every spelling that is read as a month: current, old, English, shortened, Roman, frequent slips.
_MONTH_SPELLINGS = (
    "januari jan januri janauri djanuari djan january i",
    "februari feb febuari februri pebruari peb pebuari february ii",
    "maret mar mrt maart march iii",
    "april apr aprl iv",
    "mei may v",
    "juni jun djuni june vi",
    "juli jul djuli july vii",
    "agustus ags agt agst agts agus agu agutus augustus aug august viii",
    "september sep sept septembar septemper ix",
    "oktober okt oktobar october oct x",
    "november nov nopember nop novembar xi",
    "desember des desembar december dec xii",
)
_MONTH = {word: n for n, words in enumerate(_MONTH_SPELLINGS, 1) for word in words.split()}
_DAY_SPELLINGS = (
    "senin monday",
    "selasa tuesday",
    "rabu wednesday",
    "kamis thursday",
    "jumat jum'at friday",
    "sabtu saturday",
    "minggu ahad sunday",
)
_DAY = {word: n for n, words in enumerate(_DAY_SPELLINGS) for word in words.split()}

_GAP = r"[\s./\-–,]"
_DAY_NAME = re.compile(rf"({'|'.join(_DAY)})\b[\s,]*")
_DATE_LABEL = re.compile(r"\A(?:tanggal|tgl)\b[\s.:]*")
_CLOCK = re.compile(r"(?<=[0-9])[t\s]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_NUMERIC_DATE = re.compile(rf"([0-9]{{1,4}}){_GAP}{{1,3}}([0-9]{{1,2}}){_GAP}{{1,3}}([0-9]{{1,4}})")
_WORDED_DATE = re.compile(rf"([0-9]{{1,2}}){_GAP}*([a-z]+){_GAP}*([0-9]{{4}}|[0-9]{{2}})")
_ENGLISH_DATE = re.compile(r"([a-z]+)\.?\s*([0-9]{1,2})\s*,?\s+([0-9]{4})")
_YEAR_ONLY = re.compile(r"(?:tahun\s*)?(?:19|20)[0-9]{2}")
_MONTH_ONLY = re.compile(rf"[a-z]+{_GAP}*[0-9]{{2,4}}|[0-9]{{1,2}}{_GAP}[0-9]{{4}}")

_BLANK = re.compile(r"(?:(?:rp\.? ?)?[-–—]{1,3}|nihil)?")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_NO_LETTERS = re.compile(r"[\W_]+")
_AMOUNT = re.compile(
    r"(?P<open>\(\s*)?(?P<minus>[-−–]\s*)?(?:(?:rp|idr)\s*[.:]?\s*)?"
    r"(?P<late_open>\(\s*)?(?P<late_minus>[-−–]\s*)?"
    r"(?P<digits>[0-9]+(?:[., ][0-9]+)*)(?:\s?[.,]\s?-{1,2})?\s*(?P<close>\))?"
)
_GROUP = r"[1-9][0-9]{0,2}"
# The unambiguous ways to write a number, with the sign that separates its decimals.
_SHAPES = (
    (re.compile(r"[0-9]+(,[0-9]{1,2})?"), ","),
    (re.compile(rf"{_GROUP}(\.[0-9]{{3}})+(,[0-9]{{1,2}})?"), ","),
    (re.compile(rf"{_GROUP}( [0-9]{{3}})+(,[0-9]{{1,2}})?"), ","),
    (re.compile(rf"{_GROUP}(,[0-9]{{3}})+\.[0-9]{{1,2}}"), "."),
    (re.compile(rf"{_GROUP}(,[0-9]{{3}}){{2,}}"), "."),
    (re.compile(r"[0-9]{4,}\.[0-9]{1,2}"), "."),
)
_MAGNITUDE = re.compile(r"(^|[^a-z])(rb|ribu|jt|juta|m|milyar|miliar|mlyr|mlr|t|triliun|trilyun)\b")
_PEOPLE = re.compile(r"\s*(orang|org|jiwa)\.?$")


class Unparsable(ValueError):
    """A value that cannot be read for certain.

    ``code`` is the import problem code, ``str(error)`` the Indonesian sentence for the user,
    ``suggestion`` a value the user may have meant (to be confirmed, never taken by itself).
    """

    def __init__(self, code: str, message: str, suggestion: str = ""):
        super().__init__(message)
        self.code = code
        self.suggestion = suggestion


# Text


def squeeze(text) -> str:
    """Text without control and invisible signs, every run of white space as one space."""
    text = str(text)
    if not text.isprintable() or not text.isascii():
        text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    return " ".join(text.split())


def fold(text) -> str:
    """A key for comparing names and headings: no case, punctuation, diacritics or double spaces."""
    letters = squeeze(text).replace("'", "").replace("’", "")
    if not letters.isascii():
        letters = unicodedata.normalize("NFKD", letters)
        letters = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(_NO_LETTERS.sub(" ", letters.casefold()).split())


def is_blank(value) -> bool:
    """True for an empty cell and for what stands for one: "-", "–", "Rp -", "nihil"."""
    return value is None or (
        isinstance(value, str) and bool(_BLANK.fullmatch(squeeze(value).casefold()))
    )


def _shown(value) -> str:
    text = squeeze(value)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


# Dates


def parse_date(value, *, today: date, excel: bool = False) -> date | None:
    """The date that ``value`` states, day first; None when blank; Unparsable otherwise.

    A two-digit year up to next year's is of this century, any other of the last one.
    A day name that contradicts the date is refused. ``excel`` also admits a serial day number.
    """
    if is_blank(value):
        return None
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _in_range(value, value)
    if isinstance(value, (int, float)) and excel and not isinstance(value, bool):
        return _from_serial(value)
    if not isinstance(value, str):
        raise _bad_date(value, "bukan tanggal")
    return _date_from_text(value, today)


def _bad_date(value, cause: str) -> Unparsable:
    example = "Contoh yang benar: 31/12/2019 atau 31 Desember 2019."
    return Unparsable("unparsable_date", f"Tanggal {_shown(value)} {cause}. {example}")


def _in_range(day: date, typed) -> date:
    if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        return day
    raise _bad_date(typed, f"bertahun {day.year:04d}, di luar {EARLIEST_YEAR}–{LATEST_YEAR}")


def _from_serial(number) -> date:
    if EARLIEST_YEAR <= number <= LATEST_YEAR:
        raise _bad_date(f"{number:g}", "hanya memuat tahun; hari dan bulan harus ditulis")
    if not 10_000 <= number <= 73_000:  # 1927 to 2099
        raise _bad_date(f"{number:g}", "hanya angka, bukan tanggal")
    return EXCEL_EPOCH + timedelta(days=int(number))


def _date_from_text(typed: str, today: date) -> date:
    text = _DATE_LABEL.sub("", squeeze(typed).casefold().replace("’", "'")).strip(" .,")
    weekday = _DAY_NAME.match(text)
    text = _CLOCK.sub("", text[weekday.end() :] if weekday else text)
    year, month, day = _date_parts(text, typed)
    if len(year) == 2:
        year = _full_year(int(year), today)
    result = _calendar_day(int(year), month, int(day), typed)
    if weekday and _DAY[weekday[1]] != result.weekday():
        fact = f"bertentangan: {format_date(result)} jatuh pada hari {DAYS[result.weekday()]}"
        raise _bad_date(typed, fact)
    return result


def _date_parts(text: str, typed: str) -> tuple[str, int, str]:
    """(year, month number, day) as found in the text."""
    if match := _NUMERIC_DATE.fullmatch(text):
        return _numeric_parts(*match.groups(), typed)
    if match := _WORDED_DATE.fullmatch(text):
        day, word, year = match.groups()
    elif match := _ENGLISH_DATE.fullmatch(text):
        word, day, year = match.groups()
    else:
        raise _bad_date(typed, _why_no_date(text))
    if word not in _MONTH:
        raise _bad_date(typed, f"memuat nama bulan yang tidak dikenal, “{word}”")
    return year, _MONTH[word], day


def _numeric_parts(first: str, middle: str, last: str, typed: str) -> tuple[str, int, str]:
    if len(first) == 4 and len(last) <= 2:
        return first, int(middle), last
    if len(first) > 2 or len(last) not in (2, 4):
        raise _bad_date(typed, "tidak dikenali")
    if int(middle) > 12 and 1 <= int(first) <= 12:
        cause = "tampaknya ditulis bulan/hari/tahun (cara Amerika); tulis hari lebih dulu"
        raise _bad_date(typed, cause)
    return last, int(middle), first


def _why_no_date(text: str) -> str:
    if _YEAR_ONLY.fullmatch(text):
        return "hanya memuat tahun; hari dan bulan harus ditulis"
    if _MONTH_ONLY.fullmatch(text):
        return "hanya memuat bulan dan tahun; hari harus ditulis"
    return "tidak dikenali"


def _full_year(year: int, today: date) -> int:
    century = today.year - today.year % 100
    return century + year - (100 if year > today.year % 100 + 1 else 0)


def _calendar_day(year: int, month: int, day: int, typed: str) -> date:
    try:
        return _in_range(date(year, month, day), typed)
    except ValueError as error:
        if isinstance(error, Unparsable):
            raise
        if not 1 <= month <= 12:
            raise _bad_date(typed, f"memuat bulan ke-{month}, yang tidak ada") from None
        fact = f"tidak ada di kalender: {day} {MONTHS[month - 1]} {year}"
        raise _bad_date(typed, fact) from None


def format_date(day: date) -> str:
    """As an Indonesian letter writes it: 31 Desember 2019."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04d}"


# Numbers


def parse_number(value) -> Decimal | None:
    """The number that ``value`` states in the Indonesian way (1.500,25); None when blank.

    A form that can mean two numbers ("2.6", "1,500") raises Unparsable, so do words ("2 juta").
    """
    if is_blank(value):
        return None
    if isinstance(value, str):
        return _within_limit(_number_from_text(value), value)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        dated = isinstance(value, (date, time, timedelta))
        raise _bad_number(value, "berformat tanggal atau jam" if dated else "bukan angka")
    number = _exact(value)
    if not number.is_finite():
        raise _bad_number(value, "bukan angka")
    return _within_limit(number, value)


def parse_money(value, *, scale: int = 1) -> Decimal | None:
    """Rupiah with two decimals (a computed cell is rounded to the sen); None when blank.

    ``scale`` is what a heading such as "dalam ribuan" multiplies by. A fraction of an amount below
    Rp1.000 is refused: such an amount was written in thousands or millions.
    """
    amount = parse_number(value)
    if amount is None:
        return None
    amount = _within_limit(amount * scale, value)
    if amount % 1 and abs(amount) < 1000:
        raise _bad_number(value, "berupa pecahan; bila dalam ribu atau juta, tulis lengkap")
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def parse_integer(value) -> int | None:
    """A whole number, such as of people ("104 orang" is read too); None when blank."""
    number = parse_number(_PEOPLE.sub("", value) if isinstance(value, str) else value)
    if number is None:
        return None
    if number % 1:
        raise _bad_number(value, "bukan bilangan bulat", "Contoh yang benar: 104 atau 1.500.")
    return int(number)


def counted(text: str) -> int | None:
    """The whole number, of at most nine digits, that an address or a hidden field holds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _bad_number(value, cause: str, cure: str = "") -> Unparsable:
    cure = cure or "Contoh yang benar: 1500000 atau 1.500.000 atau 1.500.000,50."
    shown = format_number(value) if isinstance(value, float) and math.isfinite(value) else value
    return Unparsable("unparsable_number", f"Angka {_shown(shown)} {cause}. {cure}")


def _exact(number) -> Decimal:
    """The number as shown, not its binary expansion: 0.1 is 0.1, 2337000000.0 is 2337000000."""
    if isinstance(number, float):
        return Decimal(int(number)) if number.is_integer() else Decimal(repr(number))
    return Decimal(number)


def _within_limit(number: Decimal, typed) -> Decimal:
    if abs(number) < LIMIT:
        return number
    raise _bad_number(typed, "terlalu besar (lebih dari 15 angka)")


def _number_from_text(typed: str) -> Decimal:
    text = squeeze(typed).casefold().removeprefix("'")
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise _bad_number(typed, _why_no_number(text))
    opened = bool(match["open"]) + bool(match["late_open"])
    signs = opened + bool(match["minus"]) + bool(match["late_minus"])
    if opened != bool(match["close"]) or signs > 1:
        raise _bad_number(typed, "bertanda kurung atau minus yang tidak jelas")
    number = _digits(match["digits"], typed)
    return -number if signs else number


def _digits(text: str, typed: str) -> Decimal:
    for shape, decimal_sign in _SHAPES:
        if shape.fullmatch(text):
            whole, _, fraction = text.partition(decimal_sign)
            return Decimal(".".join(filter(None, (re.sub("[., ]", "", whole), fraction))))
    cause = "mendua: titik atau koma di situ dapat berarti ribuan atau pecahan"
    raise _bad_number(typed, cause, "Tulis 2.600 untuk dua ribu enam ratus, 2,6 untuk pecahan.")


def _why_no_number(text: str) -> str:
    if text.startswith("#"):
        return "adalah galat rumus di lembar kerja; perbaiki rumusnya"
    if _MAGNITUDE.search(text):
        return "ditulis dengan kata; tulis angkanya lengkap"
    if re.fullmatch(r"[0-9.,]+e[-+]?[0-9]+", text):
        return "ditulis ringkas oleh Excel; tulis semua angkanya"
    return "tidak dikenali"


def format_number(number) -> str:
    """1.500.000 or 1.500.000,5: Indonesian grouping, decimals as they are when there are any."""
    number = _exact(number)
    text = f"{int(number):,}" if number == number.to_integral_value() else f"{number:,f}"
    return text.translate(str.maketrans(",.", ".,"))


def format_rupiah(amount) -> str:
    """Rp 1.500.000 or -Rp 1.500.000,50 (no-break space); the sen only when there are any."""
    amount = Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{'-' if amount < 0 else ''}Rp\u00a0{format_number(abs(amount))}"


# Telephone


def normalise_phone(value) -> str:
    """Digits only, in the form typed (08… or +62…); "" when blank; Unparsable otherwise.

    A number cell that lost its leading 0 is refused, with the likely number as ``suggestion``.
    """
    if is_blank(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = squeeze(value).removeprefix("'")
    digits = re.sub(r"[\s().\-–]", "", text)
    if not re.fullmatch(r"\+?[0-9]{8,15}", digits):
        raise _bad_phone(value, "tidak dikenali; tulis satu nomor, 8 sampai 15 angka")
    if digits.startswith("62"):
        return f"+{digits}"
    if digits.startswith(("0", "+")):
        return digits
    cause = "kehilangan angka 0 di depan; jadikan kolomnya berformat teks"
    raise _bad_phone(value, cause, suggestion=f"0{digits}")


def _bad_phone(value, cause: str, suggestion: str = "") -> Unparsable:
    example = f"Maksudnya {suggestion}?" if suggestion else "Contoh: 081234567890 atau 0766-21234."
    return Unparsable(
        "unparsable_phone", f"Nomor telepon {_shown(value)} {cause}. {example}", suggestion
    )
