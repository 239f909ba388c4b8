"""Pauses: dates move by exactly the time the clocks stood still, the law's never, and nobody is forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.models import Event, Pause, Promise, SiteCalendar
from amends.rules.policies import Conditions
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.asking import ask_and_pause, go_on
from amends.services.cases import reply_to_customer, resolve_case
from amends.services.closing import say_not_yet
from amends.services.directory import forget_directory
from amends.services.listening import hear_more
from amends.services.policies import Wording, set_policy
from amends.services.promises import sweep_overdue
from tests.builders import DAY, HOUR, MINUTE, NOW, again, build_actor, build_case, build_house, customer_of, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    house = build_house()
    for kind, allow, basis in (("resolve", "72h", "elapsed"), ("final_response", "15d", "natural-days")):
        set_policy(policy=None, wording=Wording(kind, allow, basis, Conditions()), by=house.actor, now=NOW)
    return house


@pytest.fixture
def case(house):
    return build_case(site=house.harbour)


def ask(case, *, at=NOW, until=None, reason="answer", by=None):
    return ask_and_pause(
        case=case, text="Which room was it?", reason=reason, until=until, by=by or owner_of(case), now=at
    )


def answer(case, *, at):
    hear_more(case=case, text="Room 12.", by=customer_of(case), now=at)


def due(case, kind="resolve"):
    return Promise.objects.filter(case=case, kind=kind).latest("pk").due_at


def test_the_date_moves_at_once_by_the_whole_pause(case):
    law = due(case, "final_response")

    ask(case, at=NOW + HOUR, until=NOW + HOUR + 2 * DAY)

    assert (due(case), due(case, "progress")) == (NOW + 5 * DAY, NOW + HOUR + 3 * DAY)
    assert due(case, "final_response") == law
    assert again(case).paused_since == NOW + HOUR
    assert again(case).next_due_at == NOW + HOUR + 3 * DAY


def test_an_early_answer_gives_back_what_is_left_of_it(case):
    ask(case, until=NOW + 2 * DAY)

    answer(case, at=NOW + 5 * HOUR)

    assert due(case) == NOW + 72 * HOUR + 5 * HOUR
    assert again(case).paused_since is None
    pause = Pause.objects.get()
    assert (pause.ended_at, pause.reason) == (NOW + 5 * HOUR, "answer")
    assert [e.verb for e in Event.objects.filter(case=case, verb__startswith="promise.").order_by("sequence")][-2:] == [
        "promise.paused",
        "promise.resumed",
    ]


def test_without_an_answer_the_clock_runs_on_by_itself_and_a_miss_is_a_miss(case):
    ask(case, until=NOW + 2 * DAY)

    assert sweep_overdue(now=NOW + 3 * DAY) == 0
    assert sweep_overdue(now=NOW + 3 * DAY + MINUTE) == 1
    answer(case, at=NOW + 4 * DAY)

    assert Promise.objects.get(case=case, kind="progress").missed_at == NOW + 3 * DAY
    assert due(case) == NOW + 5 * DAY
    assert Pause.objects.get().ended_at == NOW + 2 * DAY


@pytest.mark.parametrize("how", ["reply", "go_on", "resolve", "not_yet"])
def test_whoever_speaks_next_lets_the_clocks_run_on(case, how):
    by, at = owner_of(case), NOW + 6 * HOUR
    ask(case)

    if how == "reply":
        reply_to_customer(case=case, text="Found it.", by=by, now=at)
    elif how == "go_on":
        go_on(case=case, by=by, now=at)
    elif how == "resolve":
        resolve_case(case=case, final_response="Done.", severity=2, is_safe=True, by=by, now=at)
    else:
        say_not_yet(case=case, by=customer_of(case), now=at)

    assert again(case).paused_since is None
    assert due(case) == NOW + 72 * HOUR + 6 * HOUR


def test_asking_again_begins_another_pause(case):
    ask(case, until=NOW + DAY)
    ask(case, at=NOW + HOUR, until=NOW + 3 * HOUR, reason="papers")

    assert due(case) == NOW + 72 * HOUR + 3 * HOUR
    assert Pause.objects.open().get().reason == "papers"


def test_by_opening_hours_only_open_time_is_given_back(house, case):
    week = [[[540, 1020]]] * 5 + [[], []]
    SiteCalendar.objects.create(site=house.root, number=1, zone="Asia/Shanghai", week=week, made_at=NOW)
    forget_directory()
    number = set_policy(
        policy=None, wording=Wording("resolve", "16h", "business", Conditions(site=house.old_town.pk)),
        by=house.actor, now=NOW,
    )  # fmt: skip
    other = build_case(site=house.old_town)
    assert due(other) == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)

    ask(other, at=NOW + 7 * HOUR, until=NOW + 7 * HOUR + DAY)  # Monday 16:00 to Tuesday 16:00: eight hours open
    assert due(other) == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    answer(other, at=NOW + 20 * HOUR)  # Tuesday at five in the morning: one hour stood still

    assert due(other) == datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
    assert Promise.objects.get(case=other, kind="resolve").policy == number


def test_nobody_is_hurried_by_a_clock_that_stands_still(case):
    ask(case, until=NOW + 2 * DAY)

    promise = Promise.objects.get(case=case, kind="progress")
    assert (promise.runs_from, promise.escalates_at) == (NOW + 2 * DAY, NOW + 2 * DAY + 12 * HOUR)


def test_a_reason_and_an_end_and_the_right_to_answer(house, case):
    for wrong in ({"reason": "bored"}, {"until": NOW}, {"until": NOW + 15 * DAY}):
        with pytest.raises(Invalid):
            ask(case, **wrong)
    with pytest.raises(NotAllowed):
        ask(case, by=build_actor("analyst"))
    assert not Pause.objects.exists()


def test_what_waits_for_the_customers_word_already_cannot_stand_still(case):
    resolve_case(case=case, final_response="Done.", severity=2, is_safe=True, by=owner_of(case), now=NOW)

    with pytest.raises(Conflict, match="waits for the customer's word"):
        ask(case, at=NOW + HOUR)


steps = st.lists(
    st.tuples(st.sampled_from(["ask", "answer", "go_on"]), st.integers(1, 30), st.integers(1, 72)), max_size=8
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_whatever_is_asked_and_answered_a_date_moves_by_the_time_it_stood_still(house, steps):
    savepoint = transaction.savepoint()
    case, now = build_case(site=house.harbour), NOW
    law, stood, began, until = due(case, "final_response"), timedelta(0), None, None
    for act, hours, longest in steps:
        now += hours * HOUR
        if now >= due(case):
            break  # missed: a miss stays where it is
        if began:
            stood, began = stood + (min(now, until) - began), None
        if act == "ask":
            began, until = now, now + longest * HOUR
            ask(case, at=now, until=until)
        elif act == "answer":
            answer(case, at=now)
        else:
            reply_to_customer(case=case, text="Still at it.", by=owner_of(case), now=now)
        standing = until - began if began else timedelta(0)

        assert due(case) == NOW + 72 * HOUR + stood + standing
        assert due(case, "final_response") == law
        owed = case.promises.owed().order_by("due_at").first()
        assert again(case).next_due_at == owed.due_at
        assert (again(case).paused_since is None) == (began is None)
    transaction.savepoint_rollback(savepoint)
