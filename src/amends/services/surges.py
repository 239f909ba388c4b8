"""
Look for places and kinds of failure from which more comes in than should, and keep one warning for each cause.

Everything is counted anew at each look, so nothing depends on an earlier one: a worker killed half-way leaves nothing
behind, two at once settle it one after the other, and what was told late or named later counts where it belongs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from amends.database.day_counts import ORIGIN, counted_by_day
from amends.gateways.own_process import start_soon
from amends.models import Case, EarlyWarning, Organisation, Watch
from amends.rules.actors import SYSTEM
from amends.rules.warnings import ALL_KINDS, OVER_AFTER_DAYS, TEACHES_DAYS, Key, Sign, settle, taught
from amends.services import events
from amends.services.directory import directory
from amends.services.leaders import nearest_supervisors
from amends.services.notifications import tell_of_warnings

if TYPE_CHECKING:  # numpy takes longer to load than everything else, and room that the web process has no use for
    from amends.engines.early_warning.levels import Levels, Rows
    from amends.engines.early_warning.signs import Looked

SPAN_DAYS = 731  # two years: a season is known by having been there before
LEAST_DAYS = 29  # of history; with less there is nothing to compare with
KIND = "warning.raised"


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the counts up to ``today`` found; days of signs count from ``first_shown``."""

    today: date
    first_shown: date
    tried: int
    found: Looked

    def day(self, at: int) -> date:
        return self.first_shown + timedelta(days=at)


def send_for_surges(*, now: datetime, start: Callable[..., None] = start_soon) -> int:
    """
    Have a look taken soon, in a process of its own, once there is history or a watch; return how many, 1 or 0.

    The worker runs for months: it would keep the room that numpy takes, and stand still while a large house is counted.
    """
    if not has_history(now=now) and not Watch.objects.kept().exists():
        return 0
    start("warn", "--now")
    return 1


def has_history(*, now: datetime) -> bool:
    """Whether there was a case long enough ago for others to be compared with."""
    return Case.objects.filter(received_at__lt=now - timedelta(days=LEAST_DAYS)).exists()


def look_for_surges(*, now: datetime) -> int:
    """Count, judge, and raise or carry on what stands out; return how many warnings are new."""
    if not has_history(now=now):
        return 0
    live = {warning.key: warning.began_on for warning in EarlyWarning.objects.unasked().live()}
    look = _look(live, now=now)
    return _settle(look, now=now) if look else 0


def _look(live: Mapping[Key, date], *, now: datetime) -> Look | None:
    """Count and judge, outside any transaction; None while there is too little history."""
    from amends.engines.early_warning.limits import limit_for  # noqa: PLC0415 - see above
    from amends.engines.early_warning.signs import SHOWN_DAYS  # noqa: PLC0415 - see above
    from amends.engines.early_warning.signs import look as judge  # noqa: PLC0415

    today = now.astimezone(ZoneInfo(directory().organisation.timezone)).date()
    levels = _levels(today, live)
    if levels is None or not levels.keys:
        return None
    days = levels.counts.shape[1]
    shown = min(SHOWN_DAYS, days - 1)
    first_shown = today - timedelta(days=shown - 1)
    begun = {key: (began_on - first_shown).days for key, began_on in live.items()}
    first = (today - ORIGIN).days + 1 - days
    limit = limit_for(levels, first=first, a_year=directory().organisation.false_warnings_a_year)
    found = judge(levels, directory().lines, first=first, begun=begun, limit=limit)
    return Look(today, first_shown, levels.tried, found)


def _levels(today: date, live: Mapping[Key, date]) -> Levels | None:
    """Return the series to judge, from the first day with a case on."""
    from amends.engines.early_warning.levels import levels_of  # noqa: PLC0415 - see above

    rows, first = read_rows(today)
    days = (today - first).days + 1
    return levels_of(rows, directory().lines, days=days, keep=live) if days >= LEAST_DAYS else None


