"""Writers of all threads and processes take turns at SQLite's gate: none meets "database is locked"."""

import subprocess
import sys
import threading
import time

import pytest
from django.db import OperationalError, connection, connections, transaction

from amends.database.sqlite.gate import Gate, gate_for
from amends.models import Turn
from tests.at_once import in_threads
from tests.builders import NOW

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no gate")

WRITER = """
import sqlite3, sys
sys.path.insert(0, "src")
from amends.database.sqlite.gate import Gate
from pathlib import Path
gate, database = Gate(Path(sys.argv[1] + "-gate")), sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)
for number in range(int(sys.argv[2])):
    gate.enter()
    try:
        database.execute("BEGIN IMMEDIATE")
        count = database.execute("SELECT count FROM tally").fetchone()[0]
        database.execute("UPDATE tally SET count = ?", [count + 1])
        database.execute("COMMIT")
    finally:
        gate.leave()
"""

HOLDER = """
import sys, time
sys.path.insert(0, "src")
from amends.database.sqlite.gate import Gate
from pathlib import Path
Gate(Path(sys.argv[1])).enter()
print("in", flush=True)
time.sleep(60)
"""


def test_one_enters_at_a_time(tmp_path):
    gate, inside, most = Gate(tmp_path / "gate"), [], []

    def write(_number):
        for _ in range(50):
            gate.enter()
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            gate.leave()

    in_threads(8, write)

    assert set(most) == {1}


def test_processes_take_turns_and_lose_no_update(tmp_path):
    import sqlite3

    name = str(tmp_path / "tally.sqlite3")
    with sqlite3.connect(name) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE tally (count)")
        database.execute("INSERT INTO tally VALUES (0)")
    database.close()

    writers = [subprocess.Popen([sys.executable, "-c", WRITER, name, "200"]) for _ in range(3)]

    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    database = sqlite3.connect(name)
    assert database.execute("SELECT count FROM tally").fetchone() == (600,)
    database.close()


def test_a_killed_process_leaves_the_gate_open(tmp_path):
    path = tmp_path / "x"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            HOLDER,
            str(path),
        ],
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"in\n"
    holder.kill()
    holder.wait()
    holder.stdout.close()

    gate = Gate(path)
    gate.enter()
    gate.leave()


def test_threads_of_a_process_share_one_gate_per_file():
    assert gate_for("/a") is gate_for("/a")
    assert gate_for("/a") is not gate_for("/b")


@pytest.mark.django_db(transaction=True)
def test_the_gate_is_left_however_a_transaction_ends():
    def break_off():
        with transaction.atomic():
            raise RuntimeError

    for _ in range(3):
        with pytest.raises(RuntimeError):
            break_off()
    with pytest.raises(OperationalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT nonsense")
    with transaction.atomic():
        connection.close()

    assert in_threads(1, lambda _: write(1)) == [1]


def write(number):
    with transaction.atomic():
        Turn.objects.create(task=f"t{number}", slot=NOW)
        time.sleep(0.002)
    return number


@pytest.mark.django_db(transaction=True)
def test_sixteen_threads_write_and_none_is_locked():
    outcomes = in_threads(16, lambda number: [write(number * 100 + turn) for turn in range(10)] and "done")

    assert outcomes == ["done"] * 16
    assert Turn.objects.count() == 160


@pytest.mark.django_db(transaction=True)
def test_readers_wait_for_nobody():
    began, end = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Turn.objects.create(task="held", slot=NOW)
            began.set()
            end.wait(120)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    began.wait(120)
    try:
        assert Turn.objects.count() == 0
    finally:
        end.set()
        holder.join()
    assert Turn.objects.count() == 1
