"""The editor of opening hours: weeks, holidays, a month to look at, and versions that promises keep."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from amends.models import Promise, SiteCalendar
from amends.rules.policies import Conditions
from amends.services.policies import Wording, set_policy
from tests.builders import NOW, build_case, build_house, build_staff
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db
OFFICE = {f"day{number}": "09:00–12:00, 13:00–18:00" if number < 5 else "" for number in range(7)}
ICAL = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260304\nSUMMARY:Founders day\nEND:VEVENT\nEND:VCALENDAR\n"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def save(browser, site, **more):
    form = {**OFFICE, "timezone": "Asia/Shanghai", "holidays": "", "make_up": "", "act": "save", **more}
    return browser.post(f"/settings/hours/{site.pk}", form)


def test_hours_hold_for_the_place_and_those_below(house, ada):
    save(ada, house.root, holidays="2026-03-03 Founders day", make_up="2026-03-07")

    calendar = SiteCalendar.objects.get()
    assert (calendar.week[0], calendar.week[6]) == ([[540, 720], [780, 1080]], [])
    assert (calendar.holidays, calendar.make_up) == ({"2026-03-03": "Founders day"}, {"2026-03-07": ""})
    words = text_of(ada.get("/settings/hours"))
    assert "Clearwater Mon–Fri 09:00–12:00, 13:00–18:00" in words
    assert "Harbour as Clearwater" in words


def test_promises_go_by_them_and_keep_them(house, ada):
    save(ada, house.root)
    wording = Wording("first_reply", "8h", "business", Conditions())
    set_policy(policy=None, wording=wording, by=house.actor, now=NOW)
    case = build_case(site=house.harbour)

    save(ada, house.root, day0="10:00-12:00")

    promise = Promise.objects.get(case=case)
    assert (promise.due_at.hour, promise.calendar.number) == (10, 1)  # 18:00 in Shanghai


def test_the_month_says_which_days_are_open_and_why_not(house, ada):
    save(ada, house.root, holidays="2026-03-03 Founders day", make_up="2026-03-07 for the 3rd")

    words = text_of(ada.get(f"/settings/hours/{house.root.pk}?month=2026-03"))

    assert "Mar 2026" in words
    assert "3 Founders day closed 4 09:00–12:00, 13:00–18:00" in words
    assert "7 for the 3rd 09:00–12:00, 13:00–18:00 8 closed" in words


def test_public_holidays_are_filled_in_to_be_looked_at_before_saving(house, ada, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)  # they are those of this year and the next
    shown = save(ada, house.root, act="country", country="cn")

    assert "2026-10-01" in shown.content.decode()
    assert "2026-10-10" in shown.content.decode()
    assert not SiteCalendar.objects.exists()


def test_a_calendar_file_is_read(house, ada):
    shown = save(ada, house.root, act="file", ical=SimpleUploadedFile("days.ics", ICAL, "text/calendar"))
    refused = save(ada, house.root, act="file", ical=SimpleUploadedFile("days.ics", b"hello", "text/calendar"))

    assert "2026-03-04 Founders day" in shown.content.decode()
    assert refused.status_code == 422
    assert "no calendar file" in text_of(refused)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day2": "late"}, "are no opening hours"),
        ({"day4": ""}, "Friday needs hours"),
        ({"holidays": "soon"}, "is no day"),
        ({"holidays": "2026-03-03", "make_up": "2026-03-03"}, "Take it out of one"),
        ({"timezone": "Moon/Sea"}, "no time zone of this name"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(house, ada, wrong, words):
    refused = save(ada, house.root, **wrong)

    assert refused.status_code == 422
    assert words in text_of(refused)
    assert not SiteCalendar.objects.exists()


def test_versions_come_back_and_own_hours_are_given_up(house, ada):
    save(ada, house.harbour)
    save(ada, house.harbour, day0="10:00-16:00")
    first = SiteCalendar.objects.first()

    ada.post(f"/settings/hours/{house.harbour.pk}", {"version": first.pk})
    assert SiteCalendar.objects.latest("pk").week == first.week

    ada.post(f"/settings/hours/{house.harbour.pk}", {"give_up": "yes"})
    assert not SiteCalendar.objects.in_force().exists()


def test_a_supervisor_decides_for_their_place_only(house):
    browser = browser_of(build_staff("supervisor", house.harbour))

    assert save(browser, house.harbour).status_code == 303
    assert save(browser, house.old_town).status_code == 404
    assert browser_of(build_staff("specialist")).get("/settings/hours").status_code == 403
