from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from amends.rules.lifecycle import (
    CLOSED_STATES,
    GUARD_SENTENCES,
    OPEN_STATES,
    TRANSITIONS,
    CannotMove,
    Guard,
    State,
    Trigger,
    allowed,
    guards_of,
    may_close_silent,
    may_recur,
    next_state,
)

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TABLE = {(way.source, way.trigger): way for way in TRANSITIONS}

states = st.sampled_from(State)
triggers = st.sampled_from(Trigger)
guards = st.sets(st.sampled_from(Guard))


def reachable(start: State, ways=TRANSITIONS) -> set[State]:
    seen, edge = {start}, {start}
    while edge:
        edge = {way.target for way in ways if way.source in edge} - seen
        seen |= edge
    return seen


def test_state_and_trigger_decide_the_way():
    assert len(TABLE) == len(TRANSITIONS)


def test_every_state_trigger_and_guard_is_in_use():
    assert reachable(State.DRAFT) == set(State)
    assert {way.trigger for way in TRANSITIONS} == set(Trigger)
    assert {guard for way in TRANSITIONS for guard in way.guards} == set(Guard) == set(GUARD_SENTENCES)


@given(states, triggers, guards)
def test_next_state_moves_exactly_as_the_table_says(state, trigger, satisfied):
    way = TABLE.get((state, trigger))
    if way is not None and way.guards <= satisfied:
        assert next_state(state, trigger, satisfied) == way.target
        return

    with pytest.raises(CannotMove) as caught:
        next_state(state, trigger, satisfied)

    assert caught.value.missing == (way.guards - satisfied if way else frozenset())


@pytest.mark.parametrize("way", TRANSITIONS, ids=lambda way: f"{way.source}-{way.trigger}")
def test_no_guard_can_be_left_out(way):
    assert next_state(way.source, way.trigger, way.guards) == way.target
    for guard in way.guards:
        with pytest.raises(CannotMove) as caught:
            next_state(way.source, way.trigger, set(Guard) - {guard})
        assert (caught.value.missing, str(caught.value)) == ({guard}, GUARD_SENTENCES[guard])


def test_no_state_is_a_trap():
    assert [state for state in State if not reachable(state) & CLOSED_STATES] == []


def test_no_closure_is_final():
    # By design none is: the customer's word counts at any time, and the same failure may come back.
    ways_back = {frozenset(allowed(state)) for state in CLOSED_STATES}

    assert ways_back == {frozenset({Trigger.OBJECT, Trigger.RECUR, Trigger.REVERSE})}


def test_only_the_customers_word_leads_to_satisfied():
    assert {way.trigger for way in TRANSITIONS if way.target == State.CLOSED_SATISFIED} == {Trigger.CONFIRM}


def test_silence_and_imports_lead_to_unconfirmed_only():
    quiet = {Trigger.SILENCE, Trigger.IMPORT_CLOSED}

    assert {way.target for way in TRANSITIONS if way.trigger in quiet} == {State.CLOSED_UNCONFIRMED}


def test_without_the_customers_word_no_path_ends_satisfied():
    wordless = [way for way in TRANSITIONS if way.trigger != Trigger.CONFIRM]

    assert State.CLOSED_SATISFIED not in reachable(State.DRAFT, wordless)


@pytest.mark.parametrize(
    ("guard", "target"),
    [
        (Guard.WORDS_KEPT, State.REGISTERED),
        (Guard.SAFETY_CHECKED, State.IN_PROGRESS),
        (Guard.SAFETY_CHECKED, State.OFFERED),
        (Guard.AT_LEAST_FLOOR, State.OFFERED),
        (Guard.CONSENT_STORED, State.DELIVERING),
        (Guard.FINAL_RESPONSE_SENT, State.DEADLOCK),
        (Guard.REFERENCE_GIVEN, State.EXTERNAL),
    ],
)
def test_no_path_around_a_guard(guard, target):
    unguarded = [way for way in TRANSITIONS if guard not in way.guards]

    assert target not in reachable(State.DRAFT, unguarded)


