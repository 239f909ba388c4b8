"""Customers, and the many ways one of them is recognised."""

import pytest

from amends.models import Customer, Event
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.customers import add_identity, edit_customer, identities_of
from tests.builders import NOW, again, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def wei(house):
    return build_case(name="Wei", identities=(("email", "wei@example.com"),), site=house.harbour).customer


def test_identities_are_normalised_the_strongest_first():
    found = identities_of(phone="138 0013 8000", email=" Wei@Example.com", member=" ", others=[("wechat", "W_1")])

    assert found == (("email", "wei@example.com"), ("phone", "+8613800138000"), ("wechat", "w_1"))


@pytest.mark.parametrize(("given", "field"), [({"email": "wei"}, "email"), ({"phone": "12"}, "phone")])
def test_what_cannot_be_an_identity_is_refused_by_its_field(given, field):
    with pytest.raises(Invalid) as refused:
        identities_of(**given)
    assert refused.value.field == field


def test_a_customer_is_edited_with_a_trace(house, wei):
    edit_customer(customer=wei, name=" Wei\x00 Chen\n", language="zh-hans", by=house.actor, now=NOW)

    assert (again(wei).name, again(wei).language) == ("Wei Chen", "zh-hans")
    assert Event.objects.get(verb="customer.edited").facts == {"customer": wei.pk}


@pytest.mark.parametrize(("changes", "field"), [({"name": "x" * 121}, "name"), ({"language": "tlh"}, "language")])
def test_an_edit_that_cannot_be_is_refused_by_its_field(house, wei, changes, field):
    with pytest.raises(Invalid) as refused:
        edit_customer(customer=wei, **{"name": "Wei", "language": ""} | changes, by=house.actor, now=NOW)
    assert refused.value.field == field


def test_one_more_way_to_be_recognised(house, wei):
    for _ in range(2):
        add_identity(customer=wei, kind="phone", value="0086 13800138000", by=house.actor, now=NOW)

    assert build_case(identities=(("phone", "+8613800138000"),)).customer == wei
    assert wei.identities.count() == 2


@pytest.mark.parametrize(
    ("kind", "value"), [("phone", ""), ("phone", "12"), ("email", "x"), ("wechat", "\x00"), ("k" * 31, "x")]
)
def test_an_identity_that_cannot_be_is_refused_by_its_field(house, wei, kind, value):
    with pytest.raises(Invalid) as refused:
        add_identity(customer=wei, kind=kind, value=value, by=house.actor, now=NOW)
    assert refused.value.field == (kind if len(kind) <= 30 else "kind")


def test_an_identity_of_somebody_else_is_refused_and_never_merged(house, wei):
    lin = build_case(identities=(("email", "lin@example.com"),)).customer

    with pytest.raises(Conflict) as refused:
        add_identity(customer=wei, kind="email", value="LIN@example.com", by=house.actor, now=NOW)

    assert (refused.value.field, lin.identities.count()) == ("email", 1)


def test_who_may_not_edit_customers_changes_nothing(house, wei):
    for by in (build_actor("analyst"), build_actor(None)):
        with pytest.raises(NotAllowed):
            edit_customer(customer=wei, name="X", language="", by=by, now=NOW)
        with pytest.raises(NotAllowed):
            add_identity(customer=wei, kind="phone", value="10086", by=by, now=NOW)


def test_a_customer_is_seen_where_they_have_a_case(house, wei):
    seen = [
        Customer.objects.visible_to(build_actor("front_line", site)).count() for site in (house.harbour, house.old_town)
    ]

    assert seen == [1, 0]
    assert Customer.objects.visible_to(house.actor).count() == 1
