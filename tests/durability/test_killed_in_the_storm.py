"""kill -9 while people tell us things: what was answered is there, once, with all its rows; nothing is doubled."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter

import pytest

from tests.cli.programs import PATIENCE_SECONDS
from tests.durability.storm import Place, Storm, kill, kill_family, serving
from tests.machine import WANTS_POSTGRES, empty_database

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(WANTS_POSTGRES, reason="these tests bring both databases; once is enough"),
]

LATEST = 240.0  # seconds; a storm takes about ten on a machine that does nothing else
ENOUGH = 30  # answers between one blow and the next


@pytest.fixture(scope="session")
def begun(request, tmp_path_factory):
    """Give a function that returns an installation that was set up once, as (place, token), per database."""
    known = {}

    def get(database):
        if database not in known:
            settings = {}
            if database == "postgres":
                settings["AMENDS_DATABASE_URL"] = empty_database(request.getfixturevalue("postgres_url"))
            place = Place(tmp_path_factory.mktemp(database), settings)
            known[database] = (place, place.begin())
        return known[database]

    return get


@pytest.fixture
def place(request, begun, tmp_path):
    """Give a copy of an installation, on the database and with the durability that the test asks for."""
    database, durability = request.param
    first, token = begun(database)
    shutil.copytree(first.data, tmp_path, dirs_exist_ok=True)
    settings = {"AMENDS_DURABILITY": durability}
    if url := first.settings.get("AMENDS_DATABASE_URL"):
        settings["AMENDS_DATABASE_URL"] = empty_database(url, template=url.rpartition("/")[2])
    return Place(tmp_path, settings, token)


BOTH = [(database, durability) for database in ("sqlite", "postgres") for durability in ("default", "power")]


@pytest.mark.parametrize("place", BOTH, indirect=True, ids="-".join)
def test_no_answered_word_is_lost_and_none_is_doubled_when_processes_are_killed(place):
    storm = Storm(place.token)

    for round_ in range(2):
        with serving(place) as server:
            storm.port, storm.is_over = server.port, storm.is_over.__class__()
            with storm.blowing():
                storm.wait_for(ENOUGH)
                time.sleep(random.uniform(0, 0.5))
                web, worker = server.children()
                kill(web if round_ == 0 else worker)
                storm.wait_for(ENOUGH)
                time.sleep(random.uniform(0, 0.5))
                kill_family(server)
                storm.is_over.set()

    require_whole(place, storm)


@pytest.mark.parametrize("place", [("postgres", "default")], indirect=True, ids="-".join)
def test_no_answered_word_is_lost_and_none_is_doubled_when_the_database_is_killed(place):
    storm = Storm(place.token)

    with serving(place) as server:
        storm.port = server.port
        with storm.blowing():
            storm.wait_for(2 * ENOUGH)
            # PostgreSQL then ends all its processes and recovers from its log.
            kill(*(pid for (pid,) in place.rows(BACKENDS)))
            place.rows("SELECT 1")
            storm.wait_for(ENOUGH)

    require_whole(place, storm)


BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() LIMIT 1"


def require_whole(place, storm):
    """Assert that each answered intake is there once with all its rows, and that nothing is there twice."""
    rows = place.rows(ROWS)
    kept = Counter(text.removeprefix("The tap leaks. ") for text, *_rest in rows)

    assert set(storm.answered) - set(kept) == set(), "answered, and lost"
    assert [name for name, count in kept.items() if count > 1] == [], "kept twice"
    assert set(kept) <= storm.sent
    assert {row[1:] for row in rows} == {(1, 1, 1, 1)}, "each with its case, its customer, its promise and its event"
    case_of = {text.removeprefix("The tap leaks. "): case for text, case in place.rows(CASES)}
    assert {name for name, told in storm.answered.items() if case_of[name] != told["case"]} == set()
    assert place.findings() == []


CASES = "SELECT text, case_id FROM amends_intake"
ROWS = """
SELECT text,
    (SELECT count(*) FROM amends_case c WHERE c.id = i.case_id AND c.event_count = (
        SELECT count(*) FROM amends_event e WHERE e.case_id = c.id)),
    (SELECT count(*) FROM amends_customer p JOIN amends_identity d ON d.customer_id = p.id WHERE p.id = i.customer_id),
    (SELECT count(*) FROM amends_promise p WHERE p.case_id = i.case_id),
    (SELECT count(*) FROM amends_event e WHERE e.case_id = i.case_id AND e.verb = 'case.registered')
