"""
A regression for each of many series at once: log mean linear in the slow terms of the calendar, times a rhythm.

All series share the terms: the normal equations of all are one product of matrices and one batch of small inverses.
Quasi-Poisson with weak priors (they keep a series of zeros finite) and weights against past outbreaks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from amends.engines.early_warning.calendar import Calendar, Floats, Places
from amends.engines.early_warning.rhythm import Rhythm
from amends.engines.early_warning.room import Room
from amends.engines.early_warning.weeks import Weeks
from amends.engines.early_warning.weighing import lost, weights

STEEPEST = 2.0  # largest change of a coefficient in one step
HIGHEST = 18.0  # largest log mean
DISPERSION = (1.0, 50.0)
BELIEVED = (1.5, 5.0)  # the dispersion before anything was seen, and how much that weighs
OF_KIN = 50.0  # how much the dispersion of all of a kind weighs in each of them
STEPS = 2  # Newton steps in the beginning; then weighings with a step after each, by periods a week:
WEIGHINGS = {1: 2, 7: 1, 168: 2}  # days are weighed again before the first is judged
UNLEARNT = 4  # weeks, the newest, of days and hours: lest a surge be expected as soon as it has begun
GROWN = 30  # weeks a series must have been seen to do without them
LONGER = 0.03  # of what was seen, in weeks: with so many more the curvature is worked out anew


class Forecast(NamedTuple):
    """What is expected, all (series, periods)."""

    mean: Floats
    error: Floats  # variance of the log of the mean
    slow_error: Floats  # the part of it that does not even out over a week


class Fitting:
    """What is known of some series; ``learn`` and ``refit`` as time goes by."""

    def __init__(self, series: int, calendar: Calendar, kin: Places | None = None, room: Room | None = None) -> None:
        """Begin with nothing; series of one ``kin`` are thought to be about equally dispersed."""
        room = room or Room()
        size = len(calendar.precision)
        self.calendar, self.kin = calendar, kin
        self.upper: tuple[NDArray[np.intp], NDArray[np.intp]] = np.triu_indices(size)
        self.products = calendar.weekly[:, self.upper[0]] * calendar.weekly[:, self.upper[1]]
        self.rhythm, self.weeks = Rhythm(series, calendar), Weeks(series, calendar, room)
        self.free = size + sum(factors.shape[1] - 1 for factors in self.rhythm.factors)
        self.weight, self.pull = room.full("weight", self.weeks.shape, 1.0), room.full("pull", self.weeks.shape, 0.0)
        self.dispersion = np.ones((series, 1))
        self.coefficients = np.zeros((series, size))
        self.inverse = np.zeros((series, size, size))  # of the information
        self.stale = np.zeros(series)  # with more weeks than these the inverse is worked out anew
        self.fitted_to = 0  # periods the coefficients are of

    def learn(self, counts: Floats, exposure: Floats | None) -> None:
        """Take the next periods: ``counts`` NaN where nothing was seen, ``exposure`` above 0."""
        new = self.weeks.learn(counts, exposure, self.rhythm)
        self.weight[:, new], self.pull[:, new] = 1.0, self.weeks.number[:, new]

    def begin(self) -> None:
        """Fit to what is known from nothing."""
        at_risk = self.weeks.exposure.sum(1)
        usual = np.where(self.weeks.seen[:, 0] > 0, at_risk / np.maximum(self.weeks.seen[:, 0], 1), 1.0)
        self.start = np.log((self.weeks.number.sum(1) + 0.2) / (at_risk + 0.4 * usual))
        self.coefficients[:, 0] = self.start
        for _ in range(STEPS):
            self.stale[:] = 0
            self.refit()
        for _ in range(WEIGHINGS[self.calendar.per_week]):
            self.weigh()
            self.refit()

    def refit(self) -> None:
        """Take one Newton step on what is known; from a fit of almost the same periods one is enough."""
        self.fitted_to, many = self.weeks.known, self.weeks.many
        mean = self._rate()
        mean *= self.weeks.exposure
        mean *= self.weight[:, :many]
        surprise = self.pull[:, :many] - mean
        if self.calendar.per_week > 1:
            is_young = self.weeks.seen < GROWN * self.calendar.per_week
            mean[:, -UNLEARNT:] *= is_young
            surprise[:, -UNLEARNT:] *= is_young
        if (rows := np.flatnonzero(many > self.stale)).size:
            self._invert(mean, rows)
        slope = surprise @ self.calendar.weekly[:many]
        from_prior = self.coefficients.copy()
        from_prior[:, 0] -= self.start
        slope -= self.calendar.precision * self.dispersion * from_prior
        step = (self.inverse @ slope[:, :, None])[:, :, 0]
        self.coefficients += np.clip(step, -STEEPEST, STEEPEST)

    def weigh(self) -> None:
        """Weigh the weeks that are known anew; estimate the dispersion and the rhythm with these weights."""
        many, number, rate = self.weeks.many, self.weeks.number, self._rate()
        mean = rate * self.weeks.exposure
        weight = weights(number, mean, self.dispersion)
        shift, square = lost(mean, self.dispersion, self.calendar.per_week)
        self.weight[:, :many] = weight
        self.pull[:, :many] = weight * number - shift * np.sqrt(self.dispersion * mean)
        # A squared residual over the mean varies by 2 + 1 / mean: periods of small means say little about dispersion.
        says = 1 / (1 + 2 / self.calendar.per_week * mean)
        squares = (says * weight * self.weeks.squares(rate)).sum(1, keepdims=True)
        left = np.maximum(1 - self.free / np.maximum(self.weeks.seen, 1), 0.2)
        usual = (says * mean * square).sum(1, keepdims=True) * left
        self.dispersion = np.clip(dispersions(squares, usual, self.kin), *DISPERSION)
        self.weeks.teach(self.rhythm, rate, weight, self.dispersion)
        self.stale[:] = 0

    def forecast(self, last: int, exposure: Floats | None) -> Forecast:
        """Return what is expected of the periods that come next, before index ``last``, in the same week."""
        known = self.weeks.known
        slow = self.coefficients @ self.calendar.terms[known:last].T
        factor, unsure = self.rhythm.of(known, last)
        mean = np.exp(np.minimum(slow, HIGHEST)) * factor
        if exposure is not None:
            mean *= exposure
        soon = self.calendar.weekly[(self.calendar.place + known) // self.calendar.per_week]
        error = self.dispersion * (self.inverse @ soon @ soon)[:, None]
        return Forecast(mean, error + unsure, np.broadcast_to(error, mean.shape))

    def fitted(self) -> Floats:
        """Return the log mean of what is known, at an exposure of one."""
        slow = self.coefficients @ self.calendar.terms[: self.weeks.known].T
        log_mean: Floats = slow + np.log(self.rhythm.of(0, self.weeks.known)[0])
        return log_mean

    def _invert(self, weighed: Floats, rows: Places) -> None:
        """
        Work out the inverse of these series anew.

        What a young series knows grows by much with a week, however long others are known: an old inverse would have
        its steps overshoot.
        """
        many = self.weeks.many
        self.stale[rows] = many + LONGER * self.weeks.seen[rows, 0] / self.calendar.per_week
        packed = weighed[rows] @ self.products[:many]
        information = np.empty((rows.size, *self.inverse.shape[1:]))
        information[:, self.upper[0], self.upper[1]] = packed
        information[:, self.upper[1], self.upper[0]] = packed
        at = range(information.shape[1])
        information[:, at, at] += self.calendar.precision * self.dispersion[rows]
        self.inverse[rows] = np.linalg.inv(information)

    def _rate(self) -> Floats:
        """Return the mean of the weeks that are known at an exposure of one."""
        rate = self.coefficients @ self.calendar.weekly[: self.weeks.many].T
        np.minimum(rate, HIGHEST, out=rate)
        return np.exp(rate, out=rate)


def dispersions(squares: Floats, usual: Floats, kin: Places | None) -> Floats:
    """
    Return squares / usual, (series, 1), drawn towards what is believed of all, or seen in all of one kin.

    Worked value: 20 where 10 are usual, alone: (20 + 1.5 * 5) / (10 + 5) = 1.83.
    """
    believed, weighs = BELIEVED
    if kin is None:
        return (squares + believed * weighs) / (usual + weighs)
    came, expected = (np.bincount(kin, of[:, 0])[kin, None] for of in (squares, usual))
    of_kin = (came + believed * weighs) / (expected + weighs)
    shared: Floats = (squares + of_kin * OF_KIN) / (usual + OF_KIN)
    return shared
