"""What each colleague has in hand: counted where one leads, and no further than anybody reads."""

import pytest

from amends.models import Case
from amends.rules.refusals import NotAllowed
from amends.services.promises import sweep_overdue
from amends.services.restricting import restrict_case
from amends.services.staff import actor_of
from amends.services.team import InHand, in_hand_of_team
from amends.services.transfers import ask_transfer
from tests.builders import DAY, HOUR, MINUTE, NOW, build_actor, build_case, build_house, build_staff, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def given_to(person, *, age, site):
    """Give a colleague a case whose first answer is due 48 hours after it was heard."""
    case = build_case(f"Heard {age} ago", site=site, now=NOW - age)
    ask_transfer(case=case, to=person, by=actor_of(person), now=NOW - age + MINUTE)
    return case


def test_open_breaking_and_broken_are_counted_for_each_and_the_most_pressed_stand_first(house):
    lead = build_actor("supervisor", house.harbour, name="Vera Lead")
    lin = build_staff("specialist", house.harbour, name="Lin Yue")
    ning = build_staff("specialist", house.harbour, name="Ning Zhou")
    for age in (3 * DAY, 2 * DAY - HOUR / 2, HOUR):
        given_to(lin, age=age, site=house.harbour)
    given_to(ning, age=HOUR, site=house.harbour)

    loads = in_hand_of_team(by=lead, now=NOW)

    assert [load[1:] for load in loads] == [
        ("Lin Yue", "Lin", 3, 1, 1),
        ("Ning Zhou", "Ning", 1, 0, 0),
        ("Vera Lead", "Vera", 0, 0, 0),
    ]


def test_at_the_very_instant_it_is_not_broken_yet(house):
    lead = build_actor("supervisor", house.harbour)
    lin = build_staff("specialist", house.harbour, name="Lin Yue")
    given_to(lin, age=2 * DAY, site=house.harbour)

    at_the_instant, after = (in_hand_of_team(by=lead, now=now)[0] for now in (NOW, NOW + MINUTE))

    assert (at_the_instant.breaking, at_the_instant.broken) == (1, 0)
    assert (after.breaking, after.broken) == (0, 1)


def test_other_places_and_restricted_cases_are_not_counted(house):
    lead = build_actor("supervisor", house.harbour)
    lin = build_staff("specialist", house.root, name="Lin Yue")
    given_to(lin, age=HOUR, site=house.old_town)
    kept_back = given_to(lin, age=HOUR, site=house.harbour)
    restrict_case(case=kept_back, reason="Press", readers=[], by=owner_of(kept_back), now=NOW)

    assert "Lin Yue" not in {load.name for load in in_hand_of_team(by=lead, now=NOW)}
    assert Case.objects.filter(owner=lin).count() == 2


def test_who_works_above_is_named_with_what_they_own_here(house):
    lead = build_actor("supervisor", house.harbour, name="Vera Lead")
    build_case(site=house.harbour)

    loads = in_hand_of_team(by=lead, now=NOW)

    assert InHand(house.administrator.pk, "Ada Admin", "Ada", 1, 0, 0) in loads


def test_only_who_leads_may_look(house):
    with pytest.raises(NotAllowed):
        in_hand_of_team(by=build_actor("specialist", house.harbour), now=NOW)


def test_one_statement_however_many_there_are(house, django_assert_num_queries):
    lead = build_actor("supervisor", house.root)
    for _number in range(5):
        given_to(build_staff("specialist", house.harbour), age=3 * DAY, site=house.harbour)
    sweep_overdue(now=NOW)

    with django_assert_num_queries(1):
        loads = in_hand_of_team(by=lead, now=NOW)

    assert sum(load.broken for load in loads) == 5
