"""Why an enterprise is in its class: what each law says about the figures of a year, in words.

Where a law leaves two answers, both are shown; the register never chooses silently.
"""

from dataclasses import dataclass
from decimal import Decimal

from bengkalis.templatetags.ui import rupiah
from registry import size_classes
from registry.enums import SizeBasis, SizeClass
from registry.models import EnterpriseYear


@dataclass(frozen=True)
class Criterion:
    """One amount that a law classifies by, in rupiah, and the class it alone would give."""

    field: str
    label: str
    amount: Decimal | None
    size: str
    decides: bool  # whether the class that is kept goes by this one

    @property
    def size_label(self) -> str:
        return SizeClass(self.size).label if self.size else "tidak tercatat"


@dataclass(frozen=True)
class Explanation:
    """The class of a year's figures under one law, and why; ``size`` is empty where it is open.

    ``is_conflict`` says that both amounts are known and speak for different classes.
    """

    law: size_classes.Law
    in_force: bool  # at the end of the year that the figures are of
    size: str
    criteria: tuple[Criterion, Criterion]
    is_conflict: bool
    reason: str

    @property
    def sentence(self) -> str:
        """The amounts with the class each would give, and the reason."""
        return " ".join(filter(None, [_told(self.criteria), self.reason]))

    @property
    def size_label(self) -> str:
        return SizeClass(self.size).label if self.size else "Belum dapat ditentukan"


def explain_size(year: EnterpriseYear) -> tuple[Explanation, Explanation]:
    """Both laws about one year's figures, UU 20/2008 first. Reads nothing, so that a form may
    ask it about figures that are not saved yet."""
    return _explain(year, size_classes.UU20), _explain(year, size_classes.PP7)


def _explain(year: EnterpriseYear, law: size_classes.Law) -> Explanation:
    size, decides, reason = (_by_uu20 if law is size_classes.UU20 else _by_pp7)(year)
    wealth = getattr(year, law.wealth_field)
    criteria = (
        _criterion("sales", year.sales, law.by_sales(year.sales), decides),
        _criterion(law.wealth_field, wealth, law.by_wealth(wealth), decides),
    )
    classes = {one.size for one in criteria}
    is_conflict = len(classes) == 2 and "" not in classes
    return Explanation(law, law is year.law, size, criteria, is_conflict, reason)


def _criterion(field: str, amount, size: str, decides: str) -> Criterion:
    label = EnterpriseYear._meta.get_field(field).verbose_name
    return Criterion(field, label, amount, size, field in decides)


def _told(criteria: tuple[Criterion, ...]) -> str:
    parts = [
        f"menurut {one.label} {rupiah(one.amount)}: {one.size_label.lower()}"
        for one in criteria
        if one.size
    ]
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _by_uu20(year: EnterpriseYear) -> tuple[str, tuple[str, ...], str]:
    """The class, the columns that decide it, and the reason in words."""
    size = size_classes.size_uu20(year.sales, year.assets)
    if year.sales is not None and year.assets is not None:
        return size, ("sales",), _EITHER
    if year.sales is not None:
        return size, ("sales",), "Aset belum tercatat, jadi hanya hasil penjualan yang menentukan."
    if year.assets is not None:
        return size, ("assets",), "Hasil penjualan belum tercatat, jadi aset yang menentukan."
    return "", (), "Hasil penjualan dan aset tahun itu belum tercatat."


_EITHER = (
    "UU 20/2008 pasal 6 menyebut aset atau hasil penjualan dan tidak mengatur mana yang berlaku "
    "bila keduanya berbeda; register mencatat golongan menurut hasil penjualan, dan golongan "
    "menurut aset tetap ditampilkan."
)


def _by_pp7(year: EnterpriseYear) -> tuple[str, tuple[str, ...], str]:
    basis = year.pp7_basis or size_classes.basis_of(
        year.enterprise.started_on, year.enterprise.started_year
    )
    size = size_classes.size_pp7(year.year, basis, year.sales, year.capital)
    if basis == SizeBasis.CAPITAL:
        return size, ("capital",), _missing(size, "modal usaha", _SINCE)
    if basis == SizeBasis.SALES or year.year < size_classes.PP7.valid_from.year:
        return size, ("sales",), _missing(size, "hasil penjualan", _BEFORE)
    if size:
        return size, ("sales", "capital"), "Kapan usaha mulai belum tercatat; keduanya sama."
    return "", (), _UNKNOWN


def _missing(size: str, what: str, rule: str) -> str:
    return rule if size else f"{rule} {what.capitalize()} tahun itu belum tercatat."


_SINCE = (
    "PP 7/2021 pasal 35: usaha yang berdiri sejak 2 Februari 2021 digolongkan menurut modal usaha."
)
_BEFORE = (
    "PP 7/2021 pasal 35: usaha yang sudah berdiri sebelum 2 Februari 2021 digolongkan menurut "
    "hasil penjualan tahunan."
)
_UNKNOWN = (
    "PP 7/2021 pasal 35 memakai hasil penjualan untuk usaha yang berdiri sebelum 2 Februari 2021 "
    "dan modal usaha untuk yang berdiri sejak itu. Kapan usaha ini mulai belum tercatat dan kedua "
    "ukuran tidak memberi golongan yang sama; isi tahun atau tanggal berdirinya."
)
