"""
The rows that one thing heard becomes: customer, case, intake, promise, first event, search words.

The busiest path of the house, so its SQL is written by hand: two or three statements on PostgreSQL, one a table on
SQLite, however many were heard at once. ``services.listening`` is the way in.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from amends.database import rows, search
from amends.database.rows import Rows, instant
from amends.models import Intake
from amends.rules import chain, words
from amends.rules.actors import Actor
from amends.rules.hearing import Heard, Receipt, title_of
from amends.rules.lifecycle import Guard, State, Trigger, next_state
from amends.rules.promises import ALLOWANCES
from amends.rules.verbs import require_verb
from amends.services.directory import Directory, directory
from amends.services.messages import snippet

CUSTOMER, CASE, INTAKE, MESSAGE = "amends_customer", "amends_case", "amends_intake", "amends_message"
REGISTERED = next_state(State.DRAFT, Trigger.REGISTER, {Guard.WORDS_KEPT})
CLOSED_ELSEWHERE = next_state(REGISTERED, Trigger.IMPORT_CLOSED, {Guard.CLOSED_AT_SOURCE})
REGISTERED_VERB, IMPORTED_VERB = require_verb("case.registered"), require_verb("case.imported")
LEGIBLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another

Item = tuple[Heard, Actor, datetime]


@transaction.atomic
def write_heard(items: Sequence[Item]) -> list[Receipt]:
    """Write all of ``items``, already checked, in this transaction; return a receipt each, in the same order."""
    known = _known_receipts(items)
    writer = _Writer([item for item in items if _outside_keys(item[0])[0] not in known], directory())
    receipts: list[Receipt] = []
    for heard, by, now in items:
        keys = _outside_keys(heard)
        receipt = next((known[key] for key in keys if key in known), None) or writer.add(heard, by, now)
        # The same id twice in one batch is the same thing heard twice.
        known.update({key: _again(receipt) for key in keys if key is not None})
        receipts.append(receipt)
    writer.flush()
    return receipts


def _again(receipt: Receipt) -> Receipt:
    return Receipt(
        receipt.intake_id, receipt.case_id, receipt.secret, receipt.next_due_at, receipt.owner_id, is_new=False
    )


Key = tuple[str, str, str]


def _outside_keys(heard: Heard) -> list[Key | None]:
    keys: list[Key | None] = []
    if heard.external_id:
        keys.append((heard.post, "external_id", heard.external_id))
    if heard.idempotency_key:
        keys.append((heard.post, "idempotency_key", heard.idempotency_key))
    return keys or [None]


def _known_receipts(items: Sequence[Item]) -> dict[Key | None, Receipt]:
    """Return the receipts of what had been heard before, by outside id or key."""
    wanted: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for heard, _, _ in items:
        for key in _outside_keys(heard):
            if key is not None:
                wanted[key[0], key[1]].add(key[2])
    found: dict[Key | None, Receipt] = {}
    for (post, field), values in wanted.items():
        intakes = Intake.objects.filter(post=directory().posts[post][0], **{f"{field}__in": values}, case__isnull=False)
        columns = ("case__secret", "case__next_due_at", "case__owner_id")
        for value, pk, case_id, secret, due_at, owner_id in intakes.values_list(field, "pk", "case_id", *columns):
            found[post, field, value] = Receipt(pk, case_id, secret, due_at, owner_id, is_new=False)
    return found


class _Writer:
    """Collects the rows of one batch and inserts them together."""

    def __init__(self, items: Sequence[Item], known: Directory) -> None:
        self.directory = known
        self.ids: dict[str, Iterator[int]] = {}
        self.customer_of: dict[tuple[str, str], int] = {}
        if items:
            self._read(items)
        self.customers = Rows(CUSTOMER, ("id", "name", "language", "created_at", "is_story"))
        self.identities = Rows("amends_identity", ("customer_id", "kind", "value"))
        self.cases = Rows(CASE, CASE_COLUMNS)
        self.intakes = Rows(INTAKE, INTAKE_COLUMNS)
        self.messages = Rows(MESSAGE, ("id", "case_id", "kind", "author_name", "text", "sent_at"))
        self.promises = Rows("amends_promise", PROMISE_COLUMNS)
        self.events = Rows("amends_event", EVENT_COLUMNS)
        self.artifacts = Rows("amends_artifact", ("intake_id", "name", "media_type", "size_bytes", "sha256"))
        self.documents: list[tuple[int, list[str]]] = []
        self.replies: list[tuple[int, list[str]]] = []

    def _read(self, items: Sequence[Item]) -> None:
        """Read free ids and the customers of known identities in one statement."""
        identities = sorted({identity for heard, _, _ in items for identity in heard.identities})
        if connection.vendor == "sqlite":
            sql = rows.reserve_sql([CUSTOMER, CASE, INTAKE, MESSAGE])
        else:
            replies = sum(heard.reply is not None for heard, _, _ in items)
            people = sum(bool(heard.identities or heard.name) for heard, _, _ in items)
            sql = rows.reserve_ids_sql({CUSTOMER: people, CASE: len(items), INTAKE: len(items), MESSAGE: replies})
        if identities:
            places = ", ".join(["%s"] * len(identities))
            sql += (
                f" UNION ALL SELECT 'identity', customer_id, kind, value FROM amends_identity WHERE value IN ({places})"  # noqa: S608
            )
        free: defaultdict[str, list[int]] = defaultdict(list)
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for _, value in identities])
            for table, number, kind, value in cursor.fetchall():
                if table == "identity":
                    self.customer_of[kind, value] = number
                else:
                    free[table].append(number)
        for table in (CUSTOMER, CASE, INTAKE, MESSAGE):
            self.ids[table] = _counting_on(free[table])

    def add(self, heard: Heard, by: Actor, now: datetime) -> Receipt:
        case_id, intake_id = next(self.ids[CASE]), next(self.ids[INTAKE])
        received_at = heard.received_at or now
        owner_id = heard.heard_by or self.directory.responsible_of[heard.site_id or self.directory.root_id]
        customer_id = self._customer(heard, now)
        secret, salt = _new_secret(), os.urandom(16)
        due_at = self._promise(heard, case_id, received_at, now)
        facts: dict[str, Any] = {
            "intake": intake_id,
            "post": heard.post,
            "owner": owner_id,
            "words": chain.salted_digest(salt, heard.text),
        }
        head = self._event(heard, case_id, by, received_at, now, facts)
        last = heard.reply
        self.cases.values.append((
            case_id, heard.site_id, owner_id, owner_id, customer_id, heard.failure_type_id,
            heard.title[:120] or title_of(heard.text), snippet(last.text if last else heard.text), heard.language,
            heard.wanted_outcome, "", None, None, False,
            (CLOSED_ELSEWHERE if heard.closed_at else REGISTERED).value, instant(received_at), instant(now), None,
            instant(heard.closed_at), instant(due_at), instant(last.sent_at if last else received_at),
            "staff" if last else "customer", 0, secret, salt, 1, head, heard.is_story,
        ))  # fmt: skip
        self.intakes.values.append((
            intake_id, self.directory.posts[heard.post][0], case_id, customer_id, heard.heard_by, heard.external_id,
            heard.idempotency_key, heard.text, heard.language, heard.place, instant(heard.occurred_at),
            instant(received_at), "", heard.is_story,
        ))  # fmt: skip
        for file in heard.files:
            self.artifacts.values.append((intake_id, file.name, file.media_type, file.size_bytes, file.sha256))
        spoken = " ".join((heard.title, heard.text, heard.name, *(value for _, value in heard.identities)))
        self.documents.append((intake_id, words.tokens(spoken)))
        if last:
            self._reply(heard, case_id)
        return Receipt(intake_id, case_id, secret, due_at, owner_id, is_new=True)

    def _customer(self, heard: Heard, now: datetime) -> int | None:
        if not heard.identities and not heard.name:
            return None
        customer_id = next((self.customer_of[key] for key in heard.identities if key in self.customer_of), None)
        if customer_id is None:
            customer_id = next(self.ids[CUSTOMER])
            self.customers.values.append((customer_id, heard.name[:120], heard.language, instant(now), heard.is_story))
        for kind, value in heard.identities:
            if (kind, value) not in self.customer_of:
                self.customer_of[kind, value] = customer_id
                self.identities.values.append((customer_id, kind, value))
        return customer_id

    def _promise(self, heard: Heard, case_id: int, received_at: datetime, now: datetime) -> datetime | None:
        """Add the first promise; return the date that is owed, None for a case another system has closed."""
        is_from_list = heard.post == "import"
        if heard.due_at is None and heard.closed_at is not None:
            return None  # nobody told us what was promised there
        # A promise nobody made cannot be broken: for a list without dates our own clock starts as we take it in.
        kind = "progress" if heard.reply and not heard.due_at else "first_reply"
        made_at = now if is_from_list and heard.due_at is None else received_at
        due_at = heard.due_at or made_at + ALLOWANCES[kind]
        done_at = heard.closed_at or (heard.reply.sent_at if heard.reply and heard.due_at else None)
        is_kept = done_at is not None and done_at <= due_at
        is_missed = not is_kept and (done_at is not None or (heard.due_at is not None and due_at < now))
        self.promises.values.append((
            case_id, kind, instant(made_at), instant(due_at), instant(done_at) if is_kept else None,
            instant(due_at) if is_missed else None, instant(done_at) if is_missed else None, None,
        ))  # fmt: skip
        if heard.closed_at is None and done_at is not None:
            # Answered, still open: the next date is ours to give.
            due_at = now + ALLOWANCES["progress"]
            self.promises.values.append((case_id, "progress", instant(now), instant(due_at), None, None, None, None))
        return None if heard.closed_at else due_at

    def _event(
        self, heard: Heard, case_id: int, by: Actor, received_at: datetime, now: datetime, facts: dict[str, Any]
    ) -> bytes:
        verb = IMPORTED_VERB if heard.post == "import" else REGISTERED_VERB
        head = chain.link(
            chain.GENESIS, stream=case_id, sequence=1, verb=verb, at=received_at, recorded_at=now,
            actor_kind=by.kind, actor_id=by.id, facts=facts,
        )  # fmt: skip
        self.events.values.append((
            case_id, 1, verb, instant(received_at), instant(now), by.kind, by.id, rows.as_json(facts), head,
            heard.is_story,
        ))  # fmt: skip
        return head

    def _reply(self, heard: Heard, case_id: int) -> None:
        reply = heard.reply
        assert reply is not None  # noqa: S101 - only called with one
        message_id = next(self.ids[MESSAGE])
        self.messages.values.append(
            (message_id, case_id, "out", reply.author_name[:80], reply.text, instant(reply.sent_at))
        )
        self.replies.append((message_id, words.tokens(reply.text)))

    def flush(self) -> None:
        rows.insert([
            self.customers, self.identities, self.cases, self.intakes, self.messages, self.promises, self.events,
            self.artifacts, search.document_rows(search.INTAKES, self.documents),
            search.document_rows(search.MESSAGES, self.replies),
        ])  # fmt: skip


CASE_COLUMNS = (
    "id", "site_id", "owner_id", "first_receiver_id", "customer_id", "failure_type_id", "title", "snippet", "language",
    "wanted_outcome", "relationship", "severity", "safety_checked_at", "double_deviation", "state", "received_at",
    "registered_at", "resolved_at", "closed_at", "next_due_at", "last_word_at", "last_word_by", "attempts", "secret",
    "salt", "event_count", "event_head", "is_story",
)  # fmt: skip
INTAKE_COLUMNS = (
    "id", "post_id", "case_id", "customer_id", "heard_by_id", "external_id", "idempotency_key", "text", "language",
    "place", "occurred_at", "received_at", "raw", "is_story",
)  # fmt: skip
PROMISE_COLUMNS = (
    "case_id", "kind", "made_at", "due_at", "kept_at", "missed_at", "settled_at", "withdrawn_at",
)  # fmt: skip
EVENT_COLUMNS = (
    "case_id", "sequence", "verb", "at", "recorded_at", "actor_kind", "actor_id", "facts", "digest", "is_story",
)  # fmt: skip


def _counting_on(free: list[int]) -> Iterator[int]:
    """Yield reserved ids, and where only the first free one is known, count on from it."""
    last = 0
    for last in free or [1]:
        yield last
    while True:
        last += 1
        yield last


def _new_secret() -> str:
    number = int.from_bytes(os.urandom(9), "big")
    letters = []
    for _ in range(12):
        number, index = divmod(number, len(LEGIBLE))
        letters.append(LEGIBLE[index])
    return "".join(letters)
