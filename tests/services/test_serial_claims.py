"""A customer who was given goodwill often: whoever makes the next offer sees it, and nothing is refused for it."""

import pytest

from amends.models import Offer
from amends.rules.money import Money
from amends.services.offers import make_offer
from amends.services.serial_claims import goodwill_lately
from amends.services.sizing import size_offer
from tests.builders import DAY, NOW, build_actor, build_house
from tests.services.test_offers import NIGHT, begun

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def gifts(house, count, *, total=16000):
    """Write as many earlier cases of the same customer in which 60.00 were given beyond the 100.00 owed."""
    for days in range(1, count + 1):
        case = begun(house)
        Offer.objects.create(
            case=case, cause=f"case {case.pk}", currency="CNY", floor_minor=10000, total_minor=total, facts={},
            steps=[], options=[[["refund", total]]], words="Sorry.", made_by=house.administrator, made_at=NOW,
            offered_at=NOW, expires_at=NOW + 7 * DAY, accepted_at=NOW - days * DAY, chosen=0,
        )  # fmt: skip


def test_three_gifts_are_shown_with_their_cases_and_two_are_not(house):
    gifts(house, 2)
    case = begun(house)
    assert goodwill_lately(case=case, by=house.actor, now=NOW) == []

    gifts(house, 1)

    found = goodwill_lately(case=case, by=house.actor, now=NOW)
    assert [gift.amount for gift in found] == [Money(6000, "CNY")] * 3


def test_what_was_owed_is_no_claim(house):
    gifts(house, 5, total=10000)

    assert goodwill_lately(case=begun(house), by=house.actor, now=NOW) == []


def test_cases_elsewhere_are_not_told(house):
    gifts(house, 4)

    assert goodwill_lately(case=begun(house), by=build_actor("specialist", house.old_town), now=NOW) == []


def test_it_changes_no_sum_no_way_and_no_authority(house):
    case, lin = begun(house), build_actor("front_line", house.harbour)
    before = size_offer(case=case, facts=NIGHT, law={}, by=lin, now=NOW).answer

    gifts(house, 9)

    assert size_offer(case=case, facts=NIGHT, law={}, by=lin, now=NOW).answer == before
    assert make_offer(case=case, facts=NIGHT, words="Sorry.", by=lin, now=NOW).offered_at == NOW
