"""What holds for the whole house: language, time zone, the letters before a number, who proves it twice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Organisation, Site
from amends.rules import access
from amends.rules.actors import Actor
from amends.rules.languages import CHINESE, ENGLISH
from amends.rules.references import reference
from amends.rules.refusals import Invalid
from amends.services import events
from amends.services.directory import forget_directory
from amends.services.staff import require

PREFIX_LENGTH = 6


@transaction.atomic
def edit_organisation(
    *,
    language: str,
    timezone: str,
    reference_prefix: str,
    second_factor_roles: Collection[str],
    by: Actor,
    now: datetime,
) -> Organisation:
    """
    Change what holds for the whole house; only for who administers all of it.

    A new prefix stands before every number from now on, and numbers with the old one still lead to their cases.
    """
    root = Site.objects.get(parent=None)
    require(by, "organisation.edit", root.pk)
    organisation = Organisation.objects.select_for_update().get()
    before = _values(organisation)
    organisation.language = _one_of(language, {CHINESE, ENGLISH}, "language")
    organisation.timezone = _one_of(timezone, available_timezones(), "timezone")
    organisation.reference_prefix = _prefix(reference_prefix)
    organisation.second_factor_roles = [role for role in access.ROLES if role in second_factor_roles]
    changed = [field for field, value in _values(organisation).items() if value != before[field]]
    if changed:
        organisation.save(update_fields=list(before))
        events.record_for_organisation("organisation.edited", by=by, now=now, changed=changed)
        forget_directory()
    return organisation


def _values(organisation: Organisation) -> dict[str, object]:
    fields = ("language", "timezone", "reference_prefix", "second_factor_roles")
    return {field: getattr(organisation, field) for field in fields}


def _one_of(given: str, known: Collection[str], field: str) -> str:
    if given not in known:
        raise Invalid(_("Choose one of those that are offered."), field=field)
    return given


def _prefix(given: str) -> str:
    prefix = given.strip().upper()
    if len(prefix) > PREFIX_LENGTH or not prefix.isascii():
        raise Invalid(_("At most six letters from A to Z."), field="prefix")
    reference(1, prefix)  # refuses what would be heard as part of the number
    return prefix
