"""Who waits on the spot hears every twenty minutes, until they no longer wait."""

import pytest

from amends.models import Promise
from amends.rules.policies import Conditions
from amends.rules.refusals import Conflict
from amends.services.cases import reply_to_customer, resolve_case
from amends.services.policies import Wording, set_policy
from amends.services.waiting_live import set_waiting_live
from tests.builders import HOUR, MINUTE, NOW, again, build_case, build_house, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour)


def wait(case, *, at=NOW, is_waiting=True):
    set_waiting_live(case=case, is_waiting=is_waiting, by=owner_of(case), now=at)


def say(case, *, at):
    reply_to_customer(case=case, text="The plumber is on the stairs.", by=owner_of(case), now=at)


def due(case):
    return Promise.objects.owed().get(case=case, kind="progress").due_at


def test_who_waits_here_hears_every_twenty_minutes(case):
    wait(case)
    assert due(case) == NOW + 20 * MINUTE

    say(case, at=NOW + 15 * MINUTE)
    assert due(case) == NOW + 35 * MINUTE


def test_once_they_no_longer_wait_word_comes_every_day(case):
    wait(case)
    wait(case, at=NOW + MINUTE, is_waiting=False)

    assert due(case) == NOW + MINUTE + 24 * HOUR


def test_a_policy_says_otherwise_while_they_wait_and_nothing_else(house, case):
    wording = Wording("progress", "10m", "elapsed", Conditions(is_live=True))
    set_policy(policy=None, wording=wording, by=house.actor, now=NOW)
    say(case, at=NOW)
    assert due(case) == NOW + 24 * HOUR

    wait(case)
    assert due(case) == NOW + 10 * MINUTE


def test_nobody_waits_for_what_is_put_right(case):
    wait(case)
    resolve_case(case=case, final_response="Dry.", severity=2, is_safe=True, by=owner_of(case), now=NOW + MINUTE)

    assert again(case).live_since is None
    with pytest.raises(Conflict, match="nobody waits"):
        wait(case, at=NOW + HOUR)


def test_said_twice_it_is_said_once(case):
    wait(case)
    before = again(case).event_count
    wait(case, at=NOW + MINUTE)

    assert again(case).event_count == before
