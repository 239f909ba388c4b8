"""The customer's word, and its absence."""

import pytest

from amends.models import Job
from amends.rules.actors import SYSTEM, Actor
from amends.rules.refusals import Conflict, NotAllowed
from amends.services import jobs
from amends.services.cases import close_out, reply_to_customer, resolve_case
from amends.services.closing import ask_again, ask_for_person, close_silent, confirm_solved, say_not_yet
from amends.services.listening import hear_more
from amends.services.schedule import TASKS
from tests.builders import DAY, HOUR, MINUTE, NOW, again, build_actor, build_case, build_house, customer_of, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    """A case resolved at NOW."""
    case = build_case(now=NOW - DAY, site=house.harbour, name="Wei", identities=(("email", "wei@example.com"),))
    return resolve_case(
        case=case, final_response="It is dry now.", by=owner_of(case), now=NOW, severity=2, is_safe=True
    )


def work(now):
    """Do what the worker does at an instant."""
    done = 0
    while jobs.work_once(TASKS, now=now):
        done += 1
    return done


# Solved


def test_solved_closes_as_satisfied(house, case):
    confirm_solved(case=case, by=customer_of(case), now=NOW + HOUR)

    case = again(case)
    assert (case.state, case.closed_at, case.next_due_at) == ("closed_satisfied", NOW + HOUR, None)
    assert case.promises.get(kind="follow_up").kept_at == NOW + HOUR
    assert (case.events.last().verb, case.events.last().actor_kind) == ("case.closed", "customer")
    assert Job.objects.count() == 0


def test_solved_twice_is_solved_once(house, case):
    for _ in range(2):
        confirm_solved(case=case, by=customer_of(case), now=NOW + HOUR)

    assert case.events.filter(verb="case.closed").count() == 1


def test_only_the_customer_of_the_case_can_say_solved(house, case):
    other = customer_of(build_case(identities=(("email", "lin@example.com"),)))
    nobody = Actor("customer", None, "")

    for by in (house.actor, owner_of(case), SYSTEM, Actor("token", 1, "Shop", house.actor.reach), other, nobody):
        with pytest.raises(NotAllowed):
            confirm_solved(case=case, by=by, now=NOW + HOUR)

    assert again(case).state == "resolved"


def test_nothing_is_solved_before_we_said_so(house):
    case = build_case()

    with pytest.raises(Conflict):
        confirm_solved(case=case, by=customer_of(case), now=NOW)


def test_solved_withdraws_what_else_was_owed(house, case):
    hear_more(case=case, text="One more thing.", by=customer_of(case), now=NOW + HOUR)

    confirm_solved(case=case, by=customer_of(case), now=NOW + 2 * HOUR)

    assert again(case).promises.owed().count() == 0


# Not yet


def test_not_yet_goes_on_with_the_work(house, case):
    say_not_yet(case=case, by=customer_of(case), now=NOW + HOUR)

    case = again(case)
    assert (case.state, case.resolved_at, case.next_due_at) == ("in_progress", None, NOW + 25 * HOUR)
    assert (case.double_deviation, Job.objects.count()) == (False, 0)


def test_not_yet_after_the_end_opens_again_as_a_double_deviation(house, case):
    confirm_solved(case=case, by=customer_of(case), now=NOW + HOUR)

    say_not_yet(case=case, by=customer_of(case), now=NOW + 400 * DAY)

    case = again(case)
    assert (case.state, case.closed_at, case.double_deviation) == ("reopened", None, True)
    assert case.next_due_at == NOW + 401 * DAY
    assert [event.verb for event in case.events.all()].count("case.reopened") == 1


def test_not_yet_while_we_work_makes_nothing_later(house):
    case = build_case()

    say_not_yet(case=case, by=customer_of(case), now=NOW + 47 * HOUR)
    assert again(case).next_due_at == NOW + 48 * HOUR
    say_not_yet(case=case, by=customer_of(case), now=NOW + 50 * HOUR)

    case = again(case)
    assert (case.next_due_at, case.promises.get().settled_at) == (NOW + 48 * HOUR, None)


