"""The quick action: one entry opens one case, with its owner, its judgement, and what was promised or done."""

from datetime import timedelta

import pytest

from amends.models import (
    Approval,
    Case,
    Delivery,
    Intake,
    LedgerEntry,
    Offer,
    Organisation,
    Preference,
    Promise,
    Transfer,
    Voucher,
)
from amends.rules.lifecycle import State
from amends.rules.quick import Gift, QuickAction
from amends.rules.refusals import Invalid, NotAllowed
from amends.services import promises
from amends.services.directory import forget_directory
from amends.services.ledger_check import check_ledger
from amends.services.offers import make_offer
from amends.services.quick import take_quick_action
from amends.services.staff import actor_of
from amends.services.taxonomy import retire_failure_type
from tests.builders import DAY, HOUR, MINUTE, NOW, again, build_actor, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db

KEY = "0d9a2c1e-7d4b-4b7e-9a51-3f0a8f1f3c11"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def jie(house):
    return build_actor("front_line", house.harbour)


def entry(house, **more):
    given = {
        "key": KEY,
        "site_id": house.harbour.pk,
        "heard_at": NOW,
        "text": "Overbooked, no room or seat",
        "severity": 3,
        "deed": "promise",
        "said": "You had a room and we gave it away. I am sorry. I will be back by 09:20.",
        "next_at": NOW + 20 * MINUTE,
    }
    return QuickAction(**given | more)


def take(action, by, now=NOW):
    return Case.objects.get(pk=take_quick_action(action=action, by=by, now=now).case_id)


def test_the_first_hearer_owns_it_and_its_promise_runs(house, jie):
    case = take(entry(house), jie)

    promise = case.promises.running().get()
    assert (case.owner_id, case.severity, State(case.state)) == (jie.id, 3, State.IN_PROGRESS)
    assert (promise.kind, promise.made_at, promise.due_at) == ("progress", NOW, NOW + 20 * MINUTE)
    assert case.next_due_at == NOW + 20 * MINUTE


def test_done_on_the_spot_still_waits_for_the_customers_word(house, jie):
    case = take(entry(house, deed="done", next_at=None), jie)

    assert (State(case.state), case.closed_at) == (State.RESOLVED, None)
    assert case.promises.running().get().kind == "follow_up"


def test_handed_over_it_is_ones_own_until_the_other_accepts(house, jie):
    lin = build_staff("specialist", house.harbour)

    case = take(entry(house, deed="hand_over", to_id=lin.pk), jie)

    assert case.owner_id == jie.id
    assert Transfer.objects.pending().get(case=case).to == lin


def test_an_entry_that_waited_keeps_its_time_and_was_answered_in_time(house, jie):
    later = NOW + timedelta(days=3)

    case = take(entry(house, next_at=NOW + timedelta(days=4)), jie, now=later)

    assert (case.received_at, case.registered_at) == (NOW, later)
    assert case.messages.get().sent_at == NOW
    assert case.promises.get(kind="first_reply").kept_at == NOW
    assert case.events.get(verb="message.sent").at == NOW


def test_a_promise_that_ran_out_on_the_device_is_missed_when_it_fell_due(house, jie):
    case = take(entry(house), jie, now=NOW + HOUR)

    promises.sweep_overdue(now=NOW + HOUR)

    assert case.promises.get(kind="progress").missed_at == NOW + 20 * MINUTE
    assert again(case).next_due_at == NOW + 20 * MINUTE


def test_the_same_entry_again_does_nothing_twice(house, jie):
    first = take_quick_action(action=entry(house, remember="High floor", who="何先生"), by=jie, now=NOW)

    second = take_quick_action(action=entry(house, remember="High floor", who="何先生"), by=jie, now=NOW + HOUR)

    assert (second.case_id, second.is_new) == (first.case_id, False)
    assert (Case.objects.count(), Promise.objects.running().count(), Preference.objects.count()) == (1, 1, 1)


def test_a_refused_entry_leaves_nothing_and_comes_again_with_its_key(house, jie):
    with pytest.raises(Invalid) as refused:
        take_quick_action(action=entry(house, deed="hand_over", to_id=None), by=jie, now=NOW)

    assert (refused.value.field, Intake.objects.count()) == ("to", 0)
    assert take(entry(house, text="Other words"), jie).title.startswith("Other words")


def test_a_known_code_finds_the_guest_and_keeps_the_preference(house, jie):
    earlier = build_case(site=house.harbour, name="何先生", identities=(("member", "7k42"),))

    case = take(entry(house, who="7K42", remember="A room far from the lift"), jie)

    kept = Preference.objects.get()
    assert case.customer == earlier.customer
    assert (kept.customer, kept.case, kept.noted_by_id, kept.noted_at) == (earlier.customer, case, jie.id, NOW)
    assert case.events.filter(verb="preference.noted").count() == 1


def test_a_room_number_is_a_place_and_nobodys_identity(house, jie):
    case = take(entry(house, who="1208"), jie)

    assert (case.customer, case.intakes.get().place) == (None, "1208")


def test_a_guest_of_another_place_is_not_recognised(house, jie):
    build_case(site=house.old_town, name="何先生", identities=(("member", "7k42"),))

    case = take(entry(house, who="7K42"), jie)

    assert (case.customer, case.intakes.get().place) == (None, "7K42")


def test_a_preference_needs_somebody_whose_it_is(house, jie):
    with pytest.raises(Invalid) as refused:
        take_quick_action(action=entry(house, remember="High floor"), by=jie, now=NOW)

    assert refused.value.field == "remember"


def test_the_worst_step_says_that_somebody_is_hurt(house, jie):
    assert entry(house, severity=5).is_safe is False
    assert take(entry(house, severity=5), jie).severity == 5


