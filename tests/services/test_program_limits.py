"""A program's own limit a day: beyond it a person is asked, what is owed always goes out."""

import pytest

from amends.models import Event
from amends.rules.money import Money
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.approvals import decide_approval
from amends.services.authority import given_in_a_day
from amends.services.sizing import size_offer
from amends.services.staff import actor_of
from amends.services.tokens import actor_of_token, create_token, limit_token
from tests.builders import DAY, NOW, again, build_house, build_staff
from tests.services.test_authority import begun, offered
from tests.services.test_role_limits import limited

pytestmark = pytest.mark.django_db
SCOPES = ["remedies:write", "cases:read"]


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def token(house):
    """A program that may give 500.00 a day."""
    made, _secret = create_token(name="Bot", scopes=SCOPES, a_day=Money(50_000, "CNY"), by=house.actor, now=NOW)
    return made


def judged(house, token, total, floor=0, currency="CNY", now=NOW):
    facts = {"currency": currency, "price_minor": 10_000, "total_minor": total, "legal_floor_minor": floor}
    sized = size_offer(case=begun(house), facts=facts, law={}, by=actor_of_token(token), now=now)
    return sized.answer.verdict


def test_a_day_is_summed_over_cases_and_the_next_day_is_new(house, token):
    bot = actor_of_token(token)
    offered(begun(house), bot, 40_000)

    with pytest.raises(Invalid, match=r"Of the ¥500 this program may give in a day, ¥400 are given\. Say why"):
        offered(begun(house), bot, 10_001)
    assert offered(begun(house), bot, 10_000).offered_at == NOW
    assert given_in_a_day(token=token, now=NOW) == 50_000
    assert judged(house, token, 50_000, now=NOW + DAY).may_give


def test_what_is_owed_goes_out_whatever_was_given(house, token):
    offered(begun(house), actor_of_token(token), 50_000)

    assert judged(house, token, 900_000, floor=900_000).why == "floor"
    assert judged(house, token, 900_001, floor=900_000).bound.key == "program"


def test_small_gestures_count_and_go_to_the_first_who_may(house, token):
    offered(begun(house), actor_of_token(token), 50_000)

    verdict = judged(house, token, 1)

    assert (verdict.may_give, verdict.goes_to, verdict.bound.limit_minor) == (False, "specialist", 50_000)


def test_with_a_persons_word_it_goes_out_and_uses_up_nothing(house, token):
    bot = actor_of_token(token)
    waits = offered(begun(house), bot, 60_000, reason="A baby.")
    decide_approval(
        offer=waits, is_granted=True, answer="", by=actor_of(build_staff("specialist", house.harbour)), now=NOW
    )

    assert again(waits).offered_at == NOW
    assert offered(begun(house), bot, 50_000).offered_at == NOW


def test_in_another_currency_it_has_no_word_of_its_own(house, token):
    assert judged(house, token, 1, currency="EUR").bound.key == "program_currency"


def test_the_limits_of_its_role_hold_as_well(house, token):
    limited(house, "supervisor", case=30_000, day=45_000)
    offered(begun(house), actor_of_token(token), 30_000)

    assert judged(house, token, 15_001).bound.key == "day"
    assert judged(house, token, 15_000).may_give


def test_a_limit_is_changed_and_taken_away_with_its_trace(house, token):
    limit_token(token=token, a_day=Money(100, "CNY"), by=house.actor, now=NOW)
    assert judged(house, token, 101).bound.limit_minor == 100
    limit_token(token=token, a_day=None, by=house.actor, now=NOW)
    limit_token(token=token, a_day=None, by=house.actor, now=NOW)

    assert judged(house, token, 1_000_000).may_give
    assert Event.objects.filter(verb="token.limited").count() == 2


def test_no_program_limits_itself(house, token):
    with pytest.raises(NotAllowed):
        limit_token(token=token, a_day=None, by=actor_of_token(token), now=NOW)