def test_not_yet_while_the_next_date_is_far_brings_it_near(house):
    case = build_case()
    reply_to_customer(case=case, text="In March.", by=house.actor, now=NOW, next_at=NOW + 30 * DAY)

    say_not_yet(case=case, by=customer_of(case), now=NOW + HOUR)

    assert again(case).next_due_at == NOW + 25 * HOUR


def test_a_colleague_of_the_place_may_pass_on_what_the_customer_said_against_us(house, case):
    with pytest.raises(NotAllowed):
        say_not_yet(case=case, by=build_actor("specialist", house.old_town), now=NOW + HOUR)

    say_not_yet(case=case, by=build_actor("front_line", house.harbour), now=NOW + HOUR)

    assert again(case).state == "in_progress"


def test_another_customer_says_nothing_in_this_case(house, case):
    other = customer_of(build_case(identities=(("email", "lin@example.com"),)))

    for act in (say_not_yet, ask_for_person, confirm_solved):
        with pytest.raises(NotAllowed):
            act(case=case, by=other, now=NOW)


# A person please


def test_who_asks_for_a_person_has_a_date(house):
    case = build_case()
    reply_to_customer(case=case, text="In March.", by=house.actor, now=NOW, next_at=NOW + 30 * DAY)

    ask_for_person(case=case, by=customer_of(case), now=NOW + HOUR)

    case = again(case)
    assert case.next_due_at == NOW + 25 * HOUR
    assert case.events.filter(verb="case.asked_for_person").count() == 1


def test_who_asks_for_a_person_after_the_end_opens_the_case_again(house, case):
    confirm_solved(case=case, by=customer_of(case), now=NOW)

    ask_for_person(case=case, by=customer_of(case), now=NOW + DAY)

    case = again(case)
    assert (case.state, case.double_deviation, case.next_due_at) == ("reopened", False, NOW + 2 * DAY)


# Silence


def test_a_silent_customer_is_asked_again_on_the_seventh_day_and_in_time(house, case):
    assert work(NOW + 7 * DAY - HOUR - MINUTE) == 0

    assert work(NOW + 7 * DAY - HOUR) == 1

    case = again(case)
    assert (case.state, case.attempts) == ("resolved", 2)
    assert case.promises.get(kind="follow_up").kept_at == NOW + 7 * DAY - HOUR
    assert (case.promises.owed().get().kind, case.next_due_at) == ("last_word", NOW + 15 * DAY)
    assert "2026-03-16" in case.messages.for_customers().last().text


def test_the_question_is_asked_in_the_customers_language_with_the_date_of_the_place(house):
    case = build_case("房间漏水", site=house.harbour, now=NOW + 15 * HOUR)  # 00:00 of the next day in Shanghai
    resolve_case(case=case, final_response="好了", by=owner_of(case), now=NOW + 15 * HOUR, severity=2, is_safe=True)

    work(NOW + 8 * DAY)

    text = again(case).messages.last().text
    assert "2026-03-17" in text


def test_silence_closes_as_unconfirmed_on_the_fourteenth_day_and_never_as_satisfied(house, case):
    work(NOW + 7 * DAY)
    assert work(NOW + 14 * DAY - MINUTE) == 0

    assert work(NOW + 14 * DAY) == 1

    case = again(case)
    assert (case.state, case.closed_at, case.next_due_at) == ("closed_unconfirmed", NOW + 14 * DAY, None)
    assert case.promises.get(kind="last_word").kept_at == NOW + 14 * DAY
    assert Job.objects.exclude(state="done").count() == 0


