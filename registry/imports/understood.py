"""What a row says once it is read, by part; and everything that is wrong with it."""

from dataclasses import dataclass, field
from typing import Any

from registry.imports.headings import COOPERATIVES
from registry.imports.problems import Problem
from registry.search import core_name, deed_key


@dataclass
class Understood:
    """Values by field of each model, only those that the row gives. ``uid`` is the portal's own.

    ``headings`` are those of the sheet and ``origin`` says of which combined cell a part is.
    """

    headings: dict[str, str] = field(repr=False)
    origin: dict[str, str] = field(default_factory=dict, repr=False)
    uid: str = ""
    cooperative: dict[str, Any] = field(default_factory=dict)
    officers: dict[str, list[str]] = field(default_factory=dict)
    meeting: dict[str, Any] = field(default_factory=dict)
    amendment: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    def heading(self, key: str) -> str:
        """The heading under which ``key`` stands in the sheet, else what the office calls it."""
        own = self.headings.get(key) or self.headings.get(self.origin.get(key, ""))
        return own or COOPERATIVES.labels.get(key, "")

    def problem(self, key: str, code: str, message: str, suggestion: str = "") -> None:
        """Put a finding about the cell ``key`` on record."""
        self.problems.append(Problem(self.heading(key), code, message, key, suggestion))

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it, with places as their official codes."""
        cooperative = {
            name: getattr(value, "kemendagri_code", value)
            for name, value in self.cooperative.items()
        }
        return {
            "uid": self.uid,
            "cooperative": cooperative,
            "officers": self.officers,
            "meeting": self.meeting,
            "amendment": self.amendment,
        }


def identities(plain: dict[str, Any]) -> dict[str, tuple]:
    """What can make two rows of one file the same cooperative: ``{kind: key}``.

    The portal's own code settles it alone, but for a NIK, which nobody shares.
    """
    said = plain["cooperative"]
    name, place = core_name(said.get("name", "")), (said.get("district"), said.get("village"))
    keys: dict[str, tuple] = {}
    if said.get("nik_koperasi"):
        keys["nik"] = ("nik", said["nik_koperasi"])
    if plain["uid"]:
        return keys | {"uid": ("uid", plain["uid"])}
    if said.get("deed_number"):
        keys["deed"] = ("deed", deed_key(said["deed_number"]))
    if name and place[0]:
        keys["place"] = ("place", name, *place)
    return keys
