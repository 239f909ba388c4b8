"""The days a deadline was counted through, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from amends.rules.allowances import Basis
from amends.rules.calendars import DayKind
from amends.rules.deadlines import Step
from amends.services.reckoning import Reckoning
from amends.web import moments

MOST_DAYS = 70


@dataclass(frozen=True, slots=True)
class Day:
    """A day the calculation went through: what it is called, and what of it counted."""

    name: str
    remark: str
    counted: str
    is_off: bool


def counted_days(reckoning: Reckoning) -> Iterator[Day]:
    """Yield the days gone through; whole days that all count need no list."""
    if reckoning.hours is None or (reckoning.allowance and reckoning.allowance.basis == Basis.NATURAL_DAYS):
        return
    zone = reckoning.hours.zone
    for step in reckoning.steps[:MOST_DAYS]:
        is_off = step.number is None if step.counted is None else not step.counted
        yield Day(_day_name(step, zone), _remark(step), _counted(step), is_off)


def _day_name(step: Step, zone: ZoneInfo) -> str:
    noon = datetime(step.day.year, step.day.month, step.day.day, 12, tzinfo=zone)
    return f"{moments.weekday(step.day.weekday())} {moments.date(noon, noon)}"


def _remark(step: Step) -> str:
    kinds = {
        DayKind.MAKE_UP: _("make-up workday"),
        DayKind.WEEKEND: _("weekend"),
        DayKind.HOLIDAY: _("holiday"),
        DayKind.WORKING: "",
    }
    return ", ".join(filter(None, (kinds[step.kind], step.name)))


def _counted(step: Step) -> str:
    if step.counted is None:
        return _("day %(number)d") % {"number": step.number} if step.number else _("does not count")
    if not step.counted:
        return _("does not count")
    left = step.left or timedelta(0)
    if not left:
        return _("%(counted)s, and it is due") % {"counted": _clock(step.counted)}
    return _("%(counted)s counted, %(left)s left") % {"counted": _clock(step.counted), "left": _clock(left)}


def _clock(length: timedelta) -> str:
    """Return a length in hours and minutes, however many hours there are: 71 h 30 min."""
    hours, minutes = divmod(round(length / timedelta(minutes=1)), 60)
    return (
        _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}
        if minutes
        else _("%(hours)d h") % {"hours": hours}
    )
