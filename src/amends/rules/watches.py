"""When a watch that a colleague defined tells, and which of its days belong to one surge."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from amends.rules.refusals import Invalid, gettext_noop
from amends.rules.warnings import OVER_AFTER_DAYS
from amends.rules.words import query_tokens

MOST_CASES = 1_000
MOST_DAYS = 60
MOST_PHRASES = 10
LONGEST_WORDS = 200
FALSE_ALARMS = (30, 10, 2)  # in ten years, as a colleague may choose them
PER_P = 1_000  # false surges in ten years that a p value of 1 would bring, see `p_asked`
_BETWEEN = re.compile(r"[,;\n，、；]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What a watch waits for; one of the two at least.

    false_alarms  in ten years that more than usual may bring; None: it is not asked for
    cases, days   so many cases within so many days; None: no count is asked for
    """

    false_alarms: int | None = None
    cases: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """What came in on a day, and how the engine judges it; p is None where there is too little history."""

    count: int
    p: float | None = None
    mean: float = 0.0
    start: int = 0  # the day on which a surge up to this one began


@dataclass(frozen=True, slots=True)
class Surge:
    """Days that told, with less than a fortnight between them, all counted from the first that was looked at."""

    start: int
    told: int
    until: int
    is_counted: bool  # told by the count; by more than usual where that says so as well


def require_asked(asked: Asked) -> Asked:
    """Return what is asked for; raise Invalid when nothing is, or what nobody can mean."""
    if asked.false_alarms is None and asked.cases is None and asked.days is None:
        raise Invalid(gettext_noop("Choose when it tells: more than usual, a number of cases, or both."), field="how")
    if asked.false_alarms is not None and asked.false_alarms not in FALSE_ALARMS:
        raise Invalid(gettext_noop("Choose one of the offered numbers."), field="false_alarms")
    if asked.cases is None and asked.days is None:
        return asked
    if asked.cases is None or not 1 <= asked.cases <= MOST_CASES:
        raise Invalid(gettext_noop("From how many cases on? Write a number from 1 to 1,000."), field="cases")
    if asked.days is None or not 1 <= asked.days <= MOST_DAYS:
        raise Invalid(gettext_noop("Within how many days? Write a number from 1 to 60."), field="days")
    return asked


def phrases(words: str) -> tuple[str, ...]:
    """
    Return the phrases of which one has to stand in a case, parted by commas; all words of a phrase have to.

    Worked value: "smoke, 异味、smell of gas" gives smoke, 异味, smell of gas.
    """
    found = [" ".join(part.split()) for part in _BETWEEN.split(words)]
    return tuple(dict.fromkeys(part for part in found if query_tokens(part)))[:MOST_PHRASES]


def p_asked(false_alarms: int) -> float:
    """
    Return the p value at or below which a day is told, for so many false surges in ten years.

    Measured on 300 quiet series with 0.02 to 10 cases a day, variance once and twice the mean, judged for a year after
    two: p of 0.03, 0.01 and 0.002 bring at most 1.7, 0.8 and 0.21 surges a year, fewer where cases are rare.
    Worked value: 10 gives 0.01.
    """
    return false_alarms / PER_P


def surges(days: Sequence[Day], asked: Asked, *, since: int = 0, least_p: float = 1.0) -> list[Surge]:
    """
    Return the surges a watch tells of, the oldest first; each is told once, on its first day that tells.

    since    days before it do not tell, but count
    least_p  more than usual tells only at or below it, after a false alarm
    """
    found: list[Surge] = []
    for at in range(since, len(days)):
        unusual, counted = _is_unusual(days[at], asked, least_p), _is_reached(days, at, asked)
        if not unusual and not counted:
            continue
        if found and at - found[-1].until <= OVER_AFTER_DAYS:
            last = found[-1]
            found[-1] = Surge(last.start, last.told, at, is_counted=last.is_counted and not unusual)
        else:
            start = days[at].start if unusual else _first_counted(days, at, asked)
            found.append(Surge(start, at, at, is_counted=not unusual))
    return found


def _is_unusual(day: Day, asked: Asked, least_p: float) -> bool:
    if asked.false_alarms is None or day.p is None or day.count <= day.mean:
        return False
    return day.p <= min(p_asked(asked.false_alarms), least_p)


def _is_reached(days: Sequence[Day], at: int, asked: Asked) -> bool:
    """A day on which nothing came in tells nothing new."""
    if asked.cases is None or asked.days is None or not days[at].count:
        return False
    return sum(day.count for day in days[max(0, at - asked.days + 1) : at + 1]) >= asked.cases


def _first_counted(days: Sequence[Day], at: int, asked: Asked) -> int:
    first = max(0, at - (asked.days or 1) + 1)
    return next(day for day in range(first, at + 1) if days[day].count)
