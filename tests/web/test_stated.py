"""What words state on the pages: chips on the case, the offer begun with it, nobody asked again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amends.services.reading import read_arrivals
from amends.services.stating import refute_fact, take_fact
from tests.builders import HOUR, NOW, again, build_case, build_house, build_staff
from tests.web.browsing import browser_of, page_of, text_of
from tests.web.test_offers import BILL

pytestmark = pytest.mark.django_db
TOLD = "Order CB20261103 was charged twice, €37.50 too much. I am furious. Please give me a refund."


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


@pytest.fixture
def case(house):
    found = build_case(TOLD, site=house.harbour, now=timezone.now() - HOUR)
    read_arrivals(now=timezone.now())
    return again(found)


def took(case, kind, value, house):
    take_fact(case=case, kind=kind, value=value, by=house.actor, now=NOW)


def test_the_case_says_quietly_what_was_read_with_the_words_and_how_sure(case, ada):
    words = text_of(ada.get(page_of(case)))

    assert "Read from their words Wish Refund a refund 95 % Take it over Not so" in words
    assert "Amount €37.50" in words
    assert "Order CB20261103" in words
    assert "Mood Angry furious 85 %" in words


def test_one_press_takes_it_over_among_the_facts(case, ada):
    done = ada.post(f"{page_of(case)}/stated", {"take": "order CB20261103"})
    words = text_of(ada.get(page_of(case)))

    assert done.status_code in {302, 303}
    assert [one["kind"] for one in again(case).reading.facts if one.get("is_so")] == ["order"]
    assert "Order CB20261103 CB20261103 95 %" not in words
    assert "took over from the words: Order" in words


def test_a_mood_taken_over_stands_among_the_facts(case, ada):
    ada.post(f"{page_of(case)}/stated", {"take": "mood 4"})

    assert "Mood 4 / 5 Angry" in text_of(ada.get(page_of(case)))


def test_one_press_says_that_it_is_not_so_and_it_is_gone(case, ada):
    ada.post(f"{page_of(case)}/stated", {"not_so": "amount 3750 EUR"})

    assert "37.50 95 %" not in text_of(ada.get(page_of(case)))
    assert "Amount €37.50" not in text_of(ada.get(page_of(case)))


@pytest.mark.parametrize("told", ["order nothing", "", "amount", "amount x", "mood 9"])
def test_what_was_not_read_is_refused_in_words(case, ada, told):
    answer = ada.post(f"{page_of(case)}/stated", {"take": told})

    assert answer.status_code == 409
    assert "A colleague has judged this already." in text_of(answer)


def test_who_may_only_look_reads_it_and_judges_nothing(case, house):
    analyst = browser_of(build_staff("analyst", house.root))

    words = text_of(analyst.get(page_of(case)))

    assert "Amount €37.50" in words
    assert "Take it over" not in words


def test_reading_it_costs_the_case_page_no_query(case, ada, house):
    quiet = build_case("It was cold.", site=house.harbour, now=timezone.now() - HOUR)
    read_arrivals(now=timezone.now())

    def queries(of):
        with CaptureQueriesContext(connection) as made:
            ada.get(page_of(of))
        return len(made)

    queries(case)
    assert queries(case) == queries(quiet)


def test_an_offer_begins_with_the_remedy_they_wish_for_and_says_so(case, ada):
    page = ada.get(f"{page_of(case)}/remedy")
    html, words = page.content.decode(), text_of(page)

    assert '<option value="refund" selected>' in html
    assert "Read from their words: a refund" in words
    assert "Read from their words: €37.50" in words
    assert 'name="price_minor" id="f-price_minor" maxlength' in html  # empty until a colleague takes it over


def test_what_was_taken_over_stands_in_the_fields_of_the_offer(case, ada, house):
    took(case, "amount", "3750 EUR", house)
    took(case, "order", "CB20261103", house)

    html = ada.get(f"{page_of(case)}/remedy").content.decode()
    sized = ada.get(f"{page_of(case)}/remedy", BILL | {"wanted": ""})

    assert 'id="f-price_minor" value="37.50"' in html
    assert '<option value="EUR" selected>' in html
    assert 'id="f-cause" value="CB20261103"' in sized.content.decode()
    assert '<option value="refund" selected>' not in sized.content.decode()


def test_a_wish_that_is_not_so_is_not_offered_first(case, ada, house):
    refute_fact(case=case, kind="wish", value="refund", by=house.actor, now=NOW)

    assert '<option value="refund" selected>' not in ada.get(f"{page_of(case)}/remedy").content.decode()


def test_who_asks_again_for_what_they_told_is_advised(case, ada):
    advice = ada.post(f"{page_of(case)}/advice", {"text": "Please send us your order number, then we look into it."})

    assert "Asked again Please send us your order number They told us already: CB20261103" in text_of(advice)
