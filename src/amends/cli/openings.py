"""Opening hours and time zones as they are typed at the terminal."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from amends.rules.calendars import Block
from amends.rules.refusals import Invalid, gettext_noop


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone of a name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        words = gettext_noop("There is no time zone “%(zone)s”: write one like Europe/Paris.")
        raise Invalid(words, field="zone", params={"zone": name}) from None


def blocks_of(told: str) -> tuple[Block, ...]:
    """Return the opening blocks of a day: "09:00-12:00,13:00-18:00" gives (540, 720) and (780, 1080)."""
    shape = re.compile(r"([01]\d|2[0-4]):([0-5]\d)[-–]([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
    blocks = []
    for part in told.split(","):
        found = shape.fullmatch(part.strip())
        numbers = [int(number) for number in found.groups()] if found else [0, 0, 0, 0]
        blocks.append((numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]))
    ends = [minute for block in blocks for minute in block]
    if ends != sorted(set(ends)) or ends[-1] > 24 * 60:
        words = gettext_noop("“%(told)s” are no opening hours: write them like 09:00-12:00,13:00-18:00.")
        raise Invalid(words, field="hours", params={"told": told})
    return tuple(blocks)
