"""The organisation and its places, and who answers for each."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import FailureType, ListeningPost, Organisation, Site, Staff
from amends.rules.actors import SYSTEM, Actor
from amends.rules.refusals import Invalid
from amends.rules.taxonomy import starting_taxonomy
from amends.services import events
from amends.services.staff import require

POSTS = (
    ("web", "web", "网页", "Web page"),
    ("track", "web", "进度页", "Tracking page"),
    ("api", "api", "接口", "API"),
    ("import", "import", "导入", "Import"),
    ("staff", "staff", "员工登记", "Staff entry"),
)


@dataclass(frozen=True, slots=True)
class Administrator:
    """The first person who may do everything."""

    email: str
    name: str
    given_name: str
    password: str | None


class AlreadyStarted(Invalid):
    """This installation has its organisation."""


@transaction.atomic
def start_organisation(
    *, name: str, language: str, timezone: str, places: Iterable[str], administrator: Administrator, now: datetime
) -> Organisation:
    """
    Begin: the organisation, its administrator, its places and failure types, the listening posts.

    The administrator answers for every place until somebody else is named.
    """
    if Organisation.objects.exists():
        raise AlreadyStarted(_("This installation already has its organisation. Sign in instead."))
    if not name.strip():
        raise Invalid(_("What is the organisation called?"), field="name")
    organisation = Organisation.objects.create(
        pk=1, name=name.strip(), language=language, timezone=_known_timezone(timezone), started_at=now
    )
    first = Staff(
        email=administrator.email, name=administrator.name, given_name=administrator.given_name, language=language
    )
    first.set_password(administrator.password)
    first.save(force_insert=True)
    root = _plant(parent=None, kind="group", name=organisation.name, timezone=organisation.timezone, responsible=first)
    first.memberships.create(site=root, role="administrator")
    for place in places:
        if place.strip():
            _plant(parent=root, kind="place", name=place.strip(), timezone=organisation.timezone)
    for key, kind, name_zh, name_en in POSTS:
        ListeningPost.objects.create(key=key, kind=kind, name_zh=name_zh, name_en=name_en)
    _plant_taxonomy()
    events.record_for_organisation("site.added", by=SYSTEM, now=now, site=root.pk)
    forget_directory()
    return organisation


def _plant_taxonomy() -> None:
    planted: dict[str, FailureType] = {}
    for position, kind in enumerate(starting_taxonomy()):
        planted[kind.key] = FailureType.objects.create(
            key=kind.key,
            parent=planted[kind.parent] if kind.parent else None,
            name_zh=kind.name_zh,
            name_en=kind.name_en,
            position=position,
        )


@transaction.atomic
def add_site(
    *,
    parent: Site,
    kind: str,
    name: str,
    by: Actor,
    now: datetime,
    timezone: str = "",
    responsible: Staff | None = None,
    is_story: bool = False,
) -> Site:
    """Add a place below another one."""
    require(by, "site.edit", parent.pk)
    if not name.strip():
        raise Invalid(_("What is the place called?"), field="name")
    if Site.objects.filter(parent=parent, name=name.strip()).exists():
        raise Invalid(_("There is a place of this name here already."), field="name")
    if kind not in {"brand", "place"}:
        raise Invalid(_("A place is a brand or a place."), field="kind")
    site = _plant(
        parent=parent,
        kind=kind,
        name=name.strip(),
        timezone=_known_timezone(timezone or parent.timezone),
        responsible=responsible,
        is_story=is_story,
    )
    events.record_for_organisation("site.added", by=by, now=now, site=site.pk)
    forget_directory()
    return site


@transaction.atomic
def edit_site(*, site: Site, name: str, timezone: str, responsible: Staff | None, by: Actor, now: datetime) -> Site:
    """Change a place's name, time zone and who answers for it."""
    require(by, "site.edit", site.pk)
    if responsible is None and site.parent_id is None:
        raise Invalid(_("Somebody has to answer for the whole organisation."), field="responsible")
    site.name, site.timezone, site.responsible = name.strip(), _known_timezone(timezone), responsible
    site.save(update_fields=["name", "timezone", "responsible"])
    events.record_for_organisation("site.edited", by=by, now=now, site=site.pk)
    forget_directory()
    return site


def _plant(
    *,
    parent: Site | None,
    kind: str,
    name: str,
    timezone: str,
    responsible: Staff | None = None,
    is_story: bool = False,
) -> Site:
    site = Site.objects.create(
        parent=parent, kind=kind, name=name, path="", timezone=timezone, responsible=responsible, is_story=is_story
    )
    site.path = f"{parent.path if parent else '/'}{site.pk}/"
    site.save(update_fields=["path"])
    return site


def _known_timezone(name: str) -> str:
    if name not in available_timezones():
        raise Invalid(_("There is no time zone of this name. Try Asia/Shanghai or Europe/London."), field="timezone")
    ZoneInfo(name)
    return name


@dataclass(frozen=True, slots=True)
class Directory:
    """Who answers where, and which posts listen: small, read with every intake, changed a few times a year."""

    organisation: Organisation
    root_id: int
    responsible_of: dict[int, int]  # site -> staff
    names: dict[int, str]  # site -> name
    given_names: dict[int, str]  # staff -> first name
    posts: dict[str, tuple[int, int | None]]  # key -> (post, its place)
    is_story: frozenset[int]  # places that belong to stories


class NotStarted(Invalid):
    """No organisation has been set up yet."""


DIRECTORY_SECONDS = 5.0
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
    stories: set[int] = set()
    root_id = 0
    for site in Site.objects.order_by("path"):
        names[site.pk] = site.name
        stories |= {site.pk} if site.is_story else set()
        if site.parent_id is None:
            root_id = site.pk
        above = responsible_of.get(site.parent_id or 0, 0)
        responsible_of[site.pk] = site.responsible_id or above
    return Directory(
        organisation=organisation,
        root_id=root_id,
        responsible_of=responsible_of,
        names=names,
        given_names=dict(Staff.objects.values_list("pk", "given_name")),
        posts={post.key: (post.pk, post.site_id) for post in ListeningPost.objects.filter(closed_at=None)},
        is_story=frozenset(stories),
    )
