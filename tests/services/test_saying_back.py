"""How often colleagues say back what they heard."""

import pytest

from amends.rules.refusals import NotAllowed
from amends.services.cases import reply_to_customer
from amends.services.saying_back import SaidBack, said_back
from amends.services.staff import actor_of
from tests.builders import DAY, HOUR, NOW, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db


def answered(house, text, *, now=NOW, purposes=()):
    case = build_case(site=house.harbour, now=now)
    reply_to_customer(case=case, text=text, by=house.actor, now=now + HOUR, purposes=purposes)


def test_by_words_or_by_mark_and_each_case_once(django_assert_max_num_queries):
    house = build_house()
    answered(house, "This is how I understand it: the tap leaks. Is that right?", purposes=("restatement",))
    answered(house, "So the tap of room 12 drips.", purposes=("restatement",))
    answered(house, "We send a plumber.")
    build_case(site=house.harbour)

    with django_assert_max_num_queries(4):
        found = said_back(by=house.actor, now=NOW + DAY)

    assert found == SaidBack(2, 3)


def test_four_weeks_and_ones_own_places_count():
    house = build_house()
    answered(house, "As I understand it, the tap leaks.", now=NOW - 30 * DAY)
    answered(house, "As I understand it, the tap leaks.")
    elsewhere = actor_of(build_staff("supervisor", house.old_town))

    assert said_back(by=house.actor, now=NOW + DAY) == SaidBack(1, 1)
    assert said_back(by=elsewhere, now=NOW + DAY) == SaidBack(0, 0)


def test_specialists_may_not_ask():
    house = build_house()

    with pytest.raises(NotAllowed):
        said_back(by=actor_of(build_staff("specialist", house.harbour)), now=NOW)
