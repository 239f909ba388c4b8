"""Random offers, choices, deliveries and replays by random people: the ledger fits, and each cause is paid once."""

from collections import defaultdict

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from amends.gateways.files import FileStore
from amends.models import Delivery, LedgerEntry, Offer
from amends.rules.ledger import OWED
from amends.rules.refusals import Refusal
from amends.services import cases, closing, jobs
from amends.services.approvals import decide_approval
from amends.services.checking import check_everything
from amends.services.choosing import accept_offer, decline_offer
from amends.services.delivering import deliver_remedy
from amends.services.offers import make_offer, take_back_offer
from amends.services.reversing import reverse_delivery
from amends.services.schedule import TASKS
from amends.services.staff import actor_of
from tests.builders import DAY, HOUR, NOW, build_case, build_house, build_staff, customer_of

people = st.sampled_from(["front_line", "specialist", "supervisor", "analyst"])
which = st.integers(0, 1)
causes = st.sampled_from(["", "Bill 7"])
amounts = st.sampled_from([0, 1, 2999, 10_000, 20_001, 900_000])
totals = st.one_of(st.none(), amounts)


class AnyOffer(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.savepoint = transaction.savepoint()
        house = build_house()
        self.staff = {role: build_staff(role) for role in ("front_line", "specialist", "supervisor", "analyst")}
        self.cases = [build_case(identities=(("email", "wei@example.com"),)) for _turn in range(2)]
        for case in self.cases:
            cases.reply_to_customer(case=case, text="We have it.", by=house.actor, now=NOW)
            cases.triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=house.actor, now=NOW)
        self.now = NOW

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    def act(self, verb, who, **given):
        """Act, or be refused and have changed nothing in the books."""
        before = LedgerEntry.objects.count()
        by = customer_of(given["case"]) if who == "customer" else actor_of(self.staff[who])
        try:
            verb(by=by, now=self.now, **given)
        except Refusal:
            assert LedgerEntry.objects.count() == before

    @rule(span=st.sampled_from([HOUR, DAY, 8 * DAY]))
    def time_passes(self, span):
        self.now += span
        while jobs.work_once(TASKS, now=self.now):
            pass
        assert not jobs.Job.objects.exclude(error="").exists()

    @rule(who=people, number=which, price=amounts, law=amounts, total=totals, cause=causes)
    def offer(self, who, number, price, law, total, cause):
        facts = {"currency": "EUR", "price_minor": price, "legal_floor_minor": law, "total_minor": total}
        purposes = ["apology"]
        self.act(
            make_offer, who, case=self.cases[number], facts=facts, words="We failed you. I am sorry.", cause=cause,
            reason="It was our fault.", purposes=purposes,
        )  # fmt: skip

    @rule(who=people, number=which, is_granted=st.booleans())
    def decide(self, who, number, is_granted):
        for offer in Offer.objects.filter(case=self.cases[number], approval__isnull=False):
            self.act(lambda case, **given: decide_approval(**given), who, case=offer.case, offer=offer,
                     is_granted=is_granted, answer="So it is.")  # fmt: skip

    @rule(number=which, of=which, option=st.integers(-1, 4))
    def choose(self, number, of, option):
        """Any of the offers, also of the other case, also one that is over, also again."""
        for offer in Offer.objects.filter(case=self.cases[of]).order_by("-pk")[:2]:
            self.act(accept_offer, "customer", case=self.cases[number], offer_id=offer.pk, option=option)

    @rule(number=which)
    def decline(self, number):
        for offer in Offer.objects.filter(case=self.cases[number]).order_by("-pk")[:1]:
            self.act(decline_offer, "customer", case=self.cases[number], offer_id=offer.pk)

    @rule(who=people, number=which, of=which, proof=st.sampled_from(["1", "2", " "]))
    def deliver(self, who, number, of, proof):
        for delivery in Delivery.objects.filter(offer__case=self.cases[of]):
            self.act(deliver_remedy, who, case=self.cases[number], delivery_id=delivery.pk, proof=proof)

    @rule(who=people, number=which, of=which)
    def come_back(self, who, number, of):
        for delivery in Delivery.objects.filter(offer__case=self.cases[of]):
            self.act(reverse_delivery, who, case=self.cases[number], delivery_id=delivery.pk, reason="Closed.")

    @rule(who=people, number=which)
    def take_back(self, who, number):
        self.act(take_back_offer, who, case=self.cases[number])

    @rule(number=which, verb=st.sampled_from([closing.confirm_solved, closing.say_not_yet]))
    def speak(self, number, verb):
        self.act(verb, "customer", case=self.cases[number])

    @rule(who=people, number=which)
    def end(self, who, number):
        self.act(cases.close_out, who, case=self.cases[number], reason="withdrawn", explanation="So it is.")

    @invariant()
    def the_books_say_what_is_owed(self):
        """What stands on the account of what is owed is exactly what was chosen and has not arrived."""
        balance = defaultdict(int)
        for entry in LedgerEntry.objects.all():
            balance[entry.debit] += entry.amount_minor
            balance[entry.credit] -= entry.amount_minor
        assert sum(balance.values()) == 0
        assert -balance[OWED] == sum(Delivery.objects.outstanding().values_list("amount_minor", flat=True))

    @invariant()
    def one_cause_is_paid_once(self):
        accepted = Offer.objects.exclude(accepted_at=None)
        causes = list(accepted.values_list("cause", flat=True))
        assert len(causes) == len(set(causes))
        assert all(offer.total_minor >= offer.floor_minor for offer in Offer.objects.all())

    @invariant()
    def everything_fits(self):
        if hasattr(self, "now"):
            found = check_everything(files=FileStore(django_settings.FILES_FOLDER), now=self.now).findings
            assert found == []


@pytest.mark.django_db
def test_whatever_anybody_offers_and_chooses():
    run_state_machine_as_test(
        AnyOffer,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
