"""An offer: sized by the rules, within one's authority or with an approval, never below the floor, paid once."""

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from amends.gateways.files import FileStore
from amends.models import Case, Delivery, LedgerEntry, Notification, Offer
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services import cases, closing, jobs
from amends.services.approvals import decide_approval
from amends.services.checking import check_everything
from amends.services.choosing import accept_offer, decline_offer
from amends.services.delivering import deliver_remedy
from amends.services.offers import make_offer, take_back_offer
from amends.services.schedule import TASKS
from tests.builders import DAY, HOUR, NOW, again, build_actor, build_case, build_house, customer_of

pytestmark = pytest.mark.django_db

# A monthly bill was charged twice: 37.50 too much, and our own promise says double back.
DOUBLE_REFUND = {"currency": "EUR", "price_minor": 3750, "promised_minor": 7500, "lost": "money"}
# A hotel night of 200.00, of which the law gives 100.00 back; the service was rejected.
NIGHT = {
    "currency": "CNY", "price_minor": 20000, "legal_floor_minor": 10000, "customer_value_minor": 18000,
    "kept_service": True, "undelivered_share": 0.8,
}  # fmt: skip
WORDS = "The room was not heated. That was our fault. Please choose what suits you."


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return begun(house)


def begun(house, **heard):
    case = build_case(site=house.harbour, identities=(("email", "wei@example.com"),), **heard)
    cases.triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=house.actor, now=NOW)
    return again(case)


def offered(case, by, facts=NIGHT, now=NOW, **more):
    return make_offer(case=case, facts=facts, words=WORDS, by=by, now=now, **more)


def chosen(case, offer, option=0, now=NOW):
    return accept_offer(case=case, offer_id=offer.pk, option=option, by=customer_of(case), now=now)


def booked(offer):
    rows = LedgerEntry.objects.filter(offer=offer).order_by("pk")
    return list(rows.values_list("debit", "credit", "amount_minor", "currency"))


def findings(now=NOW, tmp="/nonexistent"):
    return check_everything(files=FileStore(tmp), now=now).findings


def test_an_offer_goes_out_with_ways_of_the_same_worth_and_a_day(house, case):
    offer = offered(case, build_actor("front_line", house.harbour))

    assert {sum(minor for _key, minor in option) for option in offer.options} == {offer.total_minor}
    assert len(offer.options) > 1
    assert all(option[0][1] >= 10000 for option in offer.options)
    assert again(case).state == "offered"
    assert list(case.promises.owed().values_list("kind", "due_at")) == [("choice", NOW + 7 * DAY)]
    assert case.messages.get(kind="out").text == WORDS
    assert findings() == []


def test_the_steps_add_up_to_the_total(house, case):
    offer = offered(case, house.actor)

    assert sum(minor for _kind, minor in offer.steps) == offer.total_minor
    assert offer.steps[0] == ["law", 10000]


def test_what_is_chosen_is_owed_and_what_is_delivered_is_owed_no_longer(house, case):
    offer = offered(case, house.actor, DOUBLE_REFUND)

    chosen(case, offer)

    assert again(case).state == "delivering"
    assert list(case.promises.owed().values_list("kind", flat=True)) == ["pay"]
    assert booked(offer) == [("promise_expense", "owed_to_customers", 7500, "EUR")]

    delivery = Delivery.objects.get()
    deliver_remedy(case=case, delivery_id=delivery.pk, proof="SEPA 1", by=house.actor, now=NOW + HOUR)

    assert booked(offer)[1:] == [("owed_to_customers", "paid", 7500, "EUR")]
    assert again(case).state == "resolved"
    assert "€75, number SEPA 1" in case.messages.order_by("-pk")[0].text
    assert findings() == []

    closing.confirm_solved(case=case, by=customer_of(case), now=NOW + 2 * HOUR)
    assert again(case).state == "closed_satisfied"


