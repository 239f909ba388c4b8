"""
Hear: keep the words, open a case, name its owner, promise a first reply, all in one transaction.

Everything that is heard comes through here, one at a time or by the thousand: page, API, list, colleague. Those who
hear at the same time share a commit (``database.group_commit``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from amends.database import rows, search
from amends.database.group_commit import GroupCommit
from amends.models import Case, Intake, Site
from amends.rules import words
from amends.rules.actors import Actor
from amends.rules.chain import salted_digest
from amends.rules.hearing import Heard, Receipt, StoredFile
from amends.rules.languages import language_of
from amends.rules.promises import ALLOWANCES
from amends.rules.refusals import Invalid
from amends.services import events
from amends.services.closing import say_not_yet
from amends.services.directory import directory
from amends.services.intake_rows import write_heard
from amends.services.lifecycle import lock
from amends.services.messages import MOST_CHARACTERS, keep_artifacts, note_last_word, require_words
from amends.services.promises import make_promise
from amends.services.staff import require


def hear(heard: Heard, *, by: Actor, now: datetime) -> Receipt:
    """
    Keep what was heard and open its case; what was heard before (same outside id or key) gives the same case again.

    When this returns, the words survive any crash. Refuses empty words, unknown posts and places, naming the field.
    """
    item = (_checked(heard, by=by, now=now), by, now)
    if connection.in_atomic_block:
        # Already inside a transaction: waiting for others here could be waiting for oneself.
        return _write_all([item])[0]
    return _writer.write(item)


def hear_many(items: Sequence[Heard], *, by: Actor, now: datetime) -> list[Receipt]:
    """Keep a list of things heard in one transaction, all or nothing; receipts come in the same order."""
    return _write_all([(_checked(heard, by=by, now=now), by, now) for heard in items])


def _checked(heard: Heard, *, by: Actor, now: datetime) -> Heard:
    known = directory()
    if heard.post not in known.posts:
        raise Invalid(_("There is no listening post of this name."), field="post")
    site_id = heard.site_id or known.posts[heard.post][1] or known.root_id
    if site_id not in known.names or site_id in known.closed:
        raise Invalid(_("There is no place of this name or number."), field="site")
    if by.kind != "customer":
        require(by, "intake.hear", site_id)
    # A picture alone says enough; nothing at all says nothing.
    text = require_words(heard.text) if heard.text.strip() or not heard.files else ""
    for field, instant in (("occurred_at", heard.occurred_at), ("received_at", heard.received_at)):
        if instant is not None and instant > now:
            raise Invalid(_("This lies in the future."), field=field)
    if len(heard.wanted_outcome) > MOST_CHARACTERS:
        raise Invalid(_("This is longer than 20,000 characters. Send the rest as a file."), field="wanted_outcome")
    return heard.completed(text=text, site_id=site_id, language=heard.language or language_of(text))


def _write_all(items: Sequence[tuple[Heard, Actor, datetime]]) -> list[Receipt]:
    try:
        return write_heard(items)
    except IntegrityError:
        # Another process kept one of these words, or met one of these customers, in this very moment: look again.
        return write_heard(items)


_writer: GroupCommit[tuple[Heard, Actor, datetime], Receipt] = GroupCommit(_write_all)


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
    if by.kind != "customer":
        require(by, "intake.hear", case.site_id)
    files = list(files)
    text = require_words(text) if text.strip() or not files else ""
    if external_id and (known := Intake.objects.filter(post__key=post, external_id=external_id).first()):
        return known
    intake = Intake.objects.create(
        post_id=directory().posts[post][0],
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
    rows.insert([search.document_rows(search.INTAKES, [(intake.pk, words.tokens(text))])])
    events.record(case, "intake.heard", by=by, now=now, intake=intake.pk, words=salted_digest(bytes(case.salt), text))
    note_last_word(case, text=text or files[0].name, by="customer", at=now)
    if case.closed_at is not None:
        say_not_yet(case=case, by=by, now=now)
    elif not case.promises.running().filter(kind__in=("first_reply", "progress")).exists():
        make_promise(case=case, kind="progress", due_at=now + ALLOWANCES["progress"], by=by, now=now)
    return intake


def site_of(text: str) -> Site | None:
    """Return the place a number or a name means, or None."""
    if text.isdecimal():
        return Site.objects.in_use().filter(pk=int(text[:18])).first()
    return Site.objects.in_use().filter(name__iexact=text.strip()).first()
