"""One kind of failure of two, and two again."""

from datetime import timedelta

import pytest

from amends.models import Event, FailureType
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.cases import triage_case
from amends.services.merging_types import merge_failure_types
from amends.services.taxonomy import add_failure_type, move_failure_type, retire_failure_type
from amends.services.undoing import take_back
from tests.builders import NOW, again, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def towel(house):
    return add(house, "No towel")


@pytest.fixture
def linen(house):
    return add(house, "No linen")


def add(house, name, parent=None):
    return add_failure_type(parent=parent, name_zh="", name_en=name, by=house.actor, now=NOW)


def judged(house, kind):
    case = build_case(site=house.harbour)
    return triage_case(case=case, severity=2, failure_type=kind, is_safe=True, by=house.actor, now=NOW)


def test_the_cases_move_and_their_history_says_what_it_said(house, towel, linen):
    case = judged(house, towel)
    before = list(Event.objects.filter(case=case).values("verb", "facts", "digest"))

    merge_failure_types(failure_type=towel, into=linen, by=house.actor, now=NOW)

    assert again(case).failure_type == linen
    assert list(Event.objects.filter(case=case).values("verb", "facts", "digest")) == before
    assert Event.objects.get(case=case, verb="case.triaged").facts["failure_type"] == towel.pk
    told = Event.objects.get(verb="taxonomy.merged").facts
    assert (told["failure_type"], told["into"], told["cases"]) == (towel.pk, linen.pk, 1)
    assert (again(towel).retired_at, again(linen).retired_at) == (NOW, None)


def test_taken_back_both_are_there_again_and_what_was_judged_anew_stays(house, towel, linen):
    first, second, own = judged(house, towel), judged(house, towel), judged(house, linen)
    undo = merge_failure_types(failure_type=towel, into=linen, by=house.actor, now=NOW)
    third = add(house, "No soap")
    triage_case(case=second, severity=2, failure_type=third, is_safe=True, by=house.actor, now=NOW)

    take_back(undo=undo, by=house.actor, now=LATER)

    assert [again(case).failure_type for case in (first, second, own)] == [towel, third, linen]
    assert again(towel).retired_at is None
    assert Event.objects.get(verb="taxonomy.unmerged").facts["cases"] == 1


def test_it_is_not_taken_back_once_the_kind_is_in_use_again(house, towel, linen):
    undo = merge_failure_types(failure_type=towel, into=linen, by=house.actor, now=NOW)
    retire_failure_type(failure_type=again(towel), is_retired=False, by=house.actor, now=NOW)

    with pytest.raises(Conflict):
        take_back(undo=undo, by=house.actor, now=LATER)


def test_what_cannot_be_merged_is_refused_and_nothing_moves(house, towel, linen):
    case = judged(house, towel)
    add(house, "Wet towel", parent=towel)
    retired = retire_failure_type(failure_type=add(house, "Old"), is_retired=True, by=house.actor, now=NOW)

    for one, into in ((linen, linen), (linen, retired), (towel, linen)):
        with pytest.raises(Invalid) as refused:
            merge_failure_types(failure_type=one, into=into, by=house.actor, now=NOW)
        assert refused.value.field == "into"
    assert again(case).failure_type == towel


def test_only_who_may_edit_the_list_merges_and_moves(house, towel, linen):
    for act in (
        lambda: merge_failure_types(failure_type=towel, into=linen, by=build_actor(), now=NOW),
        lambda: move_failure_type(failure_type=linen, is_up=True, by=build_actor(), now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_kind_moves_among_its_own_and_stops_at_the_ends(house, towel):
    first, second, third = (add(house, name, parent=towel) for name in ("A", "B", "C"))

    def order():
        return list(FailureType.objects.filter(parent=towel))

    move_failure_type(failure_type=third, is_up=True, by=house.actor, now=NOW)
    assert order() == [first, third, second]
    move_failure_type(failure_type=first, is_up=False, by=house.actor, now=NOW)
    assert order() == [third, first, second]
    for kind, is_up in ((third, True), (second, False)):
        move_failure_type(failure_type=again(kind), is_up=is_up, by=house.actor, now=NOW)
    assert order() == [third, first, second]
