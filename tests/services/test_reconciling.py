"""A bank's list beside our deliveries: what agrees is proven, what does not waits for a person, nothing opens twice."""

import pytest
from django.conf import settings

from amends.gateways.files import FileStore
from amends.gateways.tables import open_table
from amends.models import Delivery, Event, Mismatch, PaymentList
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.checking import check_everything
from amends.services.choosing import accept_offer
from amends.services.delivering import deliver_remedy
from amends.services.offers import make_offer
from amends.services.reconciling import (
    compare_list,
    guess_columns,
    leave_mismatch,
    leave_unknown,
    plan_comparison,
    read_list,
)
from amends.services.reversing import reverse_delivery
from amends.services.undoing import take_back
from tests.at_once import in_threads
from tests.builders import DAY, NOW, again, build_actor, build_case, build_house, customer_of
from tests.services.test_offers import DOUBLE_REFUND, begun

pytestmark = pytest.mark.django_db
HEADING = "Date,End-to-end ID,Amount,Currency"


@pytest.fixture
def house():
    house = build_house()
    yield house
    assert check_everything(files=FileStore(settings.FILES_FOLDER), now=NOW).findings == []


@pytest.fixture
def delivery(house):
    return paid(house, "SEPA 1")


def paid(house, proof, now=NOW):
    """Return a delivery of 75.00 that was noted as paid."""
    case = begun(house)
    offer = make_offer(case=case, facts=DOUBLE_REFUND, words="We charged you twice.", by=house.actor, now=NOW)
    accept_offer(case=case, offer_id=offer.pk, option=0, by=customer_of(case), now=NOW)
    delivery = Delivery.objects.get(offer=offer)
    return deliver_remedy(case=case, delivery_id=delivery.pk, proof=proof, by=house.actor, now=now)


def compared(folder, by, *rows, now=NOW, heading=HEADING, name="bank.csv"):
    path = folder / name
    path.write_text("\n".join([heading, *rows]) + "\n")
    table = open_table(path)
    layout = guess_columns(table)
    reading = plan_comparison(table=table, layout=layout, currency="EUR", is_out_minus=False)
    listing = read_list(table=table, reading=reading)
    return compare_list(table=table, listing=listing, name=name, by=by, now=now)


def open_kinds():
    return list(Mismatch.objects.open().order_by("pk").values_list("kind", "proof", "told_minor"))


def test_what_agrees_is_proven_and_opens_nothing(house, delivery, tmp_path):
    found = compared(tmp_path, house.actor, "2026-03-02,sepa-1,75.00,EUR")

    assert open_kinds() == []
    assert again(delivery).listed_in == found.payment_list
    assert (found.payment_list.read, found.payment_list.agreed) == (1, 1)
    assert Event.objects.get(verb="payments.compared").facts == {
        "list": found.payment_list.pk, "read": 1, "agreed": 1, "differing": 0,
    }  # fmt: skip


def test_each_way_of_not_agreeing_stands_with_its_delivery(house, delivery, tmp_path):
    other = paid(house, "SEPA 2")
    paid(house, "SEPA 3")

    compared(
        tmp_path, house.actor,
        "2026-03-02,SEPA 1,75.00,EUR", "2026-03-02,SEPA 1,-75.00,EUR", "2026-03-02,SEPA 2,57.00,EUR",
        "2026-03-03,RENT 3,900.00,EUR",
    )  # fmt: skip

    assert open_kinds() == [
        ("back", "SEPA 1", -7500),
        ("differs", "SEPA 2", 5700),
        ("missing", "SEPA 3", None),
        ("unknown", "RENT 3", 90000),
    ]
    assert [one.delivery for one in Mismatch.objects.order_by("pk")[:2]] == [delivery, other]


def test_the_same_list_again_and_the_same_row_in_another_one_open_nothing(house, delivery, tmp_path):
    rows = ("2026-03-02,SEPA 1,57.00,EUR", "2026-03-03,RENT 3,900.00,EUR")
    first = compared(tmp_path, house.actor, *rows)

    same = compared(tmp_path, house.actor, *rows, name="again.csv")
    longer = compared(tmp_path, house.actor, *rows, "2026-03-04,RENT 4,9.00,EUR")

    assert (same.is_new, same.payment_list, longer.is_new) == (False, first.payment_list, True)
    assert [proof for _kind, proof, _minor in open_kinds()] == ["SEPA 1", "RENT 3", "RENT 4"]


