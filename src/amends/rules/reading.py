"""What the words of a complaint may change by themselves: they put a case first, and they never take anything away."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from amends.rules.flags import URGENT, in_order
from amends.rules.words import tokens

DANGER: frozenset[str] = frozenset({"safety", "food"})  # somebody may be hurt: who may act at this hour is told as well
MOST_CHARACTERS = 10_000  # of what was said at once; nobody mentions a fire on page five first
MOST_WORDS = 5  # of those that decided, for each flag
NEWS = timedelta(days=2)  # since it was received: what is older was brought over from elsewhere


def raised_by(found: Collection[str], borne: Collection[str]) -> tuple[str, ...]:
    """
    Return the flags that words raise beside those a case bears already.

    Worked value: food, minor and praise found where minor is borne raise food alone; praise puts no case first.
    """
    return in_order(URGENT.intersection(found).difference(borne))


def is_praise_alone(found: Collection[str]) -> bool:
    """
    Return whether words praise and raise nothing pressing, so that they tell of no failure.

    Worked value: praise alone is, praise and food is not.
    """
    return "praise" in found and URGENT.isdisjoint(found)


FEWEST_ALIKE = 8  # tokens: "no hot water" is said by many who do not mean one matter
SHARE_ALIKE = 0.6


def most_alike(said: str, others: Mapping[int, str]) -> int | None:
    """
    Return the number of the other text that shares most words with what was said, if they share 60 % of all they have.

    Worked value: "No hot water in room 12 since Monday." and "No hot water in room 12 since Monday evening." share 8
    of 9, and are probably one matter.
    """
    words = frozenset(tokens(said))
    if len(words) < FEWEST_ALIKE:
        return None
    shares = {number: _share(words, frozenset(tokens(text))) for number, text in others.items()}
    best = max(shares, key=lambda number: (shares[number], -number), default=None)
    return best if best is not None and shares[best] >= SHARE_ALIKE else None


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
