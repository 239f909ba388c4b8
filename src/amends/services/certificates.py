"""Certify colleagues to put things right, from a day to a day, and take that back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Certificate, Staff
from amends.rules.actors import Actor
from amends.rules.refusals import Faults, Invalid, NotAllowed
from amends.rules.writing import require_name
from amends.services import events
from amends.services.authority import day_of
from amends.services.staff import require, require_over

LONGEST_SUBJECT = 120
LONGEST_VALID = timedelta(days=3 * 366)  # what was learnt longer ago wants a new look


@transaction.atomic
def record_certificate(
    *, staff: Staff, subject: str, granted_on: date, expires_on: date, by: Actor, now: datetime
) -> Certificate:
    """Vouch for a colleague, from one day to another, both included. Nobody certifies themselves."""
    certifier = require_authority_over(staff, by)
    faults = Faults()
    with faults:
        subject = require_name(subject, longest=LONGEST_SUBJECT, field="subject")
    with faults:
        _require_days(granted_on, expires_on, today=day_of(now))
    faults.refuse()
    made = Certificate.objects.create(
        staff=staff, subject=subject, granted_on=granted_on, expires_on=expires_on, certified_by_id=certifier,
        recorded_at=now,
    )  # fmt: skip
    events.record_for_organisation(
        "certificate.recorded", by=by, now=now, staff=staff.pk, certificate=made.pk, expires_on=f"{expires_on}"
    )
    return made


@transaction.atomic
def withdraw_certificate(*, certificate: Certificate, by: Actor, now: datetime) -> None:
    """Vouch no longer; limits that rest on it rest from now on."""
    require_authority_over(certificate.staff, by)
    if Certificate.objects.standing().filter(pk=certificate.pk).update(withdrawn_at=now):
        events.record_for_organisation(
            "certificate.withdrawn", by=by, now=now, staff=certificate.staff_id, certificate=certificate.pk
        )


def require_authority_over(staff: Staff, by: Actor) -> int:
    """Return who decides what a colleague may give; refuse programs, and everybody for themselves."""
    require(by, "authority.edit")
    require_over(staff, by)
    if by.staff_id is None:
        raise NotAllowed(_("What colleagues may give is the word of a person, and no program’s."))
    if by.staff_id == staff.pk:
        raise NotAllowed(_("Nobody certifies themselves or sets their own limits. Ask another administrator."))
    return by.staff_id


def _require_days(granted_on: date, expires_on: date, *, today: date) -> None:
    if granted_on > today:
        raise Invalid(_("It cannot begin after today."), field="granted_on")
    if not today <= expires_on:
        raise Invalid(_("Its last day is over already."), field="expires_on")
    if expires_on - granted_on > LONGEST_VALID:
        raise Invalid(_("At most three years. Then look again."), field="expires_on")
