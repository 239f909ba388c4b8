"""
Days off and make-up workdays out of a calendar file, as states and companies publish them.

Source: RFC 5545 (iCalendar), sections 3.1 (folding), 3.3.4 (date), 3.6.1 (event: DTEND is the day after the last).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from amends.rules.refusals import Invalid, gettext_noop

LONGEST_DAYS = 60  # no holiday is longer; a mistake in one event must not close a place for years
LARGEST_CHARACTERS = 2_000_000
WORKED = re.compile(r"班|make-?up|work(ing)?[ -]?day", re.IGNORECASE)
ESCAPED = re.compile(r"\\([nN,;\\])")


@dataclass(slots=True)
class SpecialDays:
    """Days off and days worked in exchange, each with its name."""

    holidays: dict[date, str] = field(default_factory=dict)
    make_up: dict[date, str] = field(default_factory=dict)


def read_special_days(text: str) -> SpecialDays:
    """
    Return the days of all events of a file; those whose name says that they are worked are make-up workdays.

    Worked value: an event from 20261001 to 20261008 called 国庆节 gives seven holidays, one on 20261010 called
    国庆节 补班 a make-up workday. Raises Invalid for what is no calendar.
    """
    if "BEGIN:VCALENDAR" not in text or len(text) > LARGEST_CHARACTERS:
        raise Invalid(gettext_noop("This is no calendar file: it ends in .ics and is under 2 MB."), field="ical")
    days = SpecialDays()
    for event in _events(text):
        name = _plain(event.get("SUMMARY", ""))
        found = days.make_up if WORKED.search(name) else days.holidays
        found.update(dict.fromkeys(_days(event), name))
    if not days.holidays and not days.make_up:
        raise Invalid(gettext_noop("There is no whole day in this calendar file."), field="ical")
    return days


def _events(text: str) -> Iterator[dict[str, str]]:
    event: dict[str, str] | None = None
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        head, _colon, value = line.partition(":")
        name = head.partition(";")[0].upper()
        if line.upper() == "BEGIN:VEVENT":
            event = {}
        elif line.upper() == "END:VEVENT":
            yield event or {}
            event = None
        elif event is not None:
            event.setdefault(name, value)


def _days(event: dict[str, str]) -> Iterator[date]:
    """Yield the days of an event that lasts whole days."""
    first, end = _date(event.get("DTSTART", "")), _date(event.get("DTEND", ""))
    if first is not None:
        length = min(max((end - first).days, 1) if end else 1, LONGEST_DAYS)
        yield from (first + timedelta(days=number) for number in range(length))


def _date(value: str) -> date | None:
    """Return a whole day; None for an instant, which is an appointment and no holiday."""
    found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", value.strip(), re.ASCII)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _plain(text: str) -> str:
    return ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text).strip()[:60]
