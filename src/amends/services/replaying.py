"""What early warning would have told this house over the last year, and what of it colleagues called false."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from amends.database.day_counts import ORIGIN
from amends.models import EarlyWarning
from amends.rules.warnings import Replayed
from amends.services.directory import directory
from amends.services.surges import LEAST_DAYS, has_history, read_rows

REPLAYED_DAYS = 365


@dataclass(frozen=True, slots=True)
class Report:
    """
    The warnings of ``days`` days from ``since`` on, and how many judged warnings of that time were called false.

    ``a_year`` false ones were asked for; None: there is too little history, and fixed limits hold.
    """

    since: date
    days: int
    warnings: list[Replayed]
    judged: int
    false: int
    a_year: int | None


def report_on_history(*, now: datetime) -> Report | None:
    """Go through the last year as if each day were the newest; None while there is too little history."""
    from amends.engines.early_warning.levels import levels_of  # noqa: PLC0415 - numpy, which few processes need
    from amends.engines.early_warning.limits import FIXED, limit_for  # noqa: PLC0415
    from amends.engines.early_warning.replaying import replay  # noqa: PLC0415

    if not has_history(now=now):
        return None
    today = now.astimezone(ZoneInfo(directory().organisation.timezone)).date()
    rows, first = read_rows(today)
    days = (today - first).days + 1
    if days < LEAST_DAYS:
        return None
    levels = levels_of(rows, directory().lines, days=days, lately=days)
    span = min(REPLAYED_DAYS, days - 1)
    number, a_year = (first - ORIGIN).days, directory().organisation.false_warnings_a_year
    limit = limit_for(levels, first=number, a_year=a_year)
    found = replay(levels, directory().lines, first=number, span=span, limit=limit)
    since = today - timedelta(days=span - 1)
    told = EarlyWarning.objects.unasked().filter(until_on__gte=since)
    false = told.filter(dismissed_at__isnull=False).count()
    judged = false + told.filter(dismissed_at=None, acknowledged_at__isnull=False).count()
    return Report(since, span, found, judged, false, None if limit == FIXED else a_year)
