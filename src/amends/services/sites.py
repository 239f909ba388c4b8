"""The organisation and its places, and who answers for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from amends.models import FailureType, ListeningPost, Organisation, Site, Staff
from amends.rules.actors import SYSTEM, Actor
from amends.rules.refusals import Faults, Invalid, gettext_noop
from amends.rules.taxonomy import starting_taxonomy
from amends.rules.writing import one_line
from amends.services import events
from amends.services.directory import forget_directory
from amends.services.staff import give_password, require

POSTS = (
    ("web", "web", "网页", "Web page"),
    ("track", "web", "进度页", "Tracking page"),
    ("api", "api", "接口", "API"),
    ("import", "import", "导入", "Import"),
    ("staff", "staff", "员工登记", "Staff entry"),
)
NAME_LENGTH = 120


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
    *,
    name: str,
    language: str,
    timezone: str,
    places: Iterable[str],
    administrator: Administrator,
    now: datetime,
    reference_prefix: str = "AM",
) -> Organisation:
    """
    Begin: the organisation, its administrator, its places and failure types, the listening posts.

    The administrator answers for every place until somebody else is named.
    """
    if Organisation.objects.exists():
        raise AlreadyStarted(_("This installation already has its organisation. Sign in instead."))
    name = one_line(name)
    if not name:
        raise Invalid(_("What is the organisation called?"), field="name")
    organisation = Organisation.objects.create(
        pk=1,
        name=name,
        language=language,
        timezone=_known_timezone(timezone),
        reference_prefix=reference_prefix,
        started_at=now,
    )
    first = Staff(
        email=administrator.email, name=administrator.name, given_name=administrator.given_name, language=language
    )
    if administrator.password is None:
        first.set_unusable_password()
    else:
        give_password(first, administrator.password)
    first.save(force_insert=True)
    root = _plant(parent=None, kind="group", name=organisation.name, timezone=organisation.timezone, responsible=first)
    first.memberships.create(site=root, role="administrator")
    for place in places:
        if place := one_line(place):
            _plant(parent=root, kind="place", name=place, timezone=organisation.timezone)
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
    faults = Faults()
    with faults:
        name = _free_name(name, Site.objects.filter(parent=parent))
    with faults:
        if kind not in {"brand", "place"}:
            raise Invalid(_("A place is a brand or a place."), field="kind")
    with faults:
        timezone = _known_timezone(timezone or parent.timezone)
    faults.refuse()
    site = _plant(parent=parent, kind=kind, name=name, timezone=timezone, responsible=responsible, is_story=is_story)
    events.record_for_organisation("site.added", by=by, now=now, site=site.pk)
    forget_directory()
    return site


@transaction.atomic
def edit_site(*, site: Site, name: str, timezone: str, responsible: Staff | None, by: Actor, now: datetime) -> Site:
    """Change a place's name, time zone and who answers for it."""
    require(by, "site.edit", site.pk)
    faults = Faults()
    with faults:
        if responsible is None and site.parent_id is None:
            raise Invalid(_("Somebody has to answer for the whole organisation."), field="responsible")
        if responsible is not None and not responsible.is_active:
            raise Invalid(_("They do not work here any more."), field="responsible")
        site.responsible = responsible
    with faults:
        site.name = _free_name(name, Site.objects.filter(parent=site.parent_id).exclude(pk=site.pk))
    with faults:
        site.timezone = _known_timezone(timezone)
    faults.refuse()
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


def _free_name(name: str, others: QuerySet[Site]) -> str:
    """Return a place's name without the blanks around it; refuse none, and one that another place here has."""
    name = one_line(name)
    if not name:
        raise Invalid(_("What is the place called?"), field="name")
    if len(name) > NAME_LENGTH:
        raise Invalid(gettext_noop("At most %(longest)d letters."), field="name", params={"longest": NAME_LENGTH})
    if others.filter(name=name).exists():
        raise Invalid(_("There is a place of this name here already."), field="name")
    return name


def _known_timezone(name: str) -> str:
    if name not in available_timezones():
        raise Invalid(_("There is no time zone of this name. Try Asia/Shanghai or Europe/London."), field="timezone")
    ZoneInfo(name)
    return name


@transaction.atomic
def close_site(*, site: Site, by: Actor, now: datetime) -> Site:
    """Close a place: nothing new is heard for it; its cases go on to their end."""
    require(by, "site.edit", site.pk)
    if site.parent_id is None:
        raise Invalid(_("The organisation itself cannot be closed."), field="site")
    return _set_closed(site, now, by=by, now=now)


@transaction.atomic
def open_site(*, site: Site, by: Actor, now: datetime) -> Site:
    """Open a closed place again."""
    require(by, "site.edit", site.pk)
    return _set_closed(site, None, by=by, now=now)


def _set_closed(site: Site, closed_at: datetime | None, *, by: Actor, now: datetime) -> Site:
    site.closed_at = closed_at
    site.save(update_fields=["closed_at"])
    events.record_for_organisation("site.edited", by=by, now=now, site=site.pk, closed=closed_at is not None)
    forget_directory()
    return site
