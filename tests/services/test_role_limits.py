"""Limits of roles: set from a day on, never one's own; the same for an offer, its approval and a program."""

from datetime import timedelta

import pytest

from amends.models import Event, Membership, Offer, RoleGrant, Undo
from amends.rules.actors import SYSTEM
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.rules.remedies.own_limits import OwnLimit
from amends.rules.remedies.role_limits import RoleLimit
from amends.services.approvals import decide_approval
from amends.services.role_limits import set_role_limit, withdraw_role_limit
from amends.services.staff import actor_of
from amends.services.tokens import actor_of_token, create_token
from amends.services.undoing import take_back
from tests.builders import DAY, HOUR, NOW, again, build_house, build_staff
from tests.services.test_authority import TODAY, begun, certified, offered, size

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def jie(house):
    return build_staff("front_line", house.harbour, name="Jie")


@pytest.fixture
def vera(house):
    return build_staff("supervisor", house.harbour, name="Vera")


def limited(house, role="front_line", case=30_000, day=None, customer=None, now=NOW, **more):
    told = {"price_percent": 0, "needs_certificate": False, "kind": "", "starts_on": TODAY, "by": house.actor, **more}
    sums = OwnLimit(told["kind"], "CNY", case, day, customer)
    limit = RoleLimit(role, told["price_percent"], sums, told["needs_certificate"])
    return set_role_limit(limit=limit, starts_on=told["starts_on"], by=told["by"], now=now)


def reach(case, staff, now=NOW):
    """Return the most a colleague may give on a case, in minor units."""
    return size(case, staff, 1, now).most.minor


def test_what_a_role_may_give_is_more_or_less_than_what_is_shipped(house, jie):
    case = begun(house)

    assert reach(case, jie) == 20_000
    limited(house, case=5_000)
    assert (reach(case, jie), size(case, jie, 5_001, NOW).goes_to) == (5_000, "specialist")
    limited(house, case=90_000)
    assert reach(case, jie) == 90_000


def test_it_holds_from_its_day_on_and_what_held_before_until_then(house, jie):
    case = begun(house)
    limited(house, case=5_000)
    limited(house, case=90_000, starts_on=TODAY + timedelta(days=2))
    evening = NOW + DAY + 14 * HOUR  # 23:00 on the 3rd in Shanghai

    assert [reach(case, jie, now) for now in (NOW, evening, evening + HOUR)] == [5_000, 5_000, 90_000]


def test_taken_back_at_once_the_limit_before_it_holds_again(house, jie):
    case = begun(house)
    limited(house, case=5_000)
    undo = limited(house, case=90_000)

    take_back(undo=undo, by=house.actor, now=NOW)

    assert reach(case, jie) == 5_000
    assert (RoleGrant.objects.standing().count(), RoleGrant.objects.count()) == (1, 2)
    with pytest.raises(Conflict):
        take_back(undo=undo, by=house.actor, now=NOW)


def test_without_a_limit_of_the_company_what_is_shipped_holds_and_that_can_be_taken_back(house, jie):
    case = begun(house)
    limited(house, case=5_000)
    limited(house, case=90_000)

    undo = withdraw_role_limit(grant=RoleGrant.objects.order_by("-pk")[0], by=house.actor, now=NOW)
    assert reach(case, jie) == 20_000

    take_back(undo=undo, by=house.actor, now=NOW)
    assert reach(case, jie) == 90_000
    verbs = Event.objects.filter(verb__startswith="role_limit").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["role_limit.set", "role_limit.set", "role_limit.withdrawn", "role_limit.set"]


def test_one_that_has_not_begun_is_taken_back_alone(house, jie):
    limited(house, case=5_000)
    coming = limited(house, case=90_000, starts_on=TODAY + timedelta(days=1))

    withdraw_role_limit(grant=RoleGrant.objects.get(pk=coming.facts["limits"][0]), by=house.actor, now=NOW)

    assert reach(begun(house), jie, NOW + DAY) == 5_000


def test_of_two_who_take_it_back_the_second_is_told(house):
    limited(house)
    grant = RoleGrant.objects.get()
    withdraw_role_limit(grant=grant, by=house.actor, now=NOW)

    with pytest.raises(Conflict, match="taken back already"):
        withdraw_role_limit(grant=grant, by=house.actor, now=NOW)
    assert Undo.objects.count() == 2


