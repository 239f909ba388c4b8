"""Write when places are open; every change is a new version, and promises keep the one they were counted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from amends.models import Site, SiteCalendar
from amends.rules.actors import Actor
from amends.rules.calendars import FRIDAY, Block
from amends.rules.refusals import Conflict, Invalid
from amends.services import events
from amends.services.directory import forget_directory
from amends.services.staff import require


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a place: the blocks of Monday to Sunday on the wall clock of a zone, and the days that differ."""

    zone: str
    week: Sequence[Sequence[Block]]
    holidays: Mapping[date, str] = field(default_factory=dict)
    make_up: Mapping[date, str] = field(default_factory=dict)


@transaction.atomic
def set_hours(*, site: Site, hours: Hours, by: Actor, now: datetime) -> SiteCalendar:
    """Write the hours of a place and of those below it that have none of their own."""
    site = _hold(site, by)
    if not hours.week[FRIDAY]:
        raise Invalid(_("Friday needs hours: make-up workdays keep them."), field="day4")
    if both := sorted(hours.holidays.keys() & hours.make_up.keys()):
        words = _("%(day)s is a day off and a make-up workday. Take it out of one.")
        raise Invalid(words, field="make_up", params={"day": both[0].isoformat()})
    try:
        ZoneInfo(hours.zone)
    except (ValueError, OSError, KeyError):
        raise Invalid(_("There is no time zone of this name."), field="timezone") from None
    return _write(site, hours, is_off=False, by=by, now=now)


@transaction.atomic
def give_up_hours(*, site: Site, by: Actor, now: datetime) -> SiteCalendar:
    """Let a place keep the hours of the one above it again."""
    site = _hold(site, by)
    newest = SiteCalendar.objects.in_force().filter(site=site).first()
    if newest is None:
        raise Conflict(_("This place has no hours of its own."))
    return _write(site, hours_of(newest), is_off=True, by=by, now=now)


@transaction.atomic
def restore_hours(*, site: Site, version: int, by: Actor, now: datetime) -> SiteCalendar:
    """Let an earlier version hold again, as a new one."""
    site = _hold(site, by)
    earlier = SiteCalendar.objects.filter(site=site, pk=version).first()
    if earlier is None:
        raise Invalid(_("There is no such version."), field="version")
    return _write(site, hours_of(earlier), is_off=earlier.is_off, by=by, now=now)


def hours_of(version: SiteCalendar) -> Hours:
    """Return what a version says."""
    calendar = version.as_rule()
    return Hours(version.zone, calendar.week, calendar.holidays, calendar.make_up)


def _hold(site: Site, by: Actor) -> Site:
    require(by, "policy.edit", site.pk)
    return Site.objects.select_for_update().get(pk=site.pk)


def _write(site: Site, hours: Hours, *, is_off: bool, by: Actor, now: datetime) -> SiteCalendar:
    last = SiteCalendar.objects.filter(site=site).aggregate(last=Max("number"))["last"] or 0
    version = SiteCalendar.objects.create(
        site=site, number=last + 1, zone=hours.zone, week=[[list(block) for block in blocks] for blocks in hours.week],
        holidays=_by_date(hours.holidays), make_up=_by_date(hours.make_up), is_off=is_off,
        made_at=now, made_by_id=by.staff_id,
    )  # fmt: skip
    events.record_for_organisation("calendar.edited", by=by, now=now, site=site.pk, version=version.pk, off=is_off)
    forget_directory()
    return version


def _by_date(days: Mapping[date, str]) -> dict[str, str]:
    return {day.isoformat(): name for day, name in sorted(days.items())}
