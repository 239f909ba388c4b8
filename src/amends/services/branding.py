"""What customers see of the organisation: its colour, its logo, and how a place is reached."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from amends.models import Logo, Organisation, Site
from amends.rules.actors import Actor
from amends.rules.contrast import known_colour
from amends.rules.identities import normalise
from amends.rules.refusals import Invalid, gettext_noop
from amends.rules.writing import one_line
from amends.services import events
from amends.services.directory import forget_directory
from amends.services.staff import require

NAME_LENGTH, PHONE_LENGTH = 120, 40


@transaction.atomic
def edit_branding(
    *, name: str, colour: str, logo: bytes | None = None, without_logo: bool = False, by: Actor, now: datetime
) -> Organisation:
    """Set the name, the colour ("" for our own) and, if a drawn PNG is given, the logo."""
    require(by, "organisation.edit")
    organisation = Organisation.objects.select_for_update().get()
    organisation.name = _known_name(name)
    organisation.colour = known_colour(colour) if colour.strip() else ""
    if logo is not None:
        organisation.logo = _keep_logo(logo)
    elif without_logo:
        organisation.logo = ""
    organisation.save(update_fields=["name", "colour", "logo"])
    Logo.objects.exclude(digest=organisation.logo).delete()
    events.record_for_organisation("organisation.edited", by=by, now=now, what="branding")
    forget_directory()
    return organisation


def _known_name(name: str) -> str:
    name = one_line(name)
    if not name:
        raise Invalid(gettext_noop("What is the organisation called?"), field="name")
    if len(name) > NAME_LENGTH:
        raise Invalid(gettext_noop("At most %(longest)d letters."), field="name", params={"longest": NAME_LENGTH})
    return name


def _keep_logo(png: bytes) -> str:
    digest = hashlib.sha256(png).hexdigest()[:32]
    Logo.objects.get_or_create(digest=digest, defaults={"png": png})
    return digest


@transaction.atomic
def set_public_ways(*, site: Site, phone: str, email: str, by: Actor, now: datetime) -> Site:
    """Say how customers reach a place besides its page; empty means as the place above."""
    require(by, "site.edit", site.pk)
    site.phone, site.email = one_line(phone), one_line(email)
    if len(site.phone) > PHONE_LENGTH:
        raise Invalid(gettext_noop("At most %(longest)d letters."), field="phone", params={"longest": PHONE_LENGTH})
    if site.phone and not any(letter.isdigit() for letter in site.phone):
        raise Invalid(gettext_noop("This is not a telephone number."), field="phone")
    site.email = normalise("email", site.email) if site.email else ""
    site.save(update_fields=["phone", "email"])
    events.record_for_organisation("site.edited", by=by, now=now, site=site.pk, what="public_ways")
    return site
