"""Opening hours and time zones as they are typed at the terminal."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from amends.rules.calendars import Block
from amends.rules.opening_hours import read_blocks
from amends.rules.refusals import Invalid, gettext_noop


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone of a name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        words = gettext_noop("There is no time zone “%(zone)s”: write one like Europe/Paris.")
        raise Invalid(words, field="zone", params={"zone": name}) from None


def blocks_of(told: str) -> tuple[Block, ...]:
    """Return the opening blocks of a working day, which has one at least."""
    # A dash alone is refused in the words that say how to write hours.
    return read_blocks(told if told.strip() else "-")
