"""What the words of a complaint may change by themselves: they put a case first, and they never take anything away."""

from collections.abc import Collection

from amends.rules.flags import URGENT, in_order

DANGER: frozenset[str] = frozenset({"safety", "food"})  # somebody may be hurt: who may act at this hour is told as well
MOST_CHARACTERS = 10_000  # of what was said at once; nobody mentions a fire on page five first
MOST_WORDS = 5  # of those that decided, for each flag


def raised_by(found: Collection[str], borne: Collection[str]) -> tuple[str, ...]:
    """
    Return the flags that words raise beside those a case bears already.

    Worked value: food, minor and praise found where minor is borne raise food alone; praise puts no case first.
    """
    return in_order(URGENT.intersection(found).difference(borne))
