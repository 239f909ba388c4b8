"""Which findings of the fairness audit somebody still has to look at before a rule of remedies may change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta

HOLDS = timedelta(days=90)  # a review; then the same findings are looked at again


def outlier_point(case_id: int, share: float) -> str:
    """Return the key of a case far from like cases; another offer on it is another point."""
    return f"case:{case_id}:{share:.2f}"


def group_point(outcome: str, dimension: str, group: str) -> str:
    """Return the key of a group that is treated differently."""
    return f"group:{outcome}:{dimension}:{group}"


def unreviewed(points: Iterable[str], reviewed: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """
    Return the points in no review that still holds.

    Worked value: a and b were found, one review held a and another c: b is left.
    """
    known = {point for review in reviewed for point in review}
    return tuple(sorted(set(points) - known))


def digest_of(points: Sequence[str]) -> str:
    """Return a short mark of the points, by which a review proves to be of what was shown."""
    return hashlib.sha256("\n".join(sorted(points)).encode()).hexdigest()[:16]
