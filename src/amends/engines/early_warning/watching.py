"""Judging every period of many series with what was known before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from amends.engines.early_warning.calendar import Calendar, Floats, Period, Places, calendar
from amends.engines.early_warning.fitting import UNLEARNT, Fitting, Forecast
from amends.engines.early_warning.room import Room
from amends.engines.early_warning.scanning import WINDOWS, scan

REWEIGH = {1: 8, 7: UNLEARNT, 168: UNLEARNT}  # weeks, by their periods: each is weighed before it is learnt
AT_ONCE = 512  # series; what is worked on stays in the processor's cache
Exposure = Callable[[Places], Floats]


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
    known = calendar(period, first, counts.shape[1], holidays)
    of_series = None if exposure is None else exposure.__getitem__
    return judged_by(counts, known, period, since=since, exposure=of_series)


def judged_by(
    counts: Floats,
    known: Calendar,
    period: Period,
    *,
    since: int,
    exposure: Exposure | None = None,
    kin: Places | None = None,
) -> Watch:
    """
    Judge the periods from index ``since`` on by this calendar.

    exposure  returns that of some series
    kin       (series,) those of one number are thought to be about equally dispersed
    """
    begin = beginning_of(period, since)
    kept = slice(since - begin, None)
    order = np.arange(len(counts)) if kin is None else np.argsort(kin, kind="stable")
    parts, room = [], Room()
    for these in batches(order, kin):
        some = np.asarray(counts[these], np.float64)
        risk = None if exposure is None else exposure(these)
        fitting = begun(some, known, begin, risk, None if kin is None else kin[these] - kin[these[0]], room)
        forecast, dispersion = followed(fitting, some, risk)
        judged = scan(some[:, begin:], forecast, dispersion, period, since - begin)
        mean, error = forecast.mean[:, kept], forecast.error[:, kept]
        parts.append(Watch(*judged, mean, dispersion[:, kept] + mean * error))
    back = np.argsort(order)
    return Watch(*(np.concatenate(column)[back] for column in zip(*parts, strict=True)))


def batches(order: Places, kin: Places | None) -> list[Places]:
    """Return the series in this order a few hundred at once; a kin is not torn apart."""
    ends = np.arange(AT_ONCE, len(order), AT_ONCE)
    if kin is not None:
        ends = np.unique(np.searchsorted(kin[order], kin[order][ends]))
    return [some for some in np.split(order, ends) if some.size]


def log_means(counts: Floats, known: Calendar, period: Period, *, since: int, exposure: Floats) -> Floats:
    """Return the log mean at an exposure of one: up to the first judgement as fitted in the end, later as forecast."""
    begin = beginning_of(period, since)
    fitting = begun(counts, known, begin, exposure)
    fitted = fitting.fitted()
    forecast, _ = followed(fitting, counts, exposure)
    return np.concatenate([fitted, np.log(forecast.mean / exposure[:, begin:])], axis=1)


def beginning_of(period: Period, since: int) -> int:
    """Return the index of the first forecast: early enough for the longest sum to be one of forecasts."""
    return max(1, since - max(WINDOWS[period]))


def begun(
    counts: Floats,
    known: Calendar,
    begin: int,
    exposure: Floats | None,
    kin: Places | None = None,
    room: Room | None = None,
) -> Fitting:
    """Fit the periods before index ``begin``."""
    fitting = Fitting(len(counts), known, kin, room)
    fitting.learn(counts[:, :begin], None if exposure is None else exposure[:, :begin])
    fitting.begin()
    return fitting


def followed(fitting: Fitting, counts: Floats, exposure: Floats | None) -> tuple[Forecast, Floats]:
    """Forecast each period that is not known yet from those before it; return the dispersions too."""
    begin, periods = fitting.weeks.known, counts.shape[1]
    forecast = Forecast(*(np.empty((len(counts), periods - begin)) for _ in Forecast._fields))
    dispersion = np.empty((len(counts), periods - begin))
    while (at := fitting.weeks.known) < periods:
        until = min(periods, at + fitting.calendar.per_week - fitting.calendar.place_of(at))
        risk = None if exposure is None else exposure[:, at:until]
        found = step(fitting, counts[:, at:until], risk)
        coming = slice(at - begin, until - begin)
        for all_of_it, new in zip(forecast, found, strict=True):
            all_of_it[:, coming] = new
        dispersion[:, coming] = fitting.dispersion
    return forecast, dispersion


def step(fitting: Fitting, counts: Floats, exposure: Floats | None) -> Forecast:
    """Forecast the next periods, all of one week, from those before; only then take what came."""
    at, known = fitting.weeks.known, fitting.calendar
    if known.place_of(at) == 0 and fitting.fitted_to < at:
        if known.week_of(at) % REWEIGH[known.per_week] == 0:
            fitting.weigh()
        fitting.refit()
    forecast = fitting.forecast(at + counts.shape[1], exposure)
    fitting.learn(counts, exposure)
    return forecast
