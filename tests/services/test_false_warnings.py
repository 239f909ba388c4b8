"""So many false warnings a year: who says it, what the look makes of it, and what came."""

import pytest

from amends.models import EarlyWarning, Event, Organisation
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.false_warnings import Came, came_lately, is_learnt, set_false_warnings
from amends.services.replaying import report_on_history
from amends.services.surges import look_for_surges
from amends.services.undoing import take_back
from amends.services.warnings import dismiss_warning
from tests.builders import DAY, HOUR, NOW, build_actor, build_house
from tests.surging import EVENING, build_warning, build_watch, heard, quiet_weeks

pytestmark = pytest.mark.django_db

WEEKS = 40


@pytest.fixture
def house():
    return build_house()


def asked():
    return Organisation.objects.get().false_warnings_a_year


def test_the_house_says_how_many_it_takes_and_can_take_it_back(house):
    assert asked() == 6

    undo = set_false_warnings(a_year=3, by=house.actor, now=NOW)
    assert asked() == 3
    event = Event.objects.get(verb="false_warnings.set")
    assert (event.facts["a_year"], event.actor_id) == (3, house.actor.id)

    take_back(undo=undo, by=house.actor, now=NOW)
    assert asked() == 6
    assert Event.objects.filter(verb="false_warnings.set").count() == 2


def test_what_is_asked_for_already_leaves_no_trace(house):
    assert set_false_warnings(a_year=6, by=house.actor, now=NOW) is None

    assert not Event.objects.filter(verb="false_warnings.set").exists()


def test_what_somebody_changed_since_stays(house):
    undo = set_false_warnings(a_year=3, by=house.actor, now=NOW)
    set_false_warnings(a_year=12, by=build_actor("analyst", house.root), now=NOW)

    with pytest.raises(Conflict):
        take_back(undo=undo, by=house.actor, now=NOW)
    assert asked() == 12


def test_only_an_offered_number_is_taken(house):
    with pytest.raises(Invalid):
        set_false_warnings(a_year=4, by=house.actor, now=NOW)


@pytest.mark.parametrize("role", ["front_line", "specialist"])
def test_who_sets_no_watches_does_not_say_it(house, role):
    with pytest.raises(NotAllowed):
        set_false_warnings(a_year=3, by=build_actor(role, house.root), now=NOW)


def test_who_leads_one_place_does_not_say_it_for_the_whole_house(house):
    with pytest.raises(NotAllowed):
        set_false_warnings(a_year=3, by=build_actor("supervisor", house.harbour), now=NOW)


def test_the_look_tells_of_more_the_more_false_ones_are_taken(house):
    quiet_weeks(house, weeks=WEEKS)
    heard(house.harbour, days_ago=1, many=2)
    heard(house.harbour, many=5)
    set_false_warnings(a_year=1, by=house.actor, now=NOW)
    assert look_for_surges(now=EVENING) == 0

    set_false_warnings(a_year=12, by=house.actor, now=NOW)

    assert look_for_surges(now=EVENING) == 1


def test_a_false_alarm_still_teaches(house):
    quiet_weeks(house, weeks=WEEKS)
    heard(house.harbour, many=12)
    set_false_warnings(a_year=12, by=house.actor, now=NOW)
    assert look_for_surges(now=EVENING) == 1

    dismiss_warning(warning=EarlyWarning.objects.get(), reason="A list was typed in.", by=house.actor, now=EVENING)

    assert look_for_surges(now=EVENING + HOUR) == 0


def test_the_report_says_what_was_asked_for_and_that_a_young_house_has_fixed_limits(house):
    quiet_weeks(house, weeks=10)
    report = report_on_history(now=EVENING)
    assert (report.a_year, is_learnt(now=EVENING)) == (None, False)

    quiet_weeks(house, weeks=WEEKS)
    report = report_on_history(now=EVENING)
    assert (report.a_year, is_learnt(now=EVENING)) == (6, True)


def test_what_came_is_counted_of_a_year_and_of_the_places_one_sees(house):
    old = build_warning(house.harbour, now=NOW - 400 * DAY)
    EarlyWarning.objects.filter(pk=old.pk).update(over_at=NOW - 380 * DAY)
    false = build_warning(house.old_town)
    build_warning(house.harbour)
    EarlyWarning.objects.filter(pk=build_warning(house.root).pk).update(watch=build_watch(house.root))
    dismiss_warning(warning=false, reason="No.", by=house.actor, now=NOW)

    assert came_lately(by=house.actor, now=NOW) == Came(warnings=2, false=1)
    assert came_lately(by=build_actor("supervisor", house.harbour), now=NOW) == Came(warnings=1, false=0)
