"""Days as they are said in English."""

from __future__ import annotations

import re
from datetime import date, timedelta

from amends.engines.triage.figures import whole
from amends.engines.triage.stated import LIKELY, SURE, UNSURE
from amends.engines.triage.written_days import NO_DAY, Meant, Reader, near

RECENT = 3  # days: "last Friday" on a Sunday may be two days ago, or nine
_WEEK = timedelta(weeks=1)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:,? (?P<year>20\d\d))?(?![\d:%])"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = {word: number for number, word in enumerate(_NUMBERS, 1)} | {"a": 1, "an": 1}


def _named_month(found: re.Match[str], told_on: date) -> Meant:
    name = found["month"]
    if name in {"may", "march", "mar"}:
        return NO_DAY  # verbs, unless they begin with a capital
    month = _MONTHS.index(name[:3].lower()) + 1
    return [near(told_on, month, int(found["day"]), found["year"])], SURE


def _of_month(found: re.Match[str], told_on: date) -> Meant:
    month = told_on.replace(day=1)
    day = int(found["day"])
    last = (month - timedelta(days=1)).replace(day=1)
    return [month.replace(day=day) if day <= told_on.day else last.replace(day=day)], LIKELY


def _relative(found: re.Match[str], told_on: date) -> Meant:
    said = found[0].lower()
    ago = 2 if "before" in said else 1 if said in {"yesterday", "last night"} else -1 if said == "tomorrow" else 0
    return [told_on - timedelta(days=ago)], SURE


def _weekday(found: re.Match[str], told_on: date) -> Meant:
    wanted, before = _DAYS.index(found["day"].lower()), (found["before"] or "").strip().lower()
    if found["of"]:
        return [told_on - timedelta(days=told_on.weekday() + 7 - wanted)], SURE
    ahead = told_on + timedelta(days=(wanted - told_on.weekday() - 1) % 7 + 1)
    if before in {"next", "until", "till", "by"}:
        return [ahead], LIKELY
    back = (told_on.weekday() - wanted) % 7
    if before == "last":
        back = back or 7
        day = told_on - timedelta(days=back)
        return ([day, day - _WEEK], UNSURE) if back <= RECENT else ([day], LIKELY)
    day = told_on - timedelta(days=back)
    return ([day], LIKELY) if before else ([day, ahead], UNSURE)


def _ago(found: re.Match[str], told_on: date) -> Meant:
    number = whole(found["number"]) if found["number"].isdigit() else _COUNT.get(found["number"].lower())
    days = 7 if found["unit"].lower() == "week" else 1
    return ([told_on - timedelta(days=number * days)], SURE) if number else NO_DAY


def _read(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


READERS: tuple[Reader, ...] = (
    (_read(rf"(?<![\d.,])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}{_YEAR}"), _named_month),
    (_read(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\w.]\d|[a-z]){_YEAR}"), _named_month),
    (
        _read(
            r"(?:(?<=\bon the )|(?<=\bby the )|(?<=\band the ))(?P<day>\d{1,2})(?:st|nd|rd|th)"
            r"(?! (?:\w+ )?(?:floor|time|of|avenue|street|row)\b)"
        ),
        _of_month,
    ),
    (
        _read(
            r"\b(?:the day before yesterday|yesterday|last night|today|tonight|tomorrow"
            r"|this (?:morning|afternoon|evening))\b"
        ),
        _relative,
    ),
    (
        _read(
            r"(?<!\bblack )(?<!\bgood )\b(?P<before>last |next |on |since |until |till |by )?"
            rf"(?P<day>{'|'.join(_DAYS)})\b(?P<of> of last week)?"
        ),
        _weekday,
    ),
    (_read(rf"\b(?P<number>\d{{1,3}}|an?|{'|'.join(_NUMBERS)}) (?P<unit>day|week|night)s? ago\b"), _ago),
)
