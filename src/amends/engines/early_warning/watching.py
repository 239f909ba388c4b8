"""Judging every period of many series with what was known before it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from amends.engines.early_warning.calendar import Calendar, Floats, Period, calendar
from amends.engines.early_warning.fitting import Fitting, Forecast
from amends.engines.early_warning.scanning import WINDOWS, scan
from amends.engines.early_warning.weighing import TOGETHER

REFIT = {Period.HOUR: 168, Period.DAY: 7, Period.WEEK: 1}  # a new fit every so many periods
REWEIGH = {Period.HOUR: 672, Period.DAY: 28, Period.WEEK: 8}
AT_ONCE = 128  # series; what is worked on stays in the processor's cache


class Watch(NamedTuple):
    """The judgement of the periods asked for, all (series, periods)."""

    p: Floats
    window: Floats
    mean: Floats
    dispersion: Floats  # with the error of the forecast


def watch(
    counts: Floats,
    period: Period,
    *,
    first: int,
    since: int,
    exposure: Floats | None = None,
    holidays: np.ndarray | None = None,
) -> Watch:
    """
    Judge the periods from index ``since`` on.

    counts    (series, periods), NaN where nothing was seen
    first     number of the first period, see `calendar.calendar`
    exposure  (series, periods) > 0: orders, guests, parcels the counts are in proportion to; none: all alike
    """
    terms = calendar(period, first, counts.shape[1], holidays)
    log_risk = None if exposure is None else np.log(exposure)
    return judged_by(counts, terms, period, first=first, since=since, log_risk=log_risk)


def judged_by(
    counts: Floats, terms: Calendar, period: Period, *, first: int, since: int, log_risk: Floats | None = None
) -> Watch:
    """Judge the periods from index ``since`` on by these terms; ``log_risk`` is the log of the exposure."""
    begin = beginning_of(period, since)
    kept = slice(since - begin, None)
    parts = []
    for start in range(0, len(counts), AT_ONCE):
        some = np.asarray(counts[start : start + AT_ONCE], np.float64)
        risk = np.zeros(some.shape) if log_risk is None else log_risk[start : start + AT_ONCE]
        followed = _follow(some, terms, period, first, begin, risk)
        asked = Forecast(*(known[:, begin:] for known in followed.forecast))
        judged = scan(some[:, begin:], asked, followed.dispersion[:, begin:], period)
        mean, error = asked.mean[:, kept], asked.error[:, kept]
        spread = followed.dispersion[:, since:] + mean * error
        parts.append(Watch(judged.p[:, kept], judged.window[:, kept], mean, spread))
    return Watch(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def log_means(counts: Floats, terms: Calendar, period: Period, *, first: int, since: int, log_risk: Floats) -> Floats:
    """Return the log mean at an exposure of one: up to the first judgement as fitted then, later as forecast."""
    begin = beginning_of(period, since)
    followed = _follow(counts, terms, period, first, begin, log_risk)
    later = np.log(followed.forecast.mean[:, begin:]) - log_risk[:, begin:]
    return np.concatenate([followed.fitted, later], axis=1)


def beginning_of(period: Period, since: int) -> int:
    """Return the index of the first forecast: early enough for the longest sum to be one of forecasts."""
    return max(1, since - max(WINDOWS[period]))


class _Followed(NamedTuple):
    forecast: Forecast  # zero before the first
    dispersion: Floats
    fitted: Floats  # log mean of the periods before the first forecast, at an exposure of one


def _follow(counts: Floats, terms: Calendar, period: Period, first: int, begin: int, log_risk: Floats) -> _Followed:
    """Forecast each period from index ``begin`` on from those before it."""
    series, periods = counts.shape
    fitting = Fitting(counts, terms, TOGETHER[period])
    forecast = Forecast(*(np.zeros((series, periods)) for _ in Forecast._fields))
    dispersion = np.ones((series, periods))
    fitting.begin(begin, log_risk)
    fitted = fitting.coefficients @ terms.terms[:begin].T
    at = begin
    while at < periods:
        until = min(periods, at + REFIT[period] - (first + at) % REFIT[period])
        for known, found in zip(forecast, fitting.forecast(at, until, log_risk), strict=True):
            known[:, at:until] = found
        dispersion[:, at:until] = fitting.dispersion
        at = until
        if at < periods:
            if (first + at) % REWEIGH[period] < REFIT[period]:
                fitting.weigh(at, log_risk)
            fitting.refit(at, log_risk)
    return _Followed(forecast, dispersion, fitted)
