"""
Who answers where, and which posts listen: small, read with every intake, changed a few times a year.

Kept in memory for a few seconds, and read anew at once after a change made by this process.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import (
    Absence,
    Channel,
    FailureType,
    ListeningPost,
    OnCall,
    Organisation,
    PolicyVersion,
    Site,
    SiteCalendar,
    SiteLaw,
    Staff,
)
from amends.rules.absences import Away
from amends.rules.calendars import Calendar
from amends.rules.on_call import Duty
from amends.rules.policies import Policy
from amends.rules.refusals import Invalid
from amends.rules.rights.applying import Grounds

DIRECTORY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Directory:
    """What every intake needs to know of the house."""

    organisation: Organisation
    root_id: int
    responsible_of: dict[int, int]  # site -> staff
    names: dict[int, str]  # site -> name
    given_names: dict[int, str]  # staff -> first name
    posts: dict[str, tuple[int, int | None]]  # key -> (post, its place)
    gone: frozenset[int]  # staff who left
    closed: frozenset[int]  # places where nothing new is heard
    lines: dict[int, tuple[int, ...]]  # site -> the places from the root down to it
    zones: dict[int, str]  # site -> time zone
    laws: dict[int, Grounds]  # site with a word of its own on which law holds -> that word
    policies: tuple[Policy, ...]
    calendars: dict[int, tuple[int, Calendar]]  # site with hours of its own -> (their version, they)
    failure_above: dict[int, int]  # kind of failure -> its type; read only where policies or routing ask for one
    absences: tuple[Away, ...]  # planned or under way
    takers: frozenset[int]  # staff whom new cases find by how well they fit
    duties: tuple[Duty, ...]  # who is on call where, planned or under way
    reachable: frozenset[int]  # staff who are also told outside these pages


class NotStarted(Invalid):
    """No organisation has been set up yet."""


_kept: tuple[float, Directory] | None = None


def directory() -> Directory:
    """Return who answers where. Changes made by another process show within five seconds."""
    global _kept  # noqa: PLW0603 - the one cache of the application, dropped by every change made here
    kept = _kept
    if kept is None or time.monotonic() - kept[0] > DIRECTORY_SECONDS:
        kept = _kept = (time.monotonic(), _read_directory())
    return kept[1]


def forget_directory() -> None:
    """Read the directory anew on next use, in this process at once, after the transaction as well."""
    global _kept  # noqa: PLW0603
    _kept = None
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_forget_after_commit)


def _forget_after_commit() -> None:
    global _kept  # noqa: PLW0603
    _kept = None


def _read_directory() -> Directory:
    organisation = Organisation.objects.first()
    if organisation is None:
        raise NotStarted(_("This installation has no organisation yet. Open its first page and set it up."))
    responsible_of: dict[int, int] = {}
    names: dict[int, str] = {}
    closed: set[int] = set()
    lines: dict[int, tuple[int, ...]] = {}
    zones: dict[int, str] = {}
    root_id = 0
    for site in Site.objects.select_related("responsible").order_by("path"):
        names[site.pk], zones[site.pk] = site.name, site.timezone
        lines[site.pk] = (*lines.get(site.parent_id or 0, ()), site.pk)
        closed |= {site.pk} if site.closed_at else set()
        if site.parent_id is None:
            root_id = site.pk
        above = responsible_of.get(site.parent_id or 0, 0)
        # Whoever left answers for nothing any more; the place above does.
        is_here = site.responsible is not None and (site.responsible.is_active or not above)
        responsible_of[site.pk] = site.responsible_id if is_here and site.responsible_id else above
    policies = tuple(filter(None, (version.as_rule() for version in PolicyVersion.objects.in_force())))
    duties = tuple(Duty(*row) for row in OnCall.objects.live().values_list("staff", "site", "starts_at", "ends_at"))
    people = list(Staff.objects.values_list("pk", "given_name", "is_active", "skills__takes_new"))
    takers = frozenset(pk for pk, _name, is_active, takes_new in people if is_active and takes_new)
    return Directory(
        organisation=organisation,
        root_id=root_id,
        responsible_of=responsible_of,
        names=names,
        given_names={pk: name for pk, name, _is_active, _takes in people},
        gone=frozenset(pk for pk, _name, is_active, _takes in people if not is_active),
        posts={post.key: (post.pk, post.site_id) for post in ListeningPost.objects.filter(closed_at=None)},
        closed=frozenset(closed),
        lines=lines,
        zones=zones,
        laws={law.site_id: law.as_rule() for law in SiteLaw.objects.all()},
        policies=policies,
        calendars=_calendars() if policies or duties else {},
        failure_above=_failure_above() if takers or any(one.conditions.failure_type for one in policies) else {},
        absences=tuple(
            Away(*row) for row in Absence.objects.live().values_list("staff", "cover", "starts_at", "ends_at")
        ),
        takers=takers,
        duties=duties,
        reachable=frozenset(Channel.objects.values_list("staff", flat=True)),
    )


def _calendars() -> dict[int, tuple[int, Calendar]]:
    return {version.site_id: (version.pk, version.as_rule()) for version in SiteCalendar.objects.in_force()}


def _failure_above() -> dict[int, int]:
    return dict(FailureType.objects.exclude(parent=None).values_list("pk", "parent_id"))
