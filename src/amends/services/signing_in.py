"""Come in, and leave: the password, the sessions a colleague has, and ending them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Staff, Visit
from amends.rules import addresses
from amends.rules.actors import Actor
from amends.rules.refusals import Invalid
from amends.services import events, lockouts
from amends.services.staff import actor_of, require_over

SEEN_EVERY = timedelta(minutes=5)
LASTS = timedelta(seconds=settings.SESSION_COOKIE_AGE)


def prove_by_password(*, email: str, password: str, address: str, now: datetime) -> Staff:
    """
    Return the colleague whose address and password these are.

    A wrong password and an unknown address are answered alike, in words and in time. Failures are counted, and after
    too many nothing is looked at any more: raises LockedOut.
    """
    key = lockouts.key_of_password(email, address)
    lockouts.require_open(key, now=now)
    person = authenticate(None, username=email.strip(), password=password)
    if not isinstance(person, Staff):
        known = Staff.objects.filter(email__iexact=email.strip()).first()
        lockouts.count_failure(key=key, staff=known, address=address, now=now)
        raise Invalid(_("This e-mail address and password do not go together."), field="password")
    lockouts.forgive(key)
    return person


def prove_again(*, staff: Staff, password: str, address: str, now: datetime) -> None:
    """Refuse unless this is the present password of a colleague who is signed in already."""
    key = lockouts.key_of_password(staff.email, address)
    lockouts.require_open(key, now=now)
    if not staff.check_password(password):
        lockouts.count_failure(key=key, staff=staff, address=address, now=now)
        raise Invalid(_("This is not your present password."), field="current")
    lockouts.forgive(key)


@transaction.atomic
def begin_visit(
    *, staff: Staff, session_key: str, before: str = "", device: str, address: str, means: str, now: datetime
) -> Visit:
    """Note in which browser a colleague is signed in from now on, and how; ``before`` is the session it replaces."""
    Visit.objects.filter(session_key__in=[key for key in (session_key, before) if key]).delete()
    visit = Visit.objects.create(
        staff=staff,
        session_key=session_key,
        device=device[:80],
        network=addresses.coarse(address),
        means=means,
        began_at=now,
        seen_at=now,
        ends_at=now + LASTS,
    )
    events.record_for_organisation(
        "staff.signed_in", by=actor_of(staff), now=now, visit=visit.pk, means=means, network=visit.network
    )
    return visit


def see_visit(*, session_key: str, now: datetime) -> None:
    """Note that a browser was here; a few minutes' difference is not written down."""
    Visit.objects.filter(session_key=session_key, seen_at__lt=now - SEEN_EVERY).update(seen_at=now, ends_at=now + LASTS)


@transaction.atomic
def end_visit(*, visit: Visit, by: Actor, now: datetime) -> None:
    """Sign one browser out: its very next page asks who it is. One's own, or one of a colleague one administers."""
    if by.staff_id != visit.staff_id:
        require_over(visit.staff, by)
    if _end([visit]):
        events.record_for_organisation(
            "staff.signed_out", by=by, now=now, staff=visit.staff_id, visit=visit.pk, sessions=1
        )


@transaction.atomic
def end_visits(*, staff: Staff, but: str = "", by: Actor, now: datetime) -> int:
    """Sign a colleague out everywhere, except in the browser with the session ``but``; return in how many."""
    if by.staff_id != staff.pk:
        require_over(staff, by)
    ended = _end(list(Visit.objects.filter(staff=staff).exclude(session_key=but)))
    if ended:
        events.record_for_organisation("staff.signed_out", by=by, now=now, staff=staff.pk, sessions=ended)
    return ended


def forget_visits(*, now: datetime) -> int:
    """Forget the browsers whose session has run out; return how many."""
    return Visit.objects.filter(ends_at__lte=now).delete()[0]


def _end(visits: list[Visit]) -> int:
    # Sessions are Django's own table, and the row is the session: without it the cookie opens nothing.
    Session.objects.filter(pk__in=[visit.session_key for visit in visits]).delete()
    return Visit.objects.filter(pk__in=[visit.pk for visit in visits]).delete()[0]
