"""Two cooperatives side by side: every value in words, where they differ, which one is better."""

from dataclasses import dataclass

from django.db.models import Count, Value

from bengkalis.templatetags.ui import mask_phone, tanggal_pendek
from registry.deeds import PLACEHOLDER_DATE
from registry.enums import Status
from registry.merging import CERTIFICATE, GROUPS, PLACE, meeting_choice, parts
from registry.models import AnnualMeeting, Cooperative, DuplicatePair, Member, StatusChange

LEFT, RIGHT = "left", "right"
NAMED = 20  # parts of one kind that are named one by one
TITLES = {PLACE: "Kecamatan dan desa/kelurahan", CERTIFICATE: "NIK koperasi dan sertifikat"}


@dataclass(frozen=True)
class Line:
    """One choice: what each side says, and the side that says more (LEFT, RIGHT or "")."""

    name: str
    label: str
    left: str
    right: str
    better: str = ""

    @property
    def differs(self) -> bool:
        return self.left != self.right


def lines(pair: DuplicatePair) -> list[Line]:
    """Every value of the two, in the order of the entry form."""
    return [_line(group, pair.left, pair.right) for group in GROUPS]


def _line(group: str, left: Cooperative, right: Cooperative) -> Line:
    name = TITLES.get(group) or str(Cooperative._meta.get_field(group).verbose_name)
    said = [_filled(group, one) for one in (left, right)]
    better = "" if said[0] == said[1] else (LEFT if said[0] > said[1] else RIGHT)
    label = f"{name[0].upper()}{name[1:]}"
    return Line(group, label, _words(group, left), _words(group, right), better)


def _filled(group: str, one: Cooperative) -> int:
    """How much is said; the date that stands for "not known" says nothing."""
    held = [getattr(one, name) for name in GROUPS[group]]
    return sum(value not in (None, "", PLACEHOLDER_DATE) for value in held)


def _words(group: str, one: Cooperative) -> str:
    if group == PLACE:
        places = [str(one.village or ""), f"Kecamatan {one.district}"]
        return ", ".join(filter(None, places))
    if group == CERTIFICATE:
        until = one.certificate_valid_until
        valid = f"berlaku sampai {tanggal_pendek(until)}" if until else ""
        said = [one.nik_koperasi or "", one.get_certificate_status_display(), valid]
        return ", ".join(filter(None, said))
    if group == "phone":
        return mask_phone(one.phone)
    return _plain(one, group)


def _plain(one: Cooperative, name: str) -> str:
    value = getattr(one, name)
    if Cooperative._meta.get_field(name).choices:
        return str(getattr(one, f"get_{name}_display")())
    return "" if value is None else tanggal_pendek(value) if hasattr(value, "year") else str(value)


def meetings(pair: DuplicatePair) -> tuple[list[Line], list[Line]]:
    """The RATs of both by book year: those that only one has, and those to choose between."""
    held: dict[int | None, dict[int, AnnualMeeting]] = {}
    for row in AnnualMeeting.objects.filter(cooperative__in=[pair.left, pair.right]):
        held.setdefault(row.book_year, {})[row.cooperative_id] = row
    found = [_meeting_line(year, rows, pair) for year, rows in held.items()]
    alone = [line for line in found if not (line.left and line.right)]
    return alone, [line for line in found if line.left and line.right]


def _meeting_line(year: int | None, rows: dict[int, AnnualMeeting], pair: DuplicatePair) -> Line:
    left, right = rows.get(pair.left_id), rows.get(pair.right_id)
    more = _figures(left) - _figures(right)
    better = LEFT if more > 0 else RIGHT if more < 0 else ""
    label = f"RAT tahun buku {year or 'tidak diketahui'}"
    return Line(meeting_choice(year), label, _meeting(left), _meeting(right), better)


def _figures(row: AnnualMeeting | None) -> int:
    if row is None:
        return 0
    names = ("held_on", *AnnualMeeting.FIGURES)
    return sum(getattr(row, name) is not None for name in names)


def _meeting(row: AnnualMeeting | None) -> str:
    if row is None:
        return ""
    held = f"diadakan {tanggal_pendek(row.held_on)}" if row.held_on else "tanggal tidak diketahui"
    return f"{held}, {_figures(row) - bool(row.held_on)} angka"


def boards(pair: DuplicatePair) -> Line:
    """Who holds which position in both."""
    both = [
        "; ".join(
            f"{row.get_position_display()}: {row.person_name}"
            for row in one.board.order_by("id")
            if row.left_on is None
        )
        for one in (pair.left, pair.right)
    ]
    return Line("board", "Pengurus sekarang", *both)


def part_counts(pair: DuplicatePair) -> list[tuple[str, int, int]]:
    """``(name, left, right)`` of every kind of part that either has, in one query."""
    found = _counted(_keys(pair))
    counted = [
        (_name(model), *(found.get((place, pk), 0) for pk in _keys(pair)))
        for place, model in enumerate(parts())
    ]
    return [row for row in counted if row[1] or row[2]]


def _counted(keys: tuple[int, ...]) -> dict[tuple[int, int], int]:
    """``{(place in parts(), cooperative): rows}``."""
    counts = [
        model._base_manager.filter(cooperative__in=keys)
        .order_by()
        .values_list("cooperative_id")
        .annotate(place=Value(place), number=Count("pk"))
        for place, model in enumerate(parts())
    ]
    return {(place, owner): n for owner, place, n in counts[0].union(*counts[1:], all=True)}


def _name(model) -> str:
    return str(model._meta.verbose_name)


def _keys(pair: DuplicatePair) -> tuple[int, int]:
    return pair.left_id, pair.right_id


def kept_apart(absorbed: Cooperative, *, with_members: bool) -> list[str]:
    """What stayed with a row that was merged, because the survivor has the like already.

    Members are named only to whom the member book is open, otherwise counted.
    """
    found = []
    for place, owner in sorted(_counted((absorbed.pk,))):
        model, most = parts()[place], NAMED
        rows = model._base_manager.filter(cooperative=owner).order_by("pk")
        if model is Member and not with_members:
            found.append(f"{rows.count()} {_name(model)}")
            continue
        named = [str(row) for row in rows[: most + 1]]
        more = ["…"] if len(named) > most else []
        found.append(f"{_name(model)}: {'; '.join(named[:most] + more)}")
    return found


def fuller_side(counts: list[tuple[str, int, int]]) -> str:
    """The side with more parts; it should survive, because less has to move."""
    left, right = (sum(row[side] for row in counts) for side in (1, 2))
    return RIGHT if right > left else LEFT


def status_afterwards(pair: DuplicatePair) -> str:
    """The status after a merge: the latest step of both histories, in words."""
    step = StatusChange.objects.filter(cooperative__in=_keys(pair)).first()
    return Status(step.status).label if step else ""
