"""Which judgements become warnings."""

import numpy as np

from amends.engines.early_warning.alarms import beginning, interval, q_values, raised
from amends.engines.early_warning.calendar import Period
from amends.engines.early_warning.families import is_within, next_to_look_at
from amends.engines.early_warning.tails import at_least, mid_p
from amends.engines.early_warning.watching import watch
from tests.engines.quiet import quiet


def arrays(*values):
    return [np.array([value], np.float64) for value in values]


def test_tails_are_exact():
    np.testing.assert_allclose(at_least(*arrays(1, 1, 1)), 1 - np.exp(-1))
    np.testing.assert_allclose(at_least(*arrays(1, 1, 2)), 0.5)
    np.testing.assert_allclose(at_least(*arrays(0, 1, 2)), 1)
    np.testing.assert_allclose(mid_p(*arrays(0, 1, 1)), 1 - np.exp(-1) / 2)


def test_q_values_are_those_of_benjamini_and_hochberg():
    p = np.array([[0.02], [np.nan], [0.01], [0.9]])

    np.testing.assert_allclose(q_values(p), [[0.03], [np.nan], [0.03], [0.9]])


def test_a_surge_begins_where_the_counts_rise():
    assert beginning(np.array([1.0, 1, 5, 6]), np.ones(4)) == 2


def test_the_interval_holds_what_usually_comes():
    assert interval(4, 1) == (1, 8)
    assert interval(0.1, 1) == (0, 1)


def test_a_surge_is_told_with_what_was_expected_and_its_beginning():
    counts = quiet(60, 220, seed=1)
    counts[7, 215:217] = 30

    found = raised(counts, watch(counts, Period.WEEK, first=0, since=210), fdr=0.05)
    first = next(alarm for alarm in found if alarm.series == 7)
    assert (first.period, first.start, first.observed) == (5, 5, 30)
    assert first.low <= first.expected <= first.high < 30
    assert {alarm.period for alarm in found if alarm.series == 7} >= {5, 6}


def test_false_warnings_among_many_quiet_series_are_rare():
    counts = quiet(500, 220, seed=2)

    found = raised(counts, watch(counts, Period.WEEK, first=0, since=170), fdr=0.05)
    assert len({alarm.period for alarm in found}) <= 8


def test_a_whole_points_to_its_parts_and_a_part_to_its_neighbours():
    names = ["lyon/*", "lyon/late", "lyon/rude", "paris/late", "paris/rude"]
    p = np.array([0.001, 0.01, 0.5, 0.02, 0.001])

    assert is_within("lyon/late", "lyon/*")
    assert is_within("lyon/late", "lyon")
    assert not is_within("lyon/*", "lyon/late")
    assert next_to_look_at(names, "lyon/*", p) == ["lyon/late"]
    assert next_to_look_at(names, "lyon/late", p) == ["lyon/*", "paris/late"]
