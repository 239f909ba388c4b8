"""The care flag: whoever meets this customer next is told to take special care, why, and until when."""

from __future__ import annotations

from datetime import date, timedelta

from amends.rules.refusals import Invalid, gettext_noop

USUAL = timedelta(days=90)
LONGEST = timedelta(days=730)


def usual_end(today: date) -> date:
    """
    Return until when a flag stands when nobody says otherwise: a quarter, as the follow-up of a hard case lasts.

    Worked value: flagged on 1 January 2026, it stands until 1 April 2026.
    """
    return today + USUAL


def require_end(until_on: date, today: date) -> date:
    """Return the last day of a flag, today or within two years; a flag for ever is read by nobody."""
    if until_on < today:
        raise Invalid(gettext_noop("This day is over. Choose today or a later one."), field="until_on")
    if until_on > today + LONGEST:
        raise Invalid(gettext_noop("At most two years ahead. It can be set again."), field="until_on")
    return until_on
