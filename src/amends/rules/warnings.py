"""
Which signs that more comes in than should become a warning: one cause, one warning, at the level that shows it best.

A sign is about a place with all below it and a kind of failure (0: all kinds). The signs of one cause overlap: those of
a surge at one place stand in its own count, in that of the brand, and in that of the kind everywhere.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log10

Key = tuple[int, int]  # place, kind of failure; kind 0: all kinds
Lines = Mapping[int, tuple[int, ...]]  # place: the places from the root down to it
Day = tuple[int, float, int, int]  # observed, expected, and the two bounds of the middle 95 of 100 quiet days

ALL_KINDS = 0
LEAST_P = 1e-300  # what is rarer is as rare
CLEARLY = 2.0  # of score: a hundred times rarer by chance
TEACHES_DAYS = 56
OVER_AFTER_DAYS = 14


@dataclass(frozen=True, slots=True)
class Sign:
    """
    More than should came in from ``start`` up to ``at``, both counted in days from the first that was judged.

    ``low`` to ``high`` hold the sum of 95 of 100 quiet spans as long. ``p`` is the chance of as much in quiet times.
    """

    key: Key
    start: int
    at: int
    observed: int
    expected: float
    low: int
    high: int
    p: float
    q: float
    near: tuple[Key, ...] = ()  # within it, the most surprising first

    @property
    def score(self) -> float:
        """Return −log₁₀ p: 3 is one in a thousand."""
        return score(self.p)


@dataclass(slots=True)
class Settled:
    """What becomes of the signs of a look."""

    new: list[Sign] = field(default_factory=list)
    goes_on: list[Sign] = field(default_factory=list)  # of warnings with the same key
    moves: list[tuple[Key, Sign]] = field(default_factory=list)  # the warning with this key is about that sign now


@dataclass(slots=True)
class Replayed:
    """A warning that would have been told on day ``told``, of a surge from day ``began`` to day ``ended``."""

    key: Key
    began: int
    told: int
    ended: int
    before: int = 0  # cases from its beginning until it was told
    after: int = 0  # cases that came after


def score(p: float) -> float:
    """Return −log₁₀ of a chance. Worked value: 0.001 gives 3."""
    return -log10(max(p, LEAST_P))


def is_within(key: Key, whole: Key, lines: Lines) -> bool:
    """Whether everything counted under ``key`` is counted under ``whole`` as well."""
    return whole[0] in lines.get(key[0], ()) and whole[1] in {ALL_KINDS, key[1]}


def overlap(one: Key, other: Key, lines: Lines) -> bool:
    """Whether a case may be counted under both. Worked value: all of a place and one kind everywhere do."""
    share_kind = one[1] == other[1] or ALL_KINDS in {one[1], other[1]}
    return share_kind and (one[0] in lines.get(other[0], ()) or other[0] in lines.get(one[0], ()))


def taught(dismissed: Iterable[tuple[Key, float]]) -> dict[Key, float]:
    """
    Return the score that each key has to reach after false alarms: twice that of the most surprising one.

    Worked value: called false at one in a thousand, it is told again at one in a million.
    """
    asked: dict[Key, float] = {}
    for key, p in dismissed:
        asked[key] = max(asked.get(key, 0.0), 2 * score(p))
    return asked


def settle(
    signs: Sequence[Sign], *, live: Collection[Key], seen: Collection[Key], asked: Mapping[Key, float], lines: Lines
) -> Settled:
    """
    Return which signs are new, which belong to a warning that is there, and which of these moves to another level.

    live   keys of the warnings that are there; ``seen`` those of them that a colleague has acknowledged
    asked  the score a key has to reach, see ``taught``

    The most surprising sign stands for all that overlap with it. Where a warning overlaps it, the cause is known: the
    warning stays what it is, moves where it shows clearly better, or, acknowledged before, is joined by a new one.
    """
    settled = Settled()
    told: list[Key] = []
    own = {sign.key: sign for sign in signs if sign.key in live}
    for sign in sorted(signs, key=lambda one: _order(one, lines)):
        if sign.key in live:
            settled.goes_on.append(sign)
        elif any(overlap(sign.key, key, lines) for key in told):
            continue
        else:
            _place(sign, own, settled, seen=seen, asked=asked, lines=lines)
        told.append(sign.key)
    moved = {key for key, _sign in settled.moves}
    settled.goes_on = [sign for sign in settled.goes_on if sign.key not in moved]
    return settled


def _order(sign: Sign, lines: Lines) -> tuple[float, bool, int, Key]:
    """The most surprising first; of those as surprising the narrowest, which says best where to look."""
    return -round(sign.score, 1), sign.key[1] == ALL_KINDS, -len(lines.get(sign.key[0], ())), sign.key


def _place(
    sign: Sign,
    own: Mapping[Key, Sign],
    settled: Settled,
    *,
    seen: Collection[Key],
    asked: Mapping[Key, float],
    lines: Lines,
) -> None:
    known = [one for key, one in own.items() if overlap(sign.key, key, lines)]
    if any(sign.score < one.score + CLEARLY for one in known) or sign.score < asked.get(sign.key, 0.0):
        return
    moved = {key for key, _sign in settled.moves}
    movable = [one.key for one in known if one.key not in seen and one.key not in moved]
    if movable:
        settled.moves.append((movable[0], sign))
    else:
        settled.new.append(sign)
