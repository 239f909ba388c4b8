"""`amends promise keepable`: which promise can be kept: while somebody waits, by the past, or in weeks to come."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from math import isinf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli.openings import blocks_of, zone_named
from amends.cli.words import _, give_up, print_json
from amends.rules.calendars import Calendar
from amends.rules.refusals import Invalid, gettext_noop

if TYPE_CHECKING:
    from amends.engines.keepable.waiting import Load

MOST_DURATIONS = 1_000_000
app = typer.Typer(add_completion=False, no_args_is_help=True, help=_("Say which promise can be kept."))
Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))]
Minutes = Annotated[float, typer.Option(min=0.01, help=_("Mean minutes of work on one."))]
Share = Annotated[float, typer.Option(min=0.5, max=0.9999, help=_("The share that has to be in time."))]
Shrinkage = Annotated[float, typer.Option(min=0, max=0.9, help=_("Share of paid time lost to leave and breaks."))]


@app.command(
    name="waiting", help=_("While somebody waits: how many people it takes (Erlang C, with patience Erlang A).")
)
def while_waiting(
    *,
    per_hour: Annotated[float, typer.Option(min=0.01, help=_("Arrivals an hour."))],
    minutes: Minutes,
    within: Annotated[str, typer.Option(help=_("The promise: 20s, 20m or 2h."))],
    staff: Annotated[int, typer.Option(min=0, max=5000, help=_("People at work; 0 asks how many it takes."))] = 0,
    patience: Annotated[
        float, typer.Option(min=0, help=_("Mean minutes until somebody gives up; 0: nobody does."))
    ] = 0,
    share: Share = 0.95,
    shrinkage: Shrinkage = 0.0,
    json: Json = False,
) -> None:
    """Reckon with a line of people."""
    from amends.engines.keepable import waiting  # noqa: PLC0415 - the other commands need none of it

    load, promised = waiting.Load(per_hour, minutes), _minutes(within)
    needed, _roll = waiting.staff_needed(load, promised, share=share)
    found = [_line(load, n, promised, patience) for n in _around(staff or needed)]
    result = {
        "erlangs": round(load.erlangs, 4),
        "staff_needed": needed,
        "on_the_roll": waiting.on_the_roll(needed, shrinkage),
        "staffings": found,
    }
    if json:
        print_json(result)
        return
    print(_("%(staff)d at work, %(roll)d on the roll") % {"staff": needed, "roll": result["on_the_roll"]})
    for row in found:
        print("  ".join(f"{name} {value}" for name, value in row.items()))


def _around(staff: int) -> range:
    return range(max(1, staff - 2), staff + 3)


def _line(load: Load, staff: int, promised: float, patience: float) -> dict[str, Any]:
    from amends.engines.keepable import waiting  # noqa: PLC0415 - the other commands need none of it

    row: dict[str, Any] = {"staff": staff, "in_time": round(waiting.answered_within(load, staff, promised), 4)}
    if patience:
        line = waiting.with_impatience(load, staff, patience)
        row |= {"waits": round(line.waits, 4), "leaves": round(line.leaves, 4)}
    return row


@app.command(
    name="history", help=_("Going by the past: the smallest promise that durations, one a line, do not refute.")
)
def by_history(
    durations: Annotated[Path, typer.Argument(help=_("A file with a duration in hours on each line."))],
    *,
    json: Json = False,
) -> None:
    """Bound the 95th percentile."""
    from amends.engines.keepable.history import confidence_of_rank, provable_rank  # noqa: PLC0415 - the other commands need none of it

    hours = sorted(_hours(durations))
    rank = provable_rank(len(hours))
    result = {
        "count": len(hours),
        "rank": rank,
        "confidence": round(confidence_of_rank(len(hours), rank), 4) if rank else None,
        "smallest_hours": hours[rank - 1] if rank else None,
    }
    if json:
        print_json(result)
    elif rank:
        words = _("%(hours)g h: the %(rank)d. smallest of %(count)d, at a confidence of %(confidence)g")
        print(words % {"hours": hours[rank - 1], **{name: result[name] for name in ("rank", "count", "confidence")}})
    else:
        give_up(_("Fewer than 59 durations prove nothing about nineteen of twenty."))


@app.command(
    name="weeks",
    help=_("In the days after: the smallest promise that nineteen of twenty weeks, simulated on a calendar, keep."),
)
def by_weeks(
    *,
    per_week: Annotated[float, typer.Option(min=0.1, max=20_000, help=_("Cases a week."))],
    minutes: Minutes,
    staff: Annotated[int, typer.Option(min=1, max=1000, help=_("People at work."))],
    calendar: Annotated[str, typer.Option(help=_("Whose holidays: cn, uk, us, de, GB-SCT …, or none"))] = "none",
    zone: Annotated[str, typer.Option(help=_("The time zone; default: the country's"))] = "",
    hours: Annotated[str, typer.Option(help=_("When the place is open: 09:00-12:00,13:00-18:00"))] = "09:00-18:00",
    first: Annotated[str, typer.Option("--from", help=_("The first day, like 2026-11-23; default: today."))] = "",
    weeks: Annotated[int, typer.Option(min=20, max=5000, help=_("How many weeks are simulated."))] = 400,
    seed: Annotated[int, typer.Option(min=0, help=_("Where chance begins: the same seed, the same weeks."))] = 1,
    json: Json = False,
) -> None:
    """Simulate."""
    from amends.engines.keepable.offering import offer  # noqa: PLC0415 - the other commands need none of it
    from amends.engines.keepable.weeks import Work, simulate, spread_over_openings  # noqa: PLC0415 - the other commands need none of it

    day = _day(first)
    open_when = _calendar(calendar, zone, hours, day)
    work = Work(spread_over_openings(per_week, open_when), minutes, staff)
    best = offer(simulate(work, open_when, day, seed=seed, weeks=weeks))
    smallest = None if isinf(best.by_weeks) else round(best.by_weeks, 4)
    result = {**asdict(work), "weeks": weeks, "seed": seed, "smallest_hours": smallest}
    result["offer_hours"] = None if isinf(best.hours) else best.hours
    if json:
        print_json(result)
    elif smallest is None:
        give_up(_("No promise can be kept: more comes in than is answered"))
    else:
        print(_("%(hours)g h (smallest: %(smallest)g h)") % {"hours": best.hours, "smallest": smallest})


def _calendar(country: str, zone: str, hours: str, day: date) -> Calendar:
    from amends.gateways.public_holidays import public_holidays, zone_of  # noqa: PLC0415 - the other commands need none of it

    known = public_holidays(country, range(day.year, day.year + 3))
    return Calendar(
        zone_named(zone or zone_of(country)), (blocks_of(hours),) * 5 + ((), ()), known.days_off, known.make_up
    )


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told) if told else datetime.now(UTC).date()
    except ValueError:
        words = gettext_noop("“%(told)s” is no day: write it like 2026-01-31.")
        raise Invalid(words, field="from", params={"told": told}) from None


def _minutes(told: str) -> float:
    units = {"s": 1 / 60, "m": 1.0, "h": 60.0}
    try:
        return float(told[:-1]) * units[told[-1]]
    except (ValueError, KeyError, IndexError):
        words = gettext_noop("“%(told)s” is no length: write 20s, 20m or 2h.")
        raise Invalid(words, field="within", params={"told": told}) from None


def _hours(path: Path) -> list[float]:
    try:
        lines = path.read_text(encoding="utf-8").split()
        hours = [float(line) for line in lines[:MOST_DURATIONS]]
    except OSError:
        raise Invalid(gettext_noop("The file cannot be read."), field="durations") from None
    except ValueError:
        raise Invalid(gettext_noop("Write one number of hours on each line."), field="durations") from None
    if any(not timedelta(0) <= timedelta(hours=one) for one in hours):
        raise Invalid(gettext_noop("Write one number of hours on each line."), field="durations")
    return hours
