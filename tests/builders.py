"""
What most tests begin with: an organisation with two places, colleagues in every role, a case.

Built through the same services that everybody uses. Instants count from ``NOW``, a Monday morning in Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from amends.models import Case, Organisation, Site, Staff
from amends.rules.actors import SYSTEM, Actor
from amends.rules.hearing import Heard
from amends.services import closing, own_pages, staff
from amends.services.listening import hear
from amends.services.sites import Administrator, start_organisation

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STRANGER = Actor(kind="customer", id=None, name="")
PASSWORD = "a kettle of fish"

_numbers = count(1)


def today_there() -> date:
    """Return which day it is at the house now; in UTC it is another for eight hours of it."""
    return timezone.localdate(timezone=ZoneInfo("Asia/Shanghai"))


@dataclass
class House:
    """An organisation with its root, two places and its administrator; ``actor`` is what the administrator acts as."""

    organisation: Organisation
    root: Site
    harbour: Site
    old_town: Site
    administrator: Staff
    actor: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.actor = staff.actor_of(self.administrator)


def build_house(*, now: datetime = NOW, password: str | None = None, language: str = "en") -> House:
    """Start the organisation. Without a password nobody can sign in, and the test is quicker."""
    organisation = start_organisation(
        name="Clearwater",
        language=language,
        timezone="Asia/Shanghai",
        places=["Harbour", "Old Town"],
        administrator=Administrator("admin@clearwater.example", "Ada Admin", "Ada", password),
        now=now,
    )
    root, harbour, old_town = Site.objects.order_by("pk")
    # Most tests speak of what was said, and not of the seconds in which it can be undone.
    administrator = own_pages.choose_undo(staff=Staff.objects.get(), seconds=0)
    return House(organisation, root, harbour, old_town, administrator)


def build_staff(
    role: str | None = "specialist",
    site: Site | None = None,
    *,
    name: str = "",
    email: str = "",
    password: str | None = None,
    roles: Iterable[tuple[Site, str]] | None = None,
    language: str = "en",
    undo_seconds: int = 0,
    now: datetime = NOW,
) -> Staff:
    """Add a colleague with one role at a place (the root without one), or with the given ``roles``."""
    number = next(_numbers)
    name = name or f"Colleague {number}"
    if roles is None:
        roles = [(site or Site.objects.get(parent=None), role)] if role else []
    added = staff.add_staff(
        email=email or f"colleague{number}@clearwater.example",
        name=name,
        given_name=name.split()[0],
        password=password,
        memberships=roles,
        language=language,
        by=SYSTEM,
        now=now,
    )
    return own_pages.choose_undo(staff=added, seconds=undo_seconds)


def build_actor(role: str | None = "specialist", site: Site | None = None, **more: Any) -> Actor:
    """Add a colleague and return the actor they are."""
    return staff.actor_of(build_staff(role, site, **more))


def build_case(
    text: str = "The tap in room 12 leaks.",
    site: Site | None = None,
    *,
    post: str = "web",
    by: Actor = STRANGER,
    now: datetime = NOW,
    **heard: Any,
) -> Case:
    """Hear something and return the case it opened."""
    receipt = hear(Heard(post=post, text=text, site_id=site.pk if site else None, **heard), by=by, now=now)
    return Case.objects.get(pk=receipt.case_id)


def owner_of(case: Case) -> Actor:
    """Return the actor who owns the case."""
    return staff.actor_of(Case.objects.get(pk=case.pk).owner)


def customer_of(case: Case) -> Actor:
    """Return the actor whom the tracking page of the case lets in."""
    return closing.customer_of(Case.objects.get(pk=case.pk))


def again(row: Any) -> Any:
    """Return the row as the database has it now."""
    return type(row).objects.get(pk=row.pk)
