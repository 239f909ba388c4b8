"""What it cost the customer is counted on the case: passed on, and made to say it again."""

import pytest

from amends.rules.refusals import NotAllowed
from amends.services.cases import reply_to_customer
from amends.services.listening import hear_more
from amends.services.repeating import mark_repeated
from amends.services.staff import actor_of
from amends.services.transfers import accept_transfer, ask_transfer, give_back
from tests.builders import HOUR, NOW, again, build_actor, build_case, build_house, build_staff, customer_of, owner_of

pytestmark = pytest.mark.django_db
WORDS = "The tap in room 1208 leaks and the carpet is wet."


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(WORDS, site=house.harbour)


def says(case, text, *, at=NOW + HOUR):
    hear_more(case=case, text=text, by=customer_of(case), now=at)


def why(case):
    return [event.facts["why"] for event in case.events.filter(verb="case.repeated").order_by("sequence")]


def give(case, to):
    ask_transfer(case=case, to=to, by=owner_of(case), now=NOW)
    return accept_transfer(case=case, by=actor_of(to), now=NOW)


def test_the_same_words_and_the_question_whether_anybody_is_there_are_counted_with_the_reason(case):
    says(case, WORDS)
    says(case, "Is anybody there?")

    assert again(case).repeats == 2
    assert why(case) == ["same_words", "anybody"]


def test_what_is_new_or_said_after_an_answer_is_not_counted(case):
    says(case, "The shower is cold as well.")
    reply_to_customer(case=case, text="We are on the way.", by=owner_of(case), now=NOW + 2 * HOUR)
    says(case, "Any news?", at=NOW + 3 * HOUR)

    assert (again(case).repeats, why(case)) == (None, [])


def test_a_colleague_marks_what_they_saw_and_who_only_reads_may_not(case, house):
    lin = build_actor("specialist", house.harbour)

    mark_repeated(case=case, by=lin, now=NOW)

    assert (again(case).repeats, why(case)) == (1, ["marked"])
    with pytest.raises(NotAllowed):
        mark_repeated(case=case, by=build_actor("specialist", house.old_town), now=NOW)


def test_a_third_owner_is_a_bounce_and_one_given_back_at_once_is_none(case, house):
    lin, wei = (build_staff("specialist", house.harbour) for _ in range(2))

    give(case, lin)
    first = again(case).bounces
    give(case, wei)
    second = again(case).bounces
    own = ask_transfer(case=case, to=lin, by=actor_of(lin), now=NOW)
    third = again(case).bounces
    give_back(transfer=own, by=actor_of(lin), now=NOW)

    assert (first, second, third, again(case).bounces) == (None, 1, 2, 1)