def test_a_kind_of_failure_that_went_out_of_use_meanwhile_costs_no_entry(house, jie):
    case = build_case(site=house.harbour)
    kind = type(case)._meta.get_field("failure_type").related_model.objects.exclude(parent=None).first()
    retire_failure_type(failure_type=kind, is_retired=True, by=house.actor, now=NOW)

    assert take(entry(house, failure_type_id=kind.pk), jie).failure_type == kind
    assert take(entry(house, key=KEY[::-1], failure_type_id=999_999), jie).failure_type is None


def test_only_who_works_there_and_may_answer(house, jie):
    with pytest.raises(NotAllowed):
        take_quick_action(action=entry(house, site_id=house.old_town.pk), by=jie, now=NOW)
    with pytest.raises(NotAllowed):
        take_quick_action(action=entry(house), by=actor_of(build_staff("analyst")), now=NOW)


@pytest.mark.parametrize(("field", "given"), [("key", ""), ("deed", "gift"), ("severity", 0), ("said", " ")])
def test_what_is_missing_is_named(house, jie, field, given):
    with pytest.raises(Invalid) as refused:
        take_quick_action(action=entry(house, **{field: given}), by=jie, now=NOW)

    assert refused.value.field in {field, "text"}
    assert Intake.objects.count() == 0


SMALL = Gift("CNY", remedy="micro-gesture", amount_minor=3_000)


def books(case):
    entries = LedgerEntry.objects.filter(case=case).order_by("pk")
    return [(one.debit, one.credit, one.amount_minor) for one in entries]


def test_what_is_given_by_hand_is_booked_once_and_settles_it(house, jie):
    given = entry(house, deed="done", next_at=None, gift=SMALL)

    case = take(given, jie)
    take(given, jie, now=NOW + HOUR)

    assert State(case.state) is State.RESOLVED
    assert books(case) == [("goodwill_expense", "owed_to_customers", 3_000), ("owed_to_customers", "credited", 3_000)]
    assert case.events.filter(verb__in=("remedy.given", "remedy.delivered")).count() == 2
    assert not list(check_ledger())


def test_a_promise_given_with_it_runs_on(house, jie):
    case = take(entry(house, gift=SMALL), jie)

    assert State(case.state) is State.IN_PROGRESS
    assert case.promises.running().get().due_at == NOW + 20 * MINUTE


def test_a_small_gesture_pays_for_nothing_so_a_remedy_may_follow(house, jie):
    case = take(entry(house, gift=SMALL), jie)

    facts = {"price_minor": 20_000, "currency": "CNY", "undelivered_share": 0.5}
    offer = make_offer(case=case, facts=facts, words="Half of the room is yours again.", by=jie, now=NOW + HOUR)

    assert (offer.total_minor, Offer.objects.get(case=case, accepted_at__isnull=False).total_minor) == (10_000, 3_000)


def test_a_voucher_within_the_limit_is_issued_at_once_and_its_code_goes_to_the_guest(house, jie):
    case = take(entry(house, gift=Gift("CNY", remedy="voucher", amount_minor=20_000)), jie)

    voucher = Voucher.objects.get(delivery__offer__case=case)
    assert voucher.amount_minor == 20_000
    assert voucher.spoken in case.messages.order_by("pk").last().text


@pytest.mark.parametrize("deed", ["done", "promise"])
def test_above_the_limit_it_is_asked_for_and_nothing_is_booked(house, jie, deed):
    case = take(entry(house, deed=deed, gift=Gift("CNY", remedy="voucher", amount_minor=20_001)), jie)

    approval = Approval.objects.get(offer__case=case)
    assert (State(case.state), books(case)) == (State.OFFER_PENDING, [])
    assert (approval.needs, approval.offer.made_by_id) == ("specialist", jie.id)
    assert "How bad, of 5: 3" in approval.reason


def test_what_waited_offline_is_judged_when_it_is_sent(house, jie):
    Organisation.objects.update(certifies_front_line=True)
    forget_directory()
    gift = Gift("CNY", remedy="voucher", amount_minor=20_000)

    case = take(entry(house, gift=gift), jie, now=NOW + DAY)

    assert Approval.objects.filter(offer__case=case).count() == 1
    assert case.promises.get(kind="first_reply").kept_at == NOW


def test_what_the_law_gives_is_paid_by_anybody_and_owed_by_a_date(house, jie):
    Organisation.objects.update(certifies_front_line=True)
    forget_directory()

    case = take(entry(house, deed="done", next_at=None, gift=Gift("EUR", owed_minor=60_000)), jie)

    assert State(case.state) is State.DELIVERING
    assert books(case) == [("legal_expense", "owed_to_customers", 60_000)]
    assert case.promises.running().filter(kind="pay").exists()
    assert not list(check_ledger())


def test_a_gift_comes_on_top_of_what_is_owed_and_never_instead(house, jie):
    case = take(entry(house, gift=Gift("CNY", remedy="voucher", amount_minor=5_000, owed_minor=6_000)), jie)

    parts = Delivery.objects.filter(offer__case=case).order_by("pk")
    assert [(one.remedy, one.amount_minor, one.proof != "") for one in parts] == [
        ("refund", 6_000, False),
        ("voucher", 5_000, True),
    ]
    assert Offer.objects.get(case=case).floor_minor == 6_000


@pytest.mark.parametrize("gift", [Gift("CNY"), Gift("CNY", remedy="a pony", amount_minor=1)])
def test_what_cannot_be_given_is_kept_as_a_note_and_costs_no_entry(house, jie, gift):
    case = take(entry(house, gift=gift), jie)

    assert (State(case.state), Offer.objects.filter(case=case).count()) == (State.IN_PROGRESS, 0)
    assert "The guest was told that they get this" in case.messages.get(kind="note").text
