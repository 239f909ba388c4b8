"""Hand over at the end of a shift: one's cases to a named colleague, each with what the next one must know."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Message, Staff, Transfer
from amends.models.apologies import owing_apology
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid
from amends.services.bulk import Outcome, on_each, take_back_each
from amends.services.transfers import accept_transfer, ask_transfer, give_back
from amends.services.undoing import Facts, Left, undoes


def in_hand(*, by: Actor) -> QuerySet[Case]:
    """
    Return one's own open cases, what breaks next first, with what a line for the next one is made of.

    ``note`` and ``noted_at`` are of the latest internal note; ``owes_apology`` says that a miss was not apologised for.
    """
    notes = Message.objects.filter(case=OuterRef("pk"), kind="note").order_by("-sent_at", "-pk")
    mine = Case.objects.visible_to(by).open().owned_by(by.staff_id or 0)
    return mine.by_next_promise().annotate(
        note=Subquery(notes.values("text")[:1]),
        noted_at=Subquery(notes.values("sent_at")[:1]),
        owes_apology=Exists(owing_apology().filter(case=OuterRef("pk"))),
    )


def hand_over_cases(*, lines: Mapping[int, str], to: Staff, by: Actor, now: datetime) -> Outcome:
    """Ask a colleague to take over one's own cases, with a line each; one owns every case until they accept it."""
    if to.pk == by.staff_id:
        raise Invalid(_("Who takes over? Choose somebody else."), field="to")

    def ask(case: Case) -> int:
        if case.owner_id != by.staff_id:
            raise Conflict(_("This case is not yours any more."))
        return ask_transfer(case=case, to=to, by=by, now=now, reason=lines[case.pk]).pk

    return on_each(ask, "cases.assigned", lines, by=by, now=now, to=to.pk)


def accept_cases(*, case_ids: Collection[int], by: Actor, now: datetime) -> Outcome:
    """Take over these cases one was asked to take over."""

    def accept(case: Case) -> int:
        return accept_transfer(case=case, by=by, now=now).pk

    return on_each(accept, "cases.accepted", case_ids, by=by, now=now)


@undoes("cases.accepted")
def _give_back_again(facts: Facts, *, by: Actor, now: datetime) -> list[Left]:
    def give(_case: Case, transfer_id: Any) -> None:
        give_back(transfer=Transfer.objects.get(pk=transfer_id), by=by, now=now)

    return take_back_each(facts, give, by=by)
