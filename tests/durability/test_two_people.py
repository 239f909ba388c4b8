"""Two people, one case: nobody meets "locked", no change is lost, and who comes second is told so."""

from datetime import timedelta

import pytest
from django.conf import settings

from amends.gateways.files import FileStore
from amends.models import Case, Customer, Intake, Promise, Staff
from amends.rules.hearing import Heard
from amends.rules.refusals import Conflict, Refusal
from amends.services import promises
from amends.services.cases import close_out, promise_next_date, reply_to_customer, resolve_case, write_note
from amends.services.checking import check_everything
from amends.services.closing import close_silent, confirm_solved, say_not_yet
from amends.services.idempotency import once
from amends.services.listening import hear, hear_many, hear_more
from amends.services.staff import actor_of
from amends.services.transfers import accept_transfer, ask_transfer, decline_transfer
from tests.at_once import at_once, in_threads
from tests.builders import (
    DAY,
    HOUR,
    NOW,
    STRANGER,
    again,
    build_actor,
    build_case,
    build_house,
    build_staff,
    customer_of,
    owner_of,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4


@pytest.fixture
def house():
    house = build_house()
    yield house
    report = check_everything(files=FileStore(settings.FILES_FOLDER), now=NOW)
    assert report.findings == []


def resolve(case, by, now=NOW + HOUR):
    return resolve_case(case=case, final_response="Done.", by=by, now=now, severity=2, is_safe=True)


def refused(outcomes):
    """Return the refusals; anything else that was raised is a failure."""
    unexpected = [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, Refusal)]
    assert unexpected == []
    return [one for one in outcomes if isinstance(one, Refusal)]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_both_resolve_and_one_does(house, _round):
    case, other = build_case(), build_actor("specialist")

    outcomes = at_once(lambda: resolve(case, house.actor), lambda: resolve(case, other))

    assert [type(one) for one in refused(outcomes)] == [Conflict]
    assert case.events.filter(verb="case.resolved").count() == 1
    assert case.messages.count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_one_who_was_asked_accepts_in_two_windows_and_once(house, _round):
    case, lin = build_case(), build_staff("specialist")
    ask_transfer(case=case, to=lin, by=house.actor, now=NOW)
    by = actor_of(lin)

    outcomes = at_once(*[lambda: accept_transfer(case=case, by=by, now=NOW)] * 2)

    assert [type(one) for one in refused(outcomes)] == [Conflict]
    assert (again(case).owner, case.events.filter(verb="transfer.accepted").count()) == (lin, 1)


def test_accepted_here_and_declined_there_is_one_of_the_two(house):
    case, lin = build_case(), build_staff("specialist")
    ask_transfer(case=case, to=lin, by=house.actor, now=NOW)
    by = actor_of(lin)

    outcomes = at_once(
        lambda: accept_transfer(case=case, by=by, now=NOW), lambda: decline_transfer(case=case, by=by, now=NOW)
    )

    assert len(refused(outcomes)) == 1
    assert (again(case).owner == lin) is not isinstance(outcomes[0], Refusal)


def test_two_colleagues_are_asked_and_one_is(house):
    case = build_case()
    colleagues = [build_staff("specialist") for _ in range(4)]

    outcomes = in_threads(4, lambda n: ask_transfer(case=case, to=colleagues[n], by=house.actor, now=NOW))

    assert [type(one) for one in refused(outcomes)] == [Conflict] * 3
    assert case.transfers.pending().count() == 1


def test_four_people_take_it_and_one_has_it(house):
    case = build_case()
    colleagues = [build_staff("specialist") for _ in range(4)]

    outcomes = in_threads(4, lambda n: ask_transfer(case=case, to=colleagues[n], by=actor_of(colleagues[n]), now=NOW))

    assert refused(outcomes) == []
    accepted = list(case.events.filter(verb="transfer.accepted").order_by("sequence"))
    assert again(case).owner_id == accepted[-1].facts["owner"]
    befores = [event.facts["before"] for event in accepted]
    assert befores == [house.administrator.pk] + [event.facts["owner"] for event in accepted[:-1]]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_one_replies_while_the_other_resolves_and_both_are_kept(house, _round):
    case, other = build_case(), build_actor("specialist")

    outcomes = at_once(
        lambda: resolve(case, house.actor),
        lambda: reply_to_customer(case=case, text="We look.", by=other, now=NOW + HOUR),
        lambda: write_note(case=case, text="Hm.", by=other, now=NOW + HOUR),
        lambda: hear_more(case=case, text="And?", by=customer_of(case), now=NOW + HOUR),
    )

    assert refused(outcomes) == []
    case = again(case)
    assert (case.state, case.messages.count(), case.intakes.count()) == ("resolved", 3, 2)


def test_solved_and_not_yet_in_two_windows(house):
    case = build_case()
    resolve(case, house.actor)
    by = customer_of(case)

    outcomes = at_once(
        lambda: confirm_solved(case=case, by=by, now=NOW + DAY), lambda: say_not_yet(case=case, by=by, now=NOW + DAY)
    )

    refusals = refused(outcomes)
    assert (again(case).state, len(refusals)) in {("reopened", 0), ("in_progress", 1)}


