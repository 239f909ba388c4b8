"""
A snoozed case rests out of sight until an instant. It moves no promise and hides none.

It returns by itself at that instant, an hour before its next promise falls due, or when the customer speaks; whichever
comes first.
"""

from datetime import datetime, timedelta

from amends.rules.refusals import Invalid, gettext_noop

LEAD = timedelta(hours=1)  # time enough to keep the promise that wakes the case
LONGEST = timedelta(days=30)


def wakes_at(until: datetime, next_due_at: datetime) -> datetime:
    """
    Return when a case snoozed until an instant is back in the queue.

    Worked value: until Friday 09:00 with a promise due Thursday 18:00 gives Thursday 17:00.
    """
    return min(until, next_due_at - LEAD)


def is_asleep(until: datetime | None, next_due_at: datetime, now: datetime) -> bool:
    """Return whether a case rests at ``now``; at the very instant it wakes it does not."""
    return until is not None and now < wakes_at(until, next_due_at)


def require_sleep(until: datetime, next_due_at: datetime, now: datetime) -> datetime:
    """Return when the case will be back; raise Invalid naming "until" when it could not rest, or for too long."""
    if until <= now:
        raise Invalid(gettext_noop("The instant until which it rests has to lie ahead."), field="until")
    if until > now + LONGEST:
        raise Invalid(gettext_noop("A case rests for 30 days at most."), field="until")
    if wakes_at(until, next_due_at) <= now:
        raise Invalid(
            gettext_noop("A promise is broken or falls due within the hour. Keep it or give a new date first."),
            field="until",
        )
    return wakes_at(until, next_due_at)
