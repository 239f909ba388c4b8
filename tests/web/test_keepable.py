"""The page on which promise can be kept: what comes in, who is there, and what the past allows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amends.services.cases import reply_to_customer
from amends.services.keepable import answer_history
from amends.web.keepable import told
from tests.builders import DAY, HOUR, build_case, build_house, build_staff
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db

SMALL = "/times/promise?staff=3&minutes=30&per_week=20"


@pytest.fixture
def house():
    return build_house()


def heard(house, *, days_ago, answered_after=None):
    at = timezone.now() - days_ago * DAY
    case = build_case(site=house.harbour, now=at)
    if answered_after:
        reply_to_customer(case=case, text="We are on it.", by=house.actor, now=at + answered_after)


def test_without_a_history_the_numbers_alone_decide_and_it_says_so(house):
    shown = text_of(browser_of(house.administrator).get(SMALL))

    assert "You can promise an answer within" in shown
    assert "There is no history yet" in shown


def test_what_the_past_refutes_is_not_offered(house):
    heard(house, days_ago=20, answered_after=100 * HOUR)

    shown = text_of(browser_of(house.administrator).get(SMALL))

    assert "You can promise an answer within 5 days" in shown
    assert "nothing shorter than the longest wait is offered: 100 h" in shown
    assert "the past took longer" in shown


def test_too_few_hands_are_told_that_no_promise_holds(house):
    shown = text_of(browser_of(house.administrator).get("/times/promise?staff=1&minutes=480&per_week=500"))

    assert "No promise can be kept" in shown


def test_numbers_out_of_bounds_become_the_nearest_that_can_be(house):
    shown = browser_of(house.administrator).get("/times/promise?staff=0&minutes=x&per_week=-5").content.decode()

    assert 'name="staff" value="1"' in shown
    assert 'name="minutes" value="30"' in shown


def test_specialists_are_not_asked(house):
    lin = browser_of(build_staff("specialist", house.harbour))

    assert lin.get(SMALL).status_code == 403


def test_the_latest_week_counts_as_coming_in_but_not_as_answered(house):
    heard(house, days_ago=1, answered_after=HOUR)
    heard(house, days_ago=10, answered_after=3 * HOUR)
    heard(house, days_ago=12)

    history = answer_history(by=house.actor, now=timezone.now())

    assert history.per_week * 8 == pytest.approx(3)
    assert history.answered == (timedelta(hours=3),)
    assert len(history.waiting) == 1


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.5, "30 min"),
        (18, "18 h"),
        (2.01, "2 h 01 min"),
        (30, "30 h"),
        (60.2, "61 h"),
        (72, "3 days"),
        (float("inf"), "–"),
    ],
)
def test_a_length_is_never_told_shorter_than_it_is(hours, words):
    assert told(hours) == words
