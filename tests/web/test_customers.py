"""Customers: known by their cases, recognised by numbers and addresses."""

import pytest
from django.utils import timezone

from amends.web.references import spoken
from tests.builders import again, build_case, build_house, build_staff, today_there
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def customer(house):
    identities = (("phone", "+8613800138000"),)
    return build_case(site=house.harbour, now=timezone.now(), name="Wang Min", identities=identities).customer


def test_the_page_shows_who_it_is_and_what_happened(house, customer):
    words = text_of(browser_of(house.administrator).get(f"/customers/{customer.pk}"))

    assert "Wang Min" in words
    assert "+8613800138000" in words
    assert "The tap in room 12 leaks" in words


def test_a_customer_of_another_place_is_not_there(house, customer):
    other = browser_of(build_staff("supervisor", house.old_town))

    assert other.get(f"/customers/{customer.pk}").status_code == 404
    assert "Wang Min" not in text_of(other.get("/customers"))


def test_a_better_name_and_another_number_are_kept(house, customer):
    ada = browser_of(house.administrator)
    ada.post(f"/customers/{customer.pk}", {"name": "Wang Min-hua", "language": "zh-hans"})
    ada.post(f"/customers/{customer.pk}", {"kind": "email", "value": "wang@example.com"})

    assert (again(customer).name, again(customer).language) == ("Wang Min-hua", "zh-hans")
    assert customer.identities.filter(kind="email", value="wang@example.com").exists()


def test_somebody_elses_number_is_refused_beside_the_field(house, customer):
    other = build_case(site=house.harbour, now=timezone.now(), name="Li", identities=(("email", "li@example.com"),))

    answer = browser_of(house.administrator).post(
        f"/customers/{customer.pk}", {"kind": "email", "value": "li@example.com"}
    )

    assert answer.status_code == 409
    assert "belongs to another customer" in text_of(answer)
    assert other.customer.identities.count() == 1


def test_an_analyst_may_look_but_not_change(house, customer):
    grace = browser_of(build_staff("analyst", house.root))

    assert "Save" not in text_of(grace.get(f"/customers/{customer.pk}"))
    assert grace.post(f"/customers/{customer.pk}", {"name": "X", "language": "en"}).status_code == 403


def test_two_records_become_one_and_each_page_leads_to_the_whole(house, customer):
    other = build_case("The lamp flickers", site=house.harbour, now=timezone.now(), name="Wang Min").customer
    ada = browser_of(house.administrator)
    assert "+8613800138000" in text_of(ada.get(f"/customers/{other.pk}/join"))  # the same name

    answer = ada.post(f"/customers/{customer.pk}/join", {"into": other.pk, "reason": "Called twice"})

    page = ada.get(answer["Location"])
    words = text_of(page)
    assert "Two records are one customer now" in words
    assert "The tap in room 12 leaks" in words
    assert "The lamp flickers" in words
    assert "Called twice" in words
    assert ada.get(f"/customers/{customer.pk}")["Location"] == f"/customers/{other.pk}"
    assert text_of(ada.get("/customers")).count("Wang Min") == 1

    ada.post(f"/customers/{customer.pk}/part")
    assert "The tap in room 12 leaks" not in text_of(ada.get(f"/customers/{other.pk}"))


@pytest.mark.parametrize("asked", ["138 0013 8000", "Wang", "CB-%s"])
def test_the_other_record_is_found_by_number_name_or_case(house, customer, asked):
    other = build_case("The lamp flickers", site=house.harbour, now=timezone.now(), name="Someone").customer
    asked = asked.replace("CB-%s", spoken(customer.cases.get().pk))

    words = text_of(browser_of(house.administrator).get(f"/customers/{other.pk}/join", {"q": asked}))

    assert "Wang Min" in words


def test_a_join_without_a_reason_keeps_what_was_chosen(house, customer):
    other = build_case(site=house.harbour, now=timezone.now(), name="Wang Min").customer

    answer = browser_of(house.administrator).post(f"/customers/{customer.pk}/join", {"into": other.pk, "reason": ""})

    assert answer.status_code == 422
    assert f'value="{other.pk}" checked' in answer.content.decode()


def test_a_join_without_record_and_reason_hears_of_both(house, customer):
    build_case(site=house.harbour, now=timezone.now(), name="Wang Min")
    page = browser_of(house.administrator).post(f"/customers/{customer.pk}/join", {}).content.decode()

    assert "Choose the record it becomes part of." in page
    assert 'id="f-reason-error"' in page


def test_care_is_shown_on_the_card_the_case_and_the_quick_action_until_it_is_taken_away(house, customer):
    ada = browser_of(house.administrator)
    until = today_there().isoformat()
    here, case = f"/customers/{customer.pk}", f"/cases/{spoken(customer.cases.get().pk)}"

    ada.post(here, {"care": "flag", "reason": "Let down twice", "until_on": until})

    assert "Let down twice" in text_of(ada.get(here))
    assert "Let down twice" in text_of(ada.get(case))
    assert ada.get("/quick/guest", {"who": "13800138000"}).json()["care"] == "Let down twice"

    ada.post(here, {"care": "lift"})
    assert "Let down twice" not in text_of(ada.get(case))


def test_a_day_that_is_over_is_refused_and_the_reason_stays(house, customer):
    answer = browser_of(house.administrator).post(
        f"/customers/{customer.pk}", {"care": "flag", "reason": "Let down twice", "until_on": "2020-01-01"}
    )

    assert answer.status_code == 422
    assert "Let down twice" in answer.content.decode()
