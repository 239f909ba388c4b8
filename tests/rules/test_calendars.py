"""Opening hours as instants, checked against a clock that is read minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amends.rules.calendars import Calendar, DayKind, instant_of, usual_calendar

PARIS, SHANGHAI = ZoneInfo("Europe/Paris"), ZoneInfo("Asia/Shanghai")
OFFICE = ((9 * 60, 18 * 60),)
MINUTE = timedelta(minutes=1)
# Zones whose clocks jump by an hour, by half an hour, and at midnight.
ZONES = [ZoneInfo(name) for name in ("Europe/Paris", "Australia/Lord_Howe", "America/Havana", "Asia/Shanghai")]


def shown(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + minute * MINUTE


def minutes_open(day: date, start: int, end: int, zone: ZoneInfo) -> set[datetime]:
    """Read the clock every minute: open from the first that shows the opening to the last before the closing."""
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    ticks = [noon + number * MINUTE for number in range(-36 * 60, 36 * 60)]
    of_day = [tick for tick in ticks if tick.astimezone(zone).date() == day]
    late_enough = [tick for tick in of_day if tick.astimezone(zone).replace(tzinfo=None) >= shown(day, start)]
    early_enough = [tick for tick in of_day if tick.astimezone(zone).replace(tzinfo=None) < shown(day, end)]
    if not late_enough or not early_enough:
        return set()
    return {tick for tick in of_day if late_enough[0] <= tick <= early_enough[-1]}


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2024, 1, 1), date(2027, 12, 31))
    | st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 10, 4), date(2026, 3, 8)]),
    ends=st.lists(st.integers(0, 24 * 60), min_size=2, max_size=6, unique=True).map(sorted),
)
@example(zone=PARIS, day=date(2026, 3, 29), ends=[150, 300])
@example(zone=PARIS, day=date(2026, 10, 25), ends=[0, 130, 160, 240])
@example(zone=ZoneInfo("America/Havana"), day=date(2026, 11, 1), ends=[0, 1440])
def test_openings_are_what_the_clock_shows(zone, day, ends):
    blocks = tuple(zip(ends[::2], ends[1::2], strict=False))
    calendar = Calendar(zone, (blocks,) * 7)

    openings = calendar.openings_of(day)

    open_minutes = set()
    for since, until in openings:
        assert since <= until
        open_minutes |= {since + number * MINUTE for number in range((until - since) // MINUTE)}
    expected = set().union(*(minutes_open(day, *block, zone) for block in blocks)) if blocks else set()
    assert open_minutes == expected


def test_a_day_around_the_clock_is_an_hour_shorter_or_longer_when_the_clock_jumps():
    always = Calendar(PARIS, (((0, 24 * 60),),) * 7)

    lengths = [
        sum((b - a for a, b in always.openings_of(day)), timedelta(0))
        for day in (date(2026, 3, 29), date(2026, 10, 25))
    ]

    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


def test_an_hour_that_never_comes_is_the_moment_of_the_jump():
    assert instant_of(date(2026, 3, 29), 150, PARIS) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_make_up_workday_is_worked_and_a_holiday_is_not():
    saturday, holiday = date(2026, 10, 10), date(2026, 10, 1)
    calendar = Calendar(SHANGHAI, (OFFICE,) * 5 + ((), ()), {holiday: "国庆节"}, {saturday: "调休"})

    assert [calendar.kind_of(day) for day in (saturday, holiday, date(2026, 10, 11), date(2026, 10, 9))] == [
        DayKind.MAKE_UP,
        DayKind.HOLIDAY,
        DayKind.WEEKEND,
        DayKind.WORKING,
    ]
    assert calendar.blocks_of(saturday) == OFFICE
    assert calendar.openings_of(holiday) == []
    assert (calendar.is_worked(saturday), calendar.is_worked(holiday)) == (True, False)
    assert (calendar.name_of(holiday), calendar.name_of(date(2026, 10, 9))) == ("国庆节", "")


@pytest.mark.parametrize("blocks", [((600, 500),), ((0, 1441),), ((540, 720), (700, 800)), ((-5, 60),)])
def test_blocks_that_do_not_follow_one_another_are_refused(blocks):
    with pytest.raises(ValueError, match="blocks"):
        Calendar(PARIS, (blocks,) * 7)


def test_a_place_is_open_from_its_first_minute_and_no_more_at_its_last():
    at = [datetime(2026, 11, 20, *clock, tzinfo=PARIS) for clock in ((8, 59), (9, 0), (18, 0))]

    assert [usual_calendar(PARIS).is_open_at(instant) for instant in at] == [False, True, False]
