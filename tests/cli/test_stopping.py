"""Told to stop: the signal is heard whenever it comes."""

import subprocess
import sys

import pytest

from amends.cli.stopping import StopSignal
from tests.cli.programs import ROOT

# Sends itself the signal at every line that waiting for it runs through, one line a try, as a trace sees them.
AT_EVERY_LINE = """
import signal, sys
from amends.cli.stopping import StopSignal

def told_at(line, seconds):
    stop, seen = StopSignal(), 0
    signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def trace(frame, event, _argument):
        nonlocal seen
        if event == "line":
            seen += 1
            if seen == line:
                sys.settrace(None)
                signal.raise_signal(signal.SIGTERM)
        return trace

    sys.settrace(trace)
    stop.wait(seconds)
    sys.settrace(None)
    return seen, stop.is_set()

lines, _ = told_at(0, 0.01)
for line in range(1, lines + 1):
    assert told_at(line, 0.01)[1], line
print(lines)
"""


def test_a_signal_is_heard_at_whatever_line_of_the_waiting_it_comes():
    done = subprocess.run(
        [sys.executable, "-c", AT_EVERY_LINE],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 3


@pytest.mark.parametrize("times", [1, 2])
def test_once_told_it_stays_told_for_everybody(times):
    stop = StopSignal()
    assert not stop.is_set()
    assert not stop.wait(0)

    for _ in range(times):
        stop.set()

    assert stop.wait()
    assert stop.wait(0)
    assert stop.is_set()