FROM amends_intake i
"""

# Sixty cases whose follow-up is due.
PREPARE = """
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from amends.models import Case, Staff
from amends.rules.actors import Actor
from amends.rules.hearing import Heard
from amends.services import cases
from amends.services.listening import hear_many
from amends.services.staff import actor_of
now, by = timezone.now() - timedelta(days=8), actor_of(Staff.objects.get())
stranger = Actor("customer", None, "")
with transaction.atomic():
    for receipt in hear_many([Heard(post="web", text=f"Leak {n}") for n in range(60)], by=stranger, now=now):
        case = Case.objects.get(pk=receipt.case_id)
        cases.resolve_case(case=case, final_response="Done.", by=by, now=now, severity=2, is_safe=True)
"""

# A worker as it is, but for a lease short enough to be waited for, and a task that takes its time before the commit.
WORK = """
import logging, time
from datetime import timedelta
from amends.cli import working
from amends.services import closing, jobs, schedule
logging.disable(logging.CRITICAL)
jobs.LEASE = timedelta(seconds=1.5)
working.LOOK_EVERY_SECONDS = 0.1
def ask_slowly(**given):
    outcome = closing.ask_again(**given)
    time.sleep(0.01)
    return outcome
schedule.TASKS["ask_again"] = ask_slowly
working.work()
"""


@pytest.mark.parametrize("place", [("sqlite", "default"), ("postgres", "power")], indirect=True, ids="-".join)
def test_every_job_has_its_effect_exactly_once_when_workers_are_killed(place):
    prepared = place.run(PREPARE)
    assert prepared.communicate()[1] == ""
    began = time.monotonic()
    workers = [place.run(WORK) for _ in range(2)]
    killed = 0

    while place.rows("SELECT 1 FROM amends_job WHERE task = 'ask_again' AND state <> 'done' LIMIT 1"):
        assert time.monotonic() - began < LATEST, "the jobs come to no end"
        time.sleep(random.uniform(0.3, 0.6))
        if killed < 3 and time.monotonic() - began > 1.5:
            number = random.randrange(2)
            kill(workers[number].pid)
            workers[number].communicate()
            workers[number] = place.run(WORK)
            killed += 1
    for worker in workers:
        kill(worker.pid)
        worker.communicate()

    asked = dict(place.rows("SELECT case_id, count(*) FROM amends_message WHERE author_id IS NULL GROUP BY case_id"))
    assert Counter(asked.values()) == {1: 60}
    assert place.rows("SELECT DISTINCT attempts FROM amends_case") == [(2,)]
    queued = (
        "SELECT count(*), count(DISTINCT unique_key) FROM amends_job WHERE task = 'close_silent' AND state = 'waiting'"
    )
    assert place.rows(queued) == [(60, 60)]
    assert place.findings() == []


# Forty cases each whose first answer is missed, at risk, and half over.
BREAK = """
from datetime import timedelta
from django.utils import timezone
from amends.rules.actors import Actor
from amends.rules.hearing import Heard
from amends.services.listening import hear_many
stranger = Actor("customer", None, "")
for hours in (49, 46.5, 25):
    heard_at = timezone.now() - timedelta(hours=hours)
    hear_many([Heard(post="web", text=f"Leak {hours} {n}") for n in range(40)], by=stranger, now=heard_at)
