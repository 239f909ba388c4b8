"""What goes out to a colleague, and what every way of sending it has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """A short message. ``key`` is the same when it is sent again, so that a mail program knows it has it."""

    key: str
    subject: str
    text: str


class CannotDeliver(Exception):
    """It did not go out; says of what kind the trouble was, and never the address or what the other side answered."""


class Courier(Protocol):
    """One way of sending."""

    def send(self, address: str, letter: Letter) -> None:
        """Send it, or raise CannotDeliver; within half a minute either way."""
