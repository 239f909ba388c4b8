"""The page of the audit: a sentence, intervals, and the cases far from the like."""

import pytest
from django.utils import timezone

from amends.models import Case, Offer
from tests.builders import build_house, build_staff
from tests.services.test_fairness import offered
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    house = build_house()
    for number in range(50):
        offered(house, number, language="en" if number % 2 else "zh-hans", total=8000 if number % 2 else 10000)
    offered(house, 50, language="zh-hans", total=50000)
    Offer.objects.update(made_at=timezone.now())
    return house


@pytest.fixture
def analyst(house):
    return browser_of(build_staff("analyst"))


def test_a_group_that_gets_less_stands_in_the_sentence_and_in_its_row(house, analyst):
    Offer.objects.filter(total_minor=50000).update(total_minor=10000)

    page = text_of(analyst.get("/fairness"))

    assert "2 groups are treated differently for like failures" in page
    assert "Language English 25 0.80 1.00 −20% −20% to −20% different" in page
    assert "No offer stands far from those of like cases." in page


def test_a_case_far_from_the_like_leads_to_its_offer(house, analyst):
    case = Case.objects.get(offers__total_minor=50000)

    page = analyst.get("/fairness")

    assert f'href="{page_of(case)}/remedy"' in page.content.decode()
    assert "500% 100%" in text_of(page)


def test_nothing_to_compare_is_said(house, analyst):
    Offer.objects.all().delete()

    assert "Too few offers yet to compare anybody" in text_of(analyst.get("/fairness"))


def test_who_makes_offers_does_not_read_the_audit(house):
    assert browser_of(build_staff("specialist")).get("/fairness").status_code == 403
