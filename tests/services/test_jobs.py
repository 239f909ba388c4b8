"""The lease queue: every job's effect exactly once, whoever dies when."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from amends.models import Job, Staff, Turn
from amends.services import jobs
from tests.builders import DAY, HOUR, MINUTE, NOW, again

pytestmark = pytest.mark.django_db

LEASE = jobs.LEASE


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL, "amends.services.jobs")


def leave_a_mark(*, mark, now):
    Staff.objects.create(email=f"{mark}@example.com", name=mark, given_name=mark)
    return 1


def fail(*, mark, now):
    leave_a_mark(mark=mark, now=now)
    raise RuntimeError("the printer is on fire")


TASKS = {"mark": leave_a_mark, "fail": fail}


def marks():
    return sorted(Staff.objects.values_list("name", flat=True))


def enqueue(task="mark", at=NOW, key=None, mark="a"):
    return jobs.enqueue(task=task, run_at=at, unique_key=key, mark=mark)


def test_a_job_runs_when_its_time_has_come_and_once():
    enqueue(at=NOW)
    assert jobs.work_once(TASKS, now=NOW - MINUTE) is False

    assert [jobs.work_once(TASKS, now=NOW) for _ in range(2)] == [True, False]

    job = Job.objects.get()
    assert (marks(), job.state, job.finished_at, job.attempts, job.lease_until) == (["a"], "done", NOW, 1, None)


def test_the_oldest_runs_first():
    for minutes in (3, 1, 2):
        enqueue(at=NOW + minutes * MINUTE, mark=str(minutes))

    jobs.work_once(TASKS, now=NOW + HOUR)

    assert marks() == ["1"]


def test_a_key_is_queued_once_until_it_is_done():
    assert [enqueue(key="k"), enqueue(key="k"), enqueue(key="other"), enqueue()] == [True, False, True, True]
    while jobs.work_once({"mark": lambda **_: 1}, now=NOW):
        pass

    assert enqueue(key="k") is True


def test_a_cancelled_job_does_not_run():
    enqueue(key="k")
    jobs.cancel(unique_key="k")

    assert (jobs.work_once(TASKS, now=NOW), jobs.has_due(now=NOW)) == (False, False)


def test_a_failure_undoes_the_effects_and_waits_longer_each_time():
    enqueue("fail")
    waits, now = [], NOW

    for _ in range(jobs.ATTEMPTS - 1):
        jobs.work_once(TASKS, now=now)
        job = Job.objects.get()
        waits.append((job.run_at - now).total_seconds())
        now = job.run_at

    assert waits == [20, 40, 80, 160, 320, 640, 1280]
    assert (marks(), job.state, job.error) == ([], "waiting", "RuntimeError: the printer is on fire")


def test_a_job_that_keeps_failing_is_put_aside_with_its_reason():
    enqueue("fail", key="k")
    for day in range(jobs.ATTEMPTS):
        jobs.work_once(TASKS, now=NOW + day * DAY)

    job = Job.objects.get()
    assert (job.state, job.attempts, job.finished_at) == ("dead", 8, NOW + 7 * DAY)
    assert jobs.work_once(TASKS, now=NOW + 99 * DAY) is False
    assert enqueue(key="k") is True, "a dead job blocks nobody"


def test_an_unknown_task_is_a_failure_like_any_other():
    enqueue("nobody knows")

    assert jobs.work_once(TASKS, now=NOW) is True

    assert Job.objects.get().error == "KeyError: 'nobody knows'"


def test_a_task_that_returns_an_instant_is_run_again_then():
    answers = [NOW + DAY, 1]
    enqueue("later", key="k")
    tasks = {"later": lambda **_: answers.pop(0)}

    assert [jobs.work_once(tasks, now=NOW) for _ in range(2)] == [True, False]
    job = Job.objects.get()
    assert (job.state, job.run_at, job.attempts, job.lease_until) == ("waiting", NOW + DAY, 0, None)
    jobs.work_once(tasks, now=NOW + DAY)
    assert again(job).state == "done"


def test_a_job_whose_worker_vanished_is_put_back_after_its_lease():
    enqueue()
    jobs._lease(now=NOW)
    assert jobs.reap(now=NOW + LEASE) == 0

    assert jobs.reap(now=NOW + LEASE + MINUTE) == 1

    jobs.work_once(TASKS, now=NOW + LEASE + MINUTE)
    assert (marks(), Job.objects.get().attempts) == (["a"], 2)


def test_a_job_that_kills_every_worker_is_put_aside():
    enqueue()
    now = NOW
    for _ in range(jobs.ATTEMPTS):
        assert jobs._lease(now=now) is not None
        now += LEASE + MINUTE
        assert jobs.reap(now=now) == 1

    job = Job.objects.get()
    assert (job.state, job.error) == ("dead", "its worker vanished each time")


def test_who_lost_the_lease_leaves_no_effect():
    enqueue()

    def slow(*, mark, now):
        leave_a_mark(mark=mark, now=now)
        # Meanwhile the lease ran out, and another worker took the job and finished it.
        jobs.reap(now=NOW + LEASE + MINUTE)
        Job.objects.update(state="running", token="somebody else's")

    assert jobs.work_once({"mark": slow}, now=NOW) is True

    assert (marks(), Job.objects.get().state) == ([], "running")


def test_a_failure_after_a_lost_lease_does_not_touch_the_new_holder():
    enqueue("fail")
    job, token = jobs._lease(now=NOW)
    Job.objects.update(token="somebody else's")

    jobs._put_back(job, token, RuntimeError("late"), now=NOW)

    assert (again(job).state, again(job).error) == ("running", "")


def test_old_jobs_and_turns_are_forgotten_and_dead_ones_are_not():
    Job.objects.create(task="a", run_at=NOW, state="done", finished_at=NOW)
    Job.objects.create(task="b", run_at=NOW, state="dead", finished_at=NOW)
    Turn.objects.create(task="t", slot=NOW)

    assert jobs.prune(now=NOW + jobs.KEPT_FOR) == 0
    assert jobs.prune(now=NOW + jobs.KEPT_FOR + MINUTE) == 2

    assert list(Job.objects.values_list("task", flat=True)) == ["b"]


def test_a_turn_is_taken_once_a_slot():
    ten = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    every = timedelta(hours=1)

    turns = [jobs.take_turn(task="seal", every=every, now=ten + n * timedelta(minutes=20)) for n in range(4)]

    assert turns == [True, False, False, True]
    assert jobs.take_turn(task="prune", every=every, now=ten) is True
