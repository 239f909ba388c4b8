"""Snooze: out of sight, never out of promise."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.models import Case, Event, Snooze
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.rules.snoozing import LEAD, is_asleep
from amends.services.cases import close_out, promise_next_date
from amends.services.listening import hear_more
from amends.services.snoozing import snooze_case, wake_case
from tests.builders import DAY, HOUR, MINUTE, NOW, again, build_actor, build_case, build_house, customer_of, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour)  # a first reply is promised within 48 hours


def snooze(case, until, *, by=None, now=NOW, **more):
    return snooze_case(case=case, until=until, by=by or owner_of(case), now=now, **more)


def asleep(now=NOW):
    return list(Case.objects.asleep(now))


def test_it_rests_until_the_instant_and_says_why(case):
    snooze(case, NOW + DAY, reason="She is away until tomorrow")

    assert asleep() == [case]
    assert asleep(NOW + DAY) == []
    assert Snooze.objects.get().reason == "She is away until tomorrow"
    assert Event.objects.filter(case=case, verb="case.snoozed").count() == 1


def test_its_promises_do_not_move(case):
    before = again(case).next_due_at

    snooze(case, NOW + DAY)

    assert again(case).next_due_at == before


def test_a_nearer_promise_made_meanwhile_wakes_it(case):
    snooze(case, NOW + DAY)

    promise_next_date(case=case, next_at=NOW + 4 * HOUR, by=owner_of(case), now=NOW + MINUTE)

    assert asleep(NOW + 2 * HOUR) == [case]
    assert asleep(NOW + 3 * HOUR) == []


def test_the_customers_word_wakes_it_for_good(case):
    snooze(case, NOW + DAY)

    hear_more(case=case, text="Are you there?", by=customer_of(case), now=NOW + HOUR)

    assert asleep(NOW + HOUR) == []
    assert again(case).snoozed_until is None


def test_a_colleague_fetches_it_back(case):
    snooze(case, NOW + DAY)

    wake_case(case=case, by=owner_of(case), now=NOW + HOUR)

    assert asleep(NOW + HOUR) == []
    with pytest.raises(Conflict):
        wake_case(case=case, by=owner_of(case), now=NOW + HOUR)


@pytest.mark.parametrize("until", [NOW, NOW - DAY, NOW + 31 * DAY])
def test_an_instant_that_is_no_rest_is_refused(case, until):
    with pytest.raises(Invalid) as refused:
        snooze(case, until)
    assert refused.value.field == "until"


def test_a_broken_promise_cannot_be_put_out_of_sight(case):
    with pytest.raises(Invalid, match="broken or falls due"):
        snooze(case, NOW + 5 * DAY, now=NOW + 3 * DAY)


def test_a_closed_case_has_nothing_to_put_off(case):
    close_out(case=case, reason="withdrawn", explanation="As you wished.", by=build_actor("supervisor"), now=NOW)

    with pytest.raises(Conflict):
        snooze(case, NOW + DAY)


def test_an_analyst_snoozes_nothing(case):
    with pytest.raises(NotAllowed):
        snooze(case, NOW + DAY, by=build_actor("analyst"))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    until=st.integers(-300, 300),
    due=st.integers(-300, 300),
    seconds=st.sampled_from([0, 1, -1, int(LEAD.total_seconds())]),
)
def test_the_database_and_the_rule_agree_on_who_sleeps(case, until, due, seconds):
    until_at, due_at = NOW + until * MINUTE, NOW + due * MINUTE + timedelta(seconds=seconds)
    Case.objects.filter(pk=case.pk).update(snoozed_until=until_at, next_due_at=due_at)

    is_resting = is_asleep(until_at, due_at, NOW)

    assert Case.objects.asleep(NOW).exists() is is_resting
    assert Case.objects.awake(NOW).exists() is not is_resting
