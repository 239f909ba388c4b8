"""What colleagues do with a case: judge, answer, note, promise, resolve, end."""

from datetime import timedelta

import pytest

from amends.models import FailureType, Job
from amends.rules.actors import Actor
from amends.rules.hearing import StoredFile
from amends.rules.lifecycle import CannotMove
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services import promises
from amends.services.cases import (
    close_out,
    promise_next_date,
    reply_to_customer,
    resolve_case,
    triage_case,
    write_note,
)
from amends.services.closing import confirm_solved, say_not_yet
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    again,
    build_actor,
    build_case,
    build_house,
    customer_of,
    owner_of,
)

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
PHOTO = StoredFile(name="tap.jpg", media_type="image/jpeg", size_bytes=3, sha256="a" * 64)


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour)


def verbs(case):
    return [event.verb for event in case.events.order_by("sequence")]


def resolve(case, *, now, severity=2):
    return resolve_case(
        case=case, final_response="It is dry now.", by=owner_of(case), now=now, severity=severity, is_safe=True,
        purposes=("apology", "compensation"),
    )  # fmt: skip


ACTS = {
    "case.triage": lambda case, by: triage_case(case=case, severity=2, failure_type=None, is_safe=True, by=by, now=NOW),
    "case.reply": lambda case, by: reply_to_customer(case=case, text="We look.", by=by, now=NOW),
    "case.reply ": lambda case, by: promise_next_date(case=case, next_at=NOW + HOUR, by=by, now=NOW),
    "case.note": lambda case, by: write_note(case=case, text="Loud.", by=by, now=NOW),
    "case.resolve": lambda case, by: resolve_case(
        case=case, final_response="Done.", by=by, now=NOW, severity=1, is_safe=True
    ),
    "case.close_out": lambda case, by: close_out(
        case=case, reason="withdrawn", explanation="You took it back.", by=by, now=NOW
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_nobody_acts_on_a_case_of_another_place_or_beyond_their_role(house, case, act):
    before = verbs(case)

    for by in (build_actor("supervisor", house.old_town), build_actor(None), customer_of(case)):
        with pytest.raises(NotAllowed):
            ACTS[act](case, by)

    assert verbs(again(case)) == before


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"case.note"}))
def test_an_analyst_reads_and_notes_and_does_nothing_else(house, case, act):
    analyst = build_actor("analyst")
    write_note(case=case, text="Third leak this month.", by=analyst, now=NOW)

    with pytest.raises(NotAllowed):
        ACTS[act](case, analyst)


# Judging


def test_triage_writes_down_what_was_judged(house, case):
    leak = FailureType.objects.exclude(parent=None).first()

    triage_case(
        case=case, severity=4, failure_type=leak, is_safe=True, by=owner_of(case), now=NOW + HOUR, relationship="true"
    )

    case = again(case)
    assert (case.severity, case.failure_type, case.relationship, case.safety_checked_at) == (
        4,
        leak,
        "true",
        NOW + HOUR,
    )
    assert case.events.get(verb="case.triaged").facts == {
        "state": "registered",
        "severity": 4,
        "failure_type": leak.pk,
        "is_safe": True,
        "relationship": "true",
        "criticality": None,
        "emotion": None,
    }


def test_every_judgement_leaves_a_trace_also_when_the_state_stays(house, case):
    for severity in (2, 5):
        triage_case(case=case, severity=severity, failure_type=None, is_safe=True, by=owner_of(case), now=NOW)

    assert [event.facts["severity"] for event in case.events.filter(verb="case.triaged").order_by("sequence")] == [2, 5]


def test_triage_of_an_acknowledged_case_is_one_event_and_the_owner_has_started(house, case):
    reply_to_customer(case=case, text="We look.", by=owner_of(case), now=NOW)

    triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=owner_of(case), now=NOW)

    assert verbs(case)[-3:] == ["case.triaged", "case.started", "playbook.chosen"]
    assert case.events.get(verb="case.triaged").facts["state"] == "triaged"


def test_danger_is_never_a_small_matter(house, case):
    triage_case(case=case, severity=1, failure_type=None, is_safe=False, by=owner_of(case), now=NOW)

    assert again(case).severity == 5