def test_a_case_of_two_remedies_is_resolved_when_both_have_reached_the_customer(house, case):
    offer = offered(case, house.actor)
    two = next(number for number, option in enumerate(offer.options) if len(option) == 2)
    chosen(case, offer, two)
    first, second = Delivery.objects.order_by("pk")

    deliver_remedy(case=case, delivery_id=first.pk, proof="A 1", by=house.actor, now=NOW)
    assert again(case).state == "delivering"

    deliver_remedy(case=case, delivery_id=second.pk, proof="B 2", by=house.actor, now=NOW)
    assert again(case).state == "resolved"
    assert findings() == []


def test_the_same_choice_told_again_changes_nothing_and_another_is_refused(house, case):
    offer = offered(case, house.actor)
    chosen(case, offer, 0)
    before = (LedgerEntry.objects.count(), again(case).event_count)

    chosen(case, offer, 0)
    with pytest.raises(Conflict, match="chosen already"):
        chosen(case, offer, 1)

    assert (LedgerEntry.objects.count(), again(case).event_count) == before


def test_the_same_proof_told_again_changes_nothing_and_another_is_refused(house, case):
    chosen(case, offered(case, house.actor, DOUBLE_REFUND))
    pk = Delivery.objects.get().pk
    deliver_remedy(case=case, delivery_id=pk, proof="SEPA 1", by=house.actor, now=NOW)

    deliver_remedy(case=case, delivery_id=pk, proof="SEPA 1", by=house.actor, now=NOW)
    with pytest.raises(Conflict, match="another proof"):
        deliver_remedy(case=case, delivery_id=pk, proof="SEPA 2", by=house.actor, now=NOW)

    assert LedgerEntry.objects.count() == 2


def test_less_than_what_is_owed_cannot_be_sent(house, case):
    with pytest.raises(Invalid) as refused:
        offered(case, house.actor, {**NIGHT, "total_minor": 9999})

    assert (refused.value.field, Offer.objects.count()) == ("total_minor", 0)


def test_the_database_itself_refuses_less_than_the_floor(house, case):
    offer = offered(case, house.actor)

    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(total_minor=offer.floor_minor - 1)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_itself_refuses_to_change_the_ledger(house, case, act):
    chosen(case, offered(case, house.actor))
    entries = LedgerEntry.objects.all()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entries.update(amount_minor=1) if act == "update" else entries._raw_delete(entries.db)


def test_anybody_may_pay_what_is_owed_however_much_it_is(house, case):
    offer = offered(case, build_actor("front_line", house.harbour), {**DOUBLE_REFUND, "promised_minor": 900_000})

    assert again(case).state == "offered"
    assert offer.total_minor == 900_000


MUCH = {**NIGHT, "total_minor": 25_000}


def acknowledged(house, case):
    cases.reply_to_customer(case=case, text="We have it.", by=house.actor, now=NOW)
    return case


def test_more_than_one_may_give_waits_for_who_may(house, case):
    lin = build_actor("front_line", house.harbour)
    specialist, supervisor = build_actor("specialist", house.harbour), build_actor("supervisor", house.harbour)
    acknowledged(house, case)

    with pytest.raises(Invalid) as refused:
        offered(case, lin, MUCH)
    assert refused.value.field == "reason"

    offer = offered(case, lin, MUCH, reason="Two nights without heating, and a baby.")
    assert again(case).state == "offer_pending"
    assert offer.approval.needs == "specialist"
    assert [row.to_id for row in Notification.objects.filter(kind="approval.asked")] == [specialist.staff_id]

    with pytest.raises(NotAllowed):
        decide_approval(offer=offer, is_granted=True, answer="", by=lin, now=NOW)
    decide_approval(offer=offer, is_granted=True, answer="", by=supervisor, now=NOW + HOUR)

    assert again(case).state == "offered"
    assert again(offer).expires_at == NOW + HOUR + 7 * DAY
    assert case.messages.filter(kind="out").order_by("-pk")[0].author_id == lin.staff_id
    assert findings() == []


