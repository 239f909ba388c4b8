"""A remedy that came back from the bank is owed again, in the books and to the customer, and never paid twice."""

import pytest
from django.conf import settings

from amends.gateways.files import FileStore
from amends.models import Delivery, LedgerEntry
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services import closing
from amends.services.checking import check_everything
from amends.services.choosing import accept_offer
from amends.services.delivering import deliver_remedy
from amends.services.ledger_rows import COLUMNS, ledger_rows
from amends.services.offers import make_offer
from amends.services.reversing import reverse_delivery
from tests.builders import DAY, NOW, again, build_actor, build_house, customer_of
from tests.services.test_offers import DOUBLE_REFUND, begun
from tests.services.test_vouchers import issued

pytestmark = pytest.mark.django_db
WHY = "The account is closed."


@pytest.fixture
def house():
    house = build_house()
    yield house
    assert check_everything(files=FileStore(settings.FILES_FOLDER), now=NOW).findings == []


@pytest.fixture
def delivery(house):
    """75.00 that was paid to the customer of a case."""
    case = begun(house)
    words = "We charged you twice. That was our mistake."
    offer = make_offer(case=case, facts=DOUBLE_REFUND, words=words, by=house.actor, now=NOW)
    accept_offer(case=case, offer_id=offer.pk, option=0, by=customer_of(case), now=NOW)
    return pay(Delivery.objects.get(), house, "SEPA 1")


def pay(delivery, house, proof):
    return deliver_remedy(case=delivery.offer.case, delivery_id=delivery.pk, proof=proof, by=house.actor, now=NOW)


def reverse(delivery, by, reason=WHY, now=NOW):
    return reverse_delivery(case=delivery.offer.case, delivery_id=delivery.pk, reason=reason, by=by, now=now)


def booked():
    return list(LedgerEntry.objects.order_by("pk").values_list("debit", "credit", "amount_minor"))


def test_it_is_owed_again_with_a_date_and_the_customer_is_told(house, delivery):
    case = delivery.offer.case

    reverse(delivery, house.actor)

    assert again(case).state == "delivering"
    assert list(case.promises.owed().values_list("kind", flat=True)) == ["pay"]
    assert case.messages.latest("pk").text.startswith("We told you it was done, and it has not reached you")
    assert [event.facts["proof"] for event in case.events.all() if event.facts.get("failures")] == ["SEPA 1"]
    assert case.events.latest("sequence").verb != "case.resolved"
    assert booked() == [
        ("promise_expense", "owed_to_customers", 7500),
        ("owed_to_customers", "paid", 7500),
        ("paid", "owed_to_customers", 7500),
    ]


def test_told_again_it_changes_nothing_and_the_same_delivery_is_paid_again_once(house, delivery):
    for _turn in range(2):
        reverse(delivery, house.actor)
    for _turn in range(2):
        pay(delivery, house, "SEPA 2")

    paid = again(delivery)
    assert (paid.failures, paid.failure, paid.proof) == (1, WHY, "SEPA 2")
    assert booked()[3:] == [("owed_to_customers", "paid", 7500)]
    assert again(delivery.offer.case).state == "resolved"


def test_it_can_come_back_twice(house, delivery):
    for proof in ("SEPA 2", "SEPA 3"):
        reverse(delivery, house.actor)
        pay(delivery, house, proof)

    assert again(delivery).failures == 2
    assert len(booked()) == 6


def test_a_case_that_was_closed_as_satisfied_is_open_again_until_the_customer_has_it(house, delivery):
    case = delivery.offer.case
    closing.confirm_solved(case=case, by=customer_of(case), now=NOW)

    reverse(delivery, house.actor, now=NOW + 3 * DAY)

    case = again(case)
    assert (case.state, case.closed_at, case.resolved_at) == ("delivering", None, None)
    assert case.next_due_at > NOW + 3 * DAY


def test_what_was_not_delivered_cannot_come_back_and_why_is_asked(house, delivery):
    with pytest.raises(Invalid) as refused:
        reverse(delivery, house.actor, reason=" ")
    assert refused.value.field == "failure"
    Delivery.objects.filter(pk=delivery.pk).update(delivered_at=None, delivered_by=None, proof="")
    with pytest.raises(Conflict, match="not delivered yet"):
        reverse(delivery, house.actor)
    Delivery.objects.filter(pk=delivery.pk).update(delivered_at=NOW, delivered_by=house.administrator, proof="SEPA 1")


def test_a_voucher_does_not_come_back(house):
    with pytest.raises(Conflict, match="at the till"):
        reverse(issued(house).delivery, house.actor)


def test_the_code_of_a_voucher_stands_in_no_list(house):
    voucher = issued(house)

    assert voucher.delivery.proof
    assert [row[COLUMNS.index("proof")] for row in ledger_rows()] == ["", ""]


def test_nobody_loses_another_offer_in_hand_over_it(house, delivery):
    case = delivery.offer.case
    closing.say_not_yet(case=case, by=customer_of(case), now=NOW)
    make_offer(case=case, facts=DOUBLE_REFUND, words="And this.", cause="Bill 8", by=house.actor, now=NOW)

    with pytest.raises(Conflict, match="another offer in hand"):
        reverse(delivery, house.actor)

    assert again(delivery).proof == "SEPA 1"


def test_who_may_not_give_takes_nothing_back(house, delivery):
    for by in (build_actor("analyst"), build_actor("supervisor", house.old_town)):
        with pytest.raises(NotAllowed):
            reverse(delivery, by)


def test_the_ledger_as_rows_bears_the_number_of_the_payment(house, delivery):
    reverse(delivery, house.actor)
    pay(delivery, house, "SEPA 2")

    rows = [dict(zip(COLUMNS, row, strict=True)) for row in ledger_rows()]

    assert [(row["debit"], row["credit"], row["amount"], row["proof"]) for row in rows] == [
        ("promise_expense", "owed_to_customers", "75", ""),
        ("owed_to_customers", "paid", "75", ""),
        ("paid", "owed_to_customers", "75", ""),
        ("owed_to_customers", "paid", "75", "SEPA 2"),
    ]
