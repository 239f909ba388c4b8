"""
The rows that one thing heard becomes: customer, case, intake, promise, first event, search words.

The busiest path of the house, so its SQL is written by hand: one to look up (``services.recognition``), then one to
write on PostgreSQL and one a table on SQLite, however many were heard at once. ``services.listening`` is the way in.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.database import rows, search
from amends.database.rows import Rows
from amends.rules import chain
from amends.rules.absences import present
from amends.rules.actors import Actor
from amends.rules.escalation import next_step_at
from amends.rules.hearing import EarlierReply, Heard, Receipt, title_of, words_found_by
from amends.rules.lifecycle import Guard, State, Trigger, next_state
from amends.rules.policies import Situation
from amends.rules.promise_kinds import FROM_RECEIPT
from amends.rules.refusals import Conflict, Refusal
from amends.rules.verbs import require_verb
from amends.services.directory import directory
from amends.services.messages import snippet
from amends.services.recognition import (
    CASE,
    CUSTOMER,
    INTAKE,
    MESSAGE,
    HeardBefore,
    Item,
    Recognised,
    keys_of,
    recognise,
)
from amends.services.routing import ON_CALL, owner_of_new, wants_call
from amends.services.terms import Terms, shipped_or_own, situation_at, terms_of

REGISTERED = next_state(State.DRAFT, Trigger.REGISTER, {Guard.WORDS_KEPT})
CLOSED_ELSEWHERE = next_state(REGISTERED, Trigger.IMPORT_CLOSED, {Guard.CLOSED_AT_SOURCE})
REGISTERED_VERB, IMPORTED_VERB = require_verb("case.registered"), require_verb("case.imported")
LEGIBLE = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another
SECRET_LENGTH = 12
LETTER_OF = bytes(LEGIBLE[byte % len(LEGIBLE)] for byte in range(256))
LEFT_OUT = bytes(range(256 - 256 % len(LEGIBLE), 256))


@transaction.atomic
def write_heard(items: Sequence[Item]) -> list[Receipt | Refusal]:
    """
    Write all of ``items``, already checked, in this transaction; return a receipt each, in the same order.

    An item whose id or key was used for something else gets its refusal instead, and takes nobody down with it.
    """
    recognised = recognise(items)
    before = recognised.before
    writer = _Writer(recognised)
    receipts: list[Receipt | Refusal] = []
    for heard, by, now in items:
        keys = keys_of(heard)
        same = [key for key in keys if key in before]
        if same:
            receipts.append(_heard_again(heard, before[same[0]], by, has_key=same[-1][1] == "idempotency_key"))
            continue
        receipt = writer.add(heard, by, now)
        receipts.append(receipt)
        # The same id twice in one batch is the same thing heard twice.
        before.update(dict.fromkeys(keys, HeardBefore(replace(receipt, is_new=False), heard.site_id, heard.text)))
    writer.flush()
    return receipts


def _heard_again(heard: Heard, before: HeardBefore, by: Actor, *, has_key: bool) -> Receipt | Refusal:
    """Return the earlier receipt, but neither the case of another place nor one that would cost new words."""
    if before.receipt is None:
        return Conflict(_("This was heard before and waits for a person to read it."), field="external_id")
    if by.kind != "customer" and not by.may("intake.hear", before.site_id):
        return Conflict(_("This number was used for a case of another place."), field="external_id")
    if has_key and heard.text != before.text:
        return Conflict(_("This Idempotency-Key was used for a different request."), field="Idempotency-Key")
    return before.receipt


class _Writer:
    """Collects the rows of one batch and inserts them together."""

    def __init__(self, recognised: Recognised) -> None:
        self.directory = directory()
        self.numbers = recognised.numbers
        self.customer_of = recognised.customer_of
        self.customers = Rows(CUSTOMER, ("id", "name", "language", "created_at", "is_story"))
        self.identities = Rows("amends_identity", ("customer_id", "kind", "value"))
        self.cases = Rows(CASE, CASE_COLUMNS)
        self.intakes = Rows(INTAKE, INTAKE_COLUMNS)
        self.messages = Rows(MESSAGE, ("id", "case_id", "kind", "author_name", "text", "sent_at"))
        self.promises = Rows("amends_promise", PROMISE_COLUMNS)
        self.events = Rows("amends_event", EVENT_COLUMNS)
        self.artifacts = Rows("amends_artifact", ("intake_id", "name", "media_type", "size_bytes", "sha256"))
        self.notifications = Rows("amends_notification", ("to_id", "case_id", "kind", "made_at", "goes_out"))
        self.documents: list[tuple[int, str]] = []
        self.replies: list[tuple[int, str]] = []

    def add(self, heard: Heard, by: Actor, now: datetime) -> Receipt:
        case_id, intake_id = next(self.numbers[CASE]), next(self.numbers[INTAKE])
        received_at = heard.received_at or now
        responsible_id = heard.heard_by or self.directory.responsible_of[heard.site_id or self.directory.root_id]
        # Who hears it first owns it; a case that is over already needs nobody to be looked for.
        routed = None if heard.heard_by or heard.closed_at else owner_of_new(heard, now=now)
        owner_id = routed.person if routed else heard.heard_by or present(responsible_id, self.directory.absences, now)
        customer_id = self._customer(heard, received_at)
        secret, salt = new_secret(), os.urandom(16)
        due_at = self._promise(heard, case_id, received_at, now)
        facts: dict[str, Any] = {
            "intake": intake_id,
            "post": heard.post,
            "owner": owner_id,
            "words": chain.salted_digest(salt, heard.text),
        }
        if routed:
            facts["routed"] = routed.as_facts()
        elif owner_id != responsible_id:
            facts["covers"] = responsible_id
        spoken, answered = heard.found_by or words_found_by(heard)
        last = heard.reply
        if last:
            facts |= self._reply(last, case_id, salt, answered)
        head = self._event(heard, case_id, by, received_at, now, facts)
        self.cases.values.append((
            case_id, heard.site_id, owner_id, owner_id, customer_id, heard.failure_type_id,
            heard.title[:120] or title_of(heard.text), snippet(last.text if last else heard.text), heard.language,
            heard.wanted_outcome, "", None, None, False,
            (CLOSED_ELSEWHERE if heard.closed_at else REGISTERED).value, received_at, now, None,
            heard.closed_at, due_at, last.sent_at if last else received_at,
            "staff" if last else "customer", 0, secret, salt, 1, head, heard.is_story,
        ))  # fmt: skip
        self.intakes.values.append((
            intake_id, self.directory.posts[heard.post][0], case_id, customer_id, heard.heard_by, heard.external_id,
            heard.idempotency_key, heard.text, heard.language, heard.place, heard.occurred_at,
            received_at, "", heard.is_story,
        ))  # fmt: skip
        if routed and routed.on_call and wants_call(owner_id):
            goes_out = owner_id in self.directory.reachable
            self.notifications.values.append((owner_id, case_id, ON_CALL, now, goes_out))
        for file in heard.files:
            self.artifacts.values.append((intake_id, file.name, file.media_type, file.size_bytes, file.sha256))
        self.documents.append((intake_id, spoken))
        return Receipt(intake_id, case_id, secret, due_at, owner_id, is_new=True)

    def _customer(self, heard: Heard, received_at: datetime) -> int | None:
        if not heard.identities and not heard.name:
            return None
        customer_id = next((self.customer_of[key] for key in heard.identities if key in self.customer_of), None)
        if customer_id is None:
            customer_id = next(self.numbers[CUSTOMER])
            self.customers.values.append((customer_id, heard.name[:120], heard.language, received_at, heard.is_story))
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
        case = self._situation(heard)
        terms = Terms(heard.due_at) if heard.due_at else shipped_or_own(kind, case, started_at=made_at)
        due_at = terms.due_at
        done_at = heard.closed_at or (heard.reply.sent_at if heard.reply and heard.due_at else None)
        is_kept = done_at is not None and done_at <= due_at
        is_missed = not is_kept and (done_at is not None or (heard.due_at is not None and due_at < now))
        self.promises.values.append((
            case_id, kind, made_at, due_at, done_at if is_kept else None,
            due_at if is_missed else None, done_at if is_missed else None, None,
            next_step_at(kind, made_at, due_at, since=now) if done_at is None else None,
            terms.allow, terms.policy, terms.calendar,
        ))  # fmt: skip
        if heard.closed_at is not None:
            return None
        if done_at is not None:
            # Answered, still open: the next date is ours to give.
            due_at = self._add("progress", case_id, shipped_or_own("progress", case, started_at=now), now, now)
        return min([due_at, *self._asked_by_policies(case, case_id, made_at, now)])

    def _asked_by_policies(self, case: Situation, case_id: int, made_at: datetime, now: datetime) -> Iterator[datetime]:
        """Add what policies promise from the receipt on besides the first reply; yield the dates."""
        for kind in FROM_RECEIPT if self.directory.policies else ():
            if terms := terms_of(kind, case, started_at=made_at):
                yield self._add(kind, case_id, terms, made_at, now)

    def _add(self, kind: str, case_id: int, terms: Terms, made_at: datetime, now: datetime) -> datetime:
        self.promises.values.append((
            case_id, kind, made_at, terms.due_at, None, None, None, None,
            next_step_at(kind, made_at, terms.due_at, since=now), terms.allow, terms.policy, terms.calendar,
        ))  # fmt: skip
        return terms.due_at

    def _situation(self, heard: Heard) -> Situation:
        post_id = self.directory.posts[heard.post][0]
        site_id = heard.site_id or self.directory.root_id
        return situation_at(site_id, post=post_id, failure_type=heard.failure_type_id)

    def _event(
        self, heard: Heard, case_id: int, by: Actor, received_at: datetime, now: datetime, facts: dict[str, Any]
    ) -> bytes:
        verb = IMPORTED_VERB if heard.post == "import" else REGISTERED_VERB
        head = chain.link(
            chain.GENESIS, stream=case_id, sequence=1, verb=verb, at=received_at, recorded_at=now,
            actor_kind=by.kind, actor_id=by.id, facts=facts,
        )  # fmt: skip
        self.events.values.append((
            case_id, 1, verb, received_at, now, by.kind, by.id, facts, head,
            heard.is_story,
        ))  # fmt: skip
        return head

    def _reply(self, reply: EarlierReply, case_id: int, salt: bytes, found_by: str) -> dict[str, Any]:
        """Add the message; return what the chain says of it."""
        message_id = next(self.numbers[MESSAGE])
        sent_at = reply.sent_at
        self.messages.values.append((message_id, case_id, "out", reply.author_name, reply.text, sent_at))
        self.replies.append((message_id, found_by))
        return {"message": message_id, "answer": chain.salted_digest(salt, reply.text)}

    def flush(self) -> None:
        rows.insert([
            self.customers, self.identities, self.cases, self.intakes, self.messages, self.promises, self.events,
            self.artifacts, self.notifications, search.document_rows(search.INTAKES, self.documents),
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
    "case_id", "kind", "made_at", "due_at", "kept_at", "missed_at", "settled_at", "withdrawn_at", "escalates_at",
    "allow", "policy_id", "calendar_id",
)  # fmt: skip
EVENT_COLUMNS = (
    "case_id", "sequence", "verb", "at", "recorded_at", "actor_kind", "actor_id", "facts", "digest", "is_story",
)  # fmt: skip


def new_secret() -> str:
    """Return a key for a tracking page, of letters none of which is read as another."""
    # Bytes that would make some letters likelier than others are left out; of 24, twelve and more remain.
    letters = b""
    while len(letters) < SECRET_LENGTH:
        letters = os.urandom(24).translate(LETTER_OF, LEFT_OUT)
    return letters[:SECRET_LENGTH].decode("ascii")
