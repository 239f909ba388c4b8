"""Deadlines to the minute: the values of the law, and a stopwatch that is watched minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.gateways.public_holidays import public_holidays
from amends.rules.allowances import Allowance, Basis, allow
from amends.rules.calendars import Calendar
from amends.rules.deadlines import deadline, open_time
from amends.rules.promises import Pause
from amends.rules.refusals import Invalid

MINUTE = timedelta(minutes=1)
OFFICE = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
ZONES = [ZoneInfo(name) for name in ("Europe/Paris", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")]


def calendar(country: str, zone: str) -> Calendar:
    known = public_holidays(country, range(2024, 2028))
    return Calendar(ZoneInfo(zone), (((9 * 60, 18 * 60),),) * 5 + ((), ()), known.days_off, known.make_up)


CHINA, ENGLAND = calendar("cn", "Asia/Shanghai"), calendar("uk", "Europe/London")
PARIS = calendar("none", "Europe/Paris")


def due(started: str, told: str, where: Calendar, basis: str = "") -> datetime:
    return deadline(datetime.fromisoformat(started).replace(tzinfo=where.zone), allow(told, basis), where).due_at


def test_seventy_two_hours_pass_over_the_jump_of_the_clock():
    assert due("2026-03-28T10:00", "72h", PARIS).isoformat() == "2026-03-31T11:00:00+02:00"


@pytest.mark.parametrize(("days", "last"), [(7, "2025-10-15"), (10, "2025-10-20"), (45, "2025-12-08")])
def test_chinese_working_days_count_the_make_up_ones(days, last):
    assert due("2025-09-29T10:00", f"{days}wd", CHINA).isoformat() == f"{last}T23:59:59+08:00"


def test_the_third_business_day_after_christmas_eve_in_england():
    assert due("2025-12-24T16:00", "3wd", ENGLAND).date() == date(2025, 12, 31)


def test_eight_weeks_in_england():
    assert due("2025-11-03T09:00", "8w", ENGLAND).date() == date(2025, 12, 29)


def test_eight_business_hours_over_the_national_holiday():
    assert due("2026-09-30T17:00", "8h", CHINA, "business").isoformat() == "2026-10-08T16:00:00+08:00"


def test_what_is_due_at_closing_time_is_not_due_the_next_morning():
    assert due("2026-11-16T10:00", "8h", CHINA, "business").isoformat() == "2026-11-16T18:00:00+08:00"


def test_a_pause_stops_a_clock_that_counts_time_and_none_that_counts_days():
    start = datetime(2026, 11, 16, 10, tzinfo=PARIS.zone)
    pauses = [Pause(start + timedelta(hours=1), start + timedelta(hours=3))]

    assert deadline(start, allow("4h"), PARIS, pauses).due_at == start + timedelta(hours=6)
    assert deadline(start, allow("4h", "business"), PARIS, pauses).due_at == start + timedelta(hours=6)
    assert deadline(start, allow("3wd"), PARIS, pauses) == deadline(start, allow("3wd"), PARIS)


def test_every_step_says_what_was_left():
    steps = deadline(datetime(2026, 10, 9, 17, tzinfo=CHINA.zone), allow("2h", "business"), CHINA).steps

    assert [(step.day.day, step.kind.value, step.counted, step.left) for step in steps] == [
        (9, "working", timedelta(hours=1), timedelta(hours=1)),
        (10, "make_up", timedelta(hours=1), timedelta(0)),
    ]


def test_a_calendar_that_is_hardly_ever_open_is_refused():
    closed = {date(2026, 1, 1) + timedelta(days=number): "away" for number in range(366 * 70)}
    never = Calendar(PARIS.zone, PARIS.week, closed)

    with pytest.raises(Invalid, match="too seldom"):
        deadline(datetime(2026, 1, 1, tzinfo=UTC), allow("1h", "business"), never)


def watched(start: datetime, minutes: int, where: Calendar, pauses: list[Pause]) -> datetime:
    """Watch a stopwatch: it runs in each minute whose wall-clock time is within a block and within no pause."""
    now, left = start, minutes
    while left:
        wall = now.astimezone(where.zone)
        minute = wall.hour * 60 + wall.minute
        is_open = any(since <= minute < until for since, until in where.blocks_of(wall.date()))
        is_paused = any(pause.start <= now < pause.end for pause in pauses)
        left -= is_open and not is_paused
        now += MINUTE
    return now


@st.composite
def situations(draw):
    zone = draw(st.sampled_from(ZONES))
    began = datetime(2026, 1, 1, tzinfo=UTC) + draw(st.integers(0, 330 * 24 * 60)) * MINUTE
    days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
    where = Calendar(
        zone,
        (OFFICE,) * 5 + (((10 * 60, 14 * 60),), ()),
        draw(st.dictionaries(days, st.just("holiday"), max_size=20)),
        draw(st.dictionaries(days, st.just("make-up"), max_size=5)),
    )
    pauses, at = [], began
    for _ in range(draw(st.integers(0, 3))):
        at += draw(st.integers(0, 3000)) * MINUTE
        until = at + draw(st.integers(0, 3000)) * MINUTE
        pauses.append(Pause(at, until))
        at = until
    return began, draw(st.integers(1, 3000)), where, pauses


@settings(max_examples=30)
@given(situations())
def test_business_time_is_what_a_stopwatch_shows(situation):
    start, minutes, where, pauses = situation

    result = deadline(start, Allowance(Basis.BUSINESS, minutes * MINUTE), where, pauses)

    assert result.due_at == watched(start, minutes, where, pauses)
    assert sum((step.counted for step in result.steps), timedelta(0)) == minutes * MINUTE


@settings(max_examples=30)
@given(situations())
def test_the_time_open_until_the_deadline_is_the_allowance(situation):
    start, minutes, where, _pauses = situation

    due_at = deadline(start, Allowance(Basis.BUSINESS, minutes * MINUTE), where).due_at

    assert open_time(start, due_at, where) == minutes * MINUTE


@given(situations())
def test_elapsed_time_is_plain_time_and_pauses(situation):
    start, minutes, where, pauses = situation

    due_at = deadline(start, Allowance(Basis.ELAPSED, minutes * MINUTE), where, pauses).due_at

    stood_still = sum(
        (max(timedelta(0), min(p.end, due_at) - p.start) for p in pauses if p.start < due_at), timedelta(0)
    )
    assert due_at == start + minutes * MINUTE + stood_still


@given(situations(), st.integers(1, 60))
def test_working_days_are_counted_one_by_one(situation, days):
    start, _minutes, where, _pauses = situation

    due_at = deadline(start, Allowance(Basis.WORKING_DAYS, days=days), where).due_at

    first = start.astimezone(where.zone).date()
    last = due_at.astimezone(where.zone).date()
    after = [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
    assert sum(where.is_worked(day) for day in after) == days
    assert where.is_worked(last)