@pytest.mark.parametrize("days_late", [1, 3, 30, 400])
def test_a_late_worker_asks_leaves_time_to_answer_and_still_closes(house, case, days_late):
    asked_at = NOW + (7 + days_late) * DAY
    work(asked_at)
    assert again(case).state == "resolved"

    closed_at = max(NOW + 14 * DAY, asked_at + 3 * DAY)
    work(closed_at - MINUTE)
    assert again(case).state == "resolved"
    work(closed_at + days_late * DAY)

    case = again(case)
    assert case.state == "closed_unconfirmed"
    assert case.promises.get(kind="follow_up").missed_at == NOW + 7 * DAY
    assert case.promises.owed().count() == 0


def test_one_question_is_not_enough_for_silence(house, case):
    jobs.enqueue(task="close_silent", run_at=NOW, case_id=case.pk)

    work(NOW + 6 * DAY)

    assert again(case).state == "resolved"


def test_words_are_no_silence(house, case):
    """Somebody who wrote to us after the final response, and got no answer, was not silent."""
    work(NOW + 7 * DAY)
    hear_more(case=case, text="It leaks from the ceiling now.", by=customer_of(case), now=NOW + 10 * DAY)

    work(NOW + 20 * DAY)

    case = again(case)
    assert case.state == "resolved"
    assert case.promises.get(kind="progress").due_at == NOW + 11 * DAY


def test_after_words_and_an_answer_silence_begins_anew_and_still_ends(house, case):
    work(NOW + 7 * DAY)
    said, answered = NOW + 10 * DAY, NOW + 10 * DAY + HOUR
    hear_more(case=case, text="Thank you, we shall see.", by=customer_of(case), now=said)
    reply_to_customer(case=case, text="Please tell us.", by=owner_of(case), now=answered)
    assert again(case).next_due_at == said + 7 * DAY

    work(said + 7 * DAY)
    assert (again(case).state, again(case).attempts) == ("resolved", 2)
    work(said + 14 * DAY - MINUTE)
    assert again(case).state == "resolved"
    work(said + 14 * DAY)

    assert again(case).state == "closed_unconfirmed"
    assert Job.objects.exclude(state="done").count() == 0


def test_an_unanswered_case_waits_for_our_answer_and_then_still_ends(house, case):
    hear_more(case=case, text="Really?", by=customer_of(case), now=NOW + DAY)
    for day in range(2, 40):
        work(NOW + day * DAY)
    assert again(case).state == "resolved"

    reply_to_customer(case=case, text="Yes, really.", by=owner_of(case), now=NOW + 40 * DAY)
    for day in range(41, 80):
        work(NOW + day * DAY)

    assert again(case).state == "closed_unconfirmed"


def test_a_question_asked_early_by_a_job_that_was_running_is_put_off(house, case):
    """A job leased just before the case was resolved anew must neither ask at once nor be the last one."""
    Job.objects.update(run_at=NOW)

    work(NOW + MINUTE)

    job = Job.objects.get()
    assert (job.state, job.run_at, again(case).attempts) == ("waiting", NOW + 7 * DAY - HOUR, 1)


def test_nobody_is_asked_about_a_case_that_goes_on(house, case):
    say_not_yet(case=case, by=customer_of(case), now=NOW)

    assert ask_again(case_id=case.pk, now=NOW + 7 * DAY) is False
    assert close_silent(case_id=case.pk, now=NOW + 14 * DAY) is False


def test_a_second_resolution_has_its_own_fourteen_days(house, case):
    work(NOW + 7 * DAY)
    close_out(case=case, reason="withdrawn", explanation="You took it back.", by=house.actor, now=NOW + 8 * DAY)
    say_not_yet(case=case, by=customer_of(case), now=NOW + 9 * DAY)
    resolve_case(
        case=case, final_response="Now it is.", by=owner_of(case), now=NOW + 10 * DAY, severity=2, is_safe=True,
        purposes=("apology", "compensation"),
    )  # fmt: skip

    for day in range(11, 24):
        work(NOW + day * DAY)
    assert again(case).state == "resolved"
    work(NOW + 24 * DAY)

    assert (again(case).state, again(case).closed_at) == ("closed_unconfirmed", NOW + 24 * DAY)
