"""Remember what a customer likes and avoids, and forget it when it holds no longer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amends.models import Case, Customer, Preference
from amends.rules.actors import Actor
from amends.rules.writing import require_name
from amends.services import events
from amends.services.staff import require

LONGEST = 200


@transaction.atomic
def note_preference(
    *,
    customer: Customer,
    text: str,
    by: Actor,
    now: datetime,
    case: Case | None = None,
    said_at: datetime | None = None,
) -> Preference:
    """
    Write down a preference with who noted it, when and in which case; what is noted already is not noted twice.

    The caller's transaction must hold the row of the ``case``, if there is one.
    """
    require(by, "customer.edit")
    text = require_name(text, longest=LONGEST, field="remember")
    preference, is_new = Preference.objects.get_or_create(
        customer=customer,
        text=text,
        withdrawn_at=None,
        defaults={"noted_by_id": by.staff_id, "noted_at": said_at or now, "case": case},
    )
    if is_new:
        _record("preference.noted", preference, case=case, by=by, now=now)
    return preference


@transaction.atomic
def withdraw_preference(*, preference: Preference, by: Actor, now: datetime) -> Preference:
    """Let a preference hold no longer; that it once did stays readable."""
    require(by, "customer.edit")
    preference = Preference.objects.select_for_update().get(pk=preference.pk)
    if preference.withdrawn_at is None:
        preference.withdrawn_at = now
        preference.save(update_fields=["withdrawn_at"])
        _record("preference.withdrawn", preference, case=None, by=by, now=now)
    return preference


def _record(verb: str, preference: Preference, *, case: Case | None, by: Actor, now: datetime) -> None:
    about, customer = preference.pk, preference.customer_id
    if case is not None:
        events.record(case, verb, by=by, now=now, preference=about, customer=customer)
    else:
        events.record_for_organisation(verb, by=by, now=now, preference=about, customer=customer)
