"""Cases counted by day, place and kind of failure: one pass over the table a stretch of one time zone's offset."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from amends.database.rows import instant

ORIGIN = date(1900, 1, 1)  # day 0, as in the engine that judges the counts
AT_ONCE = 10_000

DayCount = tuple[int, int, int, int]  # day, place, kind of failure (0: none was named), cases


def counted_by_day(*, first: date, last: date, zone: ZoneInfo) -> Iterator[list[DayCount]]:
    """
    Yield the counts of these days in batches. What was closed as no failure of ours, or as told twice, is not counted.

    Beside the table itself nothing is kept, so nothing of it has to be right when words come in, move or are named
    anew: a million cases take a second, once an hour, in a process of its own.
    """
    for start, end, offset in _stretches(first, last, zone):
        with connection.cursor() as cursor:
            cursor.execute(_sql(), [_shift(offset), instant(start), instant(end)])
            while found := cursor.fetchmany(AT_ONCE):
                yield found


def counted_on_days(cases: QuerySet[Any], *, first: date, last: date, zone: ZoneInfo) -> list[int]:
    """Return how many of some cases were received on each of these days, those counted as above."""
    counts = [0] * ((last - first).days + 1)
    for start, end, offset in _stretches(first, last, zone):
        within = cases.filter(received_at__gte=start, received_at__lt=end).exclude(state="closed_out")
        day = RawSQL(_day("amends_case.received_at"), [_shift(offset)], output_field=IntegerField())  # noqa: S611 - no value in it
        for on, count in within.order_by().annotate(on=day).values_list("on").annotate(count=Count("pk")):
            counts[on - (first - ORIGIN).days] += count
    return counts


def _stretches(first: date, last: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Yield stretches of days with one offset; on the day it changes, the hour around midnight may count elsewhere."""
    begin, day = first, first
    while day <= last:
        day += timedelta(days=1)
        if day > last or _offset(day, zone) != _offset(begin, zone):
            yield _midnight(begin, zone), _midnight(day, zone), _offset(begin, zone)
            begin = day


def _offset(day: date, zone: ZoneInfo) -> timedelta:
    return datetime.combine(day, time(12), zone).utcoffset() or timedelta()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _shift(offset: timedelta) -> str:
    return f"{offset.total_seconds() / 60:+g} minutes"


def _day(column: str) -> str:
    """Return the day of an instant, counted from the origin: no engine knows the other's arithmetic of days."""
    if connection.vendor == "sqlite":
        return f"CAST(julianday({column}, %s) - 2415020.5 AS INTEGER)"
    return f"(({column} AT TIME ZONE 'UTC' + %s::interval)::date - DATE '1900-01-01')"


def _sql() -> str:
    return f"""
        SELECT {_day("received_at")}, site_id, COALESCE(failure_type_id, 0), COUNT(*) FROM amends_case
        WHERE received_at >= %s AND received_at < %s AND state <> 'closed_out' GROUP BY 1, 2, 3
    """  # noqa: S608 - no value in it