"""

# A worker as it is, but with small batches that take their time before the commit, so that it is killed within one.
SWEEP = """
import logging, time
from amends.cli import working
from amends.services import escalation, promises
logging.disable(logging.CRITICAL)
working.LOOK_EVERY_SECONDS = 0.1
promises.BATCH = escalation.BATCH = 4
quick = escalation.tell_of_promises
def tell_slowly(*given, **more):
    quick(*given, **more)
    time.sleep(0.15)
escalation.tell_of_promises = tell_slowly
working.work()
"""


@pytest.mark.parametrize("place", [("sqlite", "default"), ("postgres", "power")], indirect=True, ids="-".join)
def test_every_promise_is_missed_once_and_everybody_told_once_when_workers_are_killed(place):
    prepared = place.run(BREAK)
    assert prepared.communicate()[1] == ""
    began = time.monotonic()
    workers = [place.run(SWEEP) for _ in range(3)]
    killed = 0

    while place.rows(STILL_DUE):
        assert time.monotonic() - began < LATEST, "the steps come to no end"
        time.sleep(random.uniform(0.0, 0.1))
        if killed < 4 and place.rows("SELECT 1 FROM amends_notification LIMIT 1"):
            number = random.randrange(3)
            kill(workers[number].pid)
            workers[number].communicate()
            workers[number] = place.run(SWEEP)
            killed += 1
    for worker in workers:
        kill(worker.pid)
        worker.communicate()

    assert killed > 0
    events = (
        "SELECT verb, count(*), count(DISTINCT case_id) FROM amends_event WHERE verb LIKE 'promise.%' GROUP BY verb"
    )
    assert sorted(place.rows(events)) == [("promise.at_risk", 40, 40), ("promise.missed", 40, 40)]
    assert place.rows("SELECT count(*), count(DISTINCT case_id) FROM amends_message") == [(40, 40)]
    told = (
        "SELECT kind, count(*), count(DISTINCT promise_id) FROM amends_notification"
        " WHERE kind LIKE 'promise.%' GROUP BY kind"
    )
    assert sorted(place.rows(told)) == [
        ("promise.broken", 40, 40),
        ("promise.half", 40, 40),
        ("promise.near", 40, 40),
    ]
    assert place.findings() == []


# The next step of each lies hours ahead once this one is taken.
STILL_DUE = """
SELECT 1 FROM amends_promise WHERE missed_at IS NULL AND due_at < CURRENT_TIMESTAMP
UNION ALL SELECT 1 FROM amends_promise WHERE escalates_at < CURRENT_TIMESTAMP LIMIT 1
"""

HEAR = """
import sys
from django.utils import timezone
from amends.rules.actors import Actor
from amends.rules.hearing import Heard
from amends.services.listening import hear
stranger = Actor("customer", None, "")
for n in range(30):
    email = (("email", f"{n % 9}@example.com"),)
    for words in (f"own {sys.argv[1]}-{n}", f"shared {n}"):
        key = words if words.startswith("shared") else None
        heard = Heard(post="api", text=words, external_id=key, identities=email)
        hear(heard, by=stranger, now=timezone.now())
"""


@pytest.mark.parametrize("place", [("sqlite", "power"), ("postgres", "power")], indirect=True, ids="-".join)
def test_several_processes_hear_at_once_and_none_is_locked(place):

    processes = [place.run(HEAR, str(number)) for number in range(3)]

    assert [process.communicate(timeout=PATIENCE_SECONDS)[1] for process in processes] == [""] * 3
    kept = Counter(text for (text,) in place.rows("SELECT text FROM amends_intake"))
    assert kept == Counter([f"own {p}-{n}" for p in range(3) for n in range(30)] + [f"shared {n}" for n in range(30)])
    assert place.rows("SELECT count(*) FROM amends_customer") == [(9,)]
    assert place.findings() == []