def read_rows(today: date) -> tuple[Rows, date]:
    """Return the counts of the span, its days counted from the first that has a case, and that day."""
    import numpy as np  # noqa: PLC0415 - see above

    from amends.engines.early_warning.levels import Rows  # noqa: PLC0415

    zone = ZoneInfo(directory().organisation.timezone)
    counted = counted_by_day(first=today - timedelta(days=SPAN_DAYS - 1), last=today, zone=zone)
    table = np.concatenate([np.zeros((0, 4), np.int64), *(np.array(batch, np.int64) for batch in counted)])
    first = int(table[:, 0].min()) if len(table) else (today - ORIGIN).days
    return Rows(table[:, 0] - first, *table[:, 1:].T), ORIGIN + timedelta(days=first)


@transaction.atomic
def _settle(look: Look, *, now: datetime) -> int:
    # The one row is the lock: two looks at once write one after the other, and the second finds the warnings there.
    Organisation.objects.select_for_update().first()
    live = {warning.key: warning for warning in EarlyWarning.objects.unasked().live().order_by("pk")}
    settled = settle(
        look.found.signs,
        live=live,
        seen=[key for key, warning in live.items() if warning.acknowledged_at],
        asked=_taught(now=now),
        lines=directory().lines,
    )
    for key, warning in live.items():
        if key in look.found.courses:
            warning.course, warning.course_until_on = look.found.courses[key], look.today
    for sign in settled.goes_on:
        _write(live[sign.key], sign, look, now=now)
    told = [_moved(live[key], sign, look, now=now) for key, sign in settled.moves]
    raised = [_raised(sign, look, now=now) for sign in settled.new]
    for warning in live.values():
        _rest(warning, look, now=now)
        warning.save()
    _tell([*told, *raised], now=now)
    return len(raised)


def _taught(*, now: datetime) -> dict[Key, float]:
    lately = EarlyWarning.objects.unasked().filter(dismissed_at__gt=now - timedelta(days=TEACHES_DAYS))
    return taught((warning.key, warning.p) for warning in lately)


def _write(warning: EarlyWarning, sign: Sign, look: Look, *, now: datetime) -> None:
    """Write down how it stands now. Where it began may lie before what a look can see."""
    warning.began_on = min(warning.began_on or look.today, look.day(sign.start))
    warning.until_on, warning.seen_at = look.day(sign.at), now
    warning.observed, warning.expected = sign.observed, sign.expected
    warning.low, warning.high = sign.low, sign.high
    warning.p, warning.q, warning.tried = sign.p, sign.q, look.tried
    warning.near = [list(key) for key in sign.near]
    warning.course, warning.course_until_on = look.found.courses[sign.key], look.today


def _raised(sign: Sign, look: Look, *, now: datetime) -> EarlyWarning:
    warning = EarlyWarning(raised_at=now)
    _name(warning, sign.key)
    _write(warning, sign, look, now=now)
    warning.save()
    _record("warning.raised", warning, now=now)
    return warning


def _moved(warning: EarlyWarning, sign: Sign, look: Look, *, now: datetime) -> EarlyWarning:
    """Let a warning be about another level from now on, at which its cause shows clearly better."""
    _name(warning, sign.key)
    warning.began_on = look.day(sign.start)
    _write(warning, sign, look, now=now)
    _record("warning.moved", warning, now=now)
    return warning


def _name(warning: EarlyWarning, key: Key) -> None:
    warning.site_id, warning.failure_type_id = key[0], None if key[1] == ALL_KINDS else key[1]


def _rest(warning: EarlyWarning, look: Look, *, now: datetime) -> None:
    if (look.today - warning.until_on).days > OVER_AFTER_DAYS:
        warning.over_at = now
        _record("warning.over", warning, now=now)


def _record(verb: str, warning: EarlyWarning, *, now: datetime) -> None:
    events.record_for_organisation(
        verb, by=SYSTEM, now=now, warning=warning.pk, site=warning.site_id, failure_type=warning.failure_type_id
    )


def _tell(warnings: list[EarlyWarning], *, now: datetime) -> None:
    lines = directory().lines
    told = [(one, KIND, person) for one in warnings for person in nearest_supervisors(lines.get(one.site_id, ()))]
    tell_of_warnings(told, now=now)