def test_what_a_later_list_has_is_found_and_what_another_had_is_not_missed(house, delivery, tmp_path):
    compared(tmp_path, house.actor, "2026-03-02,A,1.00,EUR", "2026-03-03,B,1.00,EUR")
    assert open_kinds()[0] == ("missing", "SEPA 1", None)

    compared(tmp_path, house.actor, "2026-03-04,SEPA 1,75.00,EUR")
    compared(tmp_path, house.actor, "2026-03-01,C,1.00,EUR", "2026-03-05,D,1.00,EUR")

    missing = Mismatch.objects.get(kind="missing")
    assert (missing.outcome, missing.settled_at, missing.settled_by) == ("found", NOW, None)


def test_what_came_back_is_owed_again_and_settled_wherever_it_is_noted(house, delivery, tmp_path):
    compared(tmp_path, house.actor, "2026-03-02,SEPA 1,-75.00,EUR")

    reverse_delivery(case=delivery.offer.case, delivery_id=delivery.pk, reason="Closed.", by=house.actor, now=NOW)

    settled = Mismatch.objects.get()
    assert (settled.outcome, settled.reason, settled.settled_by) == ("reversed", "Closed.", house.administrator)
    compared(tmp_path, house.actor, "2026-03-02,SEPA 1,75.00,EUR", "2026-03-02,SEPA 1,-75.00,EUR")
    assert open_kinds() == []


def test_a_bank_may_send_it_back_months_later(house, delivery, tmp_path):
    compared(tmp_path, house.actor, "2026-07-02,SEPA 1,-75.00,EUR", now=NOW + 123 * DAY)

    assert [kind for kind, _proof, _minor in open_kinds()] == ["back"]


def test_it_is_left_once_with_a_reason_and_who(house, delivery, tmp_path):
    compared(tmp_path, house.actor, "2026-03-02,SEPA 1,57.00,EUR")
    mismatch = Mismatch.objects.get()
    with pytest.raises(Invalid) as refused:
        leave_mismatch(mismatch=mismatch, reason=" ", by=house.actor, now=NOW)
    assert refused.value.field == "reason"

    leave_mismatch(mismatch=mismatch, reason="A fee of the bank.", by=house.actor, now=NOW)

    assert open_kinds() == []
    assert delivery.offer.case.events.latest("sequence").verb == "mismatch.left"
    with pytest.raises(Conflict):
        leave_mismatch(mismatch=mismatch, reason="Twice.", by=house.actor, now=NOW)
    assert again(mismatch).reason == "A fee of the bank."


def test_all_that_is_not_ours_is_left_at_once(house, delivery, tmp_path):
    rows = [f"2026-03-02,RENT {number},{number}.00,EUR" for number in range(1, 30)]
    found = compared(tmp_path, house.actor, *rows, "2026-03-02,SEPA 1,57.00,EUR")

    undo = leave_unknown(payment_list=found.payment_list, reason="Rent.", by=house.actor, now=NOW)

    assert len(undo.facts["mismatches"]) == 29
    assert [kind for kind, _proof, _minor in open_kinds()] == ["differs"]
    with pytest.raises(Conflict, match="in the meantime"):
        leave_unknown(payment_list=found.payment_list, reason="Rent.", by=house.actor, now=NOW)


def test_what_was_left_at_once_is_taken_back_at_once_and_only_once(house, delivery, tmp_path):
    rows = [f"2026-03-02,RENT {number},{number}.00,EUR" for number in range(1, 4)]
    found = compared(tmp_path, house.actor, *rows, "2026-03-02,SEPA 1,57.00,EUR")
    first = leave_unknown(payment_list=found.payment_list, reason="Rent.", by=house.actor, now=NOW)
    second = leave_mismatch(mismatch=Mismatch.objects.open().get(), reason="Fee.", by=house.actor, now=NOW)

    for undo, count in ((second, 1), (first, 4)):
        take_back(undo=undo, by=house.actor, now=NOW)
        assert len(open_kinds()) == count

    assert delivery.offer.case.events.latest("sequence").verb == "mismatch.reopened"
    with pytest.raises(Conflict):
        take_back(undo=first, by=house.actor, now=NOW)


