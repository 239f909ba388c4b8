"""
How rare a sign has to be: fixed limits, or so many false warnings a year in the whole house, as its own past says.

The signs of one cause overlap and become one warning, but a chance sign of a large sum mostly shows in no other series.
So what is asked for is shared evenly among all series; that it comes out so is measured, see docs/reference.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from amends.engines.early_warning.ages import watch_levels
from amends.engines.early_warning.alarms import RAREST
from amends.engines.early_warning.asking import p_for, past
from amends.engines.early_warning.calendar import Period
from amends.engines.early_warning.levels import Levels
from amends.rules.false_warnings import LEARNT_FROM_DAYS

NEWS_DAYS = 7  # a case may be told late: each of these days is judged again at every look
FDR = 0.05


class Limit(NamedTuple):
    """What a sign must not exceed."""

    p: float
    q: float


FIXED = Limit(p=RAREST, q=FDR)


def limit_for(levels: Levels, *, first: int, a_year: float) -> Limit:
    """
    Return the limit for so many false warnings a year, from the half year before the newest days; FIXED without one.

    ``first`` is the number of the first day, see `calendar.calendar`.
    """
    days = levels.counts.shape[1]
    if days < LEARNT_FROM_DAYS or not levels.shared:
        return FIXED
    until = days - NEWS_DAYS
    seen = watch_levels(replace(levels, counts=levels.counts[:, :until]), first=first, since=past(until, Period.DAY))
    return Limit(p=p_for(seen.p, Period.DAY, a_year=a_year / levels.shared), q=1.0)
