"""The interval of a share."""

import pytest

from amends.rules.proportions import wilson_interval


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(7, 20, 0.181, 0.567), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (0, 0, 0.0, 1.0)]
)
def test_worked_values(count, of, low, high):
    assert tuple(round(end, 3) for end in wilson_interval(count, of)) == (low, high)
