"""
A service desk's log of a year, lived through: who owned each incident, how often it was handed on and came back, and
how long it took to put right come out as a plain reading of the log has them.

The log is the incident event log of the UCI repository (../shared/data, never part of the project): 72,215 updates of
12,474 incidents. Every incident that came back is lived through, and every tenth of the others; all of them with
REPLAY=whole. The table of the case's life is walked with all of them in any case.
"""

import csv
import gzip
import os
from collections import Counter
from datetime import UTC, datetime
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from amends.models import Case, Event, Transfer
from amends.rules.lifecycle import CLOSED_STATES, State, Trigger, guards_of, next_state
from amends.services.cases import resolve_case
from amends.services.closing import confirm_solved, customer_of, say_not_yet
from amends.services.staff import actor_of
from amends.services.transfers import accept_transfer, ask_transfer, withdraw_transfer
from tests.builders import build_case, build_house, build_staff
from tests.machine import skip_loudly

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "itsm_incident_event_log.csv.gz"
EVERY = 1 if os.environ.get("REPLAY") == "whole" else 10
DONE = {"Resolved", "Closed"}
BOTH_DUE = ("apology", "compensation")  # what a second failure asks of a final response; harmless where there was none

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def incidents():
    """The updates of each incident, in the order they were made."""
    if not FILE.exists():
        skip_loudly(f"the replay of the incident log: {FILE} is not there")
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["number"], int(row["sys_mod_count"])))
    return {number: list(updates) for number, updates in groupby(rows, key=lambda row: row["number"])}


def instant(told):
    return datetime.strptime(told, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


def counted(updates):
    """Owner at the end, times it was handed on, times it came back, minutes to the last time it was put right."""
    pairs = list(pairwise(updates))
    handed_on = sum(one["assignment_group"] != following["assignment_group"] for one, following in pairs)
    came_back = sum(
        one["incident_state"] in DONE and following["incident_state"] not in DONE for one, following in pairs
    )
    begun = [
        row
        for before, row in zip([None, *updates], updates, strict=False)
        if row["incident_state"] in DONE and (before is None or before["incident_state"] not in DONE)
    ]
    is_open = updates[-1]["incident_state"] not in DONE
    last = None if is_open else instant(begun[-1]["sys_updated_at"]) - instant(updates[0]["opened_at"])
    return (
        updates[-1]["assignment_group"],
        handed_on,
        came_back,
        last.total_seconds() / 60 if last is not None else None,
    )


def lived_through(updates, house, people):
    """Live one incident through the services, every act at its own instant."""
    at = instant(updates[0]["opened_at"])
    owner = people[updates[0]["assignment_group"]]
    case = build_case("It does not work.", house.harbour, post="staff", by=actor_of(owner), now=at, name="Caller")
    before = None
    for row in updates:
        at = max(at, instant(row["sys_updated_at"]))
        taker, is_done = people[row["assignment_group"]], row["incident_state"] in DONE
        if taker != owner:
            if Transfer.objects.pending().filter(case=case).exists():
                withdraw_transfer(case=case, by=actor_of(owner), now=at)  # a senior, asked for a second failure
            ask_transfer(case=case, to=taker, by=actor_of(owner), now=at)
            accept_transfer(case=case, by=actor_of(taker), now=at)
            owner = taker
        if is_done and before not in DONE:
            resolve_case(
                case=case, final_response="It works again.", by=actor_of(owner), now=at, severity=2, is_safe=True,
                purposes=BOTH_DUE,
            )  # fmt: skip
        if row["incident_state"] == "Closed" and before != "Closed":
            confirm_solved(case=case, by=customer_of(case), now=at)
        if not is_done and before in DONE:
            say_not_yet(case=case, by=customer_of(case), now=at)
        before = row["incident_state"]
    return case


def recorded(case, groups):
    """What our own record says of the same: owner, hand-overs, returns, minutes."""
    case = Case.objects.get(pk=case.pk)
    handed_on = Transfer.objects.filter(case=case).exclude(accepted_at=None).count()
    came_back = Event.objects.filter(case=case, verb__in=("case.not_yet", "case.reopened")).count()
    minutes = (case.resolved_at - case.received_at).total_seconds() / 60 if case.resolved_at else None
    return groups[case.owner_id], handed_on, came_back, minutes


@pytest.mark.django_db
def test_owners_hand_overs_returns_and_times_are_those_of_the_log(incidents):
    house = build_house(now=datetime(2016, 1, 1, tzinfo=UTC))
    names = sorted({row["assignment_group"] for updates in incidents.values() for row in updates})
    people = {name: build_staff("specialist", house.harbour, now=datetime(2016, 1, 1, tzinfo=UTC)) for name in names}
    groups = {person.pk: name for name, person in people.items()}
    chosen = [updates for n, updates in enumerate(incidents.values()) if n % EVERY == 0 or counted(updates)[2]]

    wrong = []
    totals = Counter()
    for updates in chosen:
        ours, theirs = recorded(lived_through(updates, house, people), groups), counted(updates)
        wrong += [] if ours == theirs else [(updates[0]["number"], ours, theirs)]
        totals.update(handed_on=theirs[1], came_back=theirs[2], updates=len(updates))

    print(f"{len(chosen)} incidents lived through, {dict(totals)}, {len(wrong)} told otherwise")
    assert wrong == []


def walked(updates):
    """Walk an incident through the table of states; return how often it came back, and where it ended."""
    state, came_back = next_state(State.DRAFT, Trigger.REGISTER, guards_of(State.DRAFT, Trigger.REGISTER)), 0

    def take(*triggers):
        nonlocal state
        for trigger in triggers:
            state = next_state(state, trigger, guards_of(state, trigger))

    for row in updates:
        is_done = row["incident_state"] in DONE
        if is_done and state is State.REGISTERED:
            take(Trigger.ACKNOWLEDGE, Trigger.TRIAGE, Trigger.ACCEPT)
        if is_done and state is State.REOPENED:
            take(Trigger.ACCEPT)
        if is_done and state is State.IN_PROGRESS:
            take(Trigger.RESOLVE)
        if row["incident_state"] == "Closed" and state is State.RESOLVED:
            take(Trigger.CONFIRM)
        if not is_done and state in {State.RESOLVED, *CLOSED_STATES}:
            take(Trigger.NOT_YET if state is State.RESOLVED else Trigger.OBJECT)
            came_back += 1
    return came_back, state


def test_every_update_finds_its_way_in_the_table_of_states(incidents):
    walks = {number: walked(updates) for number, updates in incidents.items()}

    ends = Counter(state.value for _count, state in walks.values())
    print(f"{sum(map(len, incidents.values()))} updates of {len(incidents)} incidents end as {dict(ends)}")
    assert {number: count for number, (count, _state) in walks.items()} == {
        number: counted(updates)[2] for number, updates in incidents.items()
    }
    assert ends["closed_satisfied"] == sum(updates[-1]["incident_state"] == "Closed" for updates in incidents.values())