def test_a_day_of_one_colleague_is_summed_over_cases(house, jie):
    limited(house, case=30_000, day=50_000)
    offered(begun(house), actor_of(jie), 30_000)

    with pytest.raises(Invalid, match=r"Of the ¥500 you may give in a day, ¥300 are given\. Say why"):
        offered(begun(house), actor_of(jie), 20_001)
    assert offered(begun(house), actor_of(jie), 20_000).offered_at == NOW
    other = build_staff("front_line", house.harbour)
    assert offered(begun(house), actor_of(other), 30_000).offered_at == NOW


def test_small_gestures_and_what_is_owed_are_free_whatever_the_limits_say(house, jie):
    limited(house, case=0, day=0, customer=0, needs_certificate=True)
    case = begun(house)

    assert [size(case, jie, minor, NOW).why for minor in (3_000, 3_001)] == ["micro_gesture", "beyond"]
    assert size(case, jie, 900_000, NOW, floor=900_000).why == "floor"


def test_a_role_that_needs_a_certificate_gets_it_by_person(house, vera):
    limited(house, "supervisor", case=400_000, needs_certificate=True)
    case = begun(house)

    assert size(case, vera, 3_001, NOW).bound.key == "certificate"
    certified(vera, house)
    assert size(case, vera, 400_000, NOW).why == "within"


def test_who_approves_is_held_by_the_same_limits(house, jie, vera):
    limited(house, "supervisor", case=300_000, day=500_000)
    first, second = (offered(begun(house), actor_of(jie), 300_000, reason="A baby.") for _turn in range(2))
    assert first.approval.needs == "supervisor"

    decide_approval(offer=first, is_granted=True, answer="", by=actor_of(vera), now=NOW)
    with pytest.raises(Conflict, match=r"Of the ¥5,000 you may give in a day, ¥3,000 are given\. It needs the word"):
        decide_approval(offer=second, is_granted=True, answer="", by=actor_of(vera), now=NOW)

    decide_approval(offer=second, is_granted=True, answer="", by=house.actor, now=NOW)
    assert again(second).offered_at == NOW


def test_a_limit_lowered_while_an_offer_waits_holds_for_its_approval(house, jie, vera):
    waits = offered(begun(house), actor_of(jie), 300_000, reason="A baby.")
    limited(house, "supervisor", case=100_000)

    with pytest.raises(Conflict, match=r"more than you may give\. It needs the word of somebody above you"):
        decide_approval(offer=waits, is_granted=True, answer="", by=actor_of(vera), now=NOW)

    assert Offer.objects.get().is_open


def test_a_program_is_held_by_the_limits_of_the_role_it_acts_as(house):
    limited(house, "supervisor", case=100_000)
    token, _secret = create_token(name="Bot", scopes=["remedies:write", "cases:read"], by=house.actor, now=NOW)

    with pytest.raises(Invalid, match="more than you may give"):
        offered(begun(house), actor_of_token(token), 100_001)


def test_nobody_sets_the_limits_of_a_role_they_hold_nor_does_a_program(house):
    Membership.objects.create(staff=house.administrator, site=house.harbour, role="front_line")

    with pytest.raises(NotAllowed, match="Ask another administrator"):
        limited(house)
    with pytest.raises(NotAllowed, match="no program"):
        limited(house, "supervisor", by=SYSTEM)


def test_only_who_administers_the_whole_house_sets_limits(house):
    for staff in (build_staff("supervisor"), build_staff("administrator", house.harbour)):
        with pytest.raises(NotAllowed):
            limited(house, by=actor_of(staff))


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"role": "executive"}, ["role"]),
        ({"case": -1}, ["per_case"]),
        ({"day": 29_999, "customer": 1}, ["per_day", "per_customer"]),
        ({"kind": "apology"}, ["remedy"]),
        ({"price_percent": 1_001}, ["price_times"]),
        ({"starts_on": TODAY - timedelta(days=1)}, ["starts_on"]),
        ({"starts_on": TODAY + timedelta(days=367)}, ["starts_on"]),
    ],
)
def test_a_limit_that_cannot_be_is_refused_at_its_fields(house, told, fields):
    with pytest.raises(Invalid) as refused:
        limited(house, **told)

    assert [one.field for one in refused.value.faults] == fields
