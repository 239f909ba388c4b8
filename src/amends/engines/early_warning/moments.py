"""The numbers of periods: hours and days since Monday 1 January 1900, weeks since then."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from amends.engines.early_warning.calendar import Period
from amends.rules.refusals import Invalid, gettext_noop

ORIGIN = date(1900, 1, 1)  # a Monday
EXAMPLE = {Period.HOUR: "2027-01-31T14", Period.DAY: "2027-01-31", Period.WEEK: "2027-01-25 / 2027-W04"}


def number(told: str, period: Period) -> int:
    """
    Return the number of the period a date lies in.

    Worked values: 1900-01-08 is day 7 and in week 1; 1900-01-02T03 is hour 27.
    """
    try:
        if period is Period.HOUR:
            moment = datetime.fromisoformat(told).replace(tzinfo=None)
            return (moment.date() - ORIGIN).days * 24 + moment.hour
        day = (date.fromisoformat(told[:10]) - ORIGIN).days
    except ValueError:
        raise Invalid(
            gettext_noop("%(told)s is not a date: write it like %(example)s"),
            field="date",
            params={"told": told, "example": EXAMPLE[period]},
        ) from None
    return day // 7 if period is Period.WEEK else day


def label(number: int, period: Period) -> str:
    """Return the date a period begins."""
    if period is Period.HOUR:
        return f"{ORIGIN + timedelta(days=number // 24)}T{number % 24:02}"
    return str(ORIGIN + timedelta(days=number * (7 if period is Period.WEEK else 1)))