@pytest.mark.parametrize("severity", [0, 6, -1, 10**9])
def test_severity_is_one_to_five(house, case, severity):
    with pytest.raises(Invalid) as refused:
        triage_case(case=case, severity=severity, failure_type=None, is_safe=None, by=house.actor, now=NOW)
    assert refused.value.field == "severity"


def test_a_relationship_is_one_of_three(house, case):
    with pytest.raises(Invalid) as refused:
        triage_case(
            case=case, severity=1, failure_type=None, is_safe=None, by=house.actor, now=NOW, relationship="friend"
        )
    assert refused.value.field == "relationship"


# Answering


def test_an_answer_keeps_the_first_promise_and_names_the_next_date(house, case):
    message = reply_to_customer(
        case=case, text=" A plumber comes.\x00 ", by=owner_of(case), now=NOW + HOUR, files=[PHOTO]
    )

    case = again(case)
    first, second = case.promises.order_by("pk")
    assert (first.kept_at, second.kind, second.made_at, second.due_at) == (
        NOW + HOUR,
        "progress",
        NOW + HOUR,
        NOW + 25 * HOUR,
    )
    assert (case.state, case.next_due_at) == ("acknowledged", NOW + 25 * HOUR)
    assert (case.snippet, case.last_word_by) == ("A plumber comes.", "staff")
    assert (message.kind, message.author_id, message.author_name) == ("out", house.administrator.pk, "Ada Admin")
    assert message.artifacts.get().name == "tap.jpg"
    assert verbs(case) == ["case.registered", "message.sent", "promise.kept", "promise.made", "case.acknowledged"]


@pytest.mark.parametrize(
    ("late_by", "kept", "missed", "settled"),
    [(-SECOND, True, False, False), (0 * SECOND, True, False, False), (SECOND, False, True, True)],
)
def test_at_the_instant_is_in_time_and_a_second_later_is_missed_at_the_instant(
    house, case, late_by, kept, missed, settled
):
    due_at = NOW + 48 * HOUR

    reply_to_customer(case=case, text="We look.", by=owner_of(case), now=due_at + late_by)

    promise = case.promises.get(kind="first_reply")
    assert (promise.kept_at, promise.missed_at, promise.settled_at) == (
        due_at + late_by if kept else None,
        due_at if missed else None,
        due_at + late_by if settled else None,
    )


def test_a_late_answer_is_written_down_as_missed_then_and_made_good_now(house, case):
    reply_to_customer(case=case, text="Sorry.", by=owner_of(case), now=NOW + 50 * HOUR)

    events = {event.verb: event for event in case.events.all()}
    assert (events["promise.missed"].at, events["promise.missed"].recorded_at) == (NOW + 48 * HOUR, NOW + 50 * HOUR)
    assert events["promise.made_good"].at == NOW + 50 * HOUR


