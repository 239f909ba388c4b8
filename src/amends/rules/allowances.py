"""How long a promise allows: "72h", "20m", "10wd", "15d", "8w", and by which clock that is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from amends.rules.refusals import Invalid, gettext_noop

_SHAPE = re.compile(r"([1-9][0-9]{0,4})(m|h|wd|d|w)", re.ASCII)
MOST = timedelta(days=366 * 50)


class Basis(StrEnum):
    """By which clock time is counted."""

    ELAPSED = "elapsed"  # every second, day and night
    BUSINESS = "business"  # only while the place is open
    WORKING_DAYS = "working-days"  # whole days that are worked, the day of receipt not counted
    NATURAL_DAYS = "natural-days"  # whole days, the day of receipt not counted


USUAL = {
    "m": Basis.ELAPSED,
    "h": Basis.ELAPSED,
    "wd": Basis.WORKING_DAYS,
    "d": Basis.NATURAL_DAYS,
    "w": Basis.NATURAL_DAYS,
}
FITTING = {
    Basis.ELAPSED: {"m", "h", "d", "w"},
    Basis.BUSINESS: {"m", "h"},
    Basis.WORKING_DAYS: {"wd", "d"},
    Basis.NATURAL_DAYS: {"d", "w"},
}


@dataclass(frozen=True, slots=True)
class Allowance:
    """
    An amount of time and the clock it is counted by.

    length  the time for elapsed and business, None where days are counted
    days    the whole days where days are counted, None otherwise

    Worked values: ``allow("8w")`` is 56 natural days; ``allow("72h", "business")`` is 72 hours of opening time.
    """

    basis: Basis
    length: timedelta | None = None
    days: int | None = None


def allow(told: str, basis: str = "") -> Allowance:
    """Read an allowance; without a basis the one its unit is usually meant in. Raises Invalid naming the field."""
    shape = _SHAPE.fullmatch(told.strip())
    if not shape:
        words = gettext_noop("“%(told)s” is no length of time: write 72h, 20m, 10wd, 15d or 8w.")
        raise Invalid(words, field="allow", params={"told": told})
    amount, unit = int(shape[1]), shape[2]
    by = _basis(basis) if basis else USUAL[unit]
    if unit not in FITTING[by]:
        words = gettext_noop("%(told)s cannot be counted in %(basis)s: that takes %(units)s.")
        units = ", ".join(sorted(FITTING[by]))
        raise Invalid(words, field="basis", params={"told": told, "basis": by.value, "units": units})
    if by in {Basis.WORKING_DAYS, Basis.NATURAL_DAYS}:
        return _bounded(Allowance(by, days=amount * (7 if unit == "w" else 1)))
    names = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
    return _bounded(Allowance(by, length=timedelta(**{names[unit]: amount})))


def _basis(told: str) -> Basis:
    try:
        return Basis(told)
    except ValueError:
        words = gettext_noop("“%(told)s” is no way of counting: take one of %(known)s.")
        known = ", ".join(basis.value for basis in Basis)
        raise Invalid(words, field="basis", params={"told": told, "known": known}) from None


def _bounded(allowance: Allowance) -> Allowance:
    if (allowance.length or timedelta(days=allowance.days or 0)) > MOST:
        raise Invalid(gettext_noop("A promise further away than fifty years is none."), field="allow")
    return allowance
