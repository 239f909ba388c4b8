"""
Law 3. Silence is a breach. Every open case has a promise with an instant; a miss is dated at the instant it fell due.

That a missed promise owes an apology is tested in tests/services/test_apologies.py.
"""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from amends.models import Case, Promise
from amends.services.cases import reply_to_customer, resolve_case
from amends.services.closing import ask_for_person, say_not_yet
from amends.services.listening import hear_more
from amends.services.promises import sweep_overdue
from tests.builders import DAY, HOUR, MINUTE, NOW, again, build_case, build_house, customer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def resolve(case, house):
    resolve_case(case=case, final_response="Done.", by=house.actor, now=NOW, severity=2, is_safe=True)


WAYS = {
    "heard": lambda case, house: None,
    "answered": lambda case, house: reply_to_customer(case=case, text="Yes.", by=house.actor, now=NOW),
    "resolved": resolve,
    "not yet": lambda case, house: (resolve(case, house), say_not_yet(case=case, by=customer_of(case), now=NOW)),
    "person": lambda case, house: ask_for_person(case=case, by=customer_of(case), now=NOW),
    "more": lambda case, house: hear_more(case=case, text="And?", by=customer_of(case), now=NOW),
    "more after": lambda case, house: (
        resolve(case, house),
        hear_more(case=case, text="And?", by=customer_of(case), now=NOW),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_open_case_always_has_a_date_ahead_and_it_is_the_earliest_promise(house, way):
    case = build_case()
    WAYS[way](case, house)

    case = again(case)
    assert case.next_due_at == min(promise.due_at for promise in case.promises.owed())
    assert case.next_due_at > NOW


def test_the_database_refuses_an_open_case_without_a_date(house):
    case = build_case()

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(next_due_at=None)


@pytest.mark.parametrize("noticed_after", [MINUTE, DAY, 100 * DAY])
def test_a_miss_is_dated_at_its_deadline_however_late_it_is_noticed(house, noticed_after):
    case = build_case()
    due_at = case.next_due_at

    sweep_overdue(now=due_at + noticed_after)

    event = case.events.get(verb="promise.missed")
    assert (case.promises.get().missed_at, event.at, event.recorded_at) == (due_at, due_at, due_at + noticed_after)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(case=case).update(missed_at=F("due_at") + MINUTE)


def test_a_miss_stays_a_miss_whatever_is_done_later(house):
    case = build_case()
    late = case.next_due_at + HOUR

    reply_to_customer(case=case, text="Sorry.", by=house.actor, now=late)

    promise = case.promises.get(kind="first_reply")
    assert (promise.kept_at, promise.missed_at, promise.settled_at) == (None, promise.due_at, late)


@pytest.mark.parametrize("speak", ["more", "person", "not yet"])
def test_a_customer_who_asks_again_does_not_reset_the_clock(house, speak):
    case = build_case()
    due_at, late = case.next_due_at, case.next_due_at + HOUR
    by = customer_of(case)
    if speak == "more":
        hear_more(case=case, text="Hello?", by=by, now=late)
    else:
        (ask_for_person if speak == "person" else say_not_yet)(case=case, by=by, now=late)

    assert again(case).next_due_at == due_at