def test_a_no_needs_a_reason_and_brings_the_case_back_to_work(house, case):
    lin, supervisor = build_actor("front_line", house.harbour), build_actor("supervisor", house.harbour)
    offer = offered(acknowledged(house, case), lin, MUCH, reason="It was cold.")

    with pytest.raises(Invalid) as refused:
        decide_approval(offer=offer, is_granted=False, answer=" ", by=supervisor, now=NOW)
    assert refused.value.field == "answer"
    decide_approval(offer=offer, is_granted=False, answer="A night free suits them better.", by=supervisor, now=NOW)

    assert again(case).state == "in_progress"
    assert Notification.objects.filter(kind="approval.refused", to=lin.staff_id).exists()
    with pytest.raises(Conflict):
        decide_approval(offer=offer, is_granted=True, answer="", by=supervisor, now=NOW)
    assert findings() == []


def test_who_asks_for_approval_has_told_the_customer_something_first(house, case):
    lin = build_actor("front_line", house.harbour)

    with pytest.raises(Conflict, match="Tell the customer first"):
        offered(case, lin, MUCH, reason="It was cold.")


def test_an_approval_nobody_gives_is_asked_of_the_level_above_after_half_its_time(house, case):
    lin, supervisor = build_actor("front_line", house.harbour), build_actor("supervisor", house.harbour)
    build_actor("specialist", house.harbour)
    offered(acknowledged(house, case), lin, MUCH, reason="It was cold.")

    while jobs.work_once(TASKS, now=NOW + 2 * HOUR):
        pass

    told = Notification.objects.filter(kind="approval.asked", to=supervisor.staff_id)
    assert told.count() == 1
    assert case.events.order_by("-sequence")[0].verb == "approval.raised"


def test_offers_of_one_day_count_together(house, case):
    lin = build_actor("front_line", house.harbour)
    chosen(case, offered(case, lin, {**NIGHT, "total_minor": 19_000}))
    for delivery in Delivery.objects.all():
        deliver_remedy(case=case, delivery_id=delivery.pk, proof="1", by=lin, now=NOW)
    closing.say_not_yet(case=case, by=customer_of(case), now=NOW)
    more = {"currency": "CNY", "price_minor": 20000, "total_minor": 5_000}

    with pytest.raises(Invalid) as refused:
        offered(case, lin, more, cause="second night", now=NOW + 23 * HOUR)
    assert refused.value.field == "reason"

    offered(case, lin, more, cause="second night", now=NOW + 25 * HOUR)
    assert again(case).state == "offered"


def test_one_cause_is_paid_once_also_in_another_case(house, case):
    bill = {"cause": "Bill 2026-02"}
    chosen(case, offered(case, house.actor, DOUBLE_REFUND, **bill))
    other = begun(house)
    assert other.customer_id == again(case).customer_id

    with pytest.raises(Conflict) as refused:
        offered(other, house.actor, DOUBLE_REFUND, cause=" bill  2026-02 ")

    assert refused.value.field == "cause"


def test_two_open_offers_for_one_cause_are_accepted_once(house, case):
    other = begun(house)
    first, second = (offered(one, house.actor, DOUBLE_REFUND, cause="Bill 7") for one in (case, other))
    chosen(case, first)

    with pytest.raises(Conflict, match="once already"):
        chosen(other, second)

    assert LedgerEntry.objects.count() == 1
    assert findings() == []


def test_a_better_offer_takes_the_first_one_back(house, case):
    first = offered(case, house.actor)
    better = offered(case, house.actor, {**NIGHT, "total_minor": 22_000})

    assert again(first).withdrawn_at == NOW
    assert Offer.objects.open().get() == better
    with pytest.raises(Conflict, match="does not stand"):
        chosen(case, first)
    assert findings() == []


