"""Which topic of a look is one that is known already, and where it is."""

from collections.abc import Collection, Mapping, Sequence

SAME_SHARE = 0.5  # of the smaller one's cases
OVER_AFTER_DAYS = 14  # without a case
QUIET_DAYS = 56  # what was settled is not found again for so long


def same_topic(cases: Collection[int], known: Mapping[int, Collection[int]]) -> int | None:
    """
    Return which of the known topics this one is: the one it shares most cases with, if that is half of the smaller.

    Worked value: cases 1 to 6 and a known topic of 4 to 9 share 3 of 6: the same. Of 5 to 10 they share 2: another.
    """
    shared = {number: len(set(cases) & set(others)) for number, others in known.items()}
    best = max(shared, key=lambda number: (shared[number], -number), default=None)
    if best is None or shared[best] < SAME_SHARE * min(len(cases), len(known[best])):
        return None
    return best


def narrowest(lines: Sequence[Sequence[int]]) -> int:
    """
    Return the last place that all lines, each from the root down, have in common.

    Worked value: (1, 2, 5) and (1, 2, 6) have 2 in common.
    """
    common = lines[0]
    for line in lines[1:]:
        common = [place for place, other in zip(common, line, strict=False) if place == other]
    return common[-1]
