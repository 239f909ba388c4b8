"""kill -9 while sixteen browsers choose, again and again: one cause is paid once, and the ledger says so."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

import pytest

from tests.cli.programs import PATIENCE_SECONDS
from tests.durability.storm import Place, kill, kill_family, serving
from tests.machine import WANTS_POSTGRES, empty_database

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(WANTS_POSTGRES, reason="these tests bring both databases; once is enough"),
]

BROWSERS = 16
ENOUGH = 20  # answers between one blow and the next
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# One customer told of one bill twice; both cases have an offer for it in hand.
MAKE = """
from django.utils import timezone
from amends.models import Case, Staff
from amends.rules.actors import Actor
from amends.rules.hearing import Heard
from amends.rules.references import reference
from amends.services.cases import triage_case
from amends.services.listening import hear
from amends.services.offers import make_offer
from amends.services.staff import actor_of

now, by = timezone.now(), actor_of(Staff.objects.get())
facts = {"currency": "EUR", "price_minor": 20000, "legal_floor_minor": 10000, "undelivered_share": 0.8}
for _turn in range(2):
    heard = Heard(post="web", text="The bill was charged twice.", identities=(("email", "wei@example.com"),))
    case = Case.objects.get(pk=hear(heard, by=Actor("customer", None, ""), now=now).case_id)
    triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=by, now=now)
    words = "We charged you twice. I am sorry."
    offer = make_offer(case=case, facts=facts, words=words, cause="Bill 7", purposes=["apology"], by=by, now=now)
    print(f"/t/{reference(case.pk, 'AM')}/{case.secret}/accept", offer.pk)
"""


@dataclass
class Choosers:
    """Browsers that choose as fast as they are answered, of two offers and two ways at random."""

    offers: list[tuple[str, str]]
    port: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    is_over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def blow(self, *deeds: Callable[[], None]) -> None:
        """Choose, and do the deeds while it goes on."""
        self.is_over = threading.Event()
        threads = [threading.Thread(target=self._choose, daemon=True) for _number in range(BROWSERS)]
        for thread in threads:
            thread.start()
        for deed in (*deeds, self.is_over.set):
            self._wait_for(ENOUGH)
            time.sleep(random.uniform(0, 0.3))
            deed()
        for thread in threads:
            thread.join(30)

    def _wait_for(self, more: int) -> None:
        """Wait until so many more were answered; a busy machine may take its time."""
        enough, end = self.answers.total() + more, time.monotonic() + PATIENCE_SECONDS
        while self.answers.total() < enough:
            assert time.monotonic() < end, f"hardly a storm: {self.answers}"
            time.sleep(0.02)

    def _choose(self) -> None:
        while not self.is_over.is_set():
            path, offer = random.choice(self.offers)
            body = urlencode({"offer": offer, "option": random.choice("01")})
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request("POST", path, body, FORM)
                status = connection.getresponse().status
                with self.lock:
                    self.answers[status] += 1
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)  # it was just killed
            finally:
                connection.close()


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    """Give an installation of its own, on the database the test asks for."""
    settings = {}
    if request.param == "postgres":
        settings["AMENDS_DATABASE_URL"] = empty_database(request.getfixturevalue("postgres_url"))
    place = Place(tmp_path, settings)
    place.begin()
    return place


def offers_of(place):
    made = place.run(MAKE)
    told, complaint = made.communicate(timeout=PATIENCE_SECONDS)
    assert made.returncode == 0, complaint
    return [tuple(line.split()) for line in told.splitlines()]


def strike(server, which):
    kill(server.children()[which])


def test_one_cause_is_paid_once_whoever_is_killed(place):
    choosers = Choosers(offers_of(place))

    for round_ in range(2):
        with serving(place) as server:
            choosers.port = server.port
            choosers.blow(partial(strike, server, round_))
            kill_family(server)
    with serving(place) as server:
        choosers.port = server.port
        choosers.blow()

    # Whoever chose what had been chosen was told so; everybody else was refused in words, and nobody saw an error.
    assert set(choosers.answers) == {303, 409}, choosers.answers
    accepted = place.rows("SELECT id, total_minor FROM amends_offer WHERE accepted_at IS NOT NULL")
    assert len(accepted) == 1
    ((offer, total),) = accepted
    booked = place.rows("SELECT offer_id, debit, credit, amount_minor FROM amends_ledgerentry ORDER BY id")
    assert booked == [
        (offer, "legal_expense", "owed_to_customers", 10000),
        (offer, "goodwill_expense", "owed_to_customers", total - 10000),
    ]
    assert place.rows("SELECT offer_id, SUM(amount_minor) FROM amends_delivery GROUP BY offer_id") == [(offer, total)]
    assert place.rows("SELECT COUNT(*) FROM amends_event WHERE verb = 'offer.accepted'") == [(1,)]
    assert place.findings() == []
