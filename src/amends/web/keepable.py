"""Which promise can we keep: from what comes in, who is there and what the past allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, isinf
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from amends.rules.calendars import Calendar
from amends.services.keepable import AnswerHistory, answer_history, hours_of_the_house
from amends.services.staff import require
from amends.web.keepable_chart import chart_of
from amends.web.moments import length
from amends.web.navigation import staff_page_of
from amends.web.visitors import StaffRequest, staff_page

if TYPE_CHECKING:
    from amends.engines.keepable.offering import Offer
    from amends.engines.keepable.weeks import Simulated

SEED = 2026  # the same question has the same answer
MORE_STAFF = (-1, 1, 2, 3)  # beside those who are there
FEWER_WEEKS = 100  # of the other staffings
BORDERS = {"staff": (1, 200), "minutes": (1, 480), "per_week": (1, 5000), "shrinkage": (0, 80)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is reckoned with: people at work, minutes on a case, cases a week, share of paid time lost in percent."""

    staff: int
    minutes: int
    per_week: int
    shrinkage: int


@staff_page
def keepable(request: StaffRequest) -> HttpResponseBase:
    """Show the smallest promise that simulated weeks keep and history allows, and what other staffings would."""
    require(request.actor, "times.read")
    history = answer_history(by=request.actor, now=request.now)
    asked = _asked(request, history)
    found = reckoned(asked, history, hours_of_the_house(), request.now.date())
    context = {
        "asked": asked,
        "borders": BORDERS,
        "history": history,
        "count": len(history.answered) + len(history.waiting),
        **found,
    }
    return staff_page_of(request, "keepable.html", context)


def _asked(request: StaffRequest, history: AnswerHistory) -> Asked:
    usual = {"staff": 3, "minutes": 30, "per_week": round(history.per_week) or 50, "shrinkage": 30}
    return Asked(**{name: _within(request.GET.get(name, ""), usual[name], *BORDERS[name]) for name in usual})


def _within(told: str, usual: int, least: int, most: int) -> int:
    number = int(told) if told.isascii() and told.isdigit() and len(told) < 7 else usual
    return min(max(number, least), most)


def reckoned(asked: Asked, history: AnswerHistory, calendar: Calendar, first: date) -> dict[str, Any]:
    """Return what the page says: the finding, the chart and the table of staffings."""
    from amends.engines.keepable.offering import offer  # noqa: PLC0415 - arrays take long to load
    from amends.engines.keepable.waiting import on_the_roll  # noqa: PLC0415 - arrays take long to load
    from amends.engines.keepable.weeks import Work, simulate, spread_over_openings  # noqa: PLC0415 - arrays take long to load

    if history.shows_when:
        per_hour = tuple(one * asked.per_week / history.per_week for one in history.per_hour)
    else:
        per_hour = spread_over_openings(asked.per_week, calendar)

    def weeks_with(staff: int, weeks: int = 0) -> Simulated:
        return simulate(Work(per_hour, asked.minutes, staff), calendar, first, seed=SEED, weeks=weeks)

    here = weeks_with(asked.staff)
    best = offer(here, history.answered, history.waiting)
    others = [asked.staff + more for more in MORE_STAFF if asked.staff + more > 0]
    rows = [(staff, weeks_with(staff, FEWER_WEEKS).smallest()) for staff in others]
    rows = sorted([*rows, (asked.staff, best.by_weeks)])
    return {
        "statement": _statement(best),
        "why": _why(best, len(here.worst)),
        "chart": chart_of(here, best),
        "weeks": len(here.worst),
        "staffings": [
            {
                "staff": staff,
                "roll": on_the_roll(staff, asked.shrinkage / 100),
                "promise": told(hours),
                "is_here": staff == asked.staff,
            }
            for staff, hours in rows
        ],
    }


def _statement(best: Offer) -> str:
    if isinf(best.hours):
        return _("No promise can be kept: more comes in than is answered")
    return _("You can promise an answer within %(promise)s") % {"promise": told(best.hours)}


def _why(best: Offer, weeks: int) -> list[str]:
    simulated = _("Nineteen of twenty simulated weeks keep %(promise)s (%(weeks)d weeks)")
    lines = [simulated % {"promise": told(best.by_weeks), "weeks": weeks}] if not isinf(best.by_weeks) else []
    if isinf(best.by_history):
        lines.append(_("Too many still wait for their first answer: the past allows no promise"))
    elif best.is_proven:
        lines.append(_("The past allows nothing shorter than %(promise)s") % {"promise": told(best.by_history)})
    elif best.by_history:
        few = _(
            "Fewer than 59 answers prove nothing yet, so nothing shorter than the longest wait is offered: %(longest)s"
        )
        lines.append(few % {"longest": told(best.by_history)})
    else:
        lines.append(_("There is no history yet: this is only as good as the numbers below"))
    return lines


def told(hours: float) -> str:
    """Return how long a promise is, never shorter than it is: 30 h, 61 h, 3 days; a dash where no length is enough."""
    if isinf(hours):
        return "–"
    if hours < 24 or (hours > 48 and hours % 24 == 0):
        return length(timedelta(minutes=ceil(round(hours * 60, 6))), in_sentence=True)
    return _("%(hours)d h") % {"hours": ceil(hours)}
