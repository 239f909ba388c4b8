"""
Durable background work on a lease queue in our own database.

A worker leases the next due job, runs it and marks it done in one transaction with all the job wrote: a worker killed
half-way leaves nothing behind, and the job runs again once the lease is over. So effects in the database happen exactly
once; what leaves the house needs a key of its own. A job that keeps failing is put aside as ``dead`` for a person.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from amends.database.rows import instant
from amends.models import Job, Turn

log = logging.getLogger(__name__)

Task = Callable[..., int | datetime]

LEASE = timedelta(minutes=5)
ATTEMPTS = 8
KEPT_FOR = timedelta(days=14)


def enqueue(*, task: str, run_at: datetime, unique_key: str | None = None, **arguments: Any) -> bool:
    """
    Queue a task to run at ``run_at`` or soon after; return False when one with this key waits or runs already.

    Called inside the transaction whose effects the task continues: both happen, or neither.
    """
    if unique_key and Job.objects.filter(unique_key=unique_key, state__in=["waiting", "running"]).exists():
        return False
    try:
        with transaction.atomic():
            Job.objects.create(task=task, arguments=arguments, run_at=run_at, unique_key=unique_key)
    except IntegrityError:
        return False  # queued by someone else in this very moment
    return True


def enqueue_many(*, task: str, run_at: datetime, arguments: Sequence[Mapping[str, Any]]) -> None:
    """Queue a task once for each of ``arguments``, with one statement."""
    Job.objects.bulk_create(Job(task=task, arguments=dict(given), run_at=run_at) for given in arguments)


def cancel(*, unique_key: str) -> None:
    """Take a waiting task out of the queue."""
    Job.objects.filter(unique_key=unique_key, state="waiting").delete()


def work_once(tasks: Mapping[str, Task], *, now: datetime) -> bool:
    """
    Run the next due job, if there is one; return whether there was.

    A task that returns an instant asks to be run again then; whatever else it returns, it is done.
    """
    leased = _lease(now=now)
    if leased is None:
        return False
    job, token = leased
    try:
        with transaction.atomic():
            outcome = tasks[job.task](**job.arguments, now=now)
            _finish(job, token, now=now, again_at=outcome if isinstance(outcome, datetime) else None)
    except LostLease:
        log.warning("job %s (%s) outlived its lease and was rolled back", job.pk, job.task)
    except Exception as error:
        log.exception("job %s (%s) failed", job.pk, job.task)
        _put_back(job, token, error, now=now)
    return True


class LostLease(Exception):
    """Another worker took the job over, because this one took longer than its lease."""


def _lease(*, now: datetime) -> tuple[Job, str] | None:
    token = secrets.token_hex(16)
    skip_locked = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    sql = f"""
        UPDATE amends_job SET state = 'running', token = %s, lease_until = %s, attempts = attempts + 1
        WHERE id = (SELECT id FROM amends_job WHERE state = 'waiting' AND run_at <= %s
                    ORDER BY run_at, id LIMIT 1 {skip_locked})
        RETURNING id
    """  # noqa: S608 - no values in the text
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [token, instant(now + LEASE), instant(now)])
        row = cursor.fetchone()
    return (Job.objects.get(pk=row[0]), token) if row else None


def has_due(*, now: datetime) -> bool:
    """Whether any job waits to be run now; a read that takes no lock."""
    return Job.objects.filter(state="waiting", run_at__lte=now).exists()


def _finish(job: Job, token: str, *, now: datetime, again_at: datetime | None) -> None:
    mine = Job.objects.filter(pk=job.pk, token=token, state="running")
    if again_at is not None:
        is_mine = mine.update(state="waiting", run_at=again_at, lease_until=None, attempts=0)
    else:
        is_mine = mine.update(state="done", finished_at=now, lease_until=None)
    if not is_mine:
        raise LostLease


def _put_back(job: Job, token: str, error: Exception, *, now: datetime) -> None:
    is_dead = job.attempts >= ATTEMPTS
    Job.objects.filter(pk=job.pk, token=token, state="running").update(
        state="dead" if is_dead else "waiting",
        run_at=now + timedelta(seconds=10 * 2**job.attempts),
        lease_until=None,
        finished_at=now if is_dead else None,
        error=f"{type(error).__name__}: {error}"[:2000],
    )


def reap(*, now: datetime) -> int:
    """Put jobs back whose worker vanished, and put aside those that did so again and again; return how many."""
    lost = Job.objects.filter(state="running", lease_until__lt=now)
    if not lost.exists():
        return 0
    dead = lost.filter(attempts__gte=ATTEMPTS).update(
        state="dead", lease_until=None, finished_at=now, error="its worker vanished each time"
    )
    return dead + lost.update(state="waiting", lease_until=None)


def prune(*, now: datetime) -> int:
    """Forget jobs done long ago, and the turns of recurring tasks; return how many rows."""
    jobs, _ = Job.objects.filter(state="done", finished_at__lt=now - KEPT_FOR).delete()
    turns, _ = Turn.objects.filter(slot__lt=now - KEPT_FOR).delete()
    return jobs + turns


def take_turn(*, task: str, every: timedelta, now: datetime) -> bool:
    """Take the present turn of a recurring task; False when a worker has taken it already."""
    seconds = int(every.total_seconds())
    slot = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=now.tzinfo)
    if Turn.objects.filter(task=task, slot=slot).exists():
        return False
    try:
        with transaction.atomic():
            Turn.objects.create(task=task, slot=slot)
    except IntegrityError:
        return False
    return True
