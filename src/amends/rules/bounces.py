"""How often a case was passed on: what the customer feels of our organisation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby


def bounces(owners: Sequence[int]) -> int:
    """
    Return how often a case was given on by somebody who had been given it: that makes a third owner, or brings it back.

    owners  whose it was, in order, beginning with the first receiver

    The first hand-over is none: it brings the case to whoever can solve it. Worked value: Lin, Wei is 0; Lin, Wei, Ning
    is 1; Lin, Wei, Lin, Wei is 2.
    """
    hands = [owner for owner, _same in groupby(owners)]
    return max(len(hands) - 2, 0)
