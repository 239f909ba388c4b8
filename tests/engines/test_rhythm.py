"""Days of the week, hours of the day and holidays, and the weeks they are learned from."""

import numpy as np
import pytest

from amends.engines.early_warning.calendar import Period, calendar
from amends.engines.early_warning.rhythm import Rhythm, shrunk, unsure
from amends.engines.early_warning.room import Room
from amends.engines.early_warning.weeks import Weeks

ONE = np.ones((1, 1))


def test_a_factor_is_drawn_towards_one():
    assert shrunk(5 * ONE, 2 * ONE, ONE, 0.5) == 1.5
    assert shrunk(0 * ONE, 0 * ONE, ONE, 0.5) == 1
    assert unsure(2 * ONE, ONE, 0.5) == pytest.approx(1 / 6)


def test_twice_as_much_on_mondays_is_learned_and_the_level_left_alone():
    rhythm = Rhythm(1, calendar(Period.DAY, 0, 14))
    came = np.array([[2000.0, 1000, 1000, 1000, 1000, 1000, 1000]])

    rhythm.learn_week(came, np.full((1, 7), 300.0), ONE)
    factor, error = rhythm.of(7, 9)
    np.testing.assert_allclose(factor, [[2 / (8 / 7), 1 / (8 / 7)]], rtol=2e-3)
    np.testing.assert_allclose(error, [[6 / 7 / 2000, 6 / 7 / 1000]], rtol=5e-3)


def test_hours_have_a_day_and_a_week():
    rhythm = Rhythm(1, calendar(Period.HOUR, 0, 168))
    hour, weekday = np.where(np.arange(24) < 8, 0.5, 1.25), np.where(np.arange(7) < 5, 1.2, 0.5)
    shape = np.outer(weekday, hour).reshape(1, 168)

    for _ in range(3):
        rhythm.learn_week(shape * 1e4, np.full((1, 168), 1e4), ONE)
    np.testing.assert_allclose(rhythm.week, shape, rtol=1e-3)


def test_a_holiday_has_its_own_factor_and_the_day_after_it_too():
    holidays = np.zeros(14, np.bool_)
    holidays[3] = True
    rhythm = Rhythm(1, calendar(Period.DAY, 0, 14, holidays))

    rhythm.learn_special(0, 500 * ONE, 1000 * ONE, ONE)
    assert rhythm.of(2, 6)[0].round(2).tolist() == [[1.0, 0.5, 1.0, 1.0]]
    rhythm.learn_special(1, 1200 * ONE, 1000 * ONE, ONE)
    assert rhythm.of(2, 6)[0].round(2).tolist() == [[1.0, 0.5, 1.2, 1.0]]


def test_sums_of_weeks_are_those_of_their_days_wherever_a_week_is_cut():
    known = calendar(Period.DAY, 3, 21)  # from a Thursday
    rng = np.random.default_rng(1)
    counts, exposure = rng.poisson(4, (2, 21)).astype(np.float64), rng.uniform(1, 2, (2, 21))
    counts[0, 5] = np.nan
    rhythm = Rhythm(2, known)
    weeks = Weeks(2, known, Room())

    assert weeks.learn(counts[:, :9], exposure[:, :9], rhythm) == slice(0, 2)
    assert weeks.learn(counts[:, 9:], exposure[:, 9:], rhythm) == slice(1, 4)
    cuts = [0, 4, 11, 18]
    np.testing.assert_allclose(weeks.number, np.add.reduceat(np.nan_to_num(counts), cuts, axis=1))
    missed = np.nan_to_num(np.square(counts - 3 * exposure))
    np.testing.assert_allclose(weeks.squares(np.full((2, 4), 3.0)), np.add.reduceat(missed, cuts, axis=1))
    assert weeks.seen.ravel().tolist() == [20, 21]
