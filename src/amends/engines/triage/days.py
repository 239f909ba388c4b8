"""Days and times that words state, counted from when they were told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from amends.engines.triage import chinese_days, english_days, written_days
from amends.engines.triage.chinese_days import NUMBER, PART
from amends.engines.triage.figures import HAN, whole
from amends.engines.triage.stated import LIKELY, Fact
from amends.engines.triage.written_days import Meant

READERS = (*chinese_days.READERS, *written_days.READERS, *english_days.READERS)
_LATER = ("下午", "傍晚", "晚", "夜")


def days_in(text: str, told_on: date) -> Iterator[Fact]:
    """
    Yield the days of a text, "2026-11-21" or with a time "2026-11-21 19:30", and times that stand alone, "03:00".

    Worked values, told on Sunday 22 November 2026: "昨天晚上" is 2026-11-21, "last Tuesday" 2026-11-17, "上周二"
    2026-11-10, and "3/11" 2026-11-03 or 2026-03-11.
    """
    ends: list[tuple[int, int]] = []
    for expression, meant in READERS:
        for found in expression.finditer(text):
            days, confidence = _safely(meant, found, told_on)
            if days:
                time, end = _time_after(text, found)
                first, *others = [f"{day.isoformat()} {time}".strip() for day in days]
                ends.append((found.start(), end))
                yield Fact("date", first, found.start(), end, confidence, tuple(others))
    for found in _TIME.finditer(text):
        is_dated = any(start < found.end() and found.start() < end for start, end in ends)
        if not is_dated and not _PERHAPS.fullmatch(found[0]) and (time := _clock(found)):
            yield Fact("time", time, *found.span(), LIKELY)


def _safely(meant: Callable[[re.Match[str], date], Meant], found: re.Match[str], told_on: date) -> Meant:
    try:
        return meant(found, told_on)
    except (OverflowError, ValueError):  # the thirtieth of February
        return [], 0


_TIME = re.compile(
    rf"(?:(?P<part>{PART}) ?)?(?:(?P<zh>{NUMBER}) ?点(?!名|评|击|单|餐|心|儿|头)"
    rf"(?:(?P<half>半)| ?(?P<minutes>{NUMBER}) ?分| ?(?P<exact>\d\d)(?!\d)|钟)?"
    r"|(?<![\d:.])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![\d:])(?: ?(?P<m>[ap])\.?m\b\.?)?"
    r"|\b(?P<bare>\d{1,2}) ?(?P<n>[ap])\.?m\b\.?)",
    re.IGNORECASE,
)
_PERHAPS = re.compile(f"{HAN}+点")  # 一点也不 and 两点意见 are no times
_TO_TIME = re.compile(r",? ?(?:的|at |around |about )?", re.IGNORECASE)


def _time_after(text: str, day: re.Match[str]) -> tuple[str, int]:
    gap = _TO_TIME.match(text, day.end())
    found = _TIME.match(text, gap.end() if gap else day.end())
    time = _clock(found, day[0]) if found else ""
    return (time, found.end()) if found and time else ("", day.end())


def _clock(found: re.Match[str], day: str = "") -> str:
    """Return the time as 19:30, "" where it is none."""
    told = found.groupdict()
    hour = whole(told["zh"] or told["hour"] or told["bare"])
    minute = 30 if told["half"] else whole(told["minutes"] or told["exact"] or told["minute"] or "0")
    half = (told["m"] or told["n"] or "").lower()
    is_later = half == "p" or any(word in (told["part"] or day[-2:]) for word in _LATER)
    if hour is None or minute is None:
        return ""
    if hour == 12 and (half == "a" or (is_later and half != "p")):
        return ""  # twelve at night belongs to two days
    hour += 12 if is_later and hour < 12 else 0
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""
