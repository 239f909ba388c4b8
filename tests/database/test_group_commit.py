"""Those who wait to write share one transaction, and each gets its own answer."""

import random
import time

import pytest

from amends.database.group_commit import GroupCommit
from tests.at_once import in_threads


def test_each_gets_its_own_result():
    group = GroupCommit(lambda items: [item * 2 for item in items])

    assert in_threads(16, group.write) == [2 * number for number in range(16)]


def test_who_waits_shares_a_transaction_and_no_more_than_so_many():
    batches = []

    def write_all(items):
        batches.append(len(items))
        time.sleep(0.02)
        return items

    in_threads(33, GroupCommit(write_all, most=8).write)

    assert sum(batches) == 33
    assert max(batches) <= 8
    assert len(batches) < 33


def test_only_one_writes_at_a_time():
    writing, most = [], []

    def write_all(items):
        writing.append(1)
        most.append(len(writing))
        time.sleep(0.001)
        writing.pop()
        return items

    in_threads(32, GroupCommit(write_all, most=3).write)

    assert set(most) == {1}


def test_one_bad_item_does_not_refuse_its_neighbours():
    def write_all(items):
        time.sleep(0.02)
        if any(item % 5 == 0 for item in items):
            raise ValueError(f"{items} cannot be written")
        return items

    outcomes = in_threads(20, GroupCommit(write_all).write)

    assert [number for number, outcome in enumerate(outcomes) if isinstance(outcome, ValueError)] == [0, 5, 10, 15]
    assert [outcome for outcome in outcomes if not isinstance(outcome, ValueError)] == [
        number for number in range(20) if number % 5
    ]


def test_each_failure_is_the_one_of_its_own_item():
    def write_all(items):
        raise ValueError(str(items))

    outcomes = in_threads(6, GroupCommit(write_all).write)

    assert [str(outcome) for outcome in outcomes] == [f"[{number}]" for number in range(6)]


def test_nobody_waits_for_ever_after_a_writer_was_stopped():
    stops = iter([True])

    def write_all(items):
        time.sleep(0.02)
        if next(stops, False):
            raise SystemExit
        return items

    group = GroupCommit(write_all)
    outcomes = in_threads(8, group.write)

    assert any(isinstance(outcome, SystemExit) for outcome in outcomes)
    assert group.write(99) == 99


def test_too_few_results_are_an_error_and_not_a_hang():
    group = GroupCommit(lambda items: items[1:])

    assert all(isinstance(outcome, ValueError) for outcome in in_threads(4, group.write))


def test_many_threads_many_times():
    random.seed(7)
    group = GroupCommit(lambda items: [item + 1 for item in items], most=4)

    def write_often(number):
        for turn in range(200):
            assert group.write(number * 1000 + turn) == number * 1000 + turn + 1
            if random.random() < 0.02:
                time.sleep(0.0005)
        return "done"

    assert in_threads(16, write_often) == ["done"] * 16


@pytest.mark.parametrize("item", [None, 0, ""])
def test_an_empty_item_is_an_item(item):
    assert GroupCommit(lambda items: items).write(item) == item
