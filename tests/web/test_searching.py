"""Search: what one may see, in both languages; a reference leads straight to its case."""

import pytest
from django.utils import timezone

from tests.builders import MINUTE, build_case, build_house, build_staff
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def test_words_in_both_languages_find_their_case(house, ada):
    now = timezone.now()
    build_case("The tap in room 12 leaks.", site=house.harbour, now=now)
    build_case("热水器又漏水了，没有人来。", site=house.harbour, now=now)

    assert "The tap in room 12 leaks" in text_of(ada.get("/search", {"q": "room leaks"}))
    assert "热水器又漏水了" in text_of(ada.get("/search", {"q": "漏水"}))


def test_a_reference_leads_to_the_case(house, ada):
    case = build_case(site=house.harbour, now=timezone.now())

    assert ada.get("/search", {"q": page_of(case)[7:].lower()})["Location"] == page_of(case)


def test_a_telephone_number_finds_the_customer_and_their_cases(house, ada):
    build_case(site=house.harbour, now=timezone.now(), name="Wang Min", identities=(("phone", "+8613800138000"),))

    words = text_of(ada.get("/search", {"q": "138-0013-8000"}))

    assert "Customers Wang Min" in words
    assert "The tap in room 12 leaks" in words


def test_what_one_may_not_see_is_not_found(house):
    build_case("A secret matter", site=house.harbour, now=timezone.now(), name="Wang Min")

    words = text_of(browser_of(build_staff("supervisor", house.old_town)).get("/search", {"q": "secret"}))

    assert "No case matches all of this" in words
    assert "Wang Min" not in words


def test_more_than_a_page_goes_on(house, ada):
    now = timezone.now()
    for number in range(30):
        build_case(f"Leak {number}", site=house.harbour, now=now - number * MINUTE)

    first = ada.get("/search", {"q": "leak"}).content.decode()

    assert first.count("data-row-link") == 25
    assert 'rel="next"' in first


@pytest.mark.parametrize("text", ["", "   ", "\x00", '"', "AND OR NOT", "*", "'; DROP TABLE x;--", "a" * 2500, "%"])
def test_odd_questions_are_harmless(house, ada, text):
    assert ada.get("/search", {"q": text}).status_code == 200


def test_the_page_asks_the_database_little(house, ada, django_assert_max_num_queries):
    for number in range(30):
        build_case(f"Leak {number}", site=house.harbour, now=timezone.now(), name=f"Customer {number}")
    ada.get("/search", {"q": "leak"})

    with django_assert_max_num_queries(7):
        ada.get("/search", {"q": "leak"})


def test_the_words_are_shown_where_they_stand_and_marked_and_nothing_of_theirs_is_obeyed(house):
    build_case("<i>A</i> radiator hums.", site=house.harbour)

    page = browser_of(house.administrator).get("/search?q=RADIATOR").content.decode()

    assert "&lt;i&gt;A&lt;/i&gt; <mark>radiator</mark> hums." in page


def test_pages_are_found_by_their_name(house):
    page = browser_of(house.administrator).get("/search?q=failure types").content.decode()

    assert '<a href="/settings/failures">Failure types</a>' in page
