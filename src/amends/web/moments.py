"""Instants and durations as people read them, in the language and time zone that are active for the request."""

from __future__ import annotations

from datetime import date as date_of_days
from datetime import datetime, time, timedelta

from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from amends.rules.clocks import counted_in

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
YEAR = 365 * DAY
NEAR = 6  # days within which a weekday alone says which day is meant


WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)
MONTHS = (
    pgettext_lazy("month", "Jan"),
    pgettext_lazy("month", "Feb"),
    pgettext_lazy("month", "Mar"),
    pgettext_lazy("month", "Apr"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "Jun"),
    pgettext_lazy("month", "Jul"),
    pgettext_lazy("month", "Aug"),
    pgettext_lazy("month", "Sep"),
    pgettext_lazy("month", "Oct"),
    pgettext_lazy("month", "Nov"),
    pgettext_lazy("month", "Dec"),
)


def weekday(number: int) -> str:
    """Return the short name of a weekday, Monday being 0: Fri, 周五."""
    return str(WEEKDAYS[number])


def month(number: int) -> str:
    """Return the short name of a month, January being 1: Nov, 11月."""
    return str(MONTHS[number - 1])


def date(instant: datetime, now: datetime) -> str:
    """Return the date, with its year when it is not this one: 17 Nov, 17 Nov 2025, 11月17日."""
    there, here = localtime(instant), localtime(now)
    parts = {"day": there.day, "month": month(there.month), "year": there.year}
    if there.year == here.year:
        return pgettext("a date this year", "%(day)d %(month)s") % parts
    return pgettext("a date of another year", "%(day)d %(month)s %(year)d") % parts


def day(instant: datetime, now: datetime) -> str:
    """Return the day alone: today, tomorrow, yesterday, Fri, 17 Nov."""
    away = (localtime(instant).date() - localtime(now).date()).days
    if away == 0:
        return _("today")
    if away == 1:
        return _("tomorrow")
    if away == -1:
        return _("yesterday")
    return weekday(localtime(instant).weekday()) if -NEAR <= away <= NEAR else date(instant, now)


def noon(there: date_of_days) -> datetime:
    """Return the middle of a day where the reader is, for the words of a day that has no time."""
    return datetime.combine(there, time(12), get_current_timezone())


def day_in_full(instant: datetime, now: datetime) -> str:
    """Return weekday and date, for a line between two days: Tue 17 Nov; today and yesterday are said so."""
    away = (localtime(now).date() - localtime(instant).date()).days
    if away in {0, 1}:
        return (_("Today"), _("Yesterday"))[away]
    parts = {"weekday": weekday(localtime(instant).weekday()), "date": date(instant, now)}
    return pgettext("weekday and date", "%(weekday)s %(date)s") % parts


def clock(instant: datetime) -> str:
    """Return the time of day, 24 hours: 09:30."""
    there = localtime(instant)
    return f"{there.hour:02d}:{there.minute:02d}"


def stamp(instant: datetime, now: datetime) -> str:
    """Return day and time: today 18:00, Fri 09:30, 17 Nov 21:08."""
    return f"{day(instant, now)} {clock(instant)}"


def when(instant: datetime, now: datetime) -> str:
    """Return day and time, but the date alone when it is far: today 18:00, Fri 09:30, 17 Nov."""
    away = (localtime(instant).date() - localtime(now).date()).days
    return stamp(instant, now) if -NEAR <= away <= NEAR else date(instant, now)


def exact(instant: datetime) -> str:
    """Return the instant in full with its zone, for tooltips: 2026-11-17 21:08+08:00."""
    return localtime(instant).isoformat(" ", "minutes")


def by(instant: datetime, now: datetime) -> str:
    """Return a due instant as it stands in a sentence: by 18:00 today, 今天 18:00 前."""
    away = (localtime(instant).date() - localtime(now).date()).days
    time = clock(instant)
    if away == 0:
        return _("by %(time)s today") % {"time": time}
    if away == 1:
        return _("by %(time)s tomorrow") % {"time": time}
    if -NEAR <= away <= NEAR:
        return _("by %(time)s on %(day)s") % {"time": time, "day": weekday(localtime(instant).weekday())}
    return _("by %(time)s on %(date)s") % {"time": time, "date": date(instant, now)}


def length(span: timedelta, *, in_sentence: bool = False) -> str:
    """Return a duration in at most two units: 52 min, 3 h 40 min, 2 days, 3 years; under a minute is said so."""
    seconds = int(abs(span.total_seconds()))
    if seconds < MINUTE:
        return _("under 1 min")
    if seconds < HOUR and in_sentence:
        return pgettext("in a sentence", "%(minutes)d min") % {"minutes": seconds // MINUTE}
    if seconds < HOUR:
        return _("%(minutes)d min") % {"minutes": seconds // MINUTE}
    if seconds < DAY:
        return _hours(seconds)
    if seconds < 2 * YEAR:
        return ngettext("%(days)d day", "%(days)d days", seconds // DAY) % {"days": seconds // DAY}
    return ngettext("%(years)d year", "%(years)d years", seconds // YEAR) % {"years": seconds // YEAR}


def _hours(seconds: int) -> str:
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    if not minutes:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}


def left(instant: datetime, now: datetime) -> str:
    """Return the time left as a badge says it: 3 h 40 min within a day, then weekday and time; zh 还有 3 小时 40 分."""
    if counted_in(instant - now) == "instant":
        return stamp(instant, now)
    return pgettext("time left, on a badge", "%(length)s") % {"length": length(instant - now)}


def remaining(instant: datetime, now: datetime) -> str:
    """Return the time left as words beside a promise: 2 h 49 min left."""
    return _("%(length)s left") % {"length": length(instant - now)}


def ago(instant: datetime, now: datetime) -> str:
    """Return how long ago, in one short word for narrow columns: now, 4 min, 2 h, Tue, 17 Nov, Nov 2024."""
    seconds = int((now - instant).total_seconds())
    if seconds < MINUTE:
        return _("now")
    if seconds < HOUR:
        return _("%(minutes)d min") % {"minutes": seconds // MINUTE}
    if seconds < DAY:
        return _("%(hours)d h") % {"hours": seconds // HOUR}
    away = (localtime(now).date() - localtime(instant).date()).days
    if away <= NEAR:
        return weekday(localtime(instant).weekday())
    there = localtime(instant)
    if there.year == localtime(now).year:
        return date(instant, now)
    return pgettext("a month of another year", "%(month)s %(year)d") % {"month": month(there.month), "year": there.year}
