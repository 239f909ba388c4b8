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


def test_the_audit_is_reviewed_with_a_name_and_a_day(house, analyst):
    page = analyst.get("/fairness")
    seen = page.content.decode().partition('name="seen" value="')[2].partition('"')[0]
    assert "1 point nobody has looked at." in text_of(page)

    refused = analyst.post("/fairness", {"seen": seen, "note": ""})
    done = analyst.post("/fairness", {"seen": seen, "note": "A child fell. It was right."})
    after = text_of(analyst.get("/fairness"))

    assert (refused.status_code, done.headers["Location"]) == (422, "/fairness?said=reviewed")
    assert "A child fell. It was right." in after
    assert "nobody has looked at" not in after


def test_a_supervisor_reads_that_it_waits_and_cannot_review(house):
    browser = browser_of(build_staff("supervisor"))

    assert "word of an analyst or administrator" in text_of(browser.get("/fairness"))
    assert browser.post("/fairness", {"seen": "", "note": "Fine."}).status_code == 403


def test_a_limit_is_refused_with_the_way_to_the_audit(house):
    lin = build_staff("front_line", house.harbour)
    form = {"act": "grant", "remedy": "", "currency": "CNY", "per_case": "500"}

    answer = browser_of(house.administrator).post(f"/settings/authority/{lin.pk}", form)

    assert answer.status_code == 409
    assert "Review it under Fairness first." in text_of(answer)
    assert 'href="/fairness"' in answer.content.decode()
