"""
A regression for each of many series at once: log mean linear in the terms of the calendar, variance proportional to it.

All series share the terms, so that the normal equations of all are one product of matrices and one batch of small
solutions. Quasi-Poisson with weak priors (they keep a series of zeros finite) and weights against past outbreaks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from amends.engines.early_warning.calendar import SLOW, Calendar, Floats
from amends.engines.early_warning.weighing import expected, looked_up, weights

STEEPEST = 2.0  # largest change of a coefficient in one step
HIGHEST = 18.0  # largest log mean
DISPERSION = (1.0, 50.0)
BELIEVED = (1.5, 5.0)  # the dispersion before anything was seen, and how much that weighs


class Forecast(NamedTuple):
    """What is expected, all (series, periods)."""

    mean: Floats
    error: Floats  # variance of the log of the mean
    slow_error: Floats  # the part of it that does not even out over a week


class Fitting:
    """What is known of some series from their first periods; ``refit`` with more of them as time goes by."""

    def __init__(self, counts: Floats, calendar: Calendar, together: int) -> None:
        """Take ``counts`` (series, periods), NaN where nothing was seen. Nothing is read before it is asked for."""
        self.terms, self.precision, self.together = calendar.terms, calendar.precision, together
        self.upper: tuple[NDArray[np.intp], NDArray[np.intp]] = np.triu_indices(calendar.size)
        self.products = calendar.terms[:, self.upper[0]] * calendar.terms[:, self.upper[1]]
        self.seen = (~np.isnan(counts)).astype(np.float64)
        self.counts = np.where(self.seen > 0, counts, 0.0)
        self.weight, self.pull = self.seen.copy(), self.counts.copy()
        self.dispersion = np.ones((len(counts), 1))
        self.coefficients = np.zeros((len(counts), calendar.size))
        self.information = np.zeros((len(counts), calendar.size, calendar.size))
        self.weighed = 0

    def begin(self, known: int, exposure: Floats) -> None:
        """Fit to the first ``known`` periods from nothing; ``exposure`` is a logarithm."""
        at_risk = (self.seen[:, :known] * np.exp(exposure[:, :known])).sum(1)
        number = self.seen[:, :known].sum(1)
        usual = np.where(number > 0, at_risk / np.maximum(number, 1), 1.0)
        self.start = np.log((self.counts[:, :known].sum(1) + 0.2) / (at_risk + 0.4 * usual))
        self.coefficients[:, 0] = self.start
        for steps in (4, 2, 2, 2):
            for _ in range(steps):
                self.refit(known, exposure)
            self.weigh(known, exposure)
        self.refit(known, exposure)

    def refit(self, known: int, exposure: Floats) -> None:
        """Take one Newton step on the first ``known`` periods; from a fit of almost the same periods one is enough."""
        terms = self.terms[:known]
        mean = self._log_mean(known, exposure)
        np.exp(mean, out=mean)
        mean *= self.weight[:, :known]
        size = len(self.precision)
        packed = mean @ self.products[:known]
        self.information[:, self.upper[0], self.upper[1]] = packed
        self.information[:, self.upper[1], self.upper[0]] = packed
        prior = self.precision * self.dispersion
        self.information[:, range(size), range(size)] += prior
        from_prior = self.coefficients.copy()
        from_prior[:, 0] -= self.start
        slope = (self.pull[:, :known] - mean) @ terms - prior * from_prior
        step = np.linalg.solve(self.information, slope[:, :, None])[:, :, 0]
        self.coefficients += np.clip(step, -STEEPEST, STEEPEST)

    def weigh(self, known: int, exposure: Floats) -> None:
        """Weigh the first ``known`` periods anew, and estimate the dispersion from them."""
        log_mean = self._log_mean(known, exposure)
        mean = np.exp(log_mean)
        counts, seen = self.counts[:, :known], self.seen[:, :known]
        weight = weights(counts, mean, seen, self.dispersion, self.together)
        table = expected(self.together)
        shift = seen * looked_up(table.shift, log_mean, self.dispersion) * np.sqrt(self.dispersion * mean)
        self.weight[:, :known] = weight
        self.pull[:, :known] = weight * counts - shift
        # A squared residual over the mean varies by 2 + 1 / mean: periods of small means say little about dispersion.
        says = 1 / (1 + 2 * mean)
        squares = (says * weight * np.square(counts - mean)).sum(1, keepdims=True)
        usual = (says * mean * seen * looked_up(table.square, log_mean, self.dispersion)).sum(1, keepdims=True)
        number = seen.sum(1, keepdims=True)
        left = np.maximum(1 - len(self.precision) / np.maximum(number, 1), 0.2)
        believed, as_much_as = BELIEVED
        self.dispersion = np.clip((squares + believed * as_much_as) / (usual * left + as_much_as), *DISPERSION)

    def forecast(self, first: int, last: int, exposure: Floats) -> Forecast:
        """Return what is expected of periods ``first`` to ``last - 1``."""
        terms = self.terms[first:last]
        log_mean = self.coefficients @ terms.T + exposure[:, first:last]
        solved = np.linalg.solve(self.information, np.broadcast_to(terms.T, (len(log_mean), *terms.T.shape)))
        # What is wrong about the days of the week evens out over a week, and so does its part of the error.
        slow = np.linalg.solve(
            self.information[:, :SLOW, :SLOW],
            np.broadcast_to(terms[:, :SLOW].T, (len(log_mean), *terms[:, :SLOW].T.shape)),
        )
        return Forecast(
            np.exp(np.minimum(log_mean, HIGHEST)),
            self.dispersion * np.einsum("tk,skt->st", terms, solved),
            self.dispersion * np.einsum("tk,skt->st", terms[:, :SLOW], slow),
        )

    def _log_mean(self, known: int, exposure: Floats) -> Floats:
        log_mean = self.coefficients @ self.terms[:known].T
        log_mean += exposure[:, :known]
        return np.minimum(log_mean, HIGHEST, out=log_mean)
