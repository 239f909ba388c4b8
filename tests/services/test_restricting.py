"""A restricted case is there for its owner, those named and administrators, and for nobody else."""

import pytest

from amends.models import Case, Customer, Event, Intake, Restriction
from amends.rules.actors import Actor, Reach
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.exports import case_rows
from amends.services.merging import merge_cases
from amends.services.restricting import lift_restriction, restrict_case
from amends.services.search import find_cases
from amends.services.staff import actor_of
from amends.services.transfers import accept_transfer, ask_transfer
from tests.builders import NOW, again, build_actor, build_case, build_house, build_staff, owner_of

pytestmark = pytest.mark.django_db

WANG = (("phone", "+8613800138000"),)


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case("Zanzibar harassment", site=house.harbour, name="Wang Min", identities=WANG)


@pytest.fixture
def ning(house):
    return build_staff("supervisor")


def restrict(case, by, *readers):
    return restrict_case(case=case, reason="It concerns a colleague.", readers=readers, by=by, now=NOW)


def sees(actor):
    """In how many ways an actor meets the case."""
    found = find_cases(text="Zanzibar", by=actor)
    return {
        "cases": Case.objects.visible_to(actor).count(),
        "events": Event.objects.visible_to(actor).exclude(case=None).exists(),
        "words": Intake.objects.visible_to(actor).exists(),
        "customers": Customer.objects.visible_to(actor).count(),
        "search": len(found.case_ids),
        "by telephone": len(find_cases(text="+8613800138000", by=actor).case_ids),
        "list": len(list(case_rows(by=actor))),
    }


def test_it_is_as_if_it_did_not_exist(house, case, ning):
    others = [build_actor("supervisor"), build_actor("supervisor", house.harbour)]
    program = Actor("token", 7, "Shop", (Reach(actor_of(ning).reach[0].permissions),))

    restrict(case, actor_of(ning))

    for actor in (*others, program):
        assert not any(sees(actor).values()), (actor.kind, sees(actor))


def test_the_owner_those_named_and_administrators_go_on(house, case, ning):
    grace = build_staff("front_line", house.harbour)
    restrict(case, actor_of(ning), grace)

    for actor in (owner_of(case), actor_of(ning), actor_of(grace), house.actor):
        seen = sees(actor)
        assert seen["cases"] == seen["search"] == seen["list"] == seen["words"] == 1


def test_another_case_of_the_customer_stays_readable(house, case, ning):
    build_case("A late taxi", site=house.harbour, identities=WANG)
    restrict(case, actor_of(ning))

    seen = sees(build_actor("supervisor"))

    assert (seen["cases"], seen["customers"], seen["search"], seen["by telephone"]) == (1, 1, 0, 1)


def test_whoever_is_asked_to_take_over_may_read_it(house, case, ning):
    lin = build_staff("specialist")
    restrict(case, actor_of(ning))

    ask_transfer(case=case, to=lin, by=owner_of(case), now=NOW)
    accept_transfer(case=again(case), by=actor_of(lin), now=NOW)

    assert Case.objects.visible_to(actor_of(lin)).exists()
    assert Event.objects.filter(case=case, verb="case.opened_to").count() == 1


def test_it_is_opened_again_and_the_history_keeps_both(house, case, ning):
    restrict(case, actor_of(ning))
    lift_restriction(case=case, by=actor_of(ning), now=NOW)

    assert sees(build_actor("supervisor"))["cases"] == 1
    verbs = list(Event.objects.filter(case=case).order_by("sequence").values_list("verb", flat=True))
    assert verbs[-2:] == ["case.restricted", "case.unrestricted"]
    with pytest.raises(Conflict):
        lift_restriction(case=case, by=actor_of(ning), now=NOW)


def test_a_reason_and_the_permission_are_needed_and_once_is_enough(house, case, ning):
    with pytest.raises(Invalid):
        restrict_case(case=case, reason=" ", readers=[], by=actor_of(ning), now=NOW)
    with pytest.raises(NotAllowed):
        restrict(case, build_actor("front_line"))
    restrict(case, actor_of(ning))
    with pytest.raises(Conflict):
        restrict(again(case), actor_of(ning))

    assert Restriction.objects.count() == 1


def test_a_restricted_case_is_not_merged(house, case, ning):
    other = build_case("Told again", site=house.harbour, identities=WANG)
    restrict(case, actor_of(ning))

    for one, into in ((case, other), (other, case)):
        with pytest.raises(Conflict, match="restricted"):
            merge_cases(case=one, into=into, by=actor_of(ning), now=NOW)
