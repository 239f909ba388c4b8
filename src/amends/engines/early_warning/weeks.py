"""What came in, week by week: sums that a regression needs, so that days cost hardly more than weeks."""

from __future__ import annotations

import numpy as np

from amends.engines.early_warning.calendar import Calendar, Floats
from amends.engines.early_warning.rhythm import Rhythm, within
from amends.engines.early_warning.room import Room


class Weeks:
    """The counts of some series, filled as time goes by; arrays are (series, weeks) or (series, weeks, per_week)."""

    def __init__(self, series: int, calendar: Calendar, room: Room) -> None:
        """Begin with nothing seen."""
        self.calendar, self.shape = calendar, (series, len(calendar.weekly))
        self.known, self.seen = 0, np.zeros((series, 1))  # periods: passed; with a count
        self.is_plain = not calendar.special  # what is at risk is one where something was seen, and else zero
        by_period, by_week = (*self.shape, calendar.per_week), self.shape
        self._counts, self._risk = (room.full(name, by_period, 0.0) for name in ("counts", "risk"))
        self._number, self._squares = (room.full(name, by_week, 0.0) for name in ("number", "squares"))
        names = ("exposure", "cross", "shapes")
        self._exposure, self._cross, self._shapes = (room.full(name, by_week, 0.0) for name in names)

    @property
    def many(self) -> int:
        """Return how many weeks are known, the last perhaps in part."""
        return -(-(self.calendar.place + self.known) // self.calendar.per_week)

    @property
    def number(self) -> Floats:
        """Return the sums of the counts."""
        return self._number[:, : self.many]

    @property
    def exposure(self) -> Floats:
        """Return the sums of exposure times rhythm."""
        return self._exposure[:, : self.many]

    def learn(self, counts: Floats, exposure: Floats | None, rhythm: Rhythm) -> slice:
        """Take the next periods, NaN where nothing was seen; return the weeks they lie in."""
        first, last = self.known, self.known + counts.shape[1]
        here = slice(first + self.calendar.place, last + self.calendar.place)
        seen = ~np.isnan(counts)
        self.seen += seen.sum(1, keepdims=True)
        self.known, self.is_plain = last, self.is_plain and exposure is None
        np.fmax(counts, 0.0, out=_flat(self._counts)[:, here])
        np.multiply(seen, 1.0 if exposure is None else exposure, out=_flat(self._risk)[:, here])
        for indices, factor, _ in rhythm.special:
            _flat(self._risk)[:, within(indices, first, last) + self.calendar.place] *= factor
        new = slice(here.start // self.calendar.per_week, self.many)
        ones = np.ones_like(rhythm.week)
        self._number[:, new] = summed(self._counts[:, new], ones)
        self._squares[:, new] = summed(np.square(self._counts[:, new]), ones)
        self.take(rhythm, new)
        return new

    def take(self, rhythm: Rhythm, which: slice = slice(None)) -> None:
        """Sum anew by this rhythm."""
        counts, risk = self._counts[:, which], self._risk[:, which]
        self._exposure[:, which] = summed(risk, rhythm.week)
        self._cross[:, which] = summed(counts if self.is_plain else counts * risk, rhythm.week)
        self._shapes[:, which] = summed(risk if self.is_plain else np.square(risk), np.square(rhythm.week))

    def squares(self, rate: Floats) -> Floats:
        """Return the sums of (count - rate * exposure * rhythm) ** 2."""
        cross, shapes = self._cross[:, : self.many], self._shapes[:, : self.many]
        found: Floats = self._squares[:, : self.many] + rate * (rate * shapes - 2 * cross)
        return found

    def teach(self, rhythm: Rhythm, rate: Floats, weight: Floats, dispersion: Floats) -> None:
        """Let the rhythm learn what came, week by week of this weight, where the slow terms expect ``rate``."""
        if not rhythm.factors and not rhythm.special:
            return
        counts, risk = self._counts[:, : self.many], self._risk[:, : self.many]
        rate = rate * weight
        came, plain = ((by[:, None] @ of)[:, 0] for by, of in ((weight, counts), (rate, risk)))
        rhythm.learn_week(came, plain, dispersion)
        for at, (indices, factor, _) in enumerate(rhythm.special):
            weeks, places = np.divmod(within(indices, 0, self.known) + self.calendar.place, self.calendar.per_week)
            alone = risk[:, weeks, places] / factor
            came = (weight[:, weeks] * counts[:, weeks, places]).sum(1, keepdims=True)
            plain = (rate[:, weeks] * alone * rhythm.week[:, places]).sum(1, keepdims=True)
            rhythm.learn_special(at, came, plain, dispersion)
            risk[:, weeks, places] = alone * rhythm.special[at][1]
        self.take(rhythm)


def summed(of: Floats, by: Floats) -> Floats:
    """Return the sums over places of (series, weeks, places) times (series, places)."""
    total: Floats = of[:, :, 0] * by if of.shape[2] == 1 else (of @ by[:, :, None])[:, :, 0]
    return total


def _flat(weeks: Floats) -> Floats:
    """Return the same memory as (series, periods)."""
    return weeks.reshape(len(weeks), -1)
