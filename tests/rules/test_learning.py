"""When what was learnt may be used, and which texts are kept back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.rules.learning import MARGIN, STAYS, Figures, is_kept_back, is_no_worse, may_take_up

NOW = datetime(2026, 3, 2, tzinfo=UTC)
OLD = Figures(judged=100, accuracy=0.8, macro_f1=0.7, calibration_error=0.04, answered=0.6, right_of_answered=0.9)


def test_one_text_in_five_is_kept_back_and_the_same_ones_every_night():
    marks = [f"text{number}" for number in range(2000)]

    kept_back = [mark for mark in marks if is_kept_back(mark)]
    assert 340 <= len(kept_back) <= 460
    assert kept_back == [mark for mark in marks if is_kept_back(mark)]


@pytest.mark.parametrize(
    ("change", "is_used"),
    [
        ({}, True),
        ({"accuracy": 0.79}, False),
        ({"macro_f1": 0.69}, False),
        ({"accuracy": 0.9, "macro_f1": 0.69}, False),
        ({"calibration_error": 0.04 + MARGIN}, True),
        ({"calibration_error": 0.05 + MARGIN}, False),
        ({"answered": 0.1}, True),
    ],
)
def test_what_was_learnt_is_used_where_it_is_as_right_as_before(change, is_used):
    assert is_no_worse(replace(OLD, **change), OLD) is is_used


def test_after_somebody_went_back_nothing_is_taken_up_for_a_week():
    assert may_take_up(NOW, None)
    assert not may_take_up(NOW + STAYS - timedelta(seconds=1), NOW)
    assert may_take_up(NOW + STAYS, NOW)
