"""What a customer asked for is decided on by the date a policy gives: kept when decided, broken otherwise."""

import pytest

from amends.models import Promise
from amends.rules.policies import Conditions
from amends.services.cases import reply_to_customer, resolve_case, triage_case
from amends.services.choosing import accept_offer, decline_offer
from amends.services.delivering import deliver_remedy
from amends.services.offers import make_offer
from amends.services.policies import Wording, set_policy
from amends.services.promises import sweep_overdue
from tests.builders import DAY, HOUR, NOW, again, build_case, build_house, customer_of

pytestmark = pytest.mark.django_db

PRICE = {"currency": "CNY", "price_minor": 20000, "legal_floor_minor": 10000, "undelivered_share": 0.8}


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour, wanted_outcome="My money back")


def promised(house, kind, allow="12h", **asked):
    wording = Wording(kind, allow, "elapsed", Conditions(**asked))
    return set_policy(policy=None, wording=wording, by=house.actor, now=NOW)


def judged(house, case, now=NOW, **more):
    return triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=house.actor, now=now, **more)


def decisions(case):
    return list(Promise.objects.filter(case=case, kind="decision").order_by("pk"))


def test_the_wish_is_promised_a_decision_from_the_receipt_on_once(house, case):
    promised(house, "decision")

    judged(house, case, NOW + HOUR)
    judged(house, case, NOW + 2 * HOUR)

    assert [(one.made_at, one.due_at) for one in decisions(case)] == [(NOW, NOW + 12 * HOUR)]


def test_where_it_would_be_over_already_it_counts_from_now(house, case):
    promised(house, "decision")

    judged(house, case, NOW + DAY)

    assert [one.due_at for one in decisions(case)] == [NOW + DAY + 12 * HOUR]


@pytest.mark.parametrize("wish", ["", "My money back"])
def test_without_a_policy_or_without_a_wish_nothing_is_promised(house, wish):
    if not wish:
        promised(house, "decision")
    case = build_case(site=house.harbour, wanted_outcome=wish)

    judged(house, case)

    assert decisions(case) == []


def test_only_words_that_decide_keep_it(house, case):
    promised(house, "decision")
    judged(house, case)

    reply_to_customer(case=case, text="We are looking into it.", by=house.actor, now=NOW + HOUR)
    assert decisions(case)[0].is_running

    text = "You get your money back."
    reply_to_customer(case=case, text=text, by=house.actor, now=NOW + 2 * HOUR, purposes=["decision"])
    assert decisions(case)[0].kept_at == NOW + 2 * HOUR


def test_the_final_response_keeps_it(house, case):
    promised(house, "decision")
    judged(house, case)

    resolve_case(case=case, final_response="Here is your refund.", by=house.actor, now=NOW + HOUR)

    assert decisions(case)[0].kept_at == NOW + HOUR


def test_undecided_it_is_broken_at_its_instant(house, case):
    promised(house, "decision")
    judged(house, case)

    sweep_overdue(now=NOW + DAY)

    assert decisions(case)[0].missed_at == NOW + 12 * HOUR


def offered(house, case):
    return make_offer(
        case=case, facts=PRICE, words="The room was cold. That was our fault.", by=house.actor, now=NOW + HOUR
    )


def test_an_offer_decides_and_a_no_to_it_asks_anew(house, case):
    promised(house, "decision")
    judged(house, case)

    offer = offered(house, case)
    assert decisions(case)[0].kept_at == NOW + HOUR

    decline_offer(case=case, offer_id=offer.pk, by=customer_of(case), now=NOW + 2 * HOUR)
    assert [one.due_at for one in decisions(case)[1:]] == [NOW + 14 * HOUR]


def test_money_that_was_chosen_is_paid_by_the_policys_date(house, case):
    promised(house, "pay", "6h")
    judged(house, case)
    offer = offered(house, case)
    with_money = next(number for number, way in enumerate(offer.options) if any(key == "refund" for key, _minor in way))

    accept_offer(case=case, offer_id=offer.pk, option=with_money, by=customer_of(case), now=NOW + 2 * HOUR)

    pay = Promise.objects.get(case=case, kind="pay")
    assert pay.due_at == NOW + 8 * HOUR
    for delivery in again(offer).deliveries.order_by("pk"):
        deliver_remedy(case=case, delivery_id=delivery.pk, proof="SEPA 1", by=house.actor, now=NOW + 3 * HOUR)
    assert again(pay).kept_at == NOW + 3 * HOUR
