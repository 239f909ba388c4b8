"""
Dates as people and programs write them into lists.

Which of 03/04/2019 is the day cannot be seen from one date. It is settled once for a whole list, from dates whose first
or second number is larger than twelve; what then makes no date is refused, never turned around in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

DAY_FIRST, MONTH_FIRST, UNSETTLED = "day first", "month first", "unsettled"
LONGEST = 64
EARLIEST, LATEST = 1900, 9990  # beyond them are placeholders, which no time zone can hold

_WEEKDAY = r"(?:\(?(?:星期|周)[一二三四五六日天]\)?\s*)?"
_ZONE = r"(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?"
_CLOCK = (
    r"(?:[t,\s]\s*|(?<=[日号])\s*)" + _WEEKDAY + r"(?P<before>上午|下午|中午|晚上|凌晨|am|pm)?\s*"
    r"(?P<hour>\d{1,2})(?:[:时点]\s*(?P<minute>\d{1,2})?\s*分?(?:[:]?\s*(?P<second>\d{1,2})(?:[.,]\d+)?\s*秒?)?)?\s*"
    r"(?P<after>[ap]\.?m\.?)?\s*" + _ZONE
)
_NUMBERS = re.compile(
    r"(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})\s*[日号]?\s*" + _WEEKDAY.rstrip("?") + f"?(?:{_CLOCK})?"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAME = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})"
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?\s*(?P<after>[ap]\.?m\.?)?\s*" + _ZONE
_NAMED = tuple(
    re.compile(r"(?:[a-z]{3,9},?\s+)?" + pattern)
    for pattern in (
        rf"{_DAY}[\s-]+{_NAME}[\s,-]+{_YEAR}(?:[,\s]+(?:at\s+)?{_TIME})?",  # Tue, 24 Feb 2015 11:35:00 -0800
        rf"{_NAME}\s+{_DAY},?\s+{_YEAR}(?:[,\s]+(?:at\s+)?{_TIME})?",  # February 24th, 2015, 11:35 AM
        rf"{_NAME}\s+{_DAY}\s+{_TIME}\s+{_YEAR}",  # Tue Feb 24 11:35:00 +0000 2015
    )
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_SECONDS = re.compile(r"(\d{10})(?:\d{3}|\.\d+)?")  # since 1970; with thirteen digits, thousandths of them
_SPREADSHEET_DAYS = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_SPREADSHEET_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no time zone
_ORDER = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?!\d)")


def read_date(text: str, *, day_first: bool, zone: tzinfo) -> datetime | None:
    """
    Return the instant (UTC) that a date means in a time zone, None when it is no date.

    A date without a time of day is its midnight; one that names its own zone is not asked for another.
    Worked value: "03/04/2019 11:35 PM", day first, in UTC gives 2019-04-03 23:35.
    """
    if len(text) > LONGEST:
        return None
    try:
        found = _read_iso(text) or _read(" ".join(text.lower().split()), day_first=day_first)
        if found is None or not EARLIEST <= found.year <= LATEST:
            return None
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def date_order(dates: Iterable[str]) -> str:
    """
    Return in which order day and month stand in these dates: one of the two, UNSETTLED when not one of them tells, ""
    when none of them is written so that it matters.

    Worked value: ["3/4/2019"] is unsettled, with "25/4/2019" it is "day first".
    """
    seen, day, month, afternoon = False, 0, 0, 0
    for text in dates:
        if found := _ORDER.match(text.strip()):
            seen = True
            day += int(found[1]) > 12
            month += int(found[2]) > 12
            afternoon += text.rstrip().lower().endswith(("am", "pm"))
    if day or month:
        return DAY_FIRST if day > month else MONTH_FIRST
    if afternoon:
        return MONTH_FIRST  # the people who write so also have the clock of twelve hours
    return UNSETTLED if seen else ""


def _read_iso(text: str) -> datetime | None:
    """By far the most frequent, and the quickest; eight digits alone are left to the others, who look at the year."""
    if not text[:4].isdigit() or text.isdigit():
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _read(text: str, *, day_first: bool) -> datetime | None:
    if found := _NUMBERS.fullmatch(text):
        first, second, third = found[1], int(found[2]), found[3]
        if len(first) > 2:
            return _moment(found, int(first), second, int(third))
        day, month = (int(first), second) if day_first else (second, int(first))
        return _moment(found, _year(third), month, day)
    for pattern in _NAMED:
        if found := pattern.fullmatch(text):
            return _moment(found, int(found["year"]), _MONTHS.index(found["month"]) + 1, int(found["day"]))
    return _read_digits(text)


def _read_digits(text: str) -> datetime | None:
    if found := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the caller knows the zone
    if found := _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(found[1]), UTC)
    if _SPREADSHEET_DAYS.fullmatch(text):
        return (_SPREADSHEET_EPOCH + timedelta(days=float(text))).replace(microsecond=0)
    return None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year > 68 else 2000)  # as POSIX has it


def _moment(found: re.Match[str], year: int, month: int, day: int) -> datetime:
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("before") or parts.get("after") or "").replace(".", "")
    if half in {"pm", "下午", "晚上", "中午"} and hour < 12 and (half != "中午" or hour < 3):
        hour += 12
    elif half in {"am", "上午", "凌晨"} and hour == 12:
        hour = 0
    moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the caller knows the zone
    zone = parts.get("zone")
    return datetime.fromisoformat(moment.isoformat() + ("+00:00" if zone[0] not in "+-" else zone)) if zone else moment
