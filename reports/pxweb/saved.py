"""A question that is kept under an address of its own, in the caller's own words.

Expressions stay expressions: TOP(2) along time means the latest two years whenever it is asked.
"""

from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from bengkalis.conditional import to_json
from reports.pxweb.answering import Wish, read_wish
from reports.pxweb.parameters import read_format, read_language
from reports.pxweb.problems import wrong_parameter
from reports.pxweb.questions import A_TEXT, Question, from_body, member, texts
from reports.statistics.cube import Text
from reports.statistics.formats import FORMATS

LONGEST = 16 * 1024  # bytes of a kept question
A_QUERY = Text(
    'objek JSON {"tableId":…,"language":…,"selection":{"selection":[…]}}',
    'a JSON object {"tableId":…,"language":…,"selection":{"selection":[…]}}',
)
SHORTER = Text(f"pilihan paling panjang {LONGEST} bita", f"a selection of at most {LONGEST} bytes")


class Saved(NamedTuple):
    """What a saved query says: table, language, question, and the file that is wanted."""

    table: str
    lang: str
    question: Question
    wish: Wish

    @property
    def uid(self) -> UUID:
        """The same for the same query, so that saving it twice keeps it once."""
        return UUID(bytes=sha256(to_json(self.document)).digest()[:16])

    @property
    def document(self) -> dict:
        """The saved query as PxWebApi shows it, but for its id."""
        return {
            "tableId": self.table,
            "language": self.lang,
            "selection": self.question.as_body(),
            "outputFormat": self.wish.format,
            "outputFormatParams": list(self.wish.params),
        }


def read_saved(body: object) -> Saved:
    """The JSON object of a POST, but for the question whether the table has it. ParameterError."""
    if not isinstance(body, dict):
        raise wrong_parameter("savedQuery", type(body).__name__, A_QUERY)
    table = member(body, "tableId", str, A_TEXT)
    if not table:
        raise wrong_parameter("tableId", table, A_QUERY)
    lang = read_language({"lang": member(body, "language", str, A_TEXT) or ""})
    question = from_body(member(body, "selection", dict, A_QUERY) or {})
    fmt = member(body, "outputFormat", str, A_TEXT) or ""
    wish = read_wish(read_format({"outputFormat": fmt}, FORMATS), texts(body, "outputFormatParams"))
    saved = Saved(table, lang, question, wish)
    if (size := len(to_json(saved.document))) > LONGEST:
        raise wrong_parameter("selection", size, SHORTER)
    return saved
