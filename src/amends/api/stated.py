"""What the words of a case state, as programs read it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from amends.models import Case
from amends.rules.stated import KINDS, standing


class StatedOut(BaseModel):
    """What the customer's words state."""

    kind: str = Field(
        description="wish, amount, order, flight, train, date, place, person, phone, email, mood, manner or language."
    )
    value: str = Field(description='In one spelling: "3750 CNY" is an amount in minor units.')
    others: list[str] = Field(description="What it may mean as well.")
    confidence: float = Field(description="How sure that is, 0 to 1.")
    words: str = Field(description="The words that say so.")
    is_taken: bool = Field(description="Whether a colleague took it over; what one called wrong is left out.")


def stated_out(case: Case) -> list[StatedOut]:
    """Return what the words of a case state and nobody called wrong."""
    reading = getattr(case, "reading", None)
    return [
        StatedOut(
            kind=one["kind"],
            value=one["value"],
            others=one["others"],
            confidence=one["percent"] / 100,
            words=one["words"],
            is_taken=one.get("is_so", False),
        )
        for one in (standing(reading.facts, *KINDS) if reading else [])
    ]
