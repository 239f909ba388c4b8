"""The case page asks why it happened and says which tone follows, above the words too."""

import pytest

from tests.builders import build_case, build_house
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour)


def test_the_tone_appears_beside_the_facts_and_above_the_words(house, case):
    ada = browser_of(house.administrator)
    told = {"locus": "firm", "controllable": "yes", "stable": "yes", "evidence": "Failed in May too"}

    page = text_of(ada.post(f"{page_of(case)}/cause", told, follow=True))

    assert "Kept. This is the tone for your words" in page
    tells = ["Admit it without an excuse", "Explain the cause with facts", "Compensate the loss", "Show what has been"]
    assert all(page.count(tell) == 2 for tell in tells)
    assert "Ada wrote down whose cause it was" in page


def test_a_refusal_names_what_is_missing_and_keeps_what_was_typed(house, case):
    page = browser_of(house.administrator).post(f"{page_of(case)}/cause", {"stable": "no", "evidence": "The storm"})

    assert page.status_code == 422
    assert "Whose cause was it? Could it have been prevented" in text_of(page)
    assert ">The storm</textarea>" in page.content.decode()


def test_the_page_asks_the_database_no_more_than_before(house, case, django_assert_max_num_queries):
    ada = browser_of(house.administrator)
    told = {"locus": "outside", "controllable": "no", "stable": "no", "evidence": "The storm"}
    ada.post(f"{page_of(case)}/cause", told)
    ada.get(page_of(case))

    with django_assert_max_num_queries(9):
        ada.get(page_of(case))
