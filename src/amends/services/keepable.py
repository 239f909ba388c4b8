"""What is known of how cases come in and how long their first answers took, to reckon which promise can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from amends.models import Case, Promise, SiteCalendar
from amends.rules.actors import Actor
from amends.rules.calendars import Calendar, usual_calendar
from amends.services.directory import directory
from amends.services.staff import require

WEEKS = 8  # looked back at; long enough for a pattern, short enough to be how it is now
RIPENING = timedelta(days=7)  # the latest week is left out of durations: of it only the quick answers are there yet
MOST = 20_000
FEWEST_ARRIVALS = 168  # one for each hour of a week
HOURS_A_WEEK = 168


@dataclass(frozen=True, slots=True)
class AnswerHistory:
    """
    What the last eight weeks say.

    per_hour  mean arrivals in each of the 168 hours of a week, Monday 0:00 first
    answered  how long it took from hearing to the first answer
    waiting   how long those have waited so far who have none
    """

    per_hour: tuple[float, ...]
    answered: tuple[timedelta, ...]
    waiting: tuple[timedelta, ...]

    @property
    def per_week(self) -> float:
        return sum(self.per_hour)

    @property
    def shows_when(self) -> bool:
        """Whether enough came in to say at which hours it comes."""
        return self.per_week * WEEKS >= FEWEST_ARRIVALS


def answer_history(*, by: Actor, now: datetime) -> AnswerHistory:
    """Return how cases came in at the places one may see, and how long their first answers took."""
    require(by, "times.read")
    zone = ZoneInfo(directory().organisation.timezone)
    since = now - timedelta(weeks=WEEKS)
    replies = Promise.objects.filter(kind="first_reply", withdrawn_at=None, case__in=Case.objects.visible_to(by))
    rows = replies.order_by("-pk").values_list("made_at", "kept_at", "settled_at")[:MOST]
    counts = [0] * HOURS_A_WEEK
    answered: list[timedelta] = []
    waiting: list[timedelta] = []
    for began, kept, settled in rows:
        if not since <= began <= now:
            continue
        there = began.astimezone(zone)
        counts[there.weekday() * 24 + there.hour] += 1
        if began <= now - RIPENING:
            done = kept or settled
            (answered if done else waiting).append(max((done or now) - began, timedelta(0)))
    return AnswerHistory(tuple(count / WEEKS for count in counts), tuple(answered), tuple(waiting))


def hours_of_the_house() -> Calendar:
    """Return when the house is open: the hours set up for its root, or else Monday to Friday, 9:00 to 18:00."""
    known = directory()
    own = SiteCalendar.objects.in_force().filter(site=known.root_id).first()
    return own.as_rule() if own else usual_calendar(ZoneInfo(known.organisation.timezone))