def test_ended_by_us_while_the_customer_says_solved(house):
    case = build_case()
    resolve(case, house.actor)
    by = customer_of(case)

    outcomes = at_once(
        lambda: confirm_solved(case=case, by=by, now=NOW + DAY),
        lambda: close_out(case=case, reason="duplicate", explanation="See.", by=house.actor, now=NOW + DAY),
    )

    assert len(refused(outcomes)) == 1
    assert again(case).state in {"closed_satisfied", "closed_out"}


def test_the_customer_speaks_in_the_moment_in_which_silence_closes(house):
    case = build_case()
    resolve(case, house.actor, now=NOW)
    Case.objects.filter(pk=case.pk).update(attempts=2)
    by, then = customer_of(case), NOW + 20 * DAY

    outcomes = at_once(
        lambda: close_silent(case_id=case.pk, now=then), lambda: hear_more(case=case, text="No!", by=by, now=then)
    )

    assert refused(outcomes) == []
    case = again(case)
    assert case.closed_at is None, "either it never closed, or the words opened it again"
    assert case.intakes.count() == 2


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_swept_while_kept_is_one_of_the_two(house, _round):
    case = build_case()
    due_at = case.next_due_at

    outcomes = at_once(
        lambda: promises.sweep_overdue(now=due_at + timedelta(seconds=1)),
        lambda: reply_to_customer(case=case, text="Just in time.", by=house.actor, now=due_at),
        lambda: promises.sweep_overdue(now=due_at + timedelta(seconds=1)),
    )

    assert refused(outcomes) == []
    promise = case.promises.get(kind="first_reply")
    verbs = [event.verb for event in case.events.all()]
    was_missed = promise.missed_at is not None
    assert (promise.kept_at is None) is was_missed
    assert (verbs.count("promise.missed"), verbs.count("promise.kept")) == ((1, 0) if was_missed else (0, 1))


def test_eight_new_dates_at_once_leave_one(house):
    case = build_case()

    outcomes = in_threads(
        8, lambda n: promise_next_date(case=case, next_at=NOW + (n + 1) * HOUR, by=owner_of(case), now=NOW)
    )

    assert refused(outcomes) == []
    assert case.promises.owed().filter(kind="progress").count() == 1
    assert again(case).next_due_at == min(promise.due_at for promise in case.promises.owed())
    assert again(case).event_count == case.events.count()


# Hearing


@pytest.mark.slow
def test_sixteen_threads_hear_and_none_is_locked(house):
    each = 25

    outcomes = in_threads(
        16, lambda n: [hear(Heard(post="web", text=f"{n}/{i}"), by=STRANGER, now=NOW) for i in range(each)]
    )

    assert refused(outcomes) == []
    texts = list(Intake.objects.values_list("text", flat=True))
    assert sorted(texts) == sorted(f"{n}/{i}" for n in range(16) for i in range(each))
    assert Case.objects.count() == Promise.objects.count() == 16 * each


def test_the_same_thing_heard_sixteen_times_at_once_is_one_case(house):
    outcomes = in_threads(
        16, lambda _n: hear(Heard(post="api", text="Once", external_id="1", idempotency_key="k"), by=STRANGER, now=NOW)
    )

    assert refused(outcomes) == []
    assert len({receipt.case_id for receipt in outcomes}) == 1
    assert [receipt.is_new for receipt in outcomes].count(True) == 1


def test_lists_and_single_words_with_the_same_ids_and_people_at_once(house):
    def batch(n):
        order = range(40) if n % 2 else range(39, -1, -1)
        return [
            Heard(
                post="api",
                text=f"Item {i}",
                external_id=str(i),
                identities=(("email", f"{i % 7}@example.com"), ("phone", f"1008{i % 5}0")),
            )
            for i in order
        ]

    outcomes = in_threads(
        6,
        lambda n: (
            hear_many(batch(n), by=STRANGER, now=NOW)
            if n < 4
            else [hear(heard, by=STRANGER, now=NOW) for heard in batch(n)]
        ),
    )

    assert refused(outcomes) == []
    assert (Case.objects.count(), Intake.objects.count()) == (40, 40)
    assert sum(receipt.is_new for outcome in outcomes for receipt in outcome) == 40


def test_one_person_met_eight_times_at_once_is_one_customer(house):
    outcomes = in_threads(
        8,
        lambda n: hear(
            Heard(post="web", text=f"{n}", identities=(("email", "wei@example.com"),)), by=STRANGER, now=NOW
        ),
    )

    assert refused(outcomes) == []
    assert Customer.objects.count() == 1


def test_one_request_sent_eight_times_at_once_has_one_effect(house):
    def act():
        number = Staff.objects.count()
        Staff.objects.create(email=f"{number}@example.com", name="x", given_name="x")
        return 201, {"number": number}

    outcomes = in_threads(8, lambda _n: once(key="k", request={}, by=house.actor, now=NOW, act=act))

    assert refused(outcomes) == []
    assert len({str(answer) for answer, _is_new in outcomes}) == 1
    assert [is_new for _answer, is_new in outcomes].count(True) == 1
    assert Staff.objects.count() == 2
