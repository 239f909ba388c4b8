"""Customers: known by their cases, recognised by numbers and addresses."""

import pytest
from django.utils import timezone

from tests.builders import again, build_case, build_house, build_staff
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
