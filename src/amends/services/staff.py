"""Colleagues: who they are, and what they may do where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Membership, Site, Staff
from amends.rules import access
from amends.rules.actors import Actor, Reach
from amends.rules.refusals import Conflict, Faults, Invalid, NotAllowed, gettext_noop
from amends.rules.writing import one_line
from amends.services import events
from amends.services.directory import forget_directory


def require(by: Actor, permission: str, site_id: int | None = None) -> None:
    """Refuse an actor who does not hold a permission at a place."""
    if not by.may(permission, site_id):
        raise NotAllowed(_("You may not do this here. Ask a supervisor, or someone who works at this place."))


def actor_of(staff: Staff) -> Actor:
    """Return the actor a colleague is, with the reach of all their memberships."""
    memberships = [row for row in staff.memberships.all() if row.role in access.ROLES]
    return Actor(
        kind="staff",
        id=staff.pk,
        name=staff.name,
        reach=tuple(
            Reach(access.PERMISSIONS_OF[membership.role], places_of(membership.site)) for membership in memberships
        ),
    )


def places_of(site: Site) -> frozenset[int] | None:
    """Return a place and those below it; None stands for every place."""
    if site.parent_id is None:
        return None
    return frozenset(Site.objects.at_or_below(site).values_list("pk", flat=True))


@transaction.atomic
def add_staff(
    *,
    email: str,
    name: str,
    given_name: str,
    password: str | None,
    memberships: Iterable[tuple[Site, str]],
    language: str,
    by: Actor,
    now: datetime,
    is_story: bool = False,
) -> Staff:
    """Add a colleague with roles at places. Without a password they cannot sign in until one is set."""
    require(by, "staff.edit")
    faults = Faults()
    with faults:
        email = known_email(email)
        if Staff.objects.filter(email__iexact=email).exists():
            raise Invalid(_("Somebody with this e-mail address is here already."), field="email")
    with faults:
        name, given_name = known_names(name, given_name)
    staff = Staff(email=email, name=name, given_name=given_name, language=language, is_story=is_story)
    if password is None:
        staff.set_unusable_password()
    else:
        with faults:
            give_password(staff, password)
    faults.refuse()
    staff.save(force_insert=True)
    _give_roles(staff, memberships, by=by)
    events.record_for_organisation("staff.added", by=by, now=now, staff=staff.pk)
    forget_directory()
    return staff


@transaction.atomic
def edit_staff(
    *,
    staff: Staff,
    name: str,
    given_name: str,
    memberships: Iterable[tuple[Site, str]],
    is_active: bool,
    by: Actor,
    now: datetime,
) -> Staff:
    """Change a colleague's names, roles and whether they work here."""
    require_over(staff, by)
    if not is_active and Site.objects.filter(parent=None, responsible=staff).exists():
        raise Invalid(_("They answer for the whole organisation. Name somebody else first."), field="is_active")
    if not is_active and (count := Case.objects.open().owned_by(staff.pk).count()):
        # Roles can be taken away at once; the cases stay somebody's until a colleague has accepted them.
        message = _("They own %(count)d open cases. Let colleagues take those over first.")
        raise Conflict(message, field="is_active", params={"count": count})
    staff.name, staff.given_name = known_names(name, given_name)
    staff.is_active = is_active
    staff.save(update_fields=["name", "given_name", "is_active"])
    staff.memberships.all().delete()
    _give_roles(staff, memberships, by=by)
    if not Membership.objects.filter(role="administrator", site__parent=None, staff__is_active=True).exists():
        raise Invalid(_("Somebody has to be administrator of the whole organisation."), field="role")
    events.record_for_organisation("staff.edited", by=by, now=now, staff=staff.pk)
    forget_directory()
    return staff


@transaction.atomic
def set_password(*, staff: Staff, password: str, by: Actor, now: datetime) -> Staff:
    """Give a colleague a new password; one's own needs no permission. Ends every session they had."""
    if by.staff_id != staff.pk:
        require_over(staff, by)
    give_password(staff, password)
    staff.save(update_fields=["password"])
    events.record_for_organisation("staff.password_set", by=by, now=now, staff=staff.pk)
    return staff


def give_password(staff: Staff, password: str) -> None:
    """Set a password on a colleague who is about to be saved; refuse one that is easy to guess."""
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from None
    staff.set_password(password)


def known_email(email: str) -> str:
    """Return an e-mail address without the blanks around it; refuse what is none."""
    email = email.strip()
    try:
        validate_email(email)
        MaxLengthValidator(254)(email)
    except ValidationError:
        raise Invalid(_("This is not an e-mail address."), field="email") from None
    return email


def known_names(name: str, given_name: str) -> tuple[str, str]:
    """Return a colleague's name and the one customers read, without the blanks around them; refuse missing ones."""
    name, given_name = one_line(name), one_line(given_name)
    faults = Faults()
    for field, given, longest in (("name", name, 80), ("given_name", given_name, 40)):
        with faults:
            _require_called(given, longest, field=field)
    faults.refuse()
    return name, given_name


def _require_called(name: str, longest: int, *, field: str) -> None:
    if not name:
        raise Invalid(_("What are they called?"), field=field)
    if len(name) > longest:
        raise Invalid(gettext_noop("At most %(longest)d letters."), field=field, params={"longest": longest})


def require_over(staff: Staff, by: Actor) -> None:
    """Refuse an actor who does not administer every place where the colleague has a role."""
    require(by, "staff.edit")
    for membership in staff.memberships.all():
        _require_no_less(membership.role, membership.site_id, by)


def _require_no_less(role: str, site_id: int, by: Actor) -> None:
    """Nobody gives or takes a role that may do more than they may themselves: a program is no way around a limit."""
    require(by, "staff.edit", site_id)
    for permission in access.PERMISSIONS_OF.get(role, ()):
        require(by, permission, site_id)


def _give_roles(staff: Staff, memberships: Iterable[tuple[Site, str]], *, by: Actor) -> None:
    for site, role in memberships:
        if role not in access.ROLES:
            raise Invalid(_("There is no such role."), field="role")
        _require_no_less(role, site.pk, by)
        Membership.objects.create(staff=staff, site=site, role=role)
