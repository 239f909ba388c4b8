"""A missed promise owes an apology until a message gives it, or somebody says why none is due."""

import pytest

from amends.models import Apology
from amends.models.apologies import owing_apology
from amends.rules.refusals import Conflict, Invalid
from amends.services.apologies import waive_apology
from amends.services.cases import reply_to_customer, resolve_case
from amends.services.escalation import escalate_due
from amends.services.promises import sweep_overdue
from tests.builders import HOUR, NOW, again, build_case, build_house

pytestmark = pytest.mark.django_db
LATE = NOW + 49 * HOUR
SORRY = "We did not answer you by yesterday, as we had promised. I am sorry that we left you waiting."


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case()


def owed(case):
    return list(owing_apology().filter(case=case))


def test_a_missed_promise_owes_an_apology_and_a_kept_one_does_not(house, case):
    answered = build_case("The lift is out of order.")
    reply_to_customer(case=answered, text="We are on it.", by=house.actor, now=NOW, next_at=LATE + HOUR)

    sweep_overdue(now=LATE)

    assert owed(case) == [case.promises.get()]
    assert owed(answered) == []


def test_words_that_say_sorry_settle_it_and_others_do_not(house, case):
    sweep_overdue(now=LATE)

    reply_to_customer(case=case, text="The tap is mended.", by=house.actor, now=LATE)
    assert len(owed(case)) == 1

    message = reply_to_customer(case=case, text=SORRY, by=house.actor, now=LATE + HOUR)
    assert owed(case) == []
    assert Apology.objects.get().message == message
    assert case.events.get(verb="apology.given").facts["said_in"] == message.pk


def test_words_their_author_marked_as_an_apology_settle_it(house, case):
    sweep_overdue(now=LATE)

    reply_to_customer(case=case, text="That was ours to do.", purposes=["apology"], by=house.actor, now=LATE)

    assert owed(case) == []


def test_a_late_answer_settles_what_it_breaks_itself_though_no_sweep_came_by(house, case):
    reply_to_customer(case=case, text=SORRY, by=house.actor, now=LATE)

    assert case.promises.get(kind="first_reply").missed_at is not None
    assert owed(case) == []


def test_the_final_response_settles_it_as_well(house, case):
    sweep_overdue(now=LATE)

    resolve_case(case=case, final_response=SORRY, by=house.actor, now=LATE, severity=2, is_safe=True)

    assert owed(case) == []


def test_what_the_house_says_by_itself_settles_nothing(case):
    escalate_due(now=NOW + 46 * HOUR + HOUR / 2)
    sweep_overdue(now=LATE)

    assert case.messages.count() == 1
    assert len(owed(case)) == 1


def test_an_apology_is_waived_with_a_reason_only_and_then_once(house, case):
    sweep_overdue(now=LATE)

    with pytest.raises(Invalid) as refusal:
        waive_apology(case=case, reason=" ", by=house.actor, now=LATE)
    waive_apology(case=case, reason="Said on the telephone.", by=house.actor, now=LATE)
    with pytest.raises(Conflict):
        waive_apology(case=case, reason="Again.", by=house.actor, now=LATE)

    assert refusal.value.field == "reason"
    assert owed(case) == []
    assert "Said" not in str(again(case).events.get(verb="apology.waived").facts)
