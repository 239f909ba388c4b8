"""Whatever happens to a reply, in whatever order: no word is lost, and none is said twice."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from amends.models import Draft, Message
from amends.rules.drafts import STEPS, Stage
from amends.rules.refusals import Refusal
from amends.services import jobs
from amends.services.closing import confirm_solved
from amends.services.drafts import keep_draft
from amends.services.listening import hear_more
from amends.services.schedule import TASKS
from amends.services.sending import Outgoing, send, send_now, send_waiting, take_back
from tests.builders import HOUR, NOW, build_case, build_house, customer_of

waits = st.sampled_from([timedelta(0), timedelta(seconds=10), timedelta(seconds=30)])
spans = st.sampled_from([timedelta(seconds=9), timedelta(seconds=10), HOUR, 30 * HOUR])


class AnyWayOfSending(RuleBasedStateMachine):
    """The words are numbered, so that each can be looked for wherever it may have got to."""

    @initialize()
    def begin(self):
        self.savepoint = transaction.savepoint()
        self.house = build_house()
        self.case = build_case(site=self.house.harbour)
        self.by, self.now = self.house.actor, NOW
        self.handed_over, self.stages, self.sent = [], {}, set()

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    def attempt(self, act, **given):
        try:
            return act(case=self.case, by=self.by, now=self.now, **given)
        except Refusal:
            return None

    @rule(wait=waits, is_stale=st.booleans())
    def press_send(self, wait, is_stale):
        self.hand_over(is_stale, wait=wait)

    @rule(hours=st.integers(1, 40), is_stale=st.booleans())
    def schedule(self, hours, is_stale):
        self.hand_over(is_stale, send_at=self.now + hours * HOUR)

    def hand_over(self, is_stale, **when):
        """Send from a window that shows the draft there is, or from a stale one that never saw it."""
        draft, text, before = Draft.objects.writing().first(), f"<{len(self.handed_over)}>", self.everywhere()
        words = Outgoing(text)
        if draft and not is_stale:
            words = Outgoing(f"{draft.text} {text}", based_on=draft.version)
        self.attempt(send, words=words, **when)
        if self.everywhere() != before:
            self.handed_over.append(text)

    @rule(which=st.integers(0, 3))
    def take_one_back(self, which):
        self.attempt(take_back, draft_id=self.one(which))

    @rule(which=st.integers(0, 3))
    def send_one_now(self, which):
        self.attempt(send_now, draft_id=self.one(which))

    @rule()
    def go_on_writing(self):
        draft = Draft.objects.writing().first()
        text, version = (f"{draft.text}.", draft.version) if draft else (".", 0)
        keep_draft(case=self.case, kind="out", text=text, based_on=version, by=self.by, now=self.now)

    @rule()
    def the_customer_speaks(self):
        self.attempt_as_customer(hear_more, text="Hello?")

    @rule()
    def the_customer_closes(self):
        self.attempt_as_customer(confirm_solved)

    def attempt_as_customer(self, act, **given):
        try:
            act(case=self.case, by=customer_of(self.case), now=self.now, **given)
        except Refusal:
            return

    @rule(by=spans)
    def time_passes_and_the_worker_works(self, by):
        self.now += by
        while jobs.work_once(TASKS, now=self.now):
            pass

    @rule(which=st.integers(0, 3))
    def a_task_runs_again_that_was_done_already(self, which):
        with transaction.atomic():
            send_waiting(case_id=self.case.pk, draft_id=self.one(which), now=self.now)

    def one(self, which):
        rows = list(Draft.objects.handed_over().order_by("pk").values_list("pk", flat=True))
        return rows[which % len(rows)] if rows else 0

    def everywhere(self):
        said = list(Message.objects.for_customers().values_list("text", flat=True))
        kept = [text for row in Draft.objects.values_list("text", "replaced_text") for text in row]
        return said + kept

    @invariant()
    def no_word_is_lost_or_doubled(self):
        if hasattr(self, "case"):
            places = self.everywhere()
            assert {text: sum(text in place for place in places) for text in self.handed_over} == dict.fromkeys(
                self.handed_over, 1
            )

    @invariant()
    def words_go_only_where_a_step_leads(self):
        if hasattr(self, "case"):
            ways = {(start, end) for (start, _act), end in STEPS.items()}
            now = {draft.pk: draft.stage for draft in Draft.objects.all()}
            for pk, stage in now.items():
                before = self.stages.get(pk, stage)
                assert before == stage or (before, stage) in ways or stage is Stage.DRAFT
            self.stages = now

    @invariant()
    def what_is_said_stays_said(self):
        if hasattr(self, "case"):
            said = set(Message.objects.values_list("pk", flat=True))
            assert self.sent <= said
            self.sent = said


@pytest.mark.django_db
def test_no_word_is_lost_or_said_twice():
    run_state_machine_as_test(
        AnyWayOfSending,
        settings=settings(
            max_examples=20, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
