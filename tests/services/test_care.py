"""A care flag stands until its day, is replaced by a newer one, and can be taken away."""

from datetime import date, timedelta

import pytest

from amends.models import CareFlag, Event
from amends.rules.care import LONGEST, require_end, usual_end
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.care import flag_for_care, lift_care
from tests.builders import NOW, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def wang(house):
    return build_case(site=house.harbour, name="Wang Min").customer


def flag(wang, house, reason="Let down twice", until_on=TODAY, **more):
    given = {"customer": wang, "reason": reason, "until_on": until_on, "by": house.actor, "now": NOW}
    return flag_for_care(**given | more)


def test_it_stands_until_its_day_included(house, wang):
    flag(wang, house, until_on=TODAY + DAY)

    in_force = [CareFlag.objects.in_force(TODAY + days * DAY).exists() for days in (0, 1, 2)]

    assert in_force == [True, True, False]
    assert Event.objects.get(verb="care.flagged").facts["customer"] == wang.pk


def test_a_newer_one_replaces_it(house, wang):
    flag(wang, house)
    flag(wang, house, reason="His daughter’s wedding")

    assert [one.reason for one in CareFlag.objects.in_force(TODAY)] == ["His daughter’s wedding"]


def test_it_is_taken_away_once(house, wang):
    flag(wang, house)

    lift_care(customer=wang, by=house.actor, now=NOW)

    assert not CareFlag.objects.in_force(TODAY).exists()
    with pytest.raises(Conflict):
        lift_care(customer=wang, by=house.actor, now=NOW)
    assert Event.objects.filter(verb="care.lifted").count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 201}, "reason"),
        ({"until_on": TODAY - DAY}, "until_on"),
        ({"until_on": TODAY + LONGEST + DAY}, "until_on"),
    ],
)
def test_what_cannot_stand_is_refused_by_its_field(house, wang, given, field):
    with pytest.raises(Invalid) as refusal:
        flag(wang, house, **given)
    assert refusal.value.field == field


def test_an_analyst_sets_and_lifts_none(house, wang):
    with pytest.raises(NotAllowed):
        flag(wang, house, by=build_actor("analyst"))
    with pytest.raises(NotAllowed):
        lift_care(customer=wang, by=build_actor("analyst"), now=NOW)


def test_the_usual_end_is_a_quarter_later():
    assert usual_end(date(2026, 1, 1)) == date(2026, 4, 1)
    assert require_end(TODAY + LONGEST, TODAY) == TODAY + LONGEST
