"""
Days of the week, hours of the day, holidays: each a factor on the slow mean, near one until counts say otherwise.

A factor is the mean of a gamma distribution that began at one, so that it needs no iteration and is never zero.
"""

from __future__ import annotations

import numpy as np

from amends.engines.early_warning.calendar import Calendar, Floats, Places

USUAL = 0.7  # prior sd of the factor of a day of the week or an hour of the day
SPECIAL = (1.0, 0.5)  # of holidays; of the periods after them


def shrunk(came: Floats, expected: Floats, dispersion: Floats, spread: float) -> Floats:
    """
    Return came / expected, drawn towards one as by 1 / spread ** 2 cases that came as expected.

    Worked value: 5 came where 2 were expected, dispersion 1, spread 0.5 (4 cases): 9 / 6 = 1.5.
    """
    cases = dispersion / spread**2
    factor: Floats = (came + cases) / (expected + cases)
    return factor


def unsure(expected: Floats, dispersion: Floats, spread: float) -> Floats:
    """Return the variance of the log of such a factor; worked value: 2 expected, as above: 1 / 6."""
    variance: Floats = dispersion / (expected + dispersion / spread**2)
    return variance


class Rhythm:
    """The factors of some series."""

    def __init__(self, series: int, calendar: Calendar) -> None:
        """Begin with factors of one."""
        self.cycles = [(cycle, np.eye(cycle.max() + 1)[cycle]) for cycle in calendar.cycles]
        self.factors = [np.ones((series, kinds.shape[1])) for _, kinds in self.cycles]
        self.week = np.ones((series, calendar.per_week))  # product of the factors in each place
        self.error = np.zeros((series, calendar.per_week))  # variance of its log
        self.special = [(at, np.ones((series, 1)), np.zeros((series, 1))) for at in calendar.special]
        self.calendar = calendar

    def learn_week(self, came: Floats, plain: Floats, dispersion: Floats) -> None:
        """Take what came in each place of a week, and what was expected there but for these factors."""
        # The level is not for these factors to learn.
        plain = plain * (came.sum(1) / np.maximum((plain * self.week).sum(1), 1e-9))[:, None]
        self.error = np.zeros_like(self.week)
        for at, (cycle, kinds) in enumerate(self.cycles):
            others = self.week / self.factors[at][:, cycle]
            expected = (plain * others) @ kinds
            self.factors[at] = shrunk(came @ kinds, expected, dispersion, USUAL)
            self.week = others * self.factors[at][:, cycle]
            # What all kinds share is the level's error, not theirs.
            own = 1 - 1 / kinds.shape[1]
            self.error += own * unsure(expected * self.factors[at], dispersion, USUAL)[:, cycle]

    def learn_special(self, at: int, came: Floats, plain: Floats, dispersion: Floats) -> None:
        """Take what came on all holidays (0) or after them (1), and what was expected but for their factor."""
        factor = shrunk(came, plain, dispersion, SPECIAL[at])
        self.special[at] = (self.special[at][0], factor, unsure(plain * factor, dispersion, SPECIAL[at]))

    def of(self, first: int, last: int) -> tuple[Floats, Floats]:
        """Return the factor of each period from index ``first`` to ``last - 1``, and the variance of its log."""
        places = (self.calendar.place + np.arange(first, last)) % self.calendar.per_week
        factor, error = self.week[:, places], self.error[:, places]
        for indices, special, unsure_of_it in self.special:
            here = within(indices, first, last)
            factor[:, here - first] *= special
            error[:, here - first] += unsure_of_it
        return factor, error


def within(indices: Places, first: int, last: int) -> Places:
    """Return those indices that lie from ``first`` to ``last - 1``."""
    return indices[(indices >= first) & (indices < last)]
