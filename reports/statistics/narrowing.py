"""What of the reconciliation somebody wants to see: offered, read from the address, said back."""

from collections.abc import Mapping
from functools import cached_property

from reports.statistics import page, reconciled
from reports.statistics.axes import TOTAL
from reports.statistics.reconciliation import Choice, Reconciliation
from reports.statistics.selection import UNKNOWN, UnknownChoice


class Narrowing:
    """The filters of one reconciliation in one language."""

    def __init__(self, found: Reconciliation, lang: str):
        self.found, self.lang = found, lang

    @cached_property
    def options(self) -> dict[str, dict[str, str]]:
        """Code → label of what may be asked for, by the name of the filter."""
        return {
            "year": {str(year): str(year) for year in self.found.years},
            "district": dict(self.found.places.names),
            "section": self._sections(),
            "counted": self._counted(),
        }

    def _sections(self) -> dict[str, str]:
        rows = [row.section for row in self.found.comparisons.values() if row.section]
        names = {row.code: row.name_en if self.lang == "en" else row.name for row in rows}
        if not names:
            return {}
        every = page.WORDS["all"].say(self.lang)
        return {TOTAL: every} | {code: f"{code} {names[code]}" for code in sorted(names)}

    def _counted(self) -> dict[str, str]:
        used = dict.fromkeys(row.counted for row in self.found.comparisons.values())
        return {key: reconciled.COUNTED[key].say(self.lang) for key in used}

    def label(self, name: str, code: str) -> str:
        return self.options[name].get(code, code)

    def chosen(self, query: Mapping[str, str]) -> Choice:
        """What the address asks for. Raises UnknownChoice."""
        said = {name: query.get(name, "") for name in self.options}
        for name, code in said.items():
            if code and code not in self.options[name]:
                raise self._unknown(name, code)
        year = said.pop("year")
        return Choice(year=int(year) if year else None, **said)

    def _unknown(self, name: str, code: str) -> UnknownChoice:
        known = ", ".join(self.options[name]) or "–"
        label = reconciled.WORDS[name].say(self.lang)
        sentence = UNKNOWN.say(self.lang)
        return UnknownChoice(sentence.format(dimension=label, value=code[:40], known=known))

    def fields(self, choice: Choice) -> list[dict]:
        """The select boxes of the page."""
        asked = choice.query
        return [
            {
                "name": name,
                "label": reconciled.WORDS[name].say(self.lang),
                "options": [
                    {"code": code, "label": label, "chosen": asked.get(name) == code}
                    for code, label in options.items()
                ],
            }
            for name, options in self.options.items()
            if options
        ]
