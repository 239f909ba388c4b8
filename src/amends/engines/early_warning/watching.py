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
    parts = []
    for start in range(0, len(counts), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        risk = np.zeros((len(counts[some]), counts.shape[1])) if exposure is None else np.log(exposure[some])
        parts.append(_watch(np.asarray(counts[some], np.float64), terms, period, first, since, risk))
    return Watch(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _watch(counts: Floats, terms: Calendar, period: Period, first: int, since: int, exposure: Floats) -> Watch:
    series, periods = counts.shape
    begin = max(1, since - max(WINDOWS[period]))  # so that the first window is made of forecasts
    fitting = Fitting(counts, terms, TOGETHER[period])
    forecast = Forecast(*(np.zeros((series, periods)) for _ in Forecast._fields))
    dispersion = np.ones((series, periods))
    fitting.begin(begin, exposure)
    at = begin
    while at < periods:
        until = min(periods, at + REFIT[period] - (first + at) % REFIT[period])
        for known, found in zip(forecast, fitting.forecast(at, until, exposure), strict=True):
            known[:, at:until] = found
        dispersion[:, at:until] = fitting.dispersion
        at = until
        if at < periods:
            if (first + at) % REWEIGH[period] < REFIT[period]:
                fitting.weigh(at, exposure)
            fitting.refit(at, exposure)
    asked = Forecast(*(known[:, begin:] for known in forecast))
    judged = scan(counts[:, begin:], asked, dispersion[:, begin:], period)
    kept = slice(since - begin, None)
    mean, error = forecast.mean[:, since:], forecast.error[:, since:]
    return Watch(judged.p[:, kept], judged.window[:, kept], mean, dispersion[:, since:] + mean * error)
