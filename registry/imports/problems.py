"""What can be wrong with a row, by the codes of the contract."""

from dataclasses import asdict, dataclass

WARNINGS = frozenset(
    {
        "placeholder_date",
        "deed_year_differs",
        "sum_mismatch",
        "no_officers",
        "district_before_split",
        "nik_birth_date",
        "nik_sex",
        "probable_duplicate",
        "unreadable_phone",
        "formula_in_text",
        "filled_from_section",
        "hidden_row",
        "status_older",
        "figures_older",
        "name_differs",
    }
)


@dataclass(frozen=True)
class Problem:
    """One finding on one row: the column as headed in the sheet, a code, and a sentence.

    ``field`` is the key that a correction goes to and ``suggestion`` a near miss that is offered,
    never taken without a click.
    """

    column: str
    code: str
    message: str
    field: str = ""
    suggestion: str = ""

    @property
    def is_error(self) -> bool:
        return self.code not in WARNINGS

    def as_dict(self) -> dict:
        return asdict(self)
