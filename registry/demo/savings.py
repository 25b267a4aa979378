"""What members have saved on 31-12-2019, in those books that say it."""

from datetime import date
from random import Random

from registry.demo.plan import STORY_YEAR

AS_OF = date(STORY_YEAR, 12, 31)
WITH_SAVINGS = 0.35  # of the books
THOUSAND = 1000


def of(rng: Random, members: list[dict], meetings: list[dict]) -> list[dict]:
    """Rows for those who were members then; they come near to what the RAT of that year says."""
    held = next((row for row in meetings if row["book_year"] == STORY_YEAR), {})
    if rng.random() > WITH_SAVINGS or not held.get("principal_savings"):
        return []
    there = [row for row in members if _was_there(row)]
    principal = held["principal_savings"] // held["members_total"]
    mandatory = held["mandatory_savings"] / held["members_total"]
    return [
        {
            "member_id": row,
            "as_of": AS_OF,
            "principal": principal,
            "mandatory": round(mandatory * rng.uniform(0.4, 1.6) / THOUSAND) * THOUSAND,
            "voluntary": rng.randint(1, 400) * 25 * THOUSAND if rng.random() < 0.6 else None,
        }
        for row in there
    ]


def _was_there(row: dict) -> bool:
    joined = row["joined_on"] is None or row["joined_on"] <= AS_OF
    return joined and (row["left_on"] is None or row["left_on"] > AS_OF)
