"""The quick action: one entry opens one case, with its owner, its judgement, and what was promised or done."""

from datetime import timedelta

import pytest

from amends.models import Case, Intake, Preference, Promise, Transfer
from amends.rules.lifecycle import State
from amends.rules.quick import QuickAction
from amends.rules.refusals import Invalid, NotAllowed
from amends.services import promises
from amends.services.quick import take_quick_action
from amends.services.staff import actor_of
from amends.services.taxonomy import retire_failure_type
from tests.builders import HOUR, MINUTE, NOW, again, build_actor, build_case, build_house, build_staff

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
