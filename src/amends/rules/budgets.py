"""
Goodwill budgets: how much a team plans to give beyond what is owed in a month or a quarter, and how fast it goes.

A budget never stands between a customer and what is owed: it is about goodwill alone, and what goes beyond it is asked
for and not refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from amends.rules.refusals import Invalid, gettext_noop

PERIODS = {"month": 1, "quarter": 3}  # in months
MOST_MINOR = 10**13
# What is told of a budget, the least pressing first: the share of it that is spent.
LEVELS = {"budget.half": Fraction(1, 2), "budget.near": Fraction(4, 5), "budget.spent": Fraction(1)}
EARLY = "budget.early"
FIRST_WORD_AFTER = Fraction(1, 10)  # of the period; before it a day's spending says nothing of a month's


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of ``first`` to the end of ``last``, in the house's time zone."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def require_period(told: str) -> str:
    """Return a kind of period; raise Invalid for one that is not known."""
    if told not in PERIODS:
        raise Invalid(gettext_noop("A month or a quarter?"), field="period")
    return told


def period_at(kind: str, day: date) -> Period:
    """Return the month or the quarter a day lies in. Worked value: 31 May 2026 lies in April to June."""
    months = PERIODS[kind]
    start = (day.month - 1) // months * months + 1
    after = start + months
    following = date(day.year + (after > 12), after - 12 if after > 12 else after, 1)
    return Period(date(day.year, start, 1), following - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Standing:
    """
    How a budget stands, in minor units.

    spent    goodwill that customers accepted within the period
    offered  goodwill that customers have in hand and have not chosen yet
    """

    budget: int
    spent: int
    offered: int = 0

    @property
    def left(self) -> int:
        """What may still be promised without asking; never below zero."""
        return max(self.budget - self.spent - self.offered, 0)


def levels_reached(standing: Standing) -> tuple[str, ...]:
    """Return what is to be told of what is spent. Worked value: 80.00 of 100.00 is at half and near its end."""
    return tuple(kind for kind, share in LEVELS.items() if standing.spent >= share * standing.budget)


def elapsed(period: Period, now: datetime) -> Fraction:
    """Return how much of a period is over, 0 to 1; ``now`` is in the zone of the house."""
    begun = datetime.combine(period.first, datetime.min.time(), now.tzinfo)
    seconds = (now.replace(tzinfo=None) - begun.replace(tzinfo=None)).total_seconds()
    return min(max(Fraction(round(seconds), period.days * 86_400), Fraction(0)), Fraction(1))


def runs_out_on(standing: Standing, period: Period, now: datetime) -> date | None:
    """
    Return the day on which the budget is spent if it goes on like this; None where it lasts, or it is too early to say.

    Worked value: 500.00 of 1,000.00 by the end of 10 November: 50.00 a day, so it lasts through the 20th.
    """
    over = elapsed(period, now)
    if over < FIRST_WORD_AFTER or not standing.spent or standing.spent >= standing.budget:
        return None
    whole = Fraction(standing.spent) / over
    if whole <= standing.budget:
        return None
    lasts_days = Fraction(standing.budget) / whole * period.days
    return period.first + timedelta(days=max(-(-lasts_days.numerator // lasts_days.denominator) - 1, 0))
