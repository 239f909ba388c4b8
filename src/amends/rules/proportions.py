"""How sure a share is, for the number it rests on."""

from __future__ import annotations

from math import sqrt

Z = 1.959964  # of 95 % confidence


def wilson_interval(count: int, of: int) -> tuple[float, float]:
    """
    Return the 95 % interval of a share, 0 to 1.

    Source: E. B. Wilson (1927), Journal of the American Statistical Association 22(158), 209-212. Worked value: 7 of 20
    gives .181 to .567; of nothing nothing is known: 0 to 1.
    """
    if not of:
        return 0.0, 1.0
    share, weight = count / of, Z * Z / of
    middle = (share + weight / 2) / (1 + weight)
    half = sqrt(share * (1 - share) * weight + weight * weight / 4) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)
