"""The warnings: what stands out, why we believe it, and what one makes of it."""

import pytest

from amends.models import EarlyWarning, FailureType, Notification
from amends.services.surges import look_for_surges
from amends.web.warnings import rarity
from tests.builders import build_house, build_staff
from tests.surging import EVENING, heard, quiet_weeks
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    house = build_house()
    late = FailureType.objects.get(key="late_delivery")
    quiet_weeks(house, kind=late)
    heard(house.harbour, many=12, kind=late)
    return house


@pytest.fixture
def leader(house):
    return build_staff("supervisor", house.harbour)


def the_warning():
    return EarlyWarning.objects.get()


def test_before_anything_stands_out_the_page_says_what_it_takes(house, leader):
    page = text_of(browser_of(leader).get("/warnings"))

    assert "Nothing stands out" in page
    assert "It takes four weeks of history" in page


def test_a_warning_stands_in_the_list_and_leads_to_its_evidence_and_its_cases(house, leader):
    look_for_surges(now=EVENING)
    browser = browser_of(leader)

    assert "1 warning nobody looks into yet" in text_of(browser.get("/warnings"))
    answer = browser.get(f"/warnings/{the_warning().pk}")
    page = text_of(answer)

    assert "12 came in, " in page
    assert "Cases behind it All 12" in page
    site, kind = the_warning().site_id, the_warning().failure_type_id
    assert (
        f"/queue?view=all&amp;site={site}&amp;failure={kind}&amp;since=2026-03-02&amp;until=2026-03-02"
        in answer.content.decode()
    )


def test_a_leader_is_told_says_so_and_has_read_it(house, leader):
    look_for_surges(now=EVENING)
    browser = browser_of(leader)
    assert browser.get("/notifications/unread").json() == {"unread": 1}
    assert "More comes in than usual at a place you lead" in text_of(browser.get("/notifications"))

    browser.post(f"/warnings/{the_warning().pk}/acknowledge")

    assert browser.get("/notifications/unread").json() == {"unread": 0}
    assert "Somebody looks into each of them" in text_of(browser.get("/warnings"))


def test_a_warning_is_marked_as_read_like_a_case(house, leader):
    look_for_surges(now=EVENING)
    other = Notification.objects.get()

    browser_of(leader).post("/notifications", {"warning": other.warning_id})

    assert Notification.objects.unread().count() == 0


def test_a_false_alarm_without_a_reason_is_refused_where_it_is_asked_for(house, leader):
    look_for_surges(now=EVENING)
    browser = browser_of(leader)

    answer = browser.post(f"/warnings/{the_warning().pk}/dismiss", {"reason": ""})
    assert answer.status_code == 422
    assert "Say in a few words why it is a false alarm." in text_of(answer)

    browser.post(f"/warnings/{the_warning().pk}/dismiss", {"reason": "A list was typed in."})
    assert "false alarm: A list was typed in." in text_of(browser.get("/warnings"))


def test_a_warning_of_another_place_is_not_there(house):
    look_for_surges(now=EVENING)

    elsewhere = browser_of(build_staff("supervisor", house.old_town))

    assert elsewhere.get(f"/warnings/{the_warning().pk}").status_code == 404
    assert "Nothing stands out" in text_of(elsewhere.get("/warnings"))


def test_the_page_asks_little_of_the_database(house, leader, django_assert_max_num_queries):
    look_for_surges(now=EVENING)
    browser = browser_of(leader)
    address = f"/warnings/{the_warning().pk}"
    browser.get(address)

    with django_assert_max_num_queries(7):
        browser.get(address)
    with django_assert_max_num_queries(6):
        browser.get("/warnings")


@pytest.mark.parametrize(
    ("p", "words"), [(0.004, "1 in 200"), (1 / 34_000, "1 in 30,000"), (1e-9, "less than 1 in 1,000,000")]
)
def test_a_chance_is_told_to_one_figure(p, words):
    assert rarity(p) == words
