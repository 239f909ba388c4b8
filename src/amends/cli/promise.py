"""`amends promise`: calculate when a promise falls due."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from amends.cli import keepable
from amends.cli.openings import blocks_of, zone_named
from amends.cli.words import _, language, print_json, say
from amends.gateways.public_holidays import PublicHolidays, public_holidays, zone_of
from amends.rules.allowances import Allowance, allow
from amends.rules.calendars import Calendar, DayKind
from amends.rules.deadlines import Deadline, Step, deadline
from amends.rules.promises import Pause
from amends.rules.refusals import Invalid, gettext_noop

EARLIEST, LATEST = 1970, 2200
app = typer.Typer(add_completion=False, no_args_is_help=True)
app.add_typer(keepable.app, name="keepable")
KIND_WORDS = {
    DayKind.WORKING: "",
    DayKind.MAKE_UP: gettext_noop("make-up workday"),
    DayKind.WEEKEND: gettext_noop("weekend"),
    DayKind.HOLIDAY: gettext_noop("holiday"),
}


@app.callback(help=_("Calculate with promises."))
def promise() -> None:
    """Hold the commands about promises together."""


@app.command(help=_("Say when a promise falls due, and show the calculation day by day."))
def due(
    *,
    begun: Annotated[str, typer.Option("--from", help=_("When its clock starts: 2026-03-28T10:00+01:00"))],
    allowed: Annotated[str, typer.Option("--allow", help=_("How long it allows: 72h, 20m, 10wd, 15d or 8w"))],
    basis: Annotated[
        str, typer.Option(help=_("elapsed, business, working-days or natural-days; default: by the unit"))
    ] = "",
    calendar: Annotated[str, typer.Option(help=_("Whose holidays: cn, uk, us, de, GB-SCT …, or none"))] = "none",
    zone: Annotated[str, typer.Option(help=_("The time zone; default: the country's"))] = "",
    hours: Annotated[str, typer.Option(help=_("When the place is open: 09:00-12:00,13:00-18:00"))] = "09:00-18:00",
    pause: Annotated[
        list[str] | None, typer.Option(help=_("When the clock stood still: FROM/UNTIL; may be repeated"))
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Calculate one deadline."""
    place = zone_named(zone or zone_of(calendar))
    started_at = _instant(begun, place, field="from")
    allowance = allow(allowed, basis)
    years = range(started_at.year - 1, started_at.year + 2 + _years(allowance))
    known = public_holidays(calendar, years, language=language())
    week = (blocks_of(hours),) * 5 + ((), ())
    open_when = Calendar(place, week, known.days_off, known.make_up)
    result = deadline(started_at, allowance, open_when, _pauses(pause or [], place))
    if json:
        told = {"allow": allowed, "basis": allowance.basis.value, "calendar": calendar, "zone": place.key}
        print_json(_described(result) | told | {"provisional": _is_provisional(result, known)})
    else:
        _print(result, known)


def _described(result: Deadline) -> dict[str, Any]:
    return {"due_at": result.due_at.isoformat(), "steps": [_step(step) for step in result.steps]}


def _step(step: Step) -> dict[str, Any]:
    return {
        "day": step.day.isoformat(),
        "kind": step.kind.value,
        "name": step.name,
        "counted_minutes": _minutes(step.counted),
        "left_minutes": _minutes(step.left),
        "number": step.number,
    }


def _minutes(length: timedelta | None) -> float | None:
    if length is None:
        return None
    minutes = length / timedelta(minutes=1)
    return int(minutes) if minutes == int(minutes) else minutes


def _is_provisional(result: Deadline, known: PublicHolidays) -> bool:
    return any(step.day.year in known.provisional for step in result.steps)


def _print(result: Deadline, known: PublicHolidays) -> None:
    for step in result.steps:
        what = " ".join(filter(None, (_(KIND_WORDS[step.kind]) if KIND_WORDS[step.kind] else "", step.name)))
        print(f"{step.day}  {_counted(step):<24}  {what}".rstrip())
    print(result.due_at.isoformat())
    if _is_provisional(result, known):
        say(_("The holidays of a year in this calculation are not announced yet; they were computed."))


def _counted(step: Step) -> str:
    if step.counted is not None:
        return _("%(counted)s counted, %(left)s left") % {"counted": _clock(step.counted), "left": _clock(step.left)}
    return _("day %d") % step.number if step.number else _("does not count")


def _clock(length: timedelta | None) -> str:
    minutes = round((length or timedelta(0)) / timedelta(minutes=1))
    return f"{minutes // 60}:{minutes % 60:02}"


def _instant(told: str, zone: ZoneInfo, *, field: str) -> datetime:
    try:
        instant = datetime.fromisoformat(told)
        instant = instant if instant.tzinfo else instant.replace(tzinfo=zone)
        if EARLIEST <= instant.year <= LATEST:
            return instant.astimezone(zone)
    except (ValueError, OverflowError):
        pass
    words = gettext_noop("“%(told)s” is no instant: write it like 2026-03-28T10:00+01:00.")
    raise Invalid(words, field=field, params={"told": told})


def _pauses(told: list[str], zone: ZoneInfo) -> list[Pause]:
    pauses = []
    for one in told:
        start, _slash, end = one.partition("/")
        begin, until = _instant(start, zone, field="pause"), _instant(end, zone, field="pause")
        if until < begin:
            raise Invalid(gettext_noop("A pause ends after it begins."), field="pause")
        pauses.append(Pause(begin, until))
    return sorted(pauses, key=lambda one: one.start)


def _years(allowance: Allowance) -> int:
    """Return how many years ahead holidays are wanted: a working day is at least every fifth."""
    days = allowance.days or (allowance.length or timedelta(0)).days * 9
    return min(days // 70, 60) if days > 200 else 1
