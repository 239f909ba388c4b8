"""A kind of failure is suggested when the words are read; only a person says which it is."""

import pytest

from amends.models import FailureType, Suggestion
from amends.rules.refusals import Conflict, NotAllowed
from amends.services.cases import triage_case
from amends.services.listening import hear_more
from amends.services.reading import read_arrivals
from amends.services.suggesting import guess, say_kind
from amends.services.taxonomy import add_failure_type, retire_failure_type
from amends.services.undoing import take_back
from tests.builders import HOUR, MINUTE, NOW, again, build_actor, build_case, build_house, customer_of, owner_of

pytestmark = pytest.mark.django_db
LEAK = "The tap in room 12 leaks."


@pytest.fixture
def house():
    return build_house()


def kind(key):
    return FailureType.objects.get(key=key)


def test_what_was_read_suggests_a_kind_with_the_words_and_sets_nothing(house):
    case = build_case(LEAK, site=house.harbour)

    read_arrivals(now=NOW + MINUTE)

    found = again(case).suggestion
    assert (found.failure_type, found.confidence, found.why) == (kind("water_leak"), 0.7, ["leaks"])
    assert again(case).failure_type is None


def test_what_is_suggested_stands_in_the_history_so_that_an_open_page_hears_of_it(house):
    sure, torn = build_case(LEAK, site=house.harbour), build_case("The tap leaks. He was rude.", site=house.harbour)
    silent = build_case("Please call me.", site=house.harbour)

    read_arrivals(now=NOW + MINUTE)

    leak, rude = kind("water_leak").pk, kind("rude").pk
    told = sure.events.get(verb="case.suggested")
    assert (told.actor_kind, told.facts) == ("system", {"likely": [leak], "failure_type": leak, "percent": 70})
    assert sorted(torn.events.get(verb="case.suggested").facts["likely"]) == sorted([leak, rude])
    assert not silent.events.filter(verb="case.suggested").exists()


def test_words_that_speak_for_two_kinds_or_none_leave_it_to_a_person(house):
    torn = build_case("The tap leaks and the clerk was rude.", site=house.harbour)
    silent = build_case("Please call me.", site=house.harbour)

    read_arrivals(now=NOW + MINUTE)

    assert again(torn).suggestion.failure_type is None
    assert sorted(pk for pk, _chance in again(torn).suggestion.others) == sorted(
        [kind("rude").pk, kind("water_leak").pk]
    )
    assert (again(silent).suggestion.failure_type, again(silent).suggestion.others) == (None, [])


def test_what_is_said_later_may_tell_what_the_first_words_did_not(house):
    case = build_case("Please call me.", site=house.harbour)
    read_arrivals(now=NOW)
    hear_more(case=case, text="卫生间的管子漏水", by=customer_of(case), now=NOW + HOUR)

    read_arrivals(now=NOW + HOUR)

    assert again(case).suggestion.failure_type == kind("water_leak")


def test_what_was_suggested_stays_whatever_is_said_later(house):
    case = build_case(LEAK, site=house.harbour)
    read_arrivals(now=NOW)
    hear_more(case=case, text="And the clerk was rude, he shouted at me.", by=customer_of(case), now=NOW + HOUR)

    read_arrivals(now=NOW + HOUR)

    assert again(case).suggestion.failure_type == kind("water_leak")


def test_nothing_is_suggested_where_a_person_has_said_already(house):
    build_case(LEAK, site=house.harbour, failure_type_id=kind("rude").pk)

    read_arrivals(now=NOW)

    assert not Suggestion.objects.exists()


def test_saying_yes_classifies_as_a_colleague_does_with_its_event(house):
    case = build_case(LEAK, site=house.harbour)
    read_arrivals(now=NOW)

    say_kind(case=case, failure_type=kind("water_leak"), by=owner_of(case), now=NOW + MINUTE)

    said = again(case)
    assert said.failure_type == kind("water_leak")
    assert said.events.get(verb="case.triaged").facts["failure_type"] == kind("water_leak").pk
    assert said.suggestion.failure_type == kind("water_leak")


def test_what_was_said_is_taken_back_with_one_press_unless_somebody_judged_since(house):
    first, second = build_case(LEAK, site=house.harbour), build_case(LEAK, site=house.harbour)
    leak = kind("water_leak")
    undos = [say_kind(case=case, failure_type=leak, by=house.actor, now=NOW) for case in (first, second)]
    triage_case(case=second, severity=2, failure_type=leak, is_safe=True, by=house.actor, now=NOW)

    take_back(undo=undos[0], by=house.actor, now=NOW)
    with pytest.raises(Conflict):
        take_back(undo=undos[1], by=house.actor, now=NOW)

    assert [again(case).failure_type for case in (first, second)] == [None, leak]


def test_another_choice_keeps_what_was_suggested_beside_it(house):
    case = build_case(LEAK, site=house.harbour)
    read_arrivals(now=NOW)

    say_kind(case=case, failure_type=kind("rude"), by=owner_of(case), now=NOW + MINUTE)

    assert (again(case).failure_type, again(case).suggestion.failure_type) == (kind("rude"), kind("water_leak"))


def test_who_comes_second_is_told_so_and_who_may_not_judge_may_not_say(house):
    case = build_case(LEAK, site=house.harbour)
    read_arrivals(now=NOW)
    triage_case(case=case, severity=2, failure_type=kind("rude"), is_safe=True, by=owner_of(case), now=NOW)

    with pytest.raises(Conflict):
        say_kind(case=case, failure_type=kind("water_leak"), by=owner_of(case), now=NOW + MINUTE)
    with pytest.raises(NotAllowed):
        say_kind(case=case, failure_type=kind("rude"), by=build_actor("analyst"), now=NOW + MINUTE)
    assert again(case).failure_type == kind("rude")


def test_a_kind_of_the_company_is_suggested_by_its_name_and_one_out_of_use_is_not(house):
    pool = add_failure_type(
        parent=kind("core"), name_zh="泳池水温太低", name_en="Pool too cold", by=house.actor, now=NOW
    )
    retire_failure_type(failure_type=kind("safety"), is_retired=True, by=house.actor, now=NOW)

    assert guess("The pool was too cold for the children.").kinds[0][0] == pool.pk
    assert guess(LEAK).kinds == ()
