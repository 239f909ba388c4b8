"""Goodwill given often is a reason to look."""

from datetime import UTC, datetime, timedelta

import pytest

from amends.rules.remedies.serial_claims import is_often

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "expected"),
    [((), False), ((1, 2), False), ((1, 90, 180), True), ((1, 90, 181), False), ((1, 1, 1, 400), True)],
)
def test_three_gifts_within_half_a_year_are_often(days, expected):
    assert is_often([NOW - timedelta(days=one) for one in days], NOW) is expected
