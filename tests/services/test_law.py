"""Which law holds at a place, and that nothing is offered below what it gives."""

import pytest

from amends.models import Event, SiteLaw
from amends.rules.actors import SYSTEM
from amends.rules.refusals import Invalid, NotAllowed
from amends.rules.rights.applying import Grounds
from amends.services import cases
from amends.services.directory import forget_directory
from amends.services.law import grounds_at, law_as_above, law_of, set_law
from amends.services.offers import make_offer
from amends.services.sites import add_site
from tests.builders import NOW, again, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db

LATE = {"distance_km": 1180, "arrival_delay_minutes": 185}
TICKET = {"currency": "EUR", "price_minor": 9_900}
WORDS = "You came three hours late, and that was our doing."


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def airline(house):
    set_law(site=house.root, countries=["EU"], trade="air", switched_on=[], by=house.actor, now=NOW)
    return house


def begun(house):
    case = build_case(site=house.harbour)
    cases.triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=house.actor, now=NOW)
    return again(case)


def offered(house, by=None, facts=TICKET, **law):
    return make_offer(case=begun(house), facts=facts, law=law, words=WORDS, by=by or house.actor, now=NOW)


def test_nothing_holds_until_somebody_says_so(house):
    assert grounds_at(house.harbour.pk) == Grounds()
    assert law_of(begun(house))[1] == ()


def test_a_place_has_the_law_of_the_place_above_until_it_has_its_own(airline):
    pier = add_site(parent=airline.harbour, kind="place", name="Pier 1", by=SYSTEM, now=NOW)
    assert grounds_at(pier.pk) == Grounds(frozenset({"EU"}), "air")

    set_law(site=airline.harbour, countries=["GB"], trade="rail", switched_on=[], by=airline.actor, now=NOW)
    assert grounds_at(pier.pk) == Grounds(frozenset({"GB"}), "rail")

    law_as_above(site=airline.harbour, by=airline.actor, now=NOW)
    forget_directory()
    assert grounds_at(pier.pk) == Grounds(frozenset({"EU"}), "air")
    assert Event.objects.filter(verb="site.edited").count() == 3


def test_only_who_may_edit_places_says_which_law_holds(house):
    supervisor = build_actor("supervisor", house.root)

    with pytest.raises(NotAllowed):
        set_law(site=house.root, countries=["EU"], trade="air", switched_on=[], by=supervisor, now=NOW)


@pytest.mark.parametrize("odd", [{"countries": ["XX"]}, {"trade": "magic"}, {"switched_on": ["nothing"]}])
def test_what_no_pack_knows_is_refused(house, odd):
    told = {"countries": ["EU"], "trade": "air", "switched_on": []} | odd

    with pytest.raises(Invalid) as refused:
        set_law(site=house.root, **told, by=house.actor, now=NOW)

    assert refused.value.field == next(iter(odd))
    assert not SiteLaw.objects.exists()


def test_what_the_law_gives_is_the_floor_whatever_the_ticket_cost(airline):
    offer = offered(airline, eu261=LATE)

    assert (offer.floor_minor, offer.total_minor) == (25_000, 25_000)
    assert offer.facts["legal_floor_minor"] == 25_000
    [kept] = offer.law
    assert (kept["pack"], kept["facts"]["arrival_delay_minutes"]) == ("eu261", 185)
    assert [floor["amount_minor"] for floor in kept["floors"] if floor["kind"] == "money"] == [25_000]
    assert "Art. 7" in kept["floors"][0]["citation"]


def test_what_somebody_typed_raises_the_floor_and_never_lowers_it(airline):
    low = offered(airline, facts={**TICKET, "legal_floor_minor": 10_000}, eu261=LATE)
    high = offered(airline, facts={**TICKET, "legal_floor_minor": 30_000}, eu261=LATE)

    assert (low.floor_minor, high.floor_minor) == (25_000, 30_000)


def test_less_than_the_law_gives_is_refused(airline):
    with pytest.raises(Invalid) as refused:
        offered(airline, facts={**TICKET, "total_minor": 24_999}, eu261=LATE)

    assert refused.value.field == "total_minor"


def test_anybody_may_pay_what_the_law_gives(airline):
    far = {"distance_km": 9000, "arrival_delay_minutes": 300}

    offer = offered(airline, by=build_actor("front_line", airline.harbour), eu261=far)

    assert (offer.total_minor, again(offer.case).state) == (60_000, "offered")


def test_a_law_that_does_not_hold_here_is_not_asked(airline):
    with pytest.raises(Invalid) as refused:
        offered(airline, **{"cn-food": {"unsafe": True}})

    assert refused.value.field == "law"


def test_a_missing_fact_is_named_with_its_law(airline):
    with pytest.raises(Invalid) as refused:
        offered(airline, eu261={"arrival_delay_minutes": 185})

    assert refused.value.field == "eu261.distance_km"


def test_an_offer_in_another_currency_is_told_the_right_one(airline):
    with pytest.raises(Invalid) as refused:
        offered(airline, facts={**TICKET, "currency": "CNY"}, eu261=LATE)

    assert refused.value.field == "currency"


def test_the_price_and_when_it_was_heard_are_not_asked_twice(house):
    set_law(site=house.root, countries=["CN"], trade="food", switched_on=[], by=house.actor, now=NOW)

    offer = offered(house, facts={"currency": "CNY", "price_minor": 3_000}, **{"cn-food": {"unsafe": True}})

    assert offer.floor_minor == 103_000
    assert offer.law[0]["facts"]["received_at"] == NOW.isoformat()
