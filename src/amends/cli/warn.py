"""`amends warn`: what in counts per series and period is more than it should be, for people and for programs."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli.surges import look_now, report
from amends.cli.words import _, give_up, print_json, say

if TYPE_CHECKING:  # numpy and scipy take longer to load than the help
    from amends.engines.early_warning.alarms import Alarm
    from amends.engines.early_warning.tables import Table
    from amends.engines.early_warning.watching import Watch

app = typer.Typer(add_completion=False)
DEFAULT_SPAN = {"week": 4, "day": 28, "hour": 168}  # periods judged when no date is given
HIGHEST_SCORE = 300
LARGE_MB = 10  # from which on a person is told that it takes a while
MANY_COUNTS = 1_000_000
FEWEST_A_YEAR, MOST_A_YEAR = 0.001, 1.0


@app.command(
    help=_(
        "Warn of series in which more comes in than should. FILE is .csv or .parquet with the columns series, date, "
        "count and, if you like, exposure; every period is judged with what was known before it. --now looks at the "
        "cases of this house instead."
    )
)
def warn(
    file: Annotated[Path | None, typer.Argument(help=_("The counts, .csv or .parquet."))] = None,
    *,
    period: Annotated[str, typer.Option(help=_("How long one count was collected: day, week or hour."))] = "",
    since: Annotated[
        str, typer.Option("--from", help=_("The first date to judge; default: the last four weeks."))
    ] = "",
    fdr: Annotated[float, typer.Option(help=_("Share of the warnings of one period that may be false."))] = 0.05,
    false_a_year: Annotated[
        float | None,
        typer.Option(
            "--false-a-year", help=_("Instead of --fdr: how many false warnings a series may have in a year, like 0.1.")
        ),
    ] = None,
    scores: Annotated[
        Path | None, typer.Option(help=_("Also write series,date,p of every series and period to this CSV file."))
    ] = None,
    now: Annotated[
        bool, typer.Option("--now", help=_("Look at the cases of this house, as the worker does every hour."))
    ] = False,
    replay: Annotated[
        bool, typer.Option("--replay", help=_("Say what would have been told over the last year, and how early."))
    ] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Read, judge, write and print."""
    if now:
        look_now(as_json=json)
        return
    if replay:
        report(as_json=json)
        return
    if file is None:
        give_up(_("name a file with counts, or say --now"), code=2)
    if period not in DEFAULT_SPAN:
        give_up(_("--period is day, week or hour"), code=2)
    if not 0 < fdr < 1:
        give_up(_("--fdr lies between 0 and 1"), code=2)
    if false_a_year is not None and not FEWEST_A_YEAR <= false_a_year <= MOST_A_YEAR:
        give_up(_("--false-a-year lies between 0.001 and 1"), code=2)
    table = _table(file, period)
    first = _first(table, since)
    watch, alarms = _judged(table, first, fdr, false_a_year)
    if scores:
        _write_scores(scores, table, watch, first)
    told = [_described(alarm, table, watch, first) for alarm in alarms]
    if json:
        judged = {"series": len(table.names), "periods": len(table.labels) - first, "from": table.labels[first]}
        asked = {"fdr": fdr} if false_a_year is None else {"false_a_year": false_a_year}
        print_json({"period": period, **asked, **judged, "alarms": told})
    else:
        _show(told)


def _table(file: Path, period: str) -> Table:
    from amends.engines.early_warning.calendar import Period  # noqa: PLC0415 - see above
    from amends.engines.early_warning.tables import read  # noqa: PLC0415 - see above

    try:
        if (megabytes := file.stat().st_size // 1_000_000) >= LARGE_MB:
            say(_("reading %(megabytes)d MB; 10 MB take about two seconds ...") % {"megabytes": megabytes})
        return read(file, Period(period))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        give_up(_("cannot read %(file)s: %(why)s") % {"file": file, "why": error}, code=2)


def _first(table: Table, since: str) -> int:
    """Return the index of the first period to judge."""
    last = len(table.labels) - 1
    if not since:
        return max(min(1, last), last + 1 - DEFAULT_SPAN[table.period.value])
    at = table.index_of(since)
    if at > last:
        give_up(_("--from lies after the last date, %s") % table.labels[-1], code=2)
    return max(at, 0)


def _judged(table: Table, first: int, fdr: float, false_a_year: float | None) -> tuple[Watch, list[Alarm]]:
    from amends.engines.early_warning.alarms import raised  # noqa: PLC0415 - see above
    from amends.engines.early_warning.asking import p_for, past  # noqa: PLC0415 - see above
    from amends.engines.early_warning.hierarchy import watch_named  # noqa: PLC0415 - see above
    from amends.engines.early_warning.watching import Watch  # noqa: PLC0415 - see above

    begun = first if false_a_year is None else past(first, table.period)
    if table.counts.size >= MANY_COUNTS:
        told = {"series": len(table.names), "periods": table.counts.shape[1]}
        say(_("judging %(series)d series of %(periods)d periods ...") % told)
    found = watch_named(
        table.counts, table.names, table.period, first=table.first, since=begun, exposure=table.exposure
    )
    if false_a_year is None:
        return found, raised(table.counts, found, fdr=fdr)
    history, seen = found.p[:, : first - begun], Watch(*(of[:, first - begun :] for of in found))
    rarest = p_for(history, table.period, a_year=false_a_year)
    return seen, raised(table.counts, seen, fdr=1.0, rarest=rarest)


def _write_scores(file: Path, table: Table, watch: Watch, first: int) -> None:
    try:
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("series", "date", "p"))
            for name, row in zip(table.names, watch.p.tolist(), strict=True):
                writer.writerows((name, at, f"{p:.6g}") for at, p in zip(table.labels[first:], row, strict=True))
    except OSError as error:
        give_up(_("cannot write %(file)s: %(why)s") % {"file": file, "why": error})


def _described(alarm: Alarm, table: Table, watch: Watch, first: int) -> dict[str, Any]:
    from amends.engines.early_warning.families import next_to_look_at  # noqa: PLC0415 - see above

    at = first + alarm.period
    name = table.names[alarm.series]
    return {
        "series": name,
        "date": table.labels[at],
        "observed": int(alarm.observed),
        "expected": round(alarm.expected, 3),
        "interval": [int(alarm.low), int(alarm.high)],
        "score": round(min(-math.log10(alarm.p), HIGHEST_SCORE), 2),
        "p": float(f"{alarm.p:.3g}"),
        "q": float(f"{alarm.q:.3g}"),
        "method": f"sum of {alarm.window}" if alarm.window else "newest two",
        "start": table.labels[first + alarm.start],
        "drill_down": next_to_look_at(table.names, name, watch.p[:, alarm.period]),
    }


def _show(alarms: list[dict[str, Any]]) -> None:
    for alarm in alarms:
        span = "{}-{}".format(*alarm["interval"])
        told = alarm | {"span": span, "look": ", ".join(alarm["drill_down"]) or "-"}
        print(
            _(
                "%(date)s  %(series)s: %(observed)s came in, %(expected)s were expected (%(span)s); q %(q)s; "
                "since %(start)s; look at: %(look)s"
            )
            % told
        )
    if not alarms:
        print(_("nothing out of the ordinary"))
