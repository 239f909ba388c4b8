"""Random acts by random people on one case: whatever they do, in whatever order, what must be so is so."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from amends.gateways.files import FileStore
from amends.models import Case
from amends.rules.actors import Actor
from amends.rules.lifecycle import CloseOutReason
from amends.rules.pausing import REASONS
from amends.rules.refusals import Refusal
from amends.services import cases, closing, jobs, promises, transfers
from amends.services.asking import ask_and_pause, go_on
from amends.services.checking import check_everything
from amends.services.listening import hear_more
from amends.services.schedule import TASKS
from amends.services.staff import actor_of
from tests.builders import DAY, HOUR, MINUTE, NOW, again, build_case, build_house, build_staff, customer_of

people = st.sampled_from(
    ["owner", "colleague", "elsewhere", "analyst", "program", "customer", "stranger", "supervisor"]
)
severities = st.one_of(st.none(), st.integers(0, 6))
yes_no_unsaid = st.sampled_from([True, False, None])
words = st.sampled_from(["It leaks.", "漏水", "", "\x00", "Half \ud83d"])
spans = st.sampled_from([MINUTE, HOUR, 23 * HOUR, DAY, 3 * DAY, 7 * DAY, 15 * DAY])


class AnyPath(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.savepoint = transaction.savepoint()
        self.house = build_house()
        self.staff = {
            "colleague": build_staff("specialist", self.house.harbour),
            "elsewhere": build_staff("specialist", self.house.old_town),
            "analyst": build_staff("analyst"),
            "supervisor": build_staff("supervisor"),
        }
        self.case = build_case(site=self.house.harbour, identities=(("email", "wei@example.com"),))
        self.other = build_case(identities=(("email", "lin@example.com"),))
        self.now = NOW

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    def actor(self, who: str) -> Actor:
        if who == "customer":
            return customer_of(self.case)
        if who == "stranger":
            return customer_of(self.other)
        if who == "program":
            return Actor("token", 7, "Shop", self.house.actor.reach)
        return actor_of(self.staff[who] if who in self.staff else again(self.case).owner)

    def act(self, verb, who, **given):
        """Act, or be refused without leaving a trace."""
        before = again(self.case).event_count
        by = self.actor(who)
        try:
            verb(case=self.case, by=by, now=self.now, **given)
        except Refusal:
            left_a_trace = again(self.case).event_count != before
        else:
            left_a_trace = False
            assert who not in {"stranger", "elsewhere"}, f"{who} has no business here: {verb.__name__}"
        assert not left_a_trace

    @rule(by=spans)
    def time_passes(self, by):
        self.now += by

    @rule(who=people, text=words, hours=st.one_of(st.none(), st.integers(-1, 100 * 24)))
    def reply(self, who, text, hours):
        next_at = None if hours is None else self.now + timedelta(hours=hours)
        self.act(cases.reply_to_customer, who, text=text, next_at=next_at)

    @rule(who=people, text=words, reason=st.sampled_from([*REASONS, "bored"]), span=spans)
    def ask_the_customer(self, who, text, reason, span):
        self.act(ask_and_pause, who, text=text, reason=reason, until=self.now + span)

    @rule(who=people)
    def go_on(self, who):
        self.act(go_on, who)

    @rule(who=people, text=words)
    def note(self, who, text):
        self.act(cases.write_note, who, text=text)

    @rule(who=people, severity=severities, is_safe=yes_no_unsaid)
    def triage(self, who, severity, is_safe):
        self.act(cases.triage_case, who, severity=severity, is_safe=is_safe, failure_type=None)

    @rule(who=people, text=words, severity=severities, is_safe=yes_no_unsaid)
    def resolve(self, who, text, severity, is_safe):
        self.act(cases.resolve_case, who, final_response=text, severity=severity, is_safe=is_safe)

    @precondition(lambda self: hasattr(self, "case"))
    @rule(who=st.sampled_from(["owner", "supervisor", "program"]))
    def put_right(self, who):
        self.act(cases.resolve_case, who, final_response="Done.", severity=2, is_safe=True)

    @rule(who=people, reason=st.sampled_from([*CloseOutReason, "bored"]), second=st.one_of(st.none(), people))
    def end(self, who, reason, second):
        agreeing = self.actor(second) if second else None
        self.act(cases.close_out, who, reason=reason, explanation="So it is.", second=agreeing)

    @rule(who=people, hours=st.integers(-1, 100 * 24))
    def promise(self, who, hours):
        self.act(cases.promise_next_date, who, next_at=self.now + timedelta(hours=hours))

    @rule(who=people, text=words)
    def say_more(self, who, text):
        self.act(hear_more, who, text=text)

    @rule(who=people, verb=st.sampled_from([closing.confirm_solved, closing.say_not_yet, closing.ask_for_person]))
    def speak(self, who, verb):
        self.act(verb, who)

    @rule(verb=st.sampled_from([closing.confirm_solved, closing.say_not_yet, closing.ask_for_person]))
    def customer_speaks(self, verb):
        self.act(verb, "customer")

    @rule(who=people, to=st.sampled_from(["colleague", "elsewhere", "analyst", "supervisor"]))
    def ask(self, who, to):
        self.act(transfers.ask_transfer, who, to=self.staff[to])

    @rule(
        who=people,
        verb=st.sampled_from([transfers.accept_transfer, transfers.decline_transfer, transfers.withdraw_transfer]),
    )
    def answer(self, who, verb):
        self.act(verb, who)

    @rule()
    def worker_looks(self):
        promises.sweep_overdue(now=self.now)
        jobs.reap(now=self.now)
        while jobs.work_once(TASKS, now=self.now):
            pass
        assert not promises.Promise.objects.overdue(self.now).exists()
        assert not jobs.Job.objects.exclude(error="").exists()

    @invariant()
    def everything_fits(self):
        if not hasattr(self, "case"):
            return
        assert check_everything(files=FileStore(django_settings.FILES_FOLDER), now=self.now).findings == []

    @invariant()
    def satisfied_is_the_customers_word(self):
        if hasattr(self, "case") and again(self.case).state == "closed_satisfied":
            last = self.case.events.filter(verb__startswith="case.").order_by("-sequence")[0]
            assert (last.verb, last.actor_kind) == ("case.closed", "customer")

    @invariant()
    def a_resolved_case_is_no_trap(self):
        """Either the customer is asked again one day, or the silence is closed one day: a job waits for it."""
        if hasattr(self, "case") and again(self.case).state == "resolved":
            assert jobs.Job.objects.filter(state="waiting", arguments={"case_id": self.case.pk}).exists()

    @invariant()
    def a_miss_is_dated_at_its_deadline(self):
        for promise in promises.Promise.objects.filter(missed_at__isnull=False):
            assert promise.missed_at == promise.due_at

    @invariant()
    def somebody_owns_it(self):
        if hasattr(self, "case"):
            assert Case.objects.get(pk=self.case.pk).owner.is_active


@pytest.mark.django_db
def test_whatever_anybody_does():
    run_state_machine_as_test(
        AnyPath,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
