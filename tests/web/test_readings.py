"""What Amends read in the words of a case: shown with the words that decided, and judged with one press."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amends.services.reading import read_arrivals
from tests.builders import HOUR, again, build_case, build_house, build_staff
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


@pytest.fixture
def case(house):
    found = build_case("There was glass in the soup. My child is hurt.", site=house.harbour, now=timezone.now() - HOUR)
    read_arrivals(now=timezone.now())
    return found


def test_it_says_what_the_words_may_concern_and_which_decided(case, ada):
    words = text_of(ada.get(page_of(case)))

    assert "Amends read: may concern" in words
    assert "food safety glass in the soup" in words
    assert "because of “hurt · glass in the soup · " in words


def test_who_has_the_case_open_hears_of_it(case, ada):
    words = text_of(ada.get(f"{page_of(case)}/here?since=1"))

    assert "Amends read that it may concern somebody’s safety, food safety, a minor" in words


def test_danger_asks_first_whether_everybody_is_safe(case, ada):
    assert 'id="ask-safety"' in ada.get(page_of(case)).content.decode()

    ada.post(f"{page_of(case)}/judge", {"is_safe": "no"})

    assert 'id="ask-safety"' not in ada.get(page_of(case)).content.decode()
    assert again(case).severity == 5


def test_one_press_confirms_all_of_it(case, ada):
    ada.post(f"{page_of(case)}/reading", {"flags": ["safety", "food", "minor"]})

    assert again(case).reading.answers == {"safety": True, "food": True, "minor": True}
    assert 'id="reading"' not in ada.get(page_of(case)).content.decode()


def test_one_press_takes_one_of_them_off(case, ada):
    ada.post(f"{page_of(case)}/reading", {"flags": ["safety", "food", "minor"], "not_so": "minor"})

    assert again(case).flags == ["safety", "food"]
    assert "a minor" not in text_of(ada.get(page_of(case))).partition("Today")[0]


def test_judged_twice_says_so_and_changes_nothing(case, ada):
    ada.post(f"{page_of(case)}/reading", {"flags": ["food"]})

    second = ada.post(f"{page_of(case)}/reading", {"not_so": "food"})

    assert second.status_code == 409
    assert "A colleague has judged this already." in text_of(second)
    assert "food" in again(case).flags


def test_who_only_reads_sees_it_and_has_no_buttons(case):
    page = browser_of(build_staff("analyst")).get(page_of(case)).content.decode()

    assert 'id="reading"' in page
    assert 'name="not_so"' not in page
    assert 'id="ask-safety"' not in page


POWER = "The power in the whole east wing has been off since six this morning."


def test_what_somebody_else_told_in_almost_the_same_words_is_linked_with_one_press(house, ada):
    now = timezone.now()
    first = build_case(POWER, site=house.harbour, now=now - 2 * HOUR)
    second = build_case(f"{POWER} Please.", site=house.harbour, now=now - HOUR)
    read_arrivals(now=now)
    other = page_of(first).rpartition("/")[2]

    assert f"{other} was told here in almost the same words" in text_of(ada.get(page_of(second)))
    ada.post(f"{page_of(second)}/link", {"kind": "duplicate_of", "other": other})

    words = text_of(ada.get(page_of(second)))
    assert "was told here in almost the same words" not in words
    assert f"The same matter as {POWER[:-1]}" in words


def test_it_costs_the_page_no_query(house, ada):
    quiet = build_case("The tap leaks.", site=house.harbour, now=timezone.now() - HOUR)
    counts = []
    for _look in range(3):
        with CaptureQueriesContext(connection) as queries:
            ada.get(page_of(quiet))
        counts.append(len(queries))
        read_arrivals(now=timezone.now())

    assert counts[2] <= counts[1]


def test_what_is_only_suspected_is_asked_as_such(house, ada):
    case = build_case("护士把隔壁床的药给我挂上了。", site=house.harbour, now=timezone.now() - HOUR)
    read_arrivals(now=timezone.now())

    words = text_of(ada.get(page_of(case)))

    assert "somebody’s safety (not sure)" in words
    assert "Is everybody safe?" in words
    assert "Amends is not sure, and asks whether it concerns somebody’s safety" in words
