"""Whether a topic is new: at least five voices in a week, where the weeks before let expect less than one case."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

WEEK = 7
LEAST_VOICES = 5
MOST_EXPECTED = 1.0  # cases in the week; as many are not new any more
LEAST_HISTORY = 28  # days before the week
LONGEST_HISTORY = 365


@dataclass(frozen=True, slots=True)
class Voice:
    """One text: its day, who said it ("" when nobody knows), and what is left of it without spaces and case."""

    day: int
    author: str
    said: str


@dataclass(frozen=True, slots=True)
class New:
    """On day ``on`` a topic was new: so many cases and voices in the week that ended then, and what was expected."""

    on: int
    cases: int
    voices: int
    expected: float


def voices(told: Sequence[Voice]) -> int:
    """
    Return how many people say it: one person or one text repeated is one.

    Worked value: a text that one author sends three times, and another one by the same author, are 1; four authors
    who send the same text word for word are 1 as well.
    """
    authors = {one.author or one.said for one in told}
    return min(len(authors), len({one.said for one in told}))


def new_at(told: Sequence[Voice], *, first: int, on: int) -> New | None:
    """
    Return what was new in the week that ends on a day, or None.

    told   in the order of days
    first  the first day of any text: before it nothing was listened to

    Expected are earlier cases · 7 / days of history. Worked value: 6 cases within a week, 2 of like words in the 70
    days before: 0.2 expected, new.
    """
    days = [one.day for one in told]
    begin, end = bisect_left(days, on - WEEK + 1), bisect_right(days, on)
    since = max(first, on - WEEK + 1 - LONGEST_HISTORY)
    history = on - WEEK + 1 - since
    if history < LEAST_HISTORY:
        return None
    expected = (begin - bisect_left(days, since)) * WEEK / history
    said_by = voices(told[begin:end])
    if said_by < LEAST_VOICES or expected >= MOST_EXPECTED:
        return None
    return New(on, end - begin, said_by, expected)


def first_new(told: Sequence[Voice], *, first: int, since: int) -> New | None:
    """Return what was new on the first day from ``since`` on on which it was; only days with a case can be."""
    days = sorted({one.day for one in told if one.day >= since})
    return next((new for day in days if (new := new_at(told, first=first, on=day))), None)
