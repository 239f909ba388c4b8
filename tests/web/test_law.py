"""What the law gives, on the page of the remedy and on that of the place."""

import pytest

from amends.models import Offer, SiteLaw
from amends.services import cases
from amends.services.law import set_law
from tests.builders import NOW, again, build_case, build_house, build_staff
from tests.web.browsing import browser_of, page_of, stranger, text_of, track_of

pytestmark = pytest.mark.django_db

LATE = {"price_minor": "99", "currency": "EUR", "eu261.distance_km": "1180", "eu261.arrival_delay_minutes": "185"}
WORDS = {"words": "You came three hours late, and that was our doing."}


@pytest.fixture
def house():
    house = build_house()
    set_law(site=house.root, countries=["EU", "GB"], trade="air", switched_on=[], by=house.actor, now=NOW)
    return house


@pytest.fixture
def case(house):
    case = build_case(site=house.harbour)
    cases.triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=house.actor, now=NOW)
    return again(case)


@pytest.fixture
def lin(house):
    return browser_of(build_staff("front_line", house.harbour, name="Lin Lane"))


def remedy_of(case):
    return f"{page_of(case)}/remedy"


def test_the_panel_asks_the_facts_of_the_laws_of_the_place(case, lin):
    page = text_of(lin.get(remedy_of(case)))

    assert "What the law asks" in page
    assert "Air passenger rights in the European Union" in page
    assert "Delay Repay" not in page


def test_the_sum_of_the_law_stands_with_source_steps_and_duties(case, lin):
    page = text_of(lin.get(remedy_of(case), LATE))

    assert "To offer €250" in page
    assert "The law decides the sum." in page
    assert "Compensation for arriving three hours late or more €250 Regulation (EC) No 261/2004, Art. 7" in page
    assert "Hand over the written notice of rights" in page
    assert "The company has to prove it." in page
    assert "arrival_delay_minutes >= 180 ✓" in page
    assert "Owed: anybody may pay it." in page


def test_the_offer_keeps_what_the_law_said_and_tells_the_customer_where_it_stands(case, lin):
    lin.post(remedy_of(case), {**LATE, **WORDS})

    assert Offer.objects.get().floor_minor == 25_000
    page = text_of(stranger().get(track_of(case)))
    assert "What the law gives you Regulation (EC) No 261/2004, Art. 7; C-402/07 Sturgeon. Yours in full" in page


def test_a_sum_nobody_verified_is_shown_and_does_not_count(case, lin):
    told = {"price_minor": "99", "currency": "GBP", "uk261.distance_km": "1180", "uk261.arrival_delay_minutes": "185"}

    page = text_of(lin.get(remedy_of(case), told))

    assert "It does not count until it is switched on for the place." in page
    assert "The law decides the sum." not in page


def test_an_odd_fact_is_named_beside_its_field_and_nothing_typed_is_lost(case, lin):
    answer = lin.get(remedy_of(case), {**LATE, "eu261.distance_km": "far"})

    page = answer.content.decode()
    assert 'id="f-eu261.distance_km-error"' in page
    assert 'value="far"' in page
    assert 'value="185"' in page


def test_a_missing_fact_is_asked_for(case, lin):
    answer = lin.get(remedy_of(case), {**LATE, "eu261.distance_km": ""})

    assert "The law needs this to say what is owed." in text_of(answer)


def test_another_currency_is_named(case, lin):
    answer = lin.post(remedy_of(case), {**LATE, **WORDS, "currency": "CNY"})

    assert answer.status_code == 422
    assert "What the law gives here is in EUR." in text_of(answer)
    assert 'value="185"' in answer.content.decode()


def test_the_page_of_a_place_says_which_law_holds(house):
    ada = browser_of(house.administrator)
    here = f"/settings/sites/{house.harbour.pk}"
    assert "As at the place above." in text_of(ada.get(here))

    ada.post(here, {"law": "yes", "countries": ["CN"], "trade": "telecom", "switched_on": ["promise-telecom"]})
    page = text_of(ada.get(here))
    assert SiteLaw.objects.get(site=house.harbour).countries == ["CN"]
    assert "Promises a telephone company makes of itself" in page

    ada.post(here, {"law": "yes", "law_above": "yes"})
    assert not SiteLaw.objects.filter(site=house.harbour).exists()
