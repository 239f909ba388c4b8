"""
The same for many cases at once: each by the service for one, what is refused named case by case, one undo for all.

One transaction with a savepoint a case, so that the others are done when one is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from amends.models import Case, CaseTag, Snooze, Staff, Transfer, Undo
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid, Refusal
from amends.rules.tags import tag_name
from amends.rules.writing import require_words
from amends.services.sending import Outgoing, send
from amends.services.sending import take_back as take_back_reply
from amends.services.snoozing import snooze_case, wake_case
from amends.services.tags import tag_case, untag_case
from amends.services.transfers import ask_transfer, give_back, withdraw_transfer
from amends.services.undoing import LASTS, Facts, Left, leave_undo, undoes

MOST = 200
UNDO_WAIT = timedelta(seconds=10)
SENT = 0  # in place of the draft, of which there is none any more


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the undo, None when nothing was done; and the cases left as they were, each with the reason."""

    undo: Undo | None
    refused: list[Left]


Act = Callable[[Case], Any]  # returns what its undo needs, None when there was nothing to do


def snooze_cases(*, case_ids: Collection[int], until: datetime, by: Actor, now: datetime, reason: str = "") -> Outcome:
    """Let many cases rest until an instant; each still returns before its own next promise."""

    def snooze(case: Case) -> int:
        return snooze_case(case=case, until=until, by=by, now=now, reason=reason).pk

    return on_each(snooze, "cases.snoozed", case_ids, by=by, now=now, until=until.isoformat())


@undoes("cases.snoozed")
def _wake_again(facts: Facts, *, by: Actor, now: datetime) -> list[Left]:
    def wake(case: Case, snooze_id: int) -> None:
        if not Snooze.objects.filter(pk=snooze_id, ended_at=None).exists():
            raise Conflict(_("It was snoozed anew or woken since."))
        wake_case(case=case, by=by, now=now)

    return take_back_each(facts, wake, by=by)


def tag_cases(*, case_ids: Collection[int], name: str, by: Actor, now: datetime) -> Outcome:
    """Put one tag on many cases; those that bear it already are left out."""
    name = tag_name(name)

    def tag(case: Case) -> int | None:
        link = tag_case(case=case, name=name, by=by, now=now)
        return link.tag_id if link else None

    return on_each(tag, "cases.tagged", case_ids, by=by, now=now, name=name)


@undoes("cases.tagged")
def _untag_again(facts: Facts, *, by: Actor, now: datetime) -> list[Left]:
    def untag(case: Case, tag_id: int) -> None:
        if not CaseTag.objects.filter(case=case, tag=tag_id).exists():
            raise Conflict(_("The tag was taken off since."))
        untag_case(case=case, tag_id=tag_id, by=by, now=now)

    return take_back_each(facts, untag, by=by)


def assign_cases(*, case_ids: Collection[int], to: Staff, by: Actor, now: datetime, reason: str = "") -> Outcome:
    """Ask one colleague to take many cases over; one's own yes is given at once."""

    def ask(case: Case) -> int:
        return ask_transfer(case=case, to=to, by=by, now=now, reason=reason).pk

    return on_each(ask, "cases.assigned", case_ids, by=by, now=now, to=to.pk)


@undoes("cases.assigned")
def _withdraw_again(facts: Facts, *, by: Actor, now: datetime) -> list[Left]:
    def withdraw(case: Case, transfer_id: int) -> None:
        transfer = Transfer.objects.filter(pk=transfer_id).first()
        if transfer is not None and transfer.accepted_at is not None and transfer.to_id == by.staff_id:
            give_back(transfer=transfer, by=by, now=now)
        elif transfer is not None and Transfer.objects.pending().filter(pk=transfer_id).exists():
            withdraw_transfer(case=case, by=by, now=now)
        else:
            raise Conflict(_("It was answered or withdrawn since."))

    return take_back_each(facts, withdraw, by=by)


def reply_to_cases(
    *, case_ids: Collection[int], text: str, by: Actor, now: datetime, wait: timedelta = UNDO_WAIT
) -> Outcome:
    """Send one text to the customers of many cases, each as a reply of its own, after a ``wait`` to take it back."""
    text = require_words(text)

    def reply(case: Case) -> int:
        waiting = send(case=case, words=Outgoing(text), by=by, now=now, wait=wait)
        return waiting.pk if waiting else SENT

    return on_each(reply, "cases.replied", case_ids, by=by, now=now, lasts=wait)


@undoes("cases.replied")
def _unsend(facts: Facts, *, by: Actor, now: datetime) -> list[Left]:
    def unsend(case: Case, draft_id: int) -> None:
        if draft_id == SENT:
            raise Conflict(_("Its promise was about to break, so it was sent at once."))
        take_back_reply(case=case, draft_id=draft_id, by=by, now=now)

    return take_back_each(facts, unsend, by=by)


@transaction.atomic
def on_each(
    act: Act,
    verb: str,
    case_ids: Collection[int],
    *,
    by: Actor,
    now: datetime,
    lasts: timedelta = LASTS,
    **facts: object,
) -> Outcome:
    """Act on the cases the colleague may see, in the order of their numbers so that two never wait for each other."""
    done, refused = [], []
    for case in _chosen(case_ids, by=by):
        try:
            with transaction.atomic():
                kept = act(case)
        except Refusal as refusal:
            refused.append((case.pk, refusal.in_words(translate)))
        else:
            done += [[case.pk, kept]] if kept is not None else []
    undo = None
    if done:
        undo = leave_undo(verb=verb, facts={"cases": done, **facts}, refused=refused, by=by, now=now, lasts=lasts)
    return Outcome(undo, refused)


def _chosen(case_ids: Collection[int], *, by: Actor) -> Sequence[Case]:
    if not case_ids:
        raise Invalid(_("No case is selected."), field="case")
    if len(set(case_ids)) > MOST:
        raise Invalid(_("At most %(most)d cases at once. Select fewer."), field="case", params={"most": MOST})
    return list(Case.objects.visible_to(by).filter(pk__in=case_ids).order_by("pk"))


def take_back_each(facts: Facts, take_back: Callable[[Case, Any], object], *, by: Actor) -> list[Left]:
    """Take back what can be; return the others with the reason of each. When none can, that is a refusal."""
    kept = dict(facts["cases"])
    left: list[Left] = []
    for case in Case.objects.visible_to(by).filter(pk__in=kept).order_by("pk"):
        try:
            with transaction.atomic():
                take_back(case, kept[case.pk])
        except Refusal as refusal:
            left.append((case.pk, refusal.in_words(translate)))
    if len(left) == len(kept):
        raise Conflict(_("Every one of these cases was changed since. Nothing was taken back."))
    return left
