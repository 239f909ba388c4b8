"""Series judged as their counts come in: the history is fitted once, a new period costs no more than a look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from amends.engines.early_warning.calendar import Floats, Period, calendar
from amends.engines.early_warning.fitting import Fitting, Forecast
from amends.engines.early_warning.scanning import WINDOWS, scan
from amends.engines.early_warning.watching import batches, beginning_of, begun, followed, step


@dataclass(slots=True)
class _Part:
    fitting: Fitting
    counts: Floats  # of the last periods, the longest sum and one more
    forecast: Forecast  # of them, each made before it was seen
    dispersion: Floats


class Stream:
    """Some series and what is expected of them; gives the p values `watching.watch` gives."""

    def __init__(self, counts: Floats, period: Period, *, first: int, ahead: int) -> None:
        """Fit ``counts`` (series, periods), the first of number ``first``; leave room for ``ahead`` more periods."""
        self.period, self.longest = period, max(WINDOWS[period])
        known = calendar(period, first, counts.shape[1] + ahead)
        begin = beginning_of(period, counts.shape[1])
        self.parts = []
        for these in batches(np.arange(len(counts)), None):
            some = np.asarray(counts[these], np.float64)
            fitting = begun(some, known, begin, None)
            self.parts.append(_Part(fitting, some[:, begin:], *followed(fitting, some, None)))

    def judge(self, newest: Floats) -> Floats:
        """Return the p values of the next period from its counts (series,), NaN where nothing was seen."""
        ends = np.cumsum([len(part.counts) for part in self.parts])[:-1]
        split = np.split(np.asarray(newest, np.float64)[:, None], ends)
        return np.concatenate([self._judge(part, count) for part, count in zip(self.parts, split, strict=True)])

    def _judge(self, part: _Part, count: Floats) -> Floats:
        forecast = step(part.fitting, count, None)
        part.counts = self._recent(part.counts, count)
        part.forecast = Forecast(*(self._recent(*of) for of in zip(part.forecast, forecast, strict=True)))
        part.dispersion = self._recent(part.dispersion, part.fitting.dispersion)
        last = part.counts.shape[1] - 1
        return scan(part.counts, part.forecast, part.dispersion, self.period, last).p[:, 0]

    def _recent(self, before: Floats, newest: Floats) -> Floats:
        """Return the last periods, as many as the longest sum has and one more."""
        return np.concatenate([before[:, -self.longest :], newest], axis=1)