@pytest.mark.parametrize("next_at", [NOW, NOW - SECOND, NOW + 90 * DAY + SECOND])
def test_the_next_date_lies_ahead_and_within_90_days(house, case, next_at):
    for act in (
        lambda: reply_to_customer(case=case, text="Yes.", by=house.actor, now=NOW, next_at=next_at),
        lambda: promise_next_date(case=case, next_at=next_at, by=house.actor, now=NOW),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.field == "next_at"
    assert again(case).messages.count() == 0


def test_the_last_day_is_allowed(house, case):
    promise_next_date(case=case, next_at=NOW + 90 * DAY, by=house.actor, now=NOW)

    assert again(case).promises.get(kind="progress").due_at == NOW + 90 * DAY
    assert again(case).next_due_at == NOW + 48 * HOUR, "the first reply is still owed before"


def test_a_new_date_replaces_the_running_one_and_a_missed_one_stays_missed(house, case):
    by = owner_of(case)
    reply_to_customer(case=case, text="Tomorrow.", by=by, now=NOW)
    promise_next_date(case=case, next_at=NOW + 2 * DAY, by=by, now=NOW + HOUR)
    promise_next_date(case=case, next_at=NOW + 4 * DAY, by=by, now=NOW + 3 * DAY)

    first, second, third = case.promises.filter(kind="progress").order_by("pk")
    assert (first.withdrawn_at, first.missed_at) == (NOW + HOUR, None)
    assert (second.withdrawn_at, second.missed_at, second.settled_at) == (None, NOW + 2 * DAY, NOW + 3 * DAY)
    assert again(case).next_due_at == third.due_at == NOW + 4 * DAY


@pytest.mark.parametrize("text", ["", " ", "\x00", "x" * 20_001])
def test_an_answer_note_or_ending_needs_words(house, case, text):
    for act in (
        lambda: reply_to_customer(case=case, text=text, by=house.actor, now=NOW),
        lambda: write_note(case=case, text=text, by=house.actor, now=NOW),
        lambda: resolve_case(case=case, final_response=text, by=house.actor, now=NOW, severity=1, is_safe=True),
        lambda: close_out(case=case, reason="withdrawn", explanation=text, by=house.actor, now=NOW),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.field == "text"
    assert verbs(again(case)) == ["case.registered"]


def test_a_note_is_for_colleagues_alone(house, case):
    write_note(case=case, text="Guest is loud.", by=build_actor("front_line", house.harbour), now=NOW + HOUR)

    case = again(case)
    assert (case.messages.for_customers().count(), case.last_word_by, case.next_due_at) == (
        0,
        "customer",
        NOW + 48 * HOUR,
    )
    assert verbs(case)[-1] == "note.written"


def test_a_program_answers_under_its_own_name(house, case):
    program = Actor("token", 7, "Shop", house.actor.reach)

    message = reply_to_customer(case=case, text="We look.", by=program, now=NOW)

    assert (message.author, message.author_name, case.events.filter(verb="message.sent").get().actor_kind) == (
        None,
        "Shop",
        "token",
    )


# Resolving


def test_to_resolve_is_to_answer_to_wait_for_the_customer_and_to_promise_to_ask(house, case):
    resolve(case, now=NOW + HOUR)

    case = again(case)
    assert (case.state, case.resolved_at, case.closed_at, case.attempts) == ("resolved", NOW + HOUR, None, 1)
    follow_up = case.promises.owed().get()
    assert (follow_up.kind, case.next_due_at) == ("follow_up", NOW + HOUR + 7 * DAY)
    assert case.messages.for_customers().get().text == "It is dry now."
    job = Job.objects.get()
    assert (job.task, job.arguments, job.run_at) == ("ask_again", {"case_id": case.pk}, follow_up.due_at - HOUR)
    assert case.events.last().verb == "promise.made"


@pytest.mark.parametrize(
    ("given", "field"), [({"is_safe": True}, "severity"), ({"severity": 2}, "is_safe"), ({}, "severity")]
)
def test_to_resolve_needs_a_severity_and_the_safety_answer(house, case, given, field):
    with pytest.raises(Invalid) as refused:
        resolve_case(case=case, final_response="Done.", by=house.actor, now=NOW, **given)

    assert refused.value.field == field
    assert (again(case).severity, again(case).state) == (None, "registered")


def test_a_case_is_resolved_once(house, case):
    resolve(case, now=NOW)

    with pytest.raises(Conflict):
        resolve(case, now=NOW)


@pytest.mark.parametrize("act", ["case.reply", "case.reply ", "case.resolve"])
def test_a_closed_case_is_opened_by_the_customer_alone(house, case, act):
    resolve(case, now=NOW)
    confirm_solved(case=case, by=customer_of(case), now=NOW)

    with pytest.raises(Conflict):
        ACTS[act](case, house.actor)


def test_a_colleague_may_put_it_right_for_the_owner(house, case):
    helper = build_actor("specialist", house.harbour)

    resolve_case(case=case, final_response="Done.", by=helper, now=NOW, severity=1, is_safe=True)

    assert (again(case).state, again(case).owner) == ("resolved", house.administrator)


def test_a_case_that_came_back_can_be_resolved_again(house, case):
    resolve(case, now=NOW)
    say_not_yet(case=case, by=customer_of(case), now=NOW + HOUR)
    resolve(case, now=NOW + DAY)
    confirm_solved(case=case, by=customer_of(case), now=NOW + 2 * DAY)
    say_not_yet(case=case, by=customer_of(case), now=NOW + 3 * DAY)

    resolve(case, now=NOW + 4 * DAY)

    case = again(case)
    assert (case.state, case.resolved_at) == ("resolved", NOW + 4 * DAY)
    assert Job.objects.filter(state="waiting", task="ask_again").get().run_at == NOW + 11 * DAY - HOUR


def test_an_answer_to_a_resolved_case_leaves_the_follow_up_as_the_next_date(house, case):
    resolve(case, now=NOW)

    reply_to_customer(case=case, text="And the wall is painted.", by=owner_of(case), now=NOW + HOUR)

    assert again(case).next_due_at == NOW + 7 * DAY


# Ending without the customer's word


@pytest.mark.parametrize("reason", ["withdrawn", "duplicate", "wrong_company"])
def test_a_case_is_ended_with_a_reason_and_the_customer_is_told(house, case, reason):
    close_out(case=case, reason=reason, explanation="You took it back.", by=house.actor, now=NOW + HOUR)

    case = again(case)
    assert (case.state, case.closed_at, case.next_due_at) == ("closed_out", NOW + HOUR, None)
    assert case.promises.get().withdrawn_at == NOW + HOUR
    assert case.events.last().facts == {"state": "closed_out", "reason": reason}
    assert case.messages.for_customers().get().text == "You took it back."


def test_an_ended_case_with_a_missed_promise_keeps_the_miss(house, case):
    close_out(case=case, reason="duplicate", explanation="See the other.", by=house.actor, now=NOW + 50 * HOUR)

    promise = case.promises.get()
    assert (promise.missed_at, promise.settled_at, promise.withdrawn_at) == (NOW + 48 * HOUR, NOW + 50 * HOUR, None)


def test_an_unknown_reason_is_refused(house, case):
    with pytest.raises(Invalid) as refused:
        close_out(case=case, reason="bored", explanation="Bye.", by=house.actor, now=NOW)
    assert refused.value.field == "reason"


@pytest.mark.parametrize("reason", ["no_fault", "abuse"])
def test_our_innocence_takes_two_people(house, case, reason):
    first, program = build_actor("supervisor"), Actor("token", 7, "Shop", house.actor.reach)
    second = build_actor("supervisor", house.harbour)
    elsewhere = build_actor("supervisor", house.old_town)

    for by, agreeing in [(first, None), (first, first), (first, program), (program, second), (first, elsewhere)]:
        with pytest.raises(CannotMove):
            close_out(case=case, reason=reason, explanation="No.", by=by, now=NOW, second=agreeing)
    assert verbs(again(case)) == ["case.registered"]

    close_out(case=case, reason=reason, explanation="No.", by=first, now=NOW, second=second)
    assert again(case).events.last().facts == {"state": "closed_out", "reason": reason, "second": second.id}


def test_an_ended_case_is_not_asked_about_again(house, case):
    resolve(case, now=NOW)

    close_out(case=case, reason="duplicate", explanation="See the other.", by=house.actor, now=NOW + HOUR)

    assert Job.objects.filter(state="waiting").count() == 0


# Promises that nobody keeps


def test_the_sweep_misses_at_the_deadline_once_and_keeps_the_case_on_top(house, case):
    due_at = NOW + 48 * HOUR
    assert promises.sweep_overdue(now=due_at) == 0

    assert [promises.sweep_overdue(now=due_at + MINUTE) for _ in range(2)] == [1, 0]

    case = again(case)
    promise = case.promises.get()
    event = case.events.get(verb="promise.missed")
    assert (promise.missed_at, event.at, event.recorded_at) == (due_at, due_at, due_at + MINUTE)
    assert (event.actor_kind, case.next_due_at) == ("system", due_at)


def test_the_sweep_takes_the_oldest_first_and_no_more_than_it_was_told(house):
    cases = [build_case(now=NOW + n * MINUTE) for n in range(3)]

    assert promises.sweep_overdue(now=NOW + 60 * HOUR, limit=2) == 2

    assert [again(case).promises.get().missed_at is not None for case in cases] == [True, True, False]


def test_a_promise_cannot_be_made_for_the_past(house, case):
    with pytest.raises(Invalid) as refused:
        promises.make_promise(case=case, kind="progress", due_at=NOW, by=house.actor, now=NOW)
    assert refused.value.field == "next_at"
