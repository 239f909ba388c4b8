"""Whose cause it was is kept with what shows it; the latest counts and nothing owed changes."""

import pytest

from amends.models import Event, Promise
from amends.rules.attribution import Attribution, Locus
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.attributing import attribute_case
from tests.builders import HOUR, NOW, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour)


def attributed(case, by, now=NOW, **told):
    axes = {"locus": "firm", "is_controllable": True, "is_stable": True, "evidence": "The boiler failed in May too."}
    return attribute_case(case=case, by=by, now=now, **{**axes, **told})


def test_the_axes_stand_in_the_history_and_what_shows_it_in_a_note(house, case):
    before = list(Promise.objects.filter(case=case).values())

    cause = attributed(case, house.actor)

    note = case.messages.get(kind="note")
    assert cause == Attribution(Locus.FIRM, is_controllable=True, is_stable=True)
    assert note.text == "The boiler failed in May too."
    assert Event.objects.get(verb="case.attributed").facts == {
        "locus": "firm",
        "is_controllable": True,
        "is_stable": True,
        "note": note.pk,
    }
    assert list(Promise.objects.filter(case=case).values()) == before


def test_it_may_be_corrected_and_both_stay(house, case):
    attributed(case, house.actor)
    attributed(case, house.actor, NOW + HOUR, locus="outside", is_stable=False, evidence="It was the storm.")

    found = Event.objects.filter(verb="case.attributed").order_by("sequence")
    assert [event.facts["locus"] for event in found] == ["firm", "outside"]


def test_everything_that_is_missing_is_named_at_once(house, case):
    with pytest.raises(Invalid) as caught:
        attributed(case, house.actor, locus="nobody", is_controllable=None, is_stable=None, evidence=" ")

    assert [fault.field for fault in caught.value.faults] == ["locus", "controllable", "stable", "evidence"]
    assert not case.messages.exists()


def test_only_who_judges_cases_may(house, case):
    with pytest.raises(NotAllowed):
        attributed(case, build_actor("analyst", house.harbour))
