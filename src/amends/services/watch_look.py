"""
Look whether what colleagues asked to be told of has come: one warning for each surge a watch sees.

Everything is counted anew at each look, in the process that looks for surges.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from amends.models import EarlyWarning, Staff, Watch
from amends.rules.actors import SYSTEM
from amends.rules.warnings import OVER_AFTER_DAYS, TEACHES_DAYS, taught
from amends.rules.watches import Surge, surges
from amends.services import events
from amends.services.directory import directory
from amends.services.notifications import tell_of_warnings
from amends.services.staff import actor_of
from amends.services.watch_counts import SHOWN_DAYS, Counted, count_days

if TYPE_CHECKING:  # numpy takes longer to load than everything else
    from amends.engines.early_warning.one_series import Judged

NEWS_DAYS = 7  # a case may be told late: each of these days is judged again at every look
KIND = "watch.told"


def look_at_watches(*, now: datetime) -> int:
    """Count and judge what each watch asks for, and warn; return how many warnings are new."""
    today = now.astimezone(ZoneInfo(directory().organisation.timezone)).date()
    return sum(_look(watch, now=now) for watch in Watch.objects.awake(today).order_by("pk"))


def _look(watch: Watch, *, now: datetime) -> int:
    from amends.engines.early_warning.one_series import judge  # noqa: PLC0415 - see above

    counted = count_days(watch, now=now)
    since = len(counted.counts) - SHOWN_DAYS
    judged = judge(counted.counts, first=counted.first, begun=counted.begun, since=since)
    return _settle(watch, counted, judged, now=now)


@transaction.atomic
def _settle(watch: Watch, counted: Counted, judged: Judged, *, now: datetime) -> int:
    # The watch is the lock: two looks at once write one after the other, and the second finds the warning there.
    locked = Watch.objects.select_for_update().awake(counted.today).filter(pk=watch.pk).first()
    if locked is None:
        return 0
    locked.course, locked.course_until_on = counted.counts[-SHOWN_DAYS:], counted.today
    locked.save(update_fields=["course", "course_until_on"])
    first = counted.today - timedelta(days=SHOWN_DAYS - 1)
    since = max(0, (locked.holds_from - first).days)
    found = surges(judged.days, locked.asked, since=since, least_p=_least_p(locked, now=now))
    last = found[-1] if found and found[-1].until >= SHOWN_DAYS - NEWS_DAYS else None
    known = EarlyWarning.objects.filter(watch=locked).order_by("-until_on", "-pk").first()
    if known is not None and known.is_live:
        _carry_on(known, last, judged, first, counted.today, now=now)
        return 0
    if last is None or (known is not None and _is_settled(last, known, first)):
        return 0
    _raise(locked, last, judged, first, now=now)
    return 1


def _least_p(watch: Watch, *, now: datetime) -> float:
    """Return how rare a surge has to be: after a false alarm, twice as surprising for eight weeks."""
    lately = EarlyWarning.objects.filter(watch=watch, dismissed_at__gt=now - timedelta(days=TEACHES_DAYS))
    asked = taught(((watch.pk, 0), one.p) for one in lately.filter(told_at_cases=None))
    return float(10.0 ** -asked.get((watch.pk, 0), 0.0))


def _is_settled(surge: Surge, known: EarlyWarning, first: date) -> bool:
    """Whether a colleague has said of this very surge that it is none; what goes on is the same for a fortnight."""
    goes_on = (first + timedelta(days=surge.told) - known.until_on).days <= OVER_AFTER_DAYS
    # What is more than usual has been asked to be twice as surprising; where it is, it is told again.
    has_grown = known.dismissed_at is not None and known.told_at_cases is None and not surge.is_counted
    return goes_on and not has_grown


def _raise(watch: Watch, surge: Surge, judged: Judged, first: date, *, now: datetime) -> None:
    warning = EarlyWarning(
        watch=watch, site_id=watch.site_id, failure_type_id=watch.failure_type_id, q=1.0, tried=1, near=[],
        raised_at=now, began_on=first + timedelta(days=surge.start),
    )  # fmt: skip
    if surge.is_counted:
        warning.told_at_cases, warning.told_within_days = watch.cases, watch.days
    _write(warning, surge, judged, first, now=now)
    warning.save()
    _record("warning.raised", warning, now=now)
    tell_of_warnings([(warning, KIND, person.pk) for person in who_is_told(watch)], now=now)


def _carry_on(
    warning: EarlyWarning, surge: Surge | None, judged: Judged, first: date, today: date, *, now: datetime
) -> None:
    if surge is not None:
        _write(warning, surge, judged, first, now=now)
    else:
        _draw(warning, judged, first)
    if (today - warning.until_on).days > OVER_AFTER_DAYS:
        warning.over_at = now
        _record("warning.over", warning, now=now)
    warning.save()


def _write(warning: EarlyWarning, surge: Surge, judged: Judged, first: date, *, now: datetime) -> None:
    """Write down how it stands now. Where it began may lie before what a look can see."""
    warning.began_on = min(warning.began_on, first + timedelta(days=surge.start))
    warning.until_on, warning.seen_at = first + timedelta(days=surge.until), now
    start = max(0, (warning.began_on - first).days)
    warning.observed = sum(day.count for day in judged.days[start : surge.until + 1])
    warning.expected, warning.low, warning.high = judged.span(start, surge.until)
    p = [day.p for day in judged.days[start : surge.until + 1] if day.p is not None]
    warning.p = min(p, default=1.0)
    _draw(warning, judged, first)


def _draw(warning: EarlyWarning, judged: Judged, first: date) -> None:
    warning.course_until_on = first + timedelta(days=SHOWN_DAYS - 1)
    warning.course = [(day.count, *_rounded(judged, at)) for at, day in enumerate(judged.days)]


def _rounded(judged: Judged, at: int) -> tuple[float, int, int]:
    expected, low, high = judged.span(at, at)
    return round(expected, 3), low, high


def who_is_told(watch: Watch) -> list[Staff]:
    """Return the colleagues a watch names who still may read what it sees."""
    people = watch.tells.filter(is_active=True).prefetch_related("memberships__site").order_by("pk")
    return [person for person in people if actor_of(person).may("warning.read", watch.site_id)]


def _record(verb: str, warning: EarlyWarning, *, now: datetime) -> None:
    events.record_for_organisation(
        verb, by=SYSTEM, now=now, warning=warning.pk, site=warning.site_id, failure_type=warning.failure_type_id,
        watch=warning.watch_id,
    )  # fmt: skip
