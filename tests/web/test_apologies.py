"""The apology that is owed: on the case until it is given or waived, and in the record the customer reads."""

import pytest
from django.utils import timezone

from amends.services.cases import reply_to_customer
from amends.services.promises import sweep_overdue
from amends.web.references import spoken
from tests.builders import DAY, HOUR, build_case, build_house
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house, now):
    """A case whose first answer fell due a day ago."""
    case = build_case(now=now - 3 * DAY)
    sweep_overdue(now=now)
    return case


def test_the_case_says_that_one_is_owed_until_words_say_sorry(house, case, now):
    browser = browser_of(house.administrator)
    before = text_of(browser.get(f"/cases/{spoken(case.pk)}"))

    reply_to_customer(case=case, text="I am sorry that we left you waiting.", by=house.actor, now=now)

    assert "An apology is owed." in before
    assert "An apology is owed." not in text_of(browser.get(f"/cases/{spoken(case.pk)}"))


def test_it_is_waived_with_a_reason_on_its_own_page(house, case):
    browser = browser_of(house.administrator)
    here = f"/cases/{spoken(case.pk)}/apology"

    asked = text_of(browser.get(here))
    refused = browser.post(here, {"reason": " "})
    waived = browser.post(here, {"reason": "Said on the telephone."})

    assert "Why is no apology due?" in asked
    assert refused.status_code == 422
    assert waived.headers["Location"] == f"/cases/{spoken(case.pk)}?said=apology-waived"
    assert "An apology is owed." not in text_of(browser.get(f"/cases/{spoken(case.pk)}"))
    assert "No apology is owed any more" in text_of(browser.get(here))


def test_the_customer_reads_how_many_were_kept_broken_and_apologised_for(client, house, case, now):
    page = f"/t/{spoken(case.pk)}/{case.secret}"
    before = text_of(client.get(page))

    sorry = "I am sorry that we left you waiting."
    reply_to_customer(case=case, text=sorry, by=house.actor, now=now - HOUR, next_at=now + DAY)
    reply_to_customer(case=case, text="It is mended.", by=house.actor, now=now)

    assert "Kept 0 · Broken 1 · Apologised for 0" in before
    assert "Kept 1 · Broken 1 · Apologised for 1" in text_of(client.get(page))
