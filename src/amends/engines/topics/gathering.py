"""Gather texts into groups: two groups become one while their texts, each with each, are alike enough on average."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from amends.engines.topics.neighbours import neighbours
from amends.engines.topics.weighing import Rows

LEAST_MEAN = 0.14  # likeness of the texts of one group, each with each of the other


@dataclass(slots=True)
class Group:
    """
    Texts by their number, in order.

    sum      the sum of their rows: piece -> weight
    squares  its length squared, from which the mean likeness follows
    """

    texts: list[int]
    sum: dict[int, float]
    squares: float

    def alike(self) -> float:
        """Return the mean likeness of two of its texts; 1 for one alone."""
        n = len(self.texts)
        return (self.squares - n) / (n * (n - 1)) if n > 1 else 1.0


def gather(rows: Rows) -> list[Group]:
    """
    Return the groups of two texts and more.

    Average linkage, the most alike first (R. R. Sokal, C. D. Michener (1958), Univ. Kansas Sci. Bull. 38, 1409-1438),
    along the neighbours only. The mean over all pairs is one product of two sums, (Σa · Σb) / (n_a · n_b).
    """
    twins = _twins(rows)
    groups = [_of_twins(rows, texts) for texts in twins]
    home = list(range(len(groups)))
    _alike, ones, others = neighbours(rows[[texts[0] for texts in twins]])
    for one, other in zip(ones.tolist(), others.tolist(), strict=True):
        large, small = _home(home, one), _home(home, other)
        if large != small:
            if len(groups[large].sum) < len(groups[small].sum):
                large, small = small, large
            if _join(groups[large], groups[small]):
                home[small] = large
    return [group for at, group in enumerate(groups) if home[at] == at and len(group.texts) > 1]


def _twins(rows: Rows) -> list[list[int]]:
    """Return the texts with the same row together: as neighbours of each other they would hide all others."""
    found: dict[tuple[bytes, bytes], list[int]] = {}
    for at, (start, end) in enumerate(pairwise(rows.indptr.tolist())):
        found.setdefault((rows.indices[start:end].tobytes(), rows.data[start:end].tobytes()), []).append(at)
    return list(found.values())


def _of_twins(rows: Rows, texts: list[int]) -> Group:
    span = slice(rows.indptr[texts[0]], rows.indptr[texts[0] + 1])
    n = len(texts)
    weights = (rows.data[span] * n).tolist()
    if not weights:
        return Group(texts[:1], {}, 1.0)  # nothing in them says that they are alike
    return Group(texts, dict(zip(rows.indices[span].tolist(), weights, strict=True)), float(n * n))


def _join(large: Group, small: Group) -> bool:
    shared = dot(small.sum.items(), large.sum)
    if shared < LEAST_MEAN * len(large.texts) * len(small.texts):
        return False
    for piece, weight in small.sum.items():
        large.sum[piece] = large.sum.get(piece, 0.0) + weight
    large.squares += small.squares + 2 * shared
    large.texts = sorted(large.texts + small.texts)
    small.sum = {}
    return True


def dot(one: Iterable[tuple[int, float]], other: dict[int, float]) -> float:
    """Return the product of two rows."""
    return sum(weight * other.get(piece, 0.0) for piece, weight in one)


def _home(home: list[int], at: int) -> int:
    while home[at] != at:
        home[at] = home[home[at]]  # the next asks with half the way
        at = home[at]
    return at
