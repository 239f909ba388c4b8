"""Take words about another matter out of a case, into one of their own with its own owner, promise and reference."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Intake, Message, Staff
from amends.rules import chain
from amends.rules.actors import Actor
from amends.rules.hearing import title_of
from amends.rules.lifecycle import Guard, State, Trigger, next_state
from amends.rules.refusals import Conflict, Invalid
from amends.rules.writing import one_line
from amends.services import events
from amends.services.intake_rows import new_secret
from amends.services.lifecycle import lock
from amends.services.linking import write_link
from amends.services.messages import snippet
from amends.services.promises import make_promise
from amends.services.promising import promise_by_policy
from amends.services.staff import actor_of, require


@transaction.atomic
def split_case(
    *,
    case: Case,
    intake_ids: Collection[int],
    message_ids: Collection[int] = (),
    owner: Staff,
    by: Actor,
    now: datetime,
    title: str = "",
) -> Case:
    """
    Move words of the customer, and what we wrote about them, into a new case; return it.

    Both keep at least one of the customer's words. What was promised for these words until now holds for the new case
    too: it owes a word by the date the old one owed, or within a day when that has passed. Each word's digest stays in
    the chain it was first written to, so nothing about where it was heard is lost.
    """
    case = lock(case)
    require(by, "case.merge", case.site_id)
    if case.closed_at is not None or State(case.state) is State.RESOLVED:
        raise Conflict(_("This case was put right or has ended. The customer's own word opens it again."))
    if not owner.is_active or not actor_of(owner).may("case.accept", case.site_id):
        raise Invalid(_("%(name)s does not work at this place."), field="owner", params={"name": owner.name})
    words = list(Intake.objects.filter(case=case, pk__in=intake_ids).order_by("received_at", "pk"))
    if not words:
        raise Invalid(_("Choose at least one of the customer's words for the new case."), field="words")
    if not Intake.objects.filter(case=case).exclude(pk__in=[word.pk for word in words]).exists():
        raise Invalid(_("At least one of the customer's words has to stay here."), field="words")
    written = list(Message.objects.filter(case=case, pk__in=message_ids).order_by("sent_at", "pk"))
    new = _register(case, words, owner, title, by=by, now=now)
    Intake.objects.filter(pk__in=[word.pk for word in words]).update(case=new)
    Message.objects.filter(pk__in=[one.pk for one in written]).update(case=new)
    facts = {"intakes": [word.pk for word in words], "messages": [one.pk for one in written]}
    if case.next_due_at and case.next_due_at > now:
        make_promise(case=new, kind="progress", due_at=case.next_due_at, by=by, now=now)
    else:
        promise_by_policy(case=new, kind="progress", by=by, now=now)
    events.record(case, "case.split", by=by, now=now, other=new.pk, **facts)  # type: ignore[arg-type]  # facts, no instant
    write_link(new, case, "split_from", by=by, now=now)
    for one in (case, new):
        _repeat_last_word(one)
    return new


def _register(case: Case, words: list[Intake], owner: Staff, title: str, *, by: Actor, now: datetime) -> Case:
    first = words[0]
    new = Case.objects.create(
        site_id=case.site_id,
        owner=owner,
        first_receiver_id=case.first_receiver_id,
        customer_id=case.customer_id,
        title=one_line(title)[:120] or title_of(first.text) or case.title,
        language=first.language,
        state=next_state(State.DRAFT, Trigger.REGISTER, {Guard.WORDS_KEPT}).value,
        received_at=first.received_at,
        registered_at=now,
        next_due_at=now,  # until the promise is made, in this same transaction
        last_word_at=now,
        secret=new_secret(),
        salt=os.urandom(16),
        event_head=chain.GENESIS,
        is_story=case.is_story,
    )
    events.record(new, "case.registered", at=first.received_at, by=by, now=now, owner=owner.pk, other=case.pk)
    return new


def _repeat_last_word(case: Case) -> None:
    """Repeat on a case what was said last in it, for its row in the queue."""
    said = [
        (at, "customer", text) for at, text in Intake.objects.filter(case=case).values_list("received_at", "text")
    ] + [
        (at, "staff", text) for at, text in Message.objects.filter(case=case, kind="out").values_list("sent_at", "text")
    ]
    case.last_word_at, case.last_word_by, text = max(said)
    case.snippet = snippet(text)
    case.save(update_fields=["last_word_at", "last_word_by", "snippet"])
