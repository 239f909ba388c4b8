"""What colleagues make of a warning: somebody looks into it, or it was a false alarm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amends.models import EarlyWarning, Undo
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid, NotFound
from amends.rules.writing import at_most, one_line
from amends.services import events
from amends.services.staff import require
from amends.services.undoing import leave_undo, undoes

LONGEST_REASON = 200


@transaction.atomic
def acknowledge_warning(*, warning: EarlyWarning, by: Actor, now: datetime) -> Undo | None:
    """Say that one looks into it; it stays on the page and follows the counts."""
    warning = _lock_live(warning, by=by)
    if warning.acknowledged_at is not None:
        raise Conflict(_("A colleague looks into it already."))
    warning.acknowledged_at, warning.acknowledged_by_id = now, by.staff_id
    warning.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return _done("warning.acknowledged", warning, by=by, now=now)


@transaction.atomic
def dismiss_warning(*, warning: EarlyWarning, reason: str, by: Actor, now: datetime) -> Undo | None:
    """Call it a false alarm, with the reason; for eight weeks the same has to be twice as surprising."""
    reason = at_most(one_line(reason), LONGEST_REASON, field="reason")
    warning = _lock_live(warning, by=by)
    if not reason:
        raise Invalid(
            _("Say in a few words why it is a false alarm. Who sees the next one wants to know."), field="reason"
        )
    warning.dismissed_at, warning.dismissed_by_id, warning.reason = now, by.staff_id, reason
    warning.save(update_fields=["dismissed_at", "dismissed_by", "reason"])
    return _done("warning.dismissed", warning, by=by, now=now)


@undoes("warning.acknowledged")
@transaction.atomic
def _not_acknowledged(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    warning = _lock(facts["warning"], by=by)
    if warning.acknowledged_by_id != by.staff_id or not warning.is_live:
        raise Conflict(_("Somebody changed it since; nothing was changed."))
    warning.acknowledged_at = warning.acknowledged_by_id = None
    warning.save(update_fields=["acknowledged_at", "acknowledged_by"])
    _record("warning.taken_back", warning, by=by, now=now)


@undoes("warning.dismissed")
@transaction.atomic
def _not_dismissed(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    warning = _lock(facts["warning"], by=by)
    warning.dismissed_at, warning.dismissed_by_id, warning.reason = None, None, ""
    try:
        with transaction.atomic():
            warning.save(update_fields=["dismissed_at", "dismissed_by", "reason"])
    except IntegrityError:
        raise Conflict(_("There is a new warning of the same already.")) from None
    _record("warning.taken_back", warning, by=by, now=now)


def _lock_live(warning: EarlyWarning, *, by: Actor) -> EarlyWarning:
    warning = _lock(warning.pk, by=by)
    if not warning.is_live:
        raise Conflict(_("This warning is over; there is nothing left to say of it."))
    return warning


def _lock(pk: int, *, by: Actor) -> EarlyWarning:
    warning = EarlyWarning.objects.select_for_update().filter(pk=pk).first()
    if warning is None:
        raise NotFound
    require(by, "warning.judge", warning.site_id)
    return warning


def _done(verb: str, warning: EarlyWarning, *, by: Actor, now: datetime) -> Undo | None:
    """Record it, and return what takes it back; a program has none."""
    _record(verb, warning, by=by, now=now)
    return leave_undo(verb=verb, facts={"warning": warning.pk}, by=by, now=now) if by.staff_id else None


def _record(verb: str, warning: EarlyWarning, *, by: Actor, now: datetime) -> None:
    events.record_for_organisation(
        verb, by=by, now=now, warning=warning.pk, site=warning.site_id, failure_type=warning.failure_type_id
    )
