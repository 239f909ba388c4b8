"""What a case took of us: minutes by the cost of an hour, and remedies."""

import pytest

from amends.models import Organisation
from amends.rules.money import Money
from amends.rules.quick import Gift
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.cases import reply_to_customer, write_note
from amends.services.exports import COLUMNS, case_rows
from amends.services.handling import Handling, handling_of, handling_of_each, set_hour_costs
from amends.services.quick import take_quick_action
from amends.web.happenings import happenings
from tests.builders import MINUTE, NOW, again, build_actor, build_case, build_house
from tests.services.test_quick import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def cost(house, **hour_minor):
    return set_hour_costs(currency="CNY", hour_minor=hour_minor, by=house.actor, now=NOW)


def test_minutes_stand_there_without_a_cost_and_are_no_sum(house):
    case = build_case(site=house.harbour)
    reply_to_customer(case=case, text="We have it.", by=house.actor, now=NOW)

    assert handling_of(happenings(case)) == Handling(5, None, None)


def test_each_colleague_costs_what_an_hour_of_their_role_costs_of_several_the_dearest(house):
    lin = build_actor("specialist", roles=[(house.harbour, "front_line"), (house.root, "specialist")])
    cost(house, front_line=3_000, specialist=6_000, administrator=12_000)
    case = build_case(site=house.harbour)
    reply_to_customer(case=case, text="We have it.", by=lin, now=NOW)
    write_note(case=again(case), text="Rang twice.", by=lin, now=NOW + 25 * MINUTE)
    write_note(case=again(case), text="Look at this.", by=house.actor, now=NOW)

    assert handling_of_each([case.pk])[case.pk] == Handling(35, Money(3_000 + 1_000, "CNY"), None)


def test_the_list_has_it_with_what_remedies_cost(house):
    jie = build_actor("front_line", house.harbour)
    cost(house, front_line=6_000)
    gift = Gift("CNY", remedy="micro-gesture", amount_minor=3_000)
    take_quick_action(action=entry(house, gift=gift), by=jie, now=NOW)

    [row] = [dict(zip(COLUMNS, row, strict=True)) for row in case_rows(by=house.actor)]

    told = ("handling_minutes", "handling_cost_minor", "handling_currency", "remedies_cost_minor", "remedies_currency")
    assert [row[name] for name in told] == [5, 500, "CNY", 1_800, "CNY"]


def test_no_costs_at_all_are_none(house):
    cost(house, front_line=6_000)
    cost(house, front_line=0)

    assert Organisation.objects.get().hour_costs == {}


def test_only_who_runs_the_house_says_what_an_hour_costs(house):
    with pytest.raises(NotAllowed):
        set_hour_costs(currency="CNY", hour_minor={}, by=build_actor("supervisor"), now=NOW)


@pytest.mark.parametrize(
    ("currency", "hour_minor"), [("yuan", {}), ("CNY", {"king": 1}), ("CNY", {"front_line": 10**9})]
)
def test_what_is_no_cost_is_refused(house, currency, hour_minor):
    with pytest.raises(Invalid):
        set_hour_costs(currency=currency, hour_minor=hour_minor, by=house.actor, now=NOW)
