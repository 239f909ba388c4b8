"""The board of new topics, and each with its cases and what one makes of it."""

import pytest

from amends.models import FailureType, Topic
from amends.services.notifications import tell_of_topic
from tests.builders import NOW, again, build_case, build_house, build_staff
from tests.surging import build_topic
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def topic(house):
    return build_topic(build_case("It smells of gas in the cellar", house.harbour))


def test_without_a_topic_the_board_says_what_it_takes(house):
    page = text_of(browser_of(build_staff("analyst")).get("/warnings/topics"))

    assert "Nobody says anything new" in page
    assert "It takes five weeks of history" in page


def test_a_topic_stands_on_the_board_and_leads_to_its_cases(house, topic):
    browser = browser_of(build_staff("supervisor", house.harbour))

    board = text_of(browser.get("/warnings/topics"))
    page = text_of(browser.get(f"/warnings/topics/{topic.pk}"))

    assert "1 new topic" in board
    assert "smell of gas · in the cellar It smells of gas in the cellar 1 case · " in board
    assert "5 cases within a week, 0.2 expected" in page
    assert "Whom it concerns residents" in page
    assert "The case that says it best" in page
    assert "Make it a failure type" not in page  # a supervisor does not edit the types


def test_elsewhere_it_is_not_there(house, topic):
    browser = browser_of(build_staff("supervisor", house.old_town))

    assert "Nobody says anything new" in text_of(browser.get("/warnings/topics"))
    assert browser.get(f"/warnings/topics/{topic.pk}").status_code == 404


def test_no_topic_without_a_reason_is_refused_where_it_is_asked_for(house, topic):
    browser = browser_of(build_staff("supervisor", house.harbour))
    refused = browser.post(f"/warnings/topics/{topic.pk}/dismiss", {"reason": ""})
    assert (refused.status_code, "Say in a few words why it is no topic" in text_of(refused)) == (422, True)

    browser.post(f"/warnings/topics/{topic.pk}/dismiss", {"reason": "Our own test"})

    assert "no topic: Our own test" in text_of(browser.get("/warnings/topics"))


def test_the_form_for_a_failure_type_begins_with_the_words_and_keeps_what_was_typed(house, topic):
    browser = browser_of(build_staff("analyst"))
    assert 'value="smell of gas"' in browser.get(f"/warnings/topics/{topic.pk}").content.decode()
    refused = browser.post(f"/warnings/topics/{topic.pk}/name", {"name_en": "Gas", "parent": "999999"})
    assert (refused.status_code, 'value="Gas"' in refused.content.decode()) == (422, True)

    named = browser.post(f"/warnings/topics/{topic.pk}/name", {"name_en": "Smell of gas", "parent": ""})

    assert again(topic).failure_type == FailureType.objects.get(name_en="Smell of gas")
    assert "1 case has this type now" in text_of(browser.get(named["Location"]))
    assert "now the failure type Smell of gas" in text_of(browser.get("/warnings/topics"))


def test_what_becomes_of_its_cases_is_said_before_and_undone_with_one_press(house, topic):
    sorted_case = build_case(site=house.harbour, failure_type_id=kind("rude").pk)
    Topic.objects.update(cases=[*topic.cases, sorted_case.pk])
    browser = browser_of(build_staff("analyst"))
    before = text_of(browser.get(f"/warnings/topics/{topic.pk}"))

    given = browser.post(f"/warnings/topics/{topic.pk}/match", {"failure_type": kind("hazardous_product").pk})

    assert "1 case gets this type. 1 that somebody sorted keeps its own." in before
    case = topic.representative
    assert (again(case).failure_type.key, again(sorted_case).failure_type.key) == ("hazardous_product", "rude")
    browser.post(f"/undo/{given['Location'].split('undo=')[1]}", {"next": "/warnings/topics"})
    assert again(case).failure_type is None


def test_who_is_told_of_a_topic_comes_to_the_very_topic_and_has_read_of_it_once_they_act(house, topic):
    leader, stranger = build_staff("supervisor", house.harbour), build_staff("supervisor", house.old_town)
    tell_of_topic(topic, "topic.found", [leader.pk, stranger.pk], now=NOW)
    browser = browser_of(leader)

    page = browser.get("/notifications")
    assert "smell of gas · in the cellar" in text_of(page)
    assert f'href="/warnings/topics/{topic.pk}"' in page.content.decode()
    assert "smell of gas" not in text_of(browser_of(stranger).get("/notifications"))  # not theirs to see

    browser.post(f"/warnings/topics/{topic.pk}/acknowledge")
    assert browser.get("/notifications/unread").json() == {"unread": 0}


def test_a_type_that_there_is_not_is_refused_where_it_is_chosen(house, topic):
    refused = browser_of(build_staff("analyst")).post(f"/warnings/topics/{topic.pk}/match", {"failure_type": ""})

    assert (refused.status_code, "There is no such failure type." in text_of(refused)) == (422, True)
    form = refused.content.decode().split("Add the failure type")[1]
    assert 'class="adder" open' in form
    assert "There is no such failure type." in form


def kind(key):
    return FailureType.objects.get(key=key)
