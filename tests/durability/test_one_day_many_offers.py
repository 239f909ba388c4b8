"""Sixteen offers of one giver at the same instant, against one limit a day: never more goes out than it says."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.durability.storm import Place
from tests.machine import WANTS_POSTGRES, empty_database

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(WANTS_POSTGRES, reason="these tests bring both databases; once is enough"),
]

OFFERS = 16
PROCESSES = 4  # a lock in memory would not do
PATIENCE = 300  # seconds; a busy machine starts four programs slowly
# By the role 1,000.00 a day, of one's own 1,500.00, as a program 750.00; each offer is 250.00.
GOES_OUT = {"Role": 4, "Own": 6, "Bot": 3}
# Prints the instant of which all is, lest the day ends in between, and the cases, each of somebody else.
MAKE = """
from datetime import timedelta
from django.utils import timezone
from amends.models import Case, Site, Staff
from amends.rules.actors import Actor
from amends.rules.hearing import Heard
from amends.rules.money import Money
from amends.rules.remedies.own_limits import OwnLimit
from amends.rules.remedies.role_limits import RoleLimit
from amends.services.authority import day_of
from amends.services.cases import reply_to_customer, triage_case
from amends.services.certificates import record_certificate
from amends.services.granting import grant_authority
from amends.services.listening import hear
from amends.services.role_limits import set_role_limit
from amends.services.tokens import create_token
from amends.services.staff import actor_of, add_staff

now = timezone.now()
print(now.isoformat())
by, root, today = actor_of(Staff.objects.get()), Site.objects.get(parent=None), day_of(now)
role, own = (
    add_staff(email=f"{name}@example.com", name=name, given_name=name, password=None, language="en",
              memberships=[(root, "front_line")], by=by, now=now)
    for name in ("Role", "Own")
)
limit = RoleLimit("front_line", 0, OwnLimit("", "EUR", 30_000, per_day_minor=100_000))
set_role_limit(limit=limit, starts_on=today, by=by, now=now)
record_certificate(staff=own, subject="x", granted_on=today, expires_on=today + timedelta(days=9), by=by, now=now)
grant_authority(staff=own, limit=OwnLimit("", "EUR", 30_000, per_day_minor=150_000), by=by, now=now)
create_token(name="Bot", scopes=["remedies:write", "cases:read"], a_day=Money(75_000, "EUR"), by=by, now=now)
for turn in range(48):
    heard = Heard(post="web", text="The bill was wrong.", identities=(("email", f"{turn}@example.com"),))
    case = Case.objects.get(pk=hear(heard, by=Actor("customer", None, ""), now=now).case_id)
    triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=by, now=now)
    reply_to_customer(case=case, text="We have it.", by=by, now=now)
    print(case.pk)
"""
# Offers on its cases at once, in turn as each of the three; begins when it is told to.
OFFER = """
import json, sys, threading
from datetime import datetime
from django.db import connections
from amends.models import Case, Staff, Token
from amends.rules.refusals import Invalid
from amends.services.offers import make_offer
from amends.services.tokens import actor_of_token
from amends.services.staff import actor_of

givers = [actor_of(Staff.objects.get(name=name)) for name in ("Role", "Own")]
givers.append(actor_of_token(Token.objects.get(name="Bot")))
facts = {"currency": "EUR", "price_minor": 10_000, "total_minor": 25_000, "lost": "money"}
told, now = [], datetime.fromisoformat(sys.argv[1])

def offer(by, pk):
    try:
        make_offer(case=Case.objects.get(pk=pk), facts=facts, words="That was our fault.", cause=f"Bill {pk}", by=by,
                   now=now)
        told.append((by.name, "out"))
    except Invalid as refusal:
        told.append((by.name, refusal.field))
    except Exception as error:
        told.append((by.name, repr(error)))
    finally:
        connections.close_all()

connections.close_all()
print("ready", flush=True)
sys.stdin.readline()
threads = [threading.Thread(target=offer, args=(givers[turn % 3], pk)) for turn, pk in enumerate(sys.argv[2:])]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(told))
"""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    """Give an installation of its own, on the database the test asks for."""
    settings = {}
    if request.param == "postgres":
        settings["AMENDS_DATABASE_URL"] = empty_database(request.getfixturevalue("postgres_url"))
    place = Place(tmp_path, settings)
    place.begin()
    return place


def test_one_day_is_given_once_however_many_ask_at_once(place):
    made = place.run(MAKE)
    told, complaint = made.communicate(timeout=PATIENCE)
    assert made.returncode == 0, complaint
    now, *cases = told.split()

    outcomes = at_once(place, [(now, *cases[first::PROCESSES]) for first in range(PROCESSES)])

    # As many go out as the day holds; the others were told to give a reason, and nobody saw an error.
    expected = Counter({(name, "out"): count for name, count in GOES_OUT.items()})
    expected += Counter({(name, "reason"): OFFERS - count for name, count in GOES_OUT.items()})
    assert outcomes == expected
    gone = place.rows("SELECT COUNT(*), SUM(total_minor) FROM amends_offer WHERE offered_at IS NOT NULL")
    assert gone == [(13, 325_000)]
    assert place.findings() == []


def at_once(place, shares):
    """Have one process for each share offer on its cases, all at one word; count what the offers came to."""
    with ExitStack() as ends:
        running = [ends.enter_context(place.run(OFFER, *share)) for share in shares]
        for one in running:
            ends.callback(one.kill)
        for one in running:
            assert one.stdout.readline() == "ready\n", one.stderr.read()
        with ThreadPoolExecutor(len(running)) as readers:
            answers = list(readers.map(lambda one: one.communicate("go\n", timeout=PATIENCE), running))
    assert all(told for told, _complaint in answers), answers
    return Counter(tuple(outcome) for told, _complaint in answers for outcome in json.loads(told))