def test_nobody_loses_an_offer_in_hand_to_one_that_waits_for_approval(house, case):
    lin = build_actor("front_line", house.harbour)
    first = offered(case, lin)

    with pytest.raises(Conflict, match="has an offer in hand"):
        offered(case, lin, MUCH, reason="It was cold.")

    assert Offer.objects.open().get() == first
    assert again(case).state == "offered"


def test_an_offer_taken_back_leaves_an_answer_owed(house, case):
    offered(case, house.actor)

    take_back_offer(case=case, by=house.actor, now=NOW + HOUR)

    assert again(case).state == "in_progress"
    assert list(case.promises.owed().values_list("kind", flat=True)) == ["progress"]
    with pytest.raises(Conflict):
        take_back_offer(case=case, by=house.actor, now=NOW + HOUR)
    assert findings() == []


def test_a_second_no_tells_whoever_leads_the_place(house, case):
    supervisor = build_actor("supervisor", house.harbour)
    for _turn in range(2):
        offer = offered(case, house.actor)
        assert not Notification.objects.filter(kind="offer.declined_twice").exists()
        decline_offer(case=case, offer_id=offer.pk, by=customer_of(case), now=NOW)

    assert again(case).state == "in_progress"
    assert Notification.objects.get(kind="offer.declined_twice").to_id == supervisor.staff_id
    assert findings() == []


def test_an_offer_runs_out_politely_and_what_is_owed_can_be_offered_again(house, case):
    offer = offered(case, house.actor)

    while jobs.work_once(TASKS, now=offer.expires_at):
        pass

    assert again(offer).expired_at == offer.expires_at
    assert again(case).state == "in_progress"
    assert case.messages.order_by("-pk")[0].text.startswith("The offer we made you has run out today")
    assert [promise.missed_at for promise in case.promises.filter(kind="choice")] == [None]
    with pytest.raises(Conflict, match="does not stand"):
        chosen(case, offer, now=offer.expires_at)
    offered(case, house.actor, now=offer.expires_at)
    assert findings(now=offer.expires_at) == []


def test_only_the_customer_of_the_case_chooses(house, case):
    offer = offered(case, house.actor)
    stranger = customer_of(build_case(identities=(("email", "lin@example.com"),)))

    for by in (stranger, house.actor):
        with pytest.raises(NotAllowed):
            accept_offer(case=case, offer_id=offer.pk, option=0, by=by, now=NOW)
    with pytest.raises(Invalid):
        chosen(case, offer, len(offer.options))


@pytest.mark.parametrize("role", ["analyst", None])
def test_who_may_not_give_makes_no_offer(house, case, role):
    with pytest.raises(NotAllowed):
        offered(case, build_actor(role, house.harbour))


def test_who_works_elsewhere_makes_no_offer(house, case):
    with pytest.raises(NotAllowed):
        offered(case, build_actor("supervisor", house.old_town))


def test_what_was_accepted_is_delivered_before_the_case_can_be_ended_otherwise(house, case):
    chosen(case, offered(case, house.actor))

    with pytest.raises(Exception, match="outstanding") as refused:
        cases.close_out(case=case, reason="withdrawn", explanation="So it is.", by=house.actor, now=NOW)

    assert refused.value.missing == {"nothing_outstanding"}


def test_a_customer_failed_twice_gets_an_apology_with_the_offer(house, case):
    Case.objects.filter(pk=case.pk).update(double_deviation=True)

    with pytest.raises(Invalid):
        offered(case, house.actor)
    offered(case, house.actor, purposes=["apology"])

    assert again(case).state == "offered"


def test_a_ledger_that_says_something_else_is_found(house, case):
    offer = offered(case, house.actor)
    chosen(case, offer)
    LedgerEntry.objects.create(
        key="by hand", case=case, offer=offer, debit="goodwill_expense", credit="owed_to_customers", amount_minor=5,
        currency="EUR", booked_at=NOW,
    )  # fmt: skip

    assert [finding.rule for finding in findings()] == ["ledger.owed", "ledger.currency"]
