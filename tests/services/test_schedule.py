"""Everything that happens by itself."""

import inspect

import pytest

from amends.services import (
    approvals,
    cases,
    closing,
    deviations,
    listening,
    offering,
    policy_moves,
    reading,
    sending,
    transfers,
)
from amends.services.schedule import ALWAYS, RECURRING, TASKS
from tests.builders import NOW

SOURCES = [approvals, cases, closing, deviations, listening, offering, policy_moves, reading, sending, transfers]


@pytest.mark.django_db
def test_everything_that_is_looked_after_takes_the_present_instant_and_can_run_on_nothing():
    for run in [*ALWAYS, *(recurring.run for recurring in RECURRING)]:
        assert run(now=NOW) == 0


def test_every_task_that_is_queued_is_known():
    queued = {part.partition('"')[0] for source in SOURCES for part in inspect.getsource(source).split('task="')[1:]}

    assert queued == set(TASKS)


def test_no_two_recurring_tasks_share_a_turn():
    names = [recurring.name for recurring in RECURRING]

    assert len(names) == len(set(names))
