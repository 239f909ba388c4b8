"""Law 5. Only the customer closes as satisfied. Silence is ``closed_unconfirmed``, counted apart."""

import pytest

from amends.rules.actors import SYSTEM, Actor
from amends.rules.lifecycle import TRANSITIONS, State, Trigger
from amends.rules.refusals import Refusal
from amends.services import closing, jobs
from amends.services.cases import close_out, resolve_case
from amends.services.listening import hear_more
from amends.services.schedule import TASKS
from tests.builders import DAY, HOUR, NOW, again, build_actor, build_case, build_house, customer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    case = build_case(identities=(("email", "wei@example.com"),))
    return resolve_case(case=case, final_response="Done.", by=house.actor, now=NOW, severity=2, is_safe=True)


def test_there_is_one_way_to_satisfied_and_it_is_the_customers_word():
    ways = {(way.source, way.trigger) for way in TRANSITIONS if way.target is State.CLOSED_SATISFIED}

    assert ways == {(State.RESOLVED, Trigger.CONFIRM), (State.EXTERNAL_DECIDED, Trigger.CONFIRM)}


@pytest.mark.parametrize("who", ["owner", "supervisor", "administrator", "program", "system", "another customer"])
def test_nobody_else_can_say_it(house, case, who):
    by = {
        "owner": house.actor,
        "supervisor": build_actor("supervisor"),
        "administrator": build_actor("administrator"),
        "program": Actor("token", 1, "Shop", house.actor.reach),
        "system": SYSTEM,
        "another customer": customer_of(build_case(identities=(("email", "lin@example.com"),))),
    }[who]

    with pytest.raises(Refusal):
        closing.confirm_solved(case=case, by=by, now=NOW + HOUR)

    assert again(case).state == "resolved"


def test_the_customer_says_it(case):
    closing.confirm_solved(case=case, by=customer_of(case), now=NOW + HOUR)

    assert again(case).state == "closed_satisfied"


def test_silence_is_counted_apart(case):
    for day in range(30):
        while jobs.work_once(TASKS, now=NOW + day * DAY):
            pass

    assert again(case).state == "closed_unconfirmed"


def test_who_spoke_was_not_silent(case):
    hear_more(case=case, text="It leaks.", by=customer_of(case), now=NOW + 13 * DAY)
    for day in range(60):
        while jobs.work_once(TASKS, now=NOW + day * DAY):
            pass

    assert again(case).closed_at is None


def test_what_we_or_another_system_end_is_not_called_satisfied(house, case):
    close_out(case=case, reason="withdrawn", explanation="You took it back.", by=house.actor, now=NOW)

    assert again(case).state == "closed_out"
    assert build_case(post="import", closed_at=NOW).state == "closed_unconfirmed"
