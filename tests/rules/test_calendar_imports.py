from datetime import date

import pytest

from amends.rules.calendar_imports import LONGEST_DAYS, read_special_days
from amends.rules.refusals import Invalid


def calendar(*events):
    return "\r\n".join(["BEGIN:VCALENDAR", *(line for event in events for line in event), "END:VCALENDAR", ""])


def event(start, summary, end=""):
    lines = ["BEGIN:VEVENT", f"DTSTART;VALUE=DATE:{start}", f"SUMMARY;LANGUAGE=zh:{summary}"]
    return [*lines, *([f"DTEND;VALUE=DATE:{end}"] if end else []), "END:VEVENT"]


def test_days_off_and_days_worked_in_exchange():
    days = read_special_days(
        calendar(
            event("20261001", "国庆节", "20261003"), event("20261010", "国庆节 补班"), event("20260101", "New Year")
        )
    )

    assert days.holidays == {date(2026, 10, 1): "国庆节", date(2026, 10, 2): "国庆节", date(2026, 1, 1): "New Year"}
    assert days.make_up == {date(2026, 10, 10): "国庆节 补班"}


def test_a_folded_line_and_escaped_letters():
    text = calendar(event("20261225", "Christmas\\, first\r\n  day"))

    assert read_special_days(text).holidays == {date(2026, 12, 25): "Christmas, first day"}


def test_an_appointment_is_no_holiday():
    lines = ["BEGIN:VEVENT", "DTSTART:20261001T090000Z", "SUMMARY:Meeting", "END:VEVENT"]

    assert read_special_days(calendar(lines, event("20261002", "Off"))).holidays == {date(2026, 10, 2): "Off"}


def test_no_event_closes_a_place_for_years():
    days = read_special_days(calendar(event("20260101", "For ever", "20360101")))

    assert len(days.holidays) == LONGEST_DAYS


@pytest.mark.parametrize("text", ["", "hello", "BEGIN:VCALENDAR\nEND:VCALENDAR", calendar(event("20261399", "x"))])
def test_what_is_no_calendar_is_refused(text):
    with pytest.raises(Invalid) as refused:
        read_special_days(text)

    assert refused.value.field == "ical"
