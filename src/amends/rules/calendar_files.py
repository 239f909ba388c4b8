"""
One dated promise as a calendar file that any phone or desk calendar reads.

Source: RFC 5545 (iCalendar), sections 3.1 (folding), 3.3.11 (text), 3.6.1 (event), 3.6.5 (time zone).
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

PRODUCT = "-//Amends//Promises//EN"
LINE_OCTETS = 75
AROUND = timedelta(days=366)  # a zone is described this far around the instant: its rules may change after that
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ALWAYS = "19700101T000000"


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the calendar: ``uid`` is the promise's for ever, ``at`` is aware, ``zone`` an IANA name."""

    uid: str
    at: datetime
    zone: str
    summary: str
    description: str
    url: str


def calendar_file(entry: Entry, *, now: datetime) -> str:
    """Return the file; lines end in CRLF and are at most 75 octets long."""
    zone = ZoneInfo(entry.zone)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *_described(zone, entry.at),
        "BEGIN:VEVENT",
        f"UID:{text(entry.uid)}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART;TZID={entry.zone}:{_local(entry.at.astimezone(zone))}",
        f"SUMMARY:{text(entry.summary)}",
        f"DESCRIPTION:{text(entry.description)}",
        f"URL:{entry.url}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{text(entry.summary)}",
        "TRIGGER:PT0S",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def text(words: str) -> str:
    r"""
    Return words as a TEXT value: no control characters, and backslash, semicolon, comma and line end escaped.

    Worked value: "Lin, by 18:00;\nor call" gives "Lin\, by 18:00\;\nor call" with the two letters \ and n.
    """
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(letter for letter in words if letter == "\n" or unicodedata.category(letter)[0] != "C")
    escaped = plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line broken so that no part exceeds 75 octets; a letter of several octets is never cut in two."""
    parts, part, room = [], "", LINE_OCTETS
    for letter in line:
        octets = len(letter.encode())
        if octets > room:
            parts.append(part)
            part, room = "", LINE_OCTETS - 1  # one octet is the blank a continued line begins with
        part, room = part + letter, room - octets
    return "\r\n ".join([*parts, part])


def _described(zone: ZoneInfo, at: datetime) -> Iterator[str]:
    """Describe a zone around an instant: one part for each change of the clocks, the one before it at least."""
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone.key}"
    first = at - AROUND
    yield from _part(ALWAYS, _offset(first, zone), first.astimezone(zone))
    day = first
    while day < at + AROUND:
        if _offset(day, zone) != _offset(day + DAY, zone):
            change = _change_between(day, day + DAY, zone)
            before = _offset(change - SECOND, zone)
            # A change is dated by the clock that is being left.
            left = change.astimezone(UTC).replace(tzinfo=None) + before
            yield from _part(_local(left), before, change.astimezone(zone))
        day += DAY
    yield "END:VTIMEZONE"


def _part(starts: str, before: timedelta, since: datetime) -> Iterator[str]:
    kind = "DAYLIGHT" if since.dst() else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{starts}"
    yield f"TZOFFSETFROM:{_signed(before)}"
    yield f"TZOFFSETTO:{_signed(since.utcoffset() or timedelta(0))}"
    yield f"TZNAME:{since.tzname()}"
    yield f"END:{kind}"


def _change_between(start: datetime, end: datetime, zone: ZoneInfo) -> datetime:
    """Return the first second of the new offset."""
    while end - start > SECOND:
        middle = start + (end - start) // 2
        start, end = (middle, end) if _offset(middle, zone) == _offset(start, zone) else (start, middle)
    return end.replace(microsecond=0)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _signed(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    minutes, seconds_left = divmod(rest, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02d}{minutes:02d}" + (f"{seconds_left:02d}" if seconds_left else "")


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _local(at: datetime) -> str:
    return at.strftime("%Y%m%dT%H%M%S")
