"""The first run: from an empty installation to one that listens, in one step or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import FailureType, Organisation, Site, Staff
from amends.rules.actors import SYSTEM
from amends.rules.refusals import Invalid, gettext_noop
from amends.services import events
from amends.services.demo import load_stories
from amends.services.directory import forget_directory
from amends.services.sites import NAME_LENGTH, Administrator, AlreadyStarted, edit_site, start_organisation
from amends.services.staff import give_password, known_email, known_names
from amends.services.taxonomy import retire_failure_type


@transaction.atomic
def begin_installation(
    *,
    organisation: str,
    language: str,
    timezone: str,
    administrator: Administrator,
    places: Iterable[str],
    without: Collection[str],
    with_stories: bool,
    now: datetime,
) -> Staff:
    """
    Begin an empty installation; return its administrator.

    ``without`` are the keys of the first-level failure types that this organisation does not need: they are retired,
    with the kinds below them, and can be brought back.
    """
    organisation = _organisation_name(organisation)
    email = known_email(administrator.email)
    full_name, given_name = known_names(administrator.name, administrator.given_name)
    start_organisation(
        name=organisation,
        language=language,
        timezone=timezone,
        places=_different(places),
        administrator=Administrator(email, full_name, given_name, administrator.password),
        now=now,
    )
    for failure_type in FailureType.objects.filter(parent=None, key__in=without):
        retire_failure_type(failure_type=failure_type, is_retired=True, by=SYSTEM, now=now)
    if with_stories:
        load_stories(by=SYSTEM, now=now)
    return Staff.objects.get(email=email)


@transaction.atomic
def finish_installation(
    *, organisation: str, language: str, timezone: str, administrator: Administrator, now: datetime
) -> Staff:
    """
    Give an installation that began by an import what it lacks: its name, and an administrator who can sign in.

    Returns the administrator, who takes the place of the one without a password.
    """
    root = Site.objects.select_for_update().get(parent=None)
    if not nobody_can_sign_in():
        raise AlreadyStarted(_("This installation already has its organisation. Sign in instead."))
    _name_organisation(root, organisation, language, timezone, now=now)
    first = Staff.objects.get(pk=root.responsible_id or 0)
    first.email = known_email(administrator.email)
    if Staff.objects.filter(email__iexact=first.email).exclude(pk=first.pk).exists():
        raise Invalid(_("Somebody with this e-mail address is here already."), field="email")
    first.name, first.given_name = known_names(administrator.name, administrator.given_name)
    first.language = language
    give_password(first, administrator.password or "")
    first.save(update_fields=["email", "name", "given_name", "language", "password"])
    events.record_for_organisation("staff.edited", by=SYSTEM, now=now, staff=first.pk)
    forget_directory()
    return first


def _name_organisation(root: Site, name: str, language: str, timezone: str, *, now: datetime) -> None:
    name = _organisation_name(name)
    edit_site(site=root, name=name, timezone=timezone, responsible=root.responsible, by=SYSTEM, now=now)
    Organisation.objects.update(name=name, language=language, timezone=timezone)
    events.record_for_organisation("organisation.edited", by=SYSTEM, now=now)


def nobody_can_sign_in() -> bool:
    """Return whether there is no colleague with a password: what an import into an empty installation leaves."""
    return not Staff.objects.active().exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists()


def _different(places: Iterable[str]) -> list[str]:
    """Return the names of places, each once; refuse one that is too long."""
    names = list(dict.fromkeys(place.strip() for place in places if place.strip()))
    for name in names:
        _refuse_long(name, "places")
    return names


def _organisation_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise Invalid(_("What is the organisation called?"), field="organisation")
    _refuse_long(name, "organisation")
    return name


def _refuse_long(name: str, field: str) -> None:
    if len(name) > NAME_LENGTH:
        raise Invalid(gettext_noop("At most %(longest)d letters."), field=field, params={"longest": NAME_LENGTH})
