"""
Fill a database with cases that look lived in: seven of ten closed, the others due within two days, most with a reply.

Up to 100,000 cases go the way every case goes (``services.listening``), with words, history and search. Beyond that,
cases and their promises are multiplied inside the database, their dates spread: that is what a queue reads.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import connection, transaction

from amends.bench.texts import Complaint, Complaints
from amends.database.statistics import refresh_statistics
from amends.models import Case
from amends.rules.actors import SYSTEM
from amends.rules.hearing import EarlierReply, Heard
from amends.rules.promises import ALLOWANCES
from amends.services.cases import reply_to_customer
from amends.services.customers import identities_of
from amends.services.directory import directory
from amends.services.listening import hear_many, hear_more
from amends.services.promises import sweep_overdue
from amends.services.staff import actor_of

BATCH = 250
HEARD_AT_MOST = 100_000
OPEN_SHARE = 0.3
LATE_SHARE = 0.02  # of the open ones
STEP_SECONDS = 7  # between a case and its copy

Tell = Callable[[str], None]


class Filler:
    """Fills one database, further and further."""

    def __init__(self, *, now: datetime, tell: Tell) -> None:
        """Begin with whatever the database holds."""
        self._now, self._tell = now, tell
        self._series, self._random = Complaints(1), Random(2)  # noqa: S311 - made up, not secret
        self._sites = sorted(directory().names)
        self._held = Case.objects.count()

    def fill(self, n: int) -> None:
        """Fill until there are ``n`` cases."""
        self._tell(f"filling the database with {n:,} cases ...")
        while self._held < min(n, HEARD_AT_MOST):
            size = min(BATCH, min(n, HEARD_AT_MOST) - self._held)
            hear_many([self._heard(self._series.next()) for _ in range(size)], by=SYSTEM, now=self._now)
            self._held += size
        while sweep_overdue(now=self._now):
            pass  # as the worker would have done long ago
        copies = 0
        original = self._held
        while self._held < n:
            copies += 1
            self._held += copy_cases(copies, most=min(original, n - self._held))
            self._tell(f"{self._held:,} cases")
        refresh_statistics()

    def converse(self, *, cases: int, messages: int) -> list[Case]:
        """Let customers and colleagues talk in open cases until each holds so many messages; return those cases."""
        self._tell(f"{messages} messages in each of {cases} cases ...")
        chosen = list(Case.objects.open().select_related("owner").order_by("-pk")[:cases])
        for case in chosen:
            language = "zh" if case.language.startswith("zh") else "en"
            said = case.intakes.count() + case.messages.count()
            for number in range(said, messages):
                text, at = self._series.text(language), self._now + timedelta(seconds=number)
                if number % 2:
                    # A person: nobody else may answer who was failed twice.
                    reply_to_customer(case=case, text=text, by=actor_of(case.owner), now=at)
                else:
                    hear_more(case=case, text=text, by=SYSTEM, now=at)
        return chosen

    def _heard(self, complaint: Complaint) -> Heard:
        is_open = self._random.random() < OPEN_SHARE
        return self._open(complaint) if is_open else self._closed(complaint)

    def _open(self, complaint: Complaint) -> Heard:
        allowance = ALLOWANCES["first_reply"]
        is_late = self._random.random() < LATE_SHARE
        waited = allowance * (self._random.uniform(1.0, 1.5) if is_late else self._random.uniform(0.0, 0.95))
        return self._told(complaint, "web", self._now - waited)

    def _closed(self, complaint: Complaint) -> Heard:
        received_at = self._now - timedelta(days=self._random.uniform(12, 400))
        answered_at = received_at + timedelta(hours=self._random.uniform(1, 60))
        reply = EarlierReply("Sam", self._series.text("zh" if complaint.language == "zh-hans" else "en"), answered_at)
        closed_at = answered_at + timedelta(days=self._random.uniform(0, 9))
        return self._told(complaint, "import", received_at, reply=reply, closed_at=closed_at)

    def _told(
        self,
        complaint: Complaint,
        post: str,
        received_at: datetime,
        *,
        reply: EarlierReply | None = None,
        closed_at: datetime | None = None,
    ) -> Heard:
        return Heard(
            post=post,
            text=complaint.text,
            site_id=self._random.choice(self._sites),
            received_at=received_at,
            name=complaint.name,
            identities=identities_of(phone=complaint.phone, email=complaint.email),
            wanted_outcome=complaint.wanted_outcome,
            due_at=received_at + ALLOWANCES["first_reply"] if reply else None,
            closed_at=closed_at,
            reply=reply,
        )


@transaction.atomic
def copy_cases(number: int, *, most: int) -> int:
    """Copy the cases that were heard, and their promises, for the ``number``-th time; return how many."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # ten million times five foreign keys
        cursor.execute("SELECT min(id), max(id) FROM amends_case")
        first, last = map(int, cursor.fetchone())
    copied = min(most, HEARD_AT_MOST)
    shift = last + 1 - first
    _copy("amends_case", f"id < {first + copied}", id=f"id + {shift}", next_due_at=_later("next_due_at", number))
    dates = ("due_at", "made_at", "kept_at", "missed_at", "settled_at", "escalates_at")
    spread = {name: _later(name, number) for name in dates}
    _copy("amends_promise", f"case_id < {first + copied}", without="id", case_id=f"case_id + {shift}", **spread)
    return copied


def _later(column: str, number: int) -> str:
    """Return the SQL of an instant moved by a few seconds for each copy."""
    if connection.vendor == "sqlite":
        return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', {column}, '+{number * STEP_SECONDS} seconds')"
    return f"{column} + interval '{number * STEP_SECONDS} seconds'"


def _copy(table: str, condition: str, *, without: str = "", **changed: str) -> None:
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        names = [name for name in columns if name != without]
        values = ", ".join(changed.get(name, name) for name in names)
        sql = f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE {condition}"  # noqa: S608
        cursor.execute(sql, [])
