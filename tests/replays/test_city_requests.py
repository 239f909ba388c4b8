"""
The requests of a city, replayed with the date it gave each as our promise: kept and missed come out as plainly read.

The list is Baltimore's (../shared/data/baltimore311, never part of the project). Read twice: taken in as a list, and
lived through, every promise made, kept and swept in the order of time.
"""

import csv
import gzip
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from amends.gateways.rejects import RejectsFile, place_for_rejects
from amends.gateways.tables import open_table
from amends.models import Intake, Promise
from amends.rules.actors import SYSTEM
from amends.services.import_plans import plan_reading
from amends.services.imports import begin_run, import_list
from amends.services.lifecycle import lock
from amends.services.promises import keep_promises, make_promise, sweep_overdue
from tests.builders import build_case, build_house
from tests.machine import skip_loudly

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "baltimore311.csv.gz"
CITY = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 21, tzinfo=UTC)
KIND = "resolve"

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def rows():
    if not FILE.exists():
        skip_loudly(f"the replay of the city's requests: {FILE} is not there")
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def instant(told):
    return datetime.strptime(told, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=CITY) if told else None


def outcome(row):
    """Say what became of a row's date by reading it: kept, missed, or missed and still open."""
    due, closed = instant(row["DueDate"]), instant(row["CloseDate"])
    if closed is None:
        return "missed and open"
    return "kept" if closed <= due else "missed"


def told(promise):
    """Say what became of a promise of ours."""
    if promise.kept_at:
        return "kept"
    if promise.missed_at is None:
        return "running"
    return "missed" if promise.settled_at else "missed and open"


def compared(rows, promises, how):
    """Compare row by row, print what was compared, and return what differs."""
    dated = [row for row in rows if row["DueDate"]]
    wrong = [
        (row["ServiceRequestNum"], outcome(row), told(promises[row["ServiceRequestNum"]]))
        for row in dated
        if outcome(row) != told(promises[row["ServiceRequestNum"]])
    ]
    counts = dict(Counter(outcome(row) for row in dated))
    print(f"{how}: {len(dated)} of {len(rows)} rows have a date: {counts}; {len(wrong)} told otherwise")
    return wrong


def test_taken_in_as_a_list(rows, tmp_path):
    build_house(now=datetime(2026, 11, 1, tzinfo=UTC))
    link = tmp_path / FILE.name
    link.symlink_to(FILE)
    table = open_table(link)
    reading = plan_reading(table=table, timezone=CITY.key)
    run = begin_run(table=table, reading=reading, by=SYSTEM, now=NOW)
    rejects = RejectsFile(place_for_rejects(link, tmp_path), table.columns)
    for _tally in import_list(run=run, table=table, reading=reading, rejects=rejects, by=SYSTEM, clock=lambda: NOW):
        pass

    numbers = {case: name.split("/")[1] for name, case in Intake.objects.values_list("external_id", "case")}
    promises = {numbers[promise.case_id]: promise for promise in Promise.objects.all()}

    assert compared(rows, promises, "taken in") == []


def test_lived_through_in_the_order_of_time(rows):
    """A date equal to the instant of the request leaves no time to promise anything in, and is refused as such."""
    harbour = build_house(now=datetime(2010, 1, 1, tzinfo=UTC)).harbour
    possible = [row for row in rows if row["DueDate"] and row["DueDate"] != row["CreatedDate"]]
    acts = [(instant(row["CreatedDate"]), "heard", row) for row in possible]
    acts += [(instant(row["CloseDate"]), "done", row) for row in possible if row["CloseDate"]]
    cases, swept_on = {}, None

    for at, act, row in sorted(acts, key=lambda one: (one[0], one[1] == "done")):
        number = row["ServiceRequestNum"]
        if at.date() != swept_on:  # late by up to a day, and no miss is dated by it
            sweep_overdue(now=at, limit=100_000)
            swept_on = at.date()
        if act == "heard":
            cases[number] = build_case(row["SRType"], harbour, now=at)
        with transaction.atomic():
            case = lock(cases[number])
            if act == "heard":
                make_promise(case=case, kind=KIND, due_at=instant(row["DueDate"]), by=SYSTEM, now=at)
            else:
                keep_promises(case=case, kinds=[KIND], by=SYSTEM, now=at)
    sweep_overdue(now=NOW, limit=100_000)

    numbers = {case.pk: number for number, case in cases.items()}
    promises = {numbers[promise.case_id]: promise for promise in Promise.objects.filter(kind=KIND)}
    assert compared(possible, promises, "lived through") == []
    assert all(one.missed_at in {None, one.due_at} for one in promises.values())
