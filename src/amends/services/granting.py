"""Give a colleague limits of their own beyond the role, and take them back; ask the front line for certificates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import AuthorityGrant, Organisation, Site, Staff
from amends.rules.actors import Actor
from amends.rules.money import Money
from amends.rules.refusals import Faults, Invalid
from amends.rules.remedies.catalogue import remedy_of
from amends.rules.remedies.own_limits import MOST_MINOR, OwnLimit
from amends.services import events
from amends.services.certificates import require_authority_over
from amends.services.directory import forget_directory
from amends.services.fairness_reviews import require_reviewed
from amends.services.staff import require


@transaction.atomic
def grant_authority(*, staff: Staff, limit: OwnLimit, by: Actor, now: datetime) -> AuthorityGrant:
    """
    Let a colleague give more than the role, while they are certified; a limit for the same kind is replaced.

    Held back while the audit of fairness has points nobody looked at.
    """
    require_authority_over(staff, by)
    require_sums(limit)
    require_reviewed(now=now)
    Staff.objects.select_for_update().get(pk=staff.pk)  # of two at once the later replaces the earlier
    same = AuthorityGrant.objects.in_force().filter(staff=staff, remedy=limit.remedy, currency=limit.currency)
    same.update(withdrawn_at=now)
    made = AuthorityGrant.objects.create(
        staff=staff, remedy=limit.remedy, currency=limit.currency, per_case_minor=limit.per_case_minor,
        per_day_minor=limit.per_day_minor, per_customer_minor=limit.per_customer_minor, granted_by_id=by.staff_id,
        granted_at=now,
    )  # fmt: skip
    events.record_for_organisation(
        "authority.granted", by=by, now=now, staff=staff.pk, grant=made.pk, remedy=limit.remedy,
        per_case_minor=limit.per_case_minor, currency=limit.currency,
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw_authority(*, grant: AuthorityGrant, by: Actor, now: datetime) -> None:
    """Take a limit back: the role's holds again, at once and whatever the audit says."""
    require_authority_over(grant.staff, by)
    if AuthorityGrant.objects.in_force().filter(pk=grant.pk).update(withdrawn_at=now):
        events.record_for_organisation("authority.withdrawn", by=by, now=now, staff=grant.staff_id, grant=grant.pk)


@transaction.atomic
def ask_for_certificates(*, are_asked: bool, by: Actor, now: datetime) -> None:
    """Say whether the front line needs a valid certificate for more than small gestures and what is owed."""
    require(by, "authority.edit", Site.objects.get(parent=None).pk)
    organisation = Organisation.objects.select_for_update().get()
    if organisation.certifies_front_line == are_asked:
        return
    require_reviewed(now=now)
    organisation.certifies_front_line = are_asked
    organisation.save(update_fields=["certifies_front_line"])
    events.record_for_organisation("organisation.edited", by=by, now=now, changed=["certifies_front_line"])
    forget_directory()


def require_sums(limit: OwnLimit, *, least: int = 1) -> None:
    """Refuse a limit whose kind, currency or sums cannot be, with every fault at its field."""
    faults = Faults()
    with faults:
        Money(0, limit.currency)
    with faults:
        if limit.remedy and remedy_of(limit.remedy).price_share is None:
            raise Invalid(_("This remedy is worth no sum."), field="remedy")
    with faults:
        if not least <= limit.per_case_minor <= MOST_MINOR:
            raise Invalid(_("How much on one case?"), field="per_case")
    sums: Mapping[str, int | None] = {"per_day": limit.per_day_minor, "per_customer": limit.per_customer_minor}
    for field, minor in sums.items():
        with faults:
            if minor is not None and not limit.per_case_minor <= minor <= MOST_MINOR:
                raise Invalid(_("At least as much as on one case, or leave it empty."), field=field)
    faults.refuse()
