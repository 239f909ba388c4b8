"""Hand a case over: the owner stays who it was until the one who was asked accepts."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Event, Staff, Transfer
from amends.rules.absences import present
from amends.rules.actors import Actor
from amends.rules.bounces import bounces
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.rules.writing import storable
from amends.services import events
from amends.services.directory import directory
from amends.services.lifecycle import advance, lock
from amends.services.restricting import open_to
from amends.services.staff import actor_of, require


@transaction.atomic
def ask_transfer(*, case: Case, to: Staff, by: Actor, now: datetime, reason: str = "") -> Transfer:
    """Ask a named colleague to take the case over. Taking a case over oneself needs nobody's yes but one's own."""
    case = lock(case)
    require(by, "case.assign", case.site_id)
    if case.closed_at is not None:
        raise Conflict(_("This case is closed; there is nothing to hand over."))
    if to.pk == case.owner_id:
        raise Invalid(_("%(name)s owns this case already."), field="to", params={"name": to.name})
    if not to.is_active or not actor_of(to).may("case.accept", case.site_id):
        raise Invalid(_("%(name)s does not work at this place."), field="to", params={"name": to.name})
    _require_here(to, by=by, now=now)
    try:
        with transaction.atomic():
            transfer = Transfer.objects.create(
                case=case, asked_by_id=by.staff_id, to=to, reason=storable(reason).strip()[:300], asked_at=now
            )
    except IntegrityError:
        raise Conflict(_("Somebody else was asked already. Withdraw that first.")) from None
    events.record(case, "transfer.asked", by=by, now=now, transfer=transfer.pk, to=to.pk)
    open_to(case, to, by=by, now=now)
    if by.staff_id == to.pk:
        return _accept(transfer, case=case, by=by, now=now)
    return transfer


def _require_here(to: Staff, *, by: Actor, now: datetime) -> None:
    """Refuse to ask who is away: nobody who is away is given live cases. Whoever takes one over is here."""
    stands_in = present(to.pk, directory().absences, now)
    if to.pk not in {stands_in, by.staff_id}:
        named = {"name": to.name, "cover": directory().given_names.get(stands_in, "")}
        raise Invalid(_("%(name)s is away and %(cover)s stands in. Ask %(cover)s."), field="to", params=named)


@transaction.atomic
def accept_transfer(*, case: Case, by: Actor, now: datetime) -> Transfer:
    """Become the owner of a case one was asked to take over."""
    case = lock(case)
    require(by, "case.accept", case.site_id)
    if case.closed_at is not None:
        raise Conflict(_("This case is closed; there is nothing to hand over."))
    return _accept(_asked(case, by=by), case=case, by=by, now=now)


def _accept(transfer: Transfer, *, case: Case, by: Actor, now: datetime) -> Transfer:
    transfer.accepted_at = now
    transfer.save(update_fields=["accepted_at"])
    before = case.owner_id
    case.owner_id = transfer.to_id
    case.bounces = _bounces(case)
    case.save(update_fields=["owner", "bounces"])
    events.record(case, "transfer.accepted", by=by, now=now, transfer=transfer.pk, before=before, owner=transfer.to_id)
    advance(case, is_answered=False, by=by, now=now)
    return transfer


@transaction.atomic
def decline_transfer(*, case: Case, by: Actor, now: datetime) -> Transfer:
    """Say no; the owner stays who it was."""
    case = lock(case)
    require(by, "case.accept", case.site_id)
    transfer = _asked(case, by=by)
    transfer.declined_at = now
    transfer.save(update_fields=["declined_at"])
    events.record(case, "transfer.declined", by=by, now=now, transfer=transfer.pk)
    return transfer


@transaction.atomic
def withdraw_transfer(*, case: Case, by: Actor, now: datetime) -> Transfer:
    """Take the question back before it is answered."""
    case = lock(case)
    require(by, "case.assign", case.site_id)
    transfer = _pending(case)
    transfer.withdrawn_at = now
    transfer.save(update_fields=["withdrawn_at"])
    events.record(case, "transfer.withdrawn", by=by, now=now, transfer=transfer.pk)
    return transfer


@transaction.atomic
def give_back(*, transfer: Transfer, by: Actor, now: datetime) -> Case:
    """Undo a case one just took over oneself: whose it was owns it again, as if it had not been taken."""
    case = lock(transfer.case)
    require(by, "case.accept", case.site_id)
    before = _owner_before(transfer)
    if transfer.withdrawn_at is not None or case.owner_id != by.staff_id or transfer.to_id != by.staff_id:
        raise Conflict(_("This case went on to somebody else since."))
    if before is None or not before.is_active:
        raise Conflict(_("Whose it was does not work here any more. Hand it over instead."))
    transfer.withdrawn_at = now
    transfer.save(update_fields=["withdrawn_at"])
    case.owner, case.bounces = before, _bounces(case)
    case.save(update_fields=["owner", "bounces"])
    events.record(case, "transfer.undone", by=by, now=now, transfer=transfer.pk, owner=before.pk)
    return case


def _bounces(case: Case) -> int | None:
    """Count over all that were accepted, so that one given back at once is as if it had not been."""
    taken = Transfer.objects.filter(case=case, accepted_at__isnull=False, withdrawn_at=None)
    later = taken.order_by("accepted_at", "pk").values_list("to", flat=True)
    return bounces([case.first_receiver_id, *later]) or None


def _owner_before(transfer: Transfer) -> Staff | None:
    accepted = Event.objects.filter(case=transfer.case_id, verb="transfer.accepted").order_by("-sequence").first()
    if accepted is None or accepted.facts.get("transfer") != transfer.pk:
        return None
    return Staff.objects.filter(pk=accepted.facts["before"]).first()


def _asked(case: Case, *, by: Actor) -> Transfer:
    transfer = _pending(case)
    if transfer.to_id != by.staff_id:
        raise NotAllowed(_("Only the colleague who was asked can answer."))
    return transfer


def _pending(case: Case) -> Transfer:
    transfer = Transfer.objects.pending().filter(case=case).first()
    if transfer is None:
        raise Conflict(_("Nobody is asked to take this case over any more."))
    return transfer
