"""Series judged as their counts come in."""

import numpy as np
import pytest

from amends.engines.early_warning.calendar import Period
from amends.engines.early_warning.streaming import Stream
from amends.engines.early_warning.watching import watch
from tests.engines.quiet import quiet


@pytest.mark.parametrize("period", [Period.DAY, Period.WEEK])
def test_a_stream_says_what_judging_all_at_once_says(period):
    counts = quiet(20, 430, seed=12, year=365.25)
    counts[3, 402] = np.nan
    counts[5, 410:] += 15
    stream = Stream(counts[:, :400], period, first=5_000, ahead=30)

    told = np.column_stack([stream.judge(counts[:, at]) for at in range(400, 430)])
    at_once = watch(counts, period, first=5_000, since=400).p
    np.testing.assert_allclose(told, at_once, rtol=1e-6)
    assert told[3, 2] == 1
    assert told[5, 10:].min() < 1e-3
