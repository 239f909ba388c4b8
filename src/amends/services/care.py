"""Ask colleagues to take special care of a customer until a day, and no longer."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from amends.models import CareFlag, Customer
from amends.rules.actors import Actor
from amends.rules.care import require_end
from amends.rules.refusals import Conflict, Faults
from amends.rules.writing import require_name
from amends.services import events
from amends.services.staff import require

LONGEST = 200


@transaction.atomic
def flag_for_care(*, customer: Customer, reason: str, until_on: date, by: Actor, now: datetime) -> CareFlag:
    """Show a reason to take care wherever the customer is met, until that day included; a newer one replaces it."""
    require(by, "customer.edit")
    faults = Faults()
    with faults:
        reason = require_name(reason, longest=LONGEST, field="reason")
    with faults:
        until_on = require_end(until_on, localdate(now))
    faults.refuse()
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    customer.care_flags.filter(lifted_at=None).update(lifted_at=now)
    flag = CareFlag.objects.create(
        customer=customer, reason=reason, until_on=until_on, flagged_by_id=by.staff_id, flagged_at=now
    )
    events.record_for_organisation("care.flagged", by=by, now=now, customer=customer.pk, care=flag.pk)
    return flag


@transaction.atomic
def lift_care(*, customer: Customer, by: Actor, now: datetime) -> None:
    """Take the care flag away before its day."""
    require(by, "customer.edit")
    # Compare-and-set: who comes second is told, and the history has it once.
    if not customer.care_flags.in_force(localdate(now)).update(lifted_at=now):
        raise Conflict(_("There is no care flag on this customer any more."))
    events.record_for_organisation("care.lifted", by=by, now=now, customer=customer.pk)
