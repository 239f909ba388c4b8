"""Set what each role may give, from a day on, and take it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Membership, RoleGrant, Site, Undo
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Faults, Invalid, NotAllowed
from amends.rules.remedies.authority import EDITABLE
from amends.rules.remedies.role_limits import LONGEST_AHEAD, MOST_PRICE_PERCENT, RoleLimit
from amends.services import events
from amends.services.authority import day_of
from amends.services.fairness_reviews import require_reviewed
from amends.services.granting import require_sums
from amends.services.staff import require
from amends.services.undoing import Facts, leave_undo, undoes


@transaction.atomic
def set_role_limit(*, limit: RoleLimit, starts_on: date, by: Actor, now: datetime) -> Undo:
    """
    Say what a role may give from a day on, for one kind of remedy or every one; it goes before what held until then.

    Held back while the audit of fairness has points nobody looked at. Nobody sets the limits of a role they hold.
    """
    person = _require_other_role(limit.role, by)
    _require_limit(limit, starts_on, today=day_of(now))
    require_reviewed(now=now)
    one = limit.limit
    made = RoleGrant.objects.create(
        role=limit.role, remedy=one.remedy, currency=one.currency, price_percent=limit.price_percent,
        per_case_minor=one.per_case_minor, per_day_minor=one.per_day_minor, per_customer_minor=one.per_customer_minor,
        needs_certificate=limit.needs_certificate, starts_on=starts_on, set_by_id=person, set_at=now,
    )  # fmt: skip
    _record("role_limit.set", made.role, [made.pk], by=by, now=now)
    return leave_undo(verb="role_limit.set", facts={"role": made.role, "limits": [made.pk]}, by=by, now=now)


@transaction.atomic
def withdraw_role_limit(*, grant: RoleGrant, by: Actor, now: datetime) -> Undo:
    """
    Take a limit back. One that has not begun never will; with one that holds, those it replaced end as well.

    What is shipped then holds again, which is a change of the rules as every other.
    """
    _require_other_role(grant.role, by)
    ends = RoleGrant.objects.standing().filter(pk=grant.pk)
    if grant.starts_on <= day_of(now):
        require_reviewed(now=now)
        same = {"role": grant.role, "remedy": grant.remedy, "currency": grant.currency}
        ends = RoleGrant.objects.begun(day_of(now)).filter(**same)
    keys = list(ends.values_list("pk", flat=True))
    _withdraw(grant.role, keys if grant.pk in keys else [], by=by, now=now)
    return leave_undo(verb="role_limit.withdrawn", facts={"role": grant.role, "limits": keys}, by=by, now=now)


@undoes("role_limit.set")
def _unset(facts: Facts, *, by: Actor, now: datetime) -> None:
    _require_other_role(facts["role"], by)
    _withdraw(facts["role"], facts["limits"], by=by, now=now)


@undoes("role_limit.withdrawn")
def _set_again(facts: Facts, *, by: Actor, now: datetime) -> None:
    person = _require_other_role(facts["role"], by)
    mine = RoleGrant.objects.filter(pk__in=facts["limits"], withdrawn_by=person)
    if mine.update(withdrawn_at=None, withdrawn_by=None) != len(facts["limits"]):
        raise Conflict(_("Somebody changed it since; nothing was changed."))
    _record("role_limit.set", facts["role"], facts["limits"], by=by, now=now)


def _withdraw(role: str, keys: Collection[int], *, by: Actor, now: datetime) -> None:
    # Compare-and-set: of two who take it back, the second is told.
    ended = RoleGrant.objects.standing().filter(pk__in=keys).update(withdrawn_at=now, withdrawn_by=by.staff_id)
    if not ended or ended != len(keys):
        raise Conflict(_("This limit was taken back already."))
    _record("role_limit.withdrawn", role, keys, by=by, now=now)


def _record(verb: str, role: str, keys: Collection[int], *, by: Actor, now: datetime) -> None:
    """Write down which limits it was about, as they were then: rows of limits are never changed."""
    said = RoleGrant.objects.filter(pk__in=keys).order_by("pk")
    limits = [
        {
            "limit": one.pk, "remedy": one.remedy, "currency": one.currency, "price_percent": one.price_percent,
            "per_case_minor": one.per_case_minor, "starts_on": f"{one.starts_on}",
        }
        for one in said
    ]  # fmt: skip
    events.record_for_organisation(verb, by=by, now=now, role=role, limits=limits)


def _require_other_role(role: str, by: Actor) -> int:
    """Return who decides what a role may give; refuse programs, who is not of the whole house, and who holds it."""
    require(by, "authority.edit", Site.objects.get(parent=None).pk)
    if by.staff_id is None:
        raise NotAllowed(_("What may be given is the word of a person, and no program’s."))
    if Membership.objects.filter(staff=by.staff_id, role=role).exists():
        raise NotAllowed(_("Nobody sets the limits of a role they hold. Ask another administrator."))
    return by.staff_id


def _require_limit(limit: RoleLimit, starts_on: date, *, today: date) -> None:
    faults = Faults()
    with faults:
        if limit.role not in EDITABLE:
            raise Invalid(_("This role has no limit: somebody has to be able to decide."), field="role")
    with faults:
        if not 0 <= limit.price_percent <= MOST_PRICE_PERCENT:
            raise Invalid(_("A number from 0 to 10, like 1.2."), field="price_times")
    with faults:
        require_sums(limit.limit, least=0)
    with faults:
        if not today <= starts_on <= today + LONGEST_AHEAD:
            raise Invalid(_("Today or a day within a year."), field="starts_on")
    faults.refuse()
