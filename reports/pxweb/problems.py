"""What PxWebApi 2 refuses: the titles that its clients know, and a sentence in two languages."""

from bengkalis.errors import DomainError
from reports.statistics.cube import Text

SHOWN = 60


class ParameterError(DomainError):
    """The caller asked for something that is not there or makes no sense.

    ``slug`` is one of bengkalis.errors.PROBLEMS and decides status, title and ``type``.
    """

    def __init__(self, slug: str, text: Text):
        super().__init__(text.id)
        self.slug = slug
        self.text = text


def short(typed: object) -> str:
    """What was typed, cut to what fits a sentence and without control characters."""
    text = "".join(sign if sign.isprintable() else "�" for sign in str(typed)[: SHOWN + 1])
    return f"{text[:SHOWN]}…" if len(text) > SHOWN else text


def listed(names) -> str:
    """The first names that there are, for people who mistyped one."""
    names = list(names)
    return ", ".join(names[:12]) + (", …" if len(names) > 12 else "")


def no_variable(code: object, known) -> ParameterError:
    known = listed(known)
    return ParameterError(
        "non-existent-variable",
        Text(
            f"Tabel ini tidak mempunyai variabel “{short(code)}”; yang ada: {known}.",
            f"This table has no variable “{short(code)}”; there are: {known}.",
        ),
    )


def no_value(variable: str, item: str, known) -> ParameterError:
    known = listed(known)
    return ParameterError(
        "non-existent-value",
        Text(
            f"Variabel {variable}: tidak ada nilai “{short(item)}”; yang ada: {known}.",
            f"Variable {variable}: there is no value “{short(item)}”; there are: {known}.",
        ),
    )


def no_codelist(variable: str, code: object, known) -> ParameterError:
    known = listed(known) or "–"
    return ParameterError(
        "non-existent-codelist",
        Text(
            f"Variabel {variable} tidak mempunyai daftar kode “{short(code)}”; yang ada: {known}.",
            f"Variable {variable} has no code list “{short(code)}”; there are: {known}.",
        ),
    )


def nothing_selected(variable: str) -> ParameterError:
    return ParameterError(
        "missing-selection",
        Text(
            f"Variabel {variable} wajib dipilih: tidak ada jumlah yang dapat menggantikannya.",
            f"Variable {variable} must be selected: it has no total to stand in for it.",
        ),
    )


def illegal_expression(variable: str, item: str, expected: Text) -> ParameterError:
    return ParameterError(
        "illegal-selection-expression",
        Text(
            f"Variabel {variable}: “{short(item)}” tidak dapat dibaca; {expected.id}.",
            f"Variable {variable}: “{short(item)}” cannot be read; {expected.en}.",
        ),
    )


def too_many_cells(cells: int, limit: int) -> ParameterError:
    return ParameterError(
        "too-many-cells",
        Text(
            f"Pilihan ini berisi {cells} sel; paling banyak {limit} sekali minta.",
            f"This selection has {cells} cells; at most {limit} in one request.",
        ),
    )


def illegal_placement(expected: Text) -> ParameterError:
    return ParameterError(
        "illegal-placement",
        Text(f"Susunan tabel tidak benar: {expected.id}.", f"Wrong placement: {expected.en}."),
    )


def wrong_parameter(name: str, found: object, expected: Text) -> ParameterError:
    return ParameterError(
        "parameter-error",
        Text(
            f"{name}: ditemukan “{short(found)}”, diharapkan {expected.id}.",
            f"{name}: found “{short(found)}”, expected {expected.en}.",
        ),
    )


def no_table(typed: object, known) -> ParameterError:
    known = listed(known)
    return ParameterError(
        "non-existent-table",
        Text(
            f"Tidak ada tabel “{short(typed)}”; yang ada: {known}.",
            f"There is no table “{short(typed)}”; there are: {known}.",
        ),
    )


def no_edition(table: str) -> ParameterError:
    return ParameterError(
        "non-existent-edition",
        Text(
            f"Tabel {table} belum terbit pada waktu itu.",
            f"The table {table} had not been published at that time.",
        ),
    )


def no_page(number: int, last: int) -> ParameterError:
    return ParameterError(
        "non-existent-page",
        Text(
            f"Tidak ada halaman {number}; halaman terakhir {last}.",
            f"There is no page {number}; the last page is {last}.",
        ),
    )


def no_saved_query() -> ParameterError:
    return ParameterError(
        "non-existent-saved-query",
        Text("Tidak ada kueri tersimpan dengan kode ini.", "There is no saved query of this id."),
    )


def unknown_codelist(typed: object, known) -> ParameterError:
    known = listed(known) or "–"
    return ParameterError(
        "unknown-codelist",
        Text(
            f"Tidak ada daftar kode “{short(typed)}”; yang ada: {known}.",
            f"There is no code list “{short(typed)}”; there are: {known}.",
        ),
    )


def too_large(limit: int) -> ParameterError:
    return ParameterError(
        "too-large",
        Text(f"Isi permintaan melebihi {limit} bita.", f"The body has more than {limit} bytes."),
    )
