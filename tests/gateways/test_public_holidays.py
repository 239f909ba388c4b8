"""Two libraries that know China's days off and make-up workdays agree on every day that is announced."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from amends.gateways.public_holidays import public_holidays, zone_of
from amends.rules.calendars import Calendar
from amends.rules.refusals import Invalid


def test_chinas_days_are_those_of_another_library():
    from zoneinfo import ZoneInfo

    known = public_holidays("cn", [2024, 2025, 2026])
    calendar = Calendar(ZoneInfo("Asia/Shanghai"), (((540, 1080),),) * 5 + ((), ()), known.days_off, known.make_up)
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(366 + 365 + 365)]

    assert [calendar.is_worked(day) for day in days] == [chinese_calendar.is_workday(day) for day in days]
    assert known.provisional == ()


def test_a_year_that_is_not_announced_yet_is_called_provisional():
    assert public_holidays("cn", [2026, 2090]).provisional == (2090,)


def test_england_has_boxing_day_and_weekends_only_has_none():
    assert public_holidays("uk", [2025]).days_off[date(2025, 12, 26)] == "Boxing Day"
    assert public_holidays("none", [2025]).days_off == {}


def test_chinas_days_have_chinese_names_for_chinese_readers():
    assert public_holidays("cn", [2026], language="zh-hans").days_off[date(2026, 10, 1)] == "国庆节"


@pytest.mark.parametrize("country", ["atlantis", "", "GB-XXX", "../cn"])
def test_an_unknown_country_is_refused(country):
    with pytest.raises(Invalid) as refusal:
        public_holidays(country, [2026])

    assert refusal.value.field == "calendar"


def test_a_country_has_a_time_zone():
    assert [zone_of(country) for country in ("cn", "uk", "de", "none")] == [
        "Asia/Shanghai",
        "Europe/London",
        "Europe/Berlin",
        "UTC",
    ]
