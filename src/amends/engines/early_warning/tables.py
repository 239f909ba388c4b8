"""Counts as a table of many series, read from CSV or Parquet; what cannot be used is refused by line and column."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from amends.engines.early_warning.calendar import Floats, Period
from amends.engines.early_warning.moments import label, number
from amends.rules.refusals import Invalid, gettext_noop

NOTHING = {"", "na", "nan", "null", "none"}
COLUMNS = ("series", "date", "count")
LONGEST = {Period.HOUR: 100_000, Period.DAY: 20_000, Period.WEEK: 5_000}  # periods from the first to the last


class Unreadable(Invalid):
    """A cell cannot be used; says in which line and column, and why."""

    def __init__(self, why: Invalid, line: int) -> None:
        """Take what is wrong, and the line it stands in."""
        super().__init__(gettext_noop("line %(line)s, column %(column)s: %(why)s"), field=why.field)
        self.why, self.line = why, line

    def in_words(self, translate: Callable[[str], str]) -> str:
        """Return the message with the reason in the same language."""
        told = {"line": self.line, "column": self.field, "why": self.why.in_words(translate)}
        return translate(str(self.message)) % told


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of series (rows) and periods (columns)."""

    names: list[str]
    period: Period
    first: int  # number of the first period
    labels: list[str]  # of the periods, as they were told
    counts: Floats  # NaN where nothing was told
    exposure: Floats | None  # 1 where nothing was told

    def index_of(self, told: str) -> int:
        """Return the index of the period a date lies in."""
        return number(told, self.period) - self.first


@dataclass(slots=True)
class _Rows:
    """What was read so far."""

    period: Period
    series: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)  # of the dates as told
    places: list[tuple[int, int]] = field(default_factory=list)
    counts: list[float] = field(default_factory=list)
    exposures: list[float] = field(default_factory=list)

    def add(self, name: str, told: str, count: str, exposure: str | None) -> None:
        if not name:
            raise Invalid(gettext_noop("a name is missing"), field="series")
        if told not in self.numbers:
            self.numbers[told] = number(told, self.period)
        counted, at_risk = _count(count), 1.0 if exposure is None else _exposure(exposure)
        self.places.append((self.series.setdefault(name, len(self.series)), self.numbers[told]))
        # Where nothing was at risk, nothing could be seen.
        self.counts.append(counted if at_risk > 0 else np.nan)
        self.exposures.append(at_risk if at_risk > 0 else 1.0)


def read(path: Path, period: Period) -> Table:
    """Return the table of a file; refuse what cannot be used with its line and column."""
    if path.suffix == ".parquet":
        return table(_parquet(path), period)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return table(csv.reader(file), period)


def table(lines: Iterable[list[str]], period: Period) -> Table:
    """Return the table of lines, the names of the columns first. A period without a line is not zero but unseen."""
    lines = iter(lines)
    header = [name.strip().lower() for name in next(lines, [])]
    for name in COLUMNS:
        if name not in header:
            raise Invalid(
                gettext_noop("line 1: the column %(column)s is missing; the columns are series,date,count[,exposure]"),
                field=name,
                params={"column": name},
            )
    places = [header.index(name) for name in COLUMNS]
    risk = header.index("exposure") if "exposure" in header else None
    rows = _Rows(period)
    for line, cells in enumerate(lines, start=2):
        if not cells:
            continue
        with _at(line):
            if len(cells) < len(header):
                raise Invalid(gettext_noop("cells are missing"), field=header[len(cells)])
            name, told, count = (cells[place].strip() for place in places)
            rows.add(name, told, count, None if risk is None else cells[risk].strip())
    return _table(rows, has_exposure=risk is not None)


@contextmanager
def _at(line: int) -> Iterator[None]:
    """Say of a refusal in which line and column it arose."""
    try:
        yield
    except Invalid as refusal:
        raise Unreadable(refusal, line) from None


def _table(rows: _Rows, *, has_exposure: bool) -> Table:
    if not rows.places:
        raise Invalid(gettext_noop("There is no line with a count."), field="count")
    series, numbers = np.array(rows.places, np.int64).T
    first, last = int(numbers.min()), int(numbers.max())
    if last - first >= LONGEST[rows.period]:
        told = {"first": label(first, rows.period), "last": label(last, rows.period)}
        raise Invalid(
            gettext_noop("Too long from %(first)s to %(last)s; one of them may be mistyped."), field="date", params=told
        )
    names = list(rows.series)
    flat = series * (last - first + 1) + numbers - first
    _refuse_twice(flat, rows, names)
    shape = (len(names), last - first + 1)
    counts, exposure = np.full(shape, np.nan), np.ones(shape)
    counts.ravel()[flat], exposure.ravel()[flat] = rows.counts, rows.exposures
    as_told = {number: told for told, number in rows.numbers.items()}
    labels = [as_told.get(at) or label(at, rows.period) for at in range(first, last + 1)]
    return Table(names, rows.period, first, labels, counts, exposure if has_exposure else None)


def _refuse_twice(flat: np.ndarray, rows: _Rows, names: list[str]) -> None:
    order = np.argsort(flat, kind="stable")
    again = np.flatnonzero(np.diff(flat[order]) == 0)
    if again.size:
        at = int(order[again + 1].min())
        series, told = rows.places[at]
        raise Invalid(
            gettext_noop("%(series)s has two counts of %(date)s."),
            field="date",
            params={"series": names[series], "date": label(told, rows.period)},
        )


def _count(told: str) -> float:
    if told.lower() in NOTHING:
        return np.nan
    value = _number(told, "count")
    if value < 0 or value != int(value):
        raise Invalid(
            gettext_noop("%(told)s is no count: write a whole number from 0 on, or nothing where none was taken"),
            field="count",
            params={"told": told},
        )
    return value


def _exposure(told: str) -> float:
    if told.lower() in NOTHING:
        return 0.0
    value = _number(told, "exposure")
    if value < 0:
        raise Invalid(gettext_noop("%(told)s is below zero"), field="exposure", params={"told": told})
    return value


def _number(told: str, column: str) -> float:
    try:
        value = float(told)
    except ValueError:
        value = np.inf
    if not abs(value) < 1e12:
        raise Invalid(gettext_noop("%(told)s is not a number"), field=column, params={"told": told})
    return value


def _parquet(path: Path) -> Iterator[list[str]]:
    if find_spec("pyarrow") is None:
        raise Invalid(
            gettext_noop("Parquet needs pyarrow, which is not installed: pip install pyarrow, or give a CSV file."),
            field="file",
        )
    from pyarrow import parquet  # noqa: PLC0415 - an extra that most do without

    file = parquet.ParquetFile(path)
    yield list(file.schema_arrow.names)
    for batch in file.iter_batches():
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield ["" if cell is None else str(cell) for cell in row]