def test_every_offer_is_within_authority_or_approved():
    offers = [way.guards for way in TRANSITIONS if way.target == State.OFFERED]

    assert [len(given & {Guard.WITHIN_AUTHORITY, Guard.APPROVED}) for given in offers] == [1, 1]


def test_every_open_case_can_be_closed_out_by_two_people_with_a_reason():
    ways_out = [way for way in TRANSITIONS if way.trigger == Trigger.CLOSE_OUT]

    both = frozenset({Guard.REASON_GIVEN, Guard.DUAL_CONTROL})
    assert {way.source for way in ways_out} == OPEN_STATES
    assert {way.guards for way in ways_out if way.source != State.DELIVERING} == {both}


def test_what_the_customer_accepted_is_delivered_before_a_case_can_be_ended_otherwise():
    assert guards_of(State.DELIVERING, Trigger.CLOSE_OUT) == {
        Guard.REASON_GIVEN,
        Guard.DUAL_CONTROL,
        Guard.NOTHING_OUTSTANDING,
    }


def test_not_yet_goes_back_to_work_and_is_no_reopening():
    assert next_state(State.RESOLVED, Trigger.NOT_YET, ()) == State.IN_PROGRESS


def test_cannot_move_names_all_that_is_missing_in_the_order_of_the_table():
    with pytest.raises(CannotMove) as caught:
        next_state(State.IN_PROGRESS, Trigger.RESOLVE, ())

    assert caught.value.in_words(str.upper) == (
        "THE FINAL RESPONSE MUST BE WRITTEN. NOTHING PROMISED MAY BE OUTSTANDING."
    )


def test_cannot_move_where_the_trigger_does_not_exist():
    with pytest.raises(CannotMove) as caught:
        guards_of(State.DRAFT, Trigger.CONFIRM)

    assert (caught.value.code, str(caught.value)) == (
        "cannot_move",
        "This is not possible in the present state of the case.",
    )


@pytest.mark.parametrize(
    ("elapsed", "attempts", "expected"),
    [
        (14 * DAY, 2, True),
        (14 * DAY - timedelta(microseconds=1), 2, False),
        (14 * DAY, 1, False),
        (90 * DAY, 0, False),
        (15 * DAY, 3, True),
    ],
)
def test_may_close_silent(elapsed, attempts, expected):
    assert may_close_silent(NOON, attempts, NOON + elapsed) is expected


@pytest.mark.parametrize(("elapsed", "expected"), [(90 * DAY, True), (90 * DAY + timedelta(microseconds=1), False)])
def test_may_recur(elapsed, expected):
    assert may_recur(NOON, NOON + elapsed) is expected


class CaseLife(RuleBasedStateMachine):
    """A case pushed about at random; what it has become must be backed by what truly happened."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.DRAFT
        self.last: Trigger | None = None
        self.proven: set[Guard] = set()

    def push(self, trigger: Trigger, satisfied: set[Guard]) -> None:
        before = self.state
        try:
            self.state = next_state(before, trigger, satisfied)
        except CannotMove:
            assert self.state == before
            return
        self.last = trigger
        self.proven |= satisfied

    @rule(trigger=triggers, satisfied=guards)
    def push_blindly(self, trigger: Trigger, satisfied: set[Guard]) -> None:
        self.push(trigger, satisfied)

    @rule(data=st.data())
    def push_onwards(self, data: st.DataObject) -> None:
        trigger = data.draw(st.sampled_from(allowed(self.state)))
        self.push(trigger, set(guards_of(self.state, trigger)))

    @invariant()
    def satisfied_means_the_customer_said_so(self) -> None:
        assert self.state != State.CLOSED_SATISFIED or self.last == Trigger.CONFIRM

    @invariant()
    def work_means_the_safety_question_was_answered(self) -> None:
        worked_on = {State.IN_PROGRESS, State.OFFER_PENDING, State.OFFERED, State.DELIVERING, State.RESOLVED}
        assert self.state not in worked_on or Guard.SAFETY_CHECKED in self.proven

    @invariant()
    def something_can_always_be_done(self) -> None:
        assert allowed(self.state)


TestCaseLife = CaseLife.TestCase