def test_what_was_left_a_second_time_is_taken_back_like_the_first(house, delivery, tmp_path):
    compared(tmp_path, house.actor, "2026-03-02,SEPA 1,57.00,EUR")
    mismatch = Mismatch.objects.get()
    for reason in ("Fee.", "A fee after all."):
        undo = leave_mismatch(mismatch=mismatch, reason=reason, by=house.actor, now=NOW)
        assert open_kinds() == []
        take_back(undo=undo, by=house.actor, now=NOW)
        assert len(open_kinds()) == 1


def test_a_list_that_says_nothing_is_refused_with_what_to_choose(house, tmp_path):
    for heading, row, field in (
        ("Name,Amount", "Rent,1.00", "proof"),
        ("Reference,Note", "A1,rent", "amount"),
        (HEADING, "2026-03-02,A1,many,EUR", "proof"),
    ):
        with pytest.raises(Invalid) as refused:
            compared(tmp_path, house.actor, row, heading=heading)
        assert refused.value.field == field


def test_what_cannot_be_read_is_counted_and_costs_the_others_nothing(house, delivery, tmp_path):
    found = compared(tmp_path, house.actor, "2026-03-02,SEPA 1,75.00,EUR", "2026-03-02,SEPA 9,??,EUR", ",Total,,")

    assert (found.payment_list.read, found.payment_list.unread) == (1, 1)


def test_only_who_may_compares_and_settles(house, tmp_path):
    found = compared(tmp_path, house.actor, "2026-03-02,RENT 3,900.00,EUR")
    for role in ("specialist", "analyst"):
        by = build_actor(role)
        with pytest.raises(NotAllowed):
            compared(tmp_path, by, "2026-03-02,RENT 4,900.00,EUR")
        with pytest.raises(NotAllowed):
            leave_mismatch(mismatch=Mismatch.objects.get(), reason="Rent.", by=by, now=NOW)
        with pytest.raises(NotAllowed):
            leave_unknown(payment_list=found.payment_list, reason="Rent.", by=by, now=NOW)


def test_of_a_case_one_does_not_see_one_sees_no_mismatch(house, delivery, tmp_path):
    compared(tmp_path, house.actor, "2026-03-02,SEPA 1,57.00,EUR", "2026-03-03,RENT 3,900.00,EUR")
    there = build_actor("supervisor", house.old_town)

    assert list(Mismatch.objects.visible_to(there).values_list("kind", flat=True)) == ["unknown"]


def test_what_came_back_or_is_late_is_stuck(house, delivery):
    waiting = paid(house, "SEPA 2")
    reverse_delivery(case=waiting.offer.case, delivery_id=waiting.pk, reason="Closed.", by=house.actor, now=NOW)
    case = begun(house)
    offer = make_offer(case=case, facts=DOUBLE_REFUND, words="We charged you twice.", by=house.actor, now=NOW)
    accept_offer(case=case, offer_id=offer.pk, option=0, by=customer_of(case), now=NOW)
    late = Delivery.objects.get(offer=offer)
    build_case(site=house.harbour)

    assert list(Delivery.objects.stuck(NOW)) == [waiting]
    assert list(Delivery.objects.stuck(NOW + 60 * DAY).order_by("pk")) == [waiting, late]


@pytest.mark.django_db(transaction=True)
def test_of_several_who_compare_one_list_at_once_one_opens_it(house, tmp_path):
    rows = ("2026-03-03,RENT 3,900.00,EUR",)

    def turn(number):
        folder = tmp_path / str(number)
        folder.mkdir()
        return compared(folder, house.actor, *rows).is_new

    outcomes = in_threads(4, turn)

    assert sorted(outcomes) == [False, False, False, True]
    assert (PaymentList.objects.count(), Mismatch.objects.count()) == (1, 1)
