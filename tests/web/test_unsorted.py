"""What kind of failure a case is: suggested beside its facts, said with one press."""

import pytest

from amends.models import FailureType
from amends.services.reading import read_arrivals
from tests.builders import NOW, again, build_case, build_house, build_staff
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def kind(key):
    return FailureType.objects.get(key=key)


def told(house, text):
    case = build_case(text, site=house.harbour)
    read_arrivals(now=NOW)
    return case


def test_the_suggestion_stands_beside_the_facts_with_its_words_and_one_key_says_yes(house, ada):
    case = told(house, "The tap in room 12 leaks.")

    page = ada.get(page_of(case))
    said = ada.post(f"{page_of(case)}/kind", {"failure_type": kind("water_leak").pk})

    assert "Amends suggests Water leak 70 %" in text_of(page)
    assert 'data-key="w"' in page.content.decode()
    assert said["Location"].startswith(page_of(case))
    assert again(case).failure_type == kind("water_leak")
    assert "Amends suggests" not in text_of(ada.get(page_of(case)))


def test_where_amends_is_not_sure_it_says_so_and_offers_what_it_may_be(house, ada):
    torn = told(house, "The tap leaks and the clerk was rude.")
    silent = told(house, "Please call me.")

    words = text_of(ada.get(page_of(torn)))

    assert "Amends is not sure. Perhaps one of these: Water leak Rude" in words or "these: Rude Water leak" in words
    assert "Amends cannot tell. Please say what it is." in text_of(ada.get(page_of(silent)))


def test_who_may_not_judge_sees_no_suggestion(house):
    case = told(house, "The tap in room 12 leaks.")
    analyst = browser_of(build_staff("analyst"))

    assert "Amends suggests" not in text_of(analyst.get(page_of(case)))


def test_said_twice_the_second_is_told_that_it_was_judged_already(house, ada):
    case = told(house, "The tap in room 12 leaks.")
    ada.post(f"{page_of(case)}/kind", {"failure_type": kind("rude").pk})

    again_said = ada.post(f"{page_of(case)}/kind", {"failure_type": kind("water_leak").pk})

    assert again_said.status_code == 409
    assert again(case).failure_type == kind("rude")
