"""
Hear: keep the words, open a case, name its owner, promise a first reply, all in one transaction.

Everything that is heard comes through here, one at a time or by the thousand: page, API, list, colleague. Those who
hear at the same time share a commit (``database.group_commit``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from amends.database import rows, search
from amends.database.failures import was_undone
from amends.database.group_commit import GroupCommit
from amends.models import Case, Intake, Site
from amends.rules import words
from amends.rules.actors import Actor
from amends.rules.chain import salted_digest
from amends.rules.hearing import Heard, Receipt, StoredFile, cleaned, outside_id
from amends.rules.languages import language_of
from amends.rules.refusals import Conflict, Faults, Invalid, Refusal
from amends.rules.writing import require_words, storable
from amends.services import events
from amends.services.closing import WORK, note_words, open_again, require_voice
from amends.services.directory import directory
from amends.services.intake_rows import write_heard
from amends.services.lifecycle import lock
from amends.services.merging import whole_case
from amends.services.messages import keep_artifacts, note_last_word
from amends.services.pausing import resume_clocks
from amends.services.promising import promise_by_policy
from amends.services.recognition import Item
from amends.services.repeating import count_repeat
from amends.services.staff import require

MOST_AT_ONCE = 250  # values in one statement are bounded, and a thousand items have many


def hear(heard: Heard, *, by: Actor, now: datetime) -> Receipt:
    """
    Keep what was heard and open its case; what was heard before (same outside id or key) gives the same case again.

    When this returns, the words survive any crash. Refuses empty words, unknown posts and places, naming the field.
    """
    item = (_checked(heard, by=by, now=now), by, now)
    # Already inside a transaction: waiting for others here could be waiting for oneself.
    return _receipt(_write_all([item])[0] if connection.in_atomic_block else _writer.write(item))


def require_faultless(heard: Heard, faults: Faults, *, now: datetime) -> None:
    """Refuse what a form got wrong before it could be heard, together with whatever else is wrong in what it says."""
    if faults:
        with faults:
            cleaned(heard, now=now)
    faults.refuse()


def _receipt(outcome: Receipt | Refusal) -> Receipt:
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


@transaction.atomic
def hear_many(items: Sequence[Heard], *, by: Actor, now: datetime) -> list[Receipt]:
    """Keep a list of things heard in one transaction, all or nothing; receipts come in the same order."""
    return [_receipt(outcome) for outcome in _write_all([(_checked(h, by=by, now=now), by, now) for h in items])]


def hear_each(items: Sequence[Heard], *, by: Actor, now: datetime) -> list[Receipt | Refusal]:
    """Keep what can be kept of a list, in one transaction; each item gets its receipt or refusal, in the same order."""
    judged = [_checked_or_refused(heard, by=by, now=now) for heard in items]
    good = [(heard, by, now) for heard in judged if isinstance(heard, Heard)]
    receipts: list[Receipt | Refusal] = []
    with transaction.atomic():
        for start in range(0, len(good), MOST_AT_ONCE):
            receipts += _write_all(good[start : start + MOST_AT_ONCE])
    kept = iter(receipts)
    return [next(kept) if isinstance(one, Heard) else one for one in judged]


def _checked_or_refused(heard: Heard, *, by: Actor, now: datetime) -> Heard | Refusal:
    try:
        return _checked(heard, by=by, now=now)
    except Refusal as refusal:
        return refusal


def _checked(heard: Heard, *, by: Actor, now: datetime) -> Heard:
    known = directory()
    if heard.post not in known.posts:
        raise Invalid(_("There is no listening post of this name."), field="post")
    site_id = heard.site_id or known.posts[heard.post][1] or known.root_id
    if site_id not in known.names or site_id in known.closed:
        raise Invalid(_("There is no place of this name or number."), field="site")
    if by.kind != "customer":
        require(by, "intake.hear", site_id)
    # Whoever hears it first owns it; nobody makes a colleague the hearer of what they never heard.
    heard_by = heard.heard_by if by.kind == "system" else by.staff_id if heard.post == "staff" else None
    heard = cleaned(heard, now=now)
    return heard.taken_in(site_id=site_id, heard_by=heard_by, idempotency_key=_own_key(heard.idempotency_key, by))


def _own_key(key: str | None, by: Actor) -> str | None:
    """Two programs may both call their first request "1": a key belongs to the one who sends it."""
    if key is None or by.id is None:
        return key
    return hashlib.sha256(f"{by.kind}:{by.id}:{key}".encode()).hexdigest()


def _write_all(items: Sequence[Item]) -> list[Receipt | Refusal]:
    try:
        return write_heard(items)
    except (IntegrityError, OperationalError) as error:
        if not was_undone(error):
            raise
        # Another process kept one of these words, met one of these customers, or waits for us to finish with another
        # (a deadlock, which PostgreSQL ends): look again.
        return write_heard(items)


_writer: GroupCommit[Item, Receipt | Refusal] = GroupCommit(_write_all, was_undone=was_undone)


@transaction.atomic
def hear_more(
    *,
    case: Case,
    text: str,
    by: Actor,
    now: datetime,
    post: str = "track",
    files: Iterable[StoredFile] = (),
    external_id: str | None = None,
) -> Intake:
    """Keep further words of the customer in their case; the owner owes an answer, and a closed case opens again."""
    case = lock(case)
    if case.closed_at is not None:
        case = lock(whole_case(case))  # words for a merged case belong where it goes on
    require_voice(case, by)
    if post not in directory().posts:
        raise Invalid(_("There is no listening post of this name."), field="post")
    files, text, external_id = list(files), storable(text), outside_id(external_id, 200, field="external_id")
    text = require_words(text) if text.strip() or not files else ""
    post_id = directory().posts[post][0]
    if external_id and (known := Intake.objects.filter(post=post_id, external_id=external_id).first()):
        if known.case_id != case.pk:
            raise Conflict(_("This number was used for other words."), field="external_id")
        return known
    intake = Intake.objects.create(
        post_id=post_id,
        case=case,
        customer_id=case.customer_id,
        heard_by_id=by.staff_id,
        text=text,
        language=language_of(text),
        received_at=now,
        external_id=external_id,
        is_story=case.is_story,
    )
    keep_artifacts(files, intake=intake)
    rows.insert([search.document_rows(search.INTAKES, [(intake.pk, words.index_words(text))])])
    events.record(case, "intake.heard", by=by, now=now, intake=intake.pk, words=salted_digest(bytes(case.salt), text))
    count_repeat(case, intake=intake, by=by, now=now)
    note_last_word(case, text=text or files[0].name, by="customer", at=now)
    resume_clocks(case=case, by=by, now=now)
    open_again(case, by=by, now=now)
    note_words(case, by=by, now=now)
    if not case.promises.owed().filter(kind__in=WORK).exists():
        promise_by_policy(case=case, kind="progress", by=by, now=now)
    return intake


def site_of(text: str) -> Site | None:
    """Return the place a number or a name means, or None."""
    if text.isdecimal():
        return Site.objects.in_use().filter(pk=int(text[:18])).first()
    return Site.objects.in_use().filter(name__iexact=text.strip()).first()
