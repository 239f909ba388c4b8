"""A case nobody touches and no clock looks after is brought before its owner, then before who leads the place, once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amends.models import Case, Notification
from amends.services.asking import ask_and_pause
from amends.services.cases import promise_next_date, write_note
from amends.services.escalation import escalate_due
from amends.services.forgetting import remind_of_forgotten
from amends.services.promises import sweep_overdue
from amends.services.staff import actor_of
from amends.services.transfers import ask_transfer
from tests.builders import DAY, HOUR, NOW, again, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db
BROKEN = NOW + 48 * HOUR


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, name="Lin")


@pytest.fixture
def ning(house):
    return build_staff("supervisor", house.harbour, name="Ning")


def theirs(house, staff):
    """Give a case to a colleague."""
    case = build_case(site=house.harbour)
    ask_transfer(case=case, to=staff, by=actor_of(staff), now=NOW)
    return again(case)


@pytest.fixture
def case(house, lin, ning):
    return theirs(house, lin)


def pass_time(until):
    """Let the worker do its rounds at an instant."""
    sweep_overdue(now=until)
    escalate_due(now=until)
    return remind_of_forgotten(now=until)


def told(case):
    found = Notification.objects.filter(case=case, kind__endswith=".forgotten").order_by("pk")
    return [(one.kind, one.to.given_name) for one in found]


def test_nobody_is_told_while_a_promise_runs(case):
    assert pass_time(BROKEN - HOUR) == 0


def test_the_owner_is_told_and_then_who_leads_the_place_each_once(case):
    rounds = [BROKEN + step * HOUR for step in range(1, 40)]

    for now in rounds:
        pass_time(now)

    assert told(case) == [("case.forgotten", "Lin"), ("team.forgotten", "Ning")]
    assert [event.facts["told"] for event in case.events.filter(verb="case.forgotten").order_by("sequence")] == [
        [case.owner_id],
        [Notification.objects.get(case=case, kind="team.forgotten").to_id],
    ]


def test_whoever_touches_it_takes_the_mark_away_and_a_new_span_begins(case, lin):
    pass_time(BROKEN + HOUR)
    is_marked = again(case).forgotten_at is not None
    write_note(case=case, text="I rang, nobody there.", by=actor_of(lin), now=BROKEN + 2 * HOUR)
    is_marked_still = again(case).forgotten_at is not None

    for step in range(3, 10):
        pass_time(BROKEN + step * HOUR)

    assert (is_marked, is_marked_still) == (True, False)
    assert told(case) == [("case.forgotten", "Lin"), ("case.forgotten", "Lin")]


def test_a_new_promise_looks_after_it_again(case, lin):
    pass_time(BROKEN + HOUR)
    promise_next_date(case=case, next_at=BROKEN + 9 * DAY, by=actor_of(lin), now=BROKEN + 2 * HOUR)

    pass_time(BROKEN + 8 * DAY)

    assert len(told(case)) == 1
    assert again(case).forgets_at is None


def test_who_was_asked_something_is_given_three_days_before_the_owner_is_told(case, lin):
    ask_and_pause(case=case, text="Which room was it?", reason="answer", until=NOW + 9 * DAY, by=actor_of(lin), now=NOW)

    counts = [pass_time(NOW + days * DAY) for days in (1, 2, 3, 4)]

    assert counts == [0, 0, 1, 0]


def test_a_round_costs_what_is_due_and_not_what_is_open(house, lin, case):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            remind_of_forgotten(now=BROKEN - HOUR)
        return len(asked)

    first = cost()
    for _case in range(12):
        theirs(house, lin)

    assert cost() == first


def test_what_is_due_is_found_along_the_index(case):
    due = Case.objects.open().filter(forgets_at__lte=NOW).order_by("forgets_at", "pk")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "case_forgets" in due.explain()
