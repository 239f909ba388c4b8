"""
Cells of a table of sites and types borrow their season, growth and days of the week from the totals of both.

log mean = level of the cell + shape of its type + shape of its site - shape of all, the shapes from the totals, which
are fitted directly. So a cell of one case a month is judged by a season it could never show itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from amends.engines.early_warning.calendar import Calendar, Floats, Period, calendar
from amends.engines.early_warning.watching import Watch, beginning_of, judged_by, log_means, watch

FEWEST = 4  # sites and types


def watch_named(
    counts: Floats, names: Sequence[str], period: Period, *, first: int, since: int, exposure: Floats | None = None
) -> Watch:
    """Judge series from index ``since`` on; those named `site/type` that fill a table as its cells, others alone."""
    cells = np.array([name.count("/") == 1 and "*" not in name for name in names])
    places = grid([name for name, is_cell in zip(names, cells, strict=True) if is_cell])
    if places is None or exposure is not None:
        return watch(counts, period, first=first, since=since, exposure=exposure)
    table = watch_table(counts[cells], places, period, first=first, since=since)
    if cells.all():
        return table
    others = watch(counts[~cells], period, first=first, since=since)
    order = np.argsort(np.r_[np.flatnonzero(cells), np.flatnonzero(~cells)])
    return Watch(*(np.concatenate(both)[order] for both in zip(table, others, strict=True)))


def grid(names: Sequence[str]) -> tuple[list[int], list[int]] | None:
    """Return the site and the type of each `site/type` as numbers; None where they fill no table."""
    if any(name.count("/") != 1 for name in names) or not names:
        return None
    split = [name.split("/") for name in names]
    sites, types = ({part: at for at, part in enumerate(dict.fromkeys(column))} for column in zip(*split, strict=True))
    if min(len(sites), len(types)) < FEWEST or len(names) < len(sites) * len(types) / 2:
        return None
    return [sites[site] for site, _ in split], [types[kind] for _, kind in split]


def watch_table(
    counts: Floats,
    places: tuple[list[int], list[int]],
    period: Period,
    *,
    first: int,
    since: int,
    holidays: NDArray[np.bool_] | None = None,
) -> Watch:
    """Judge the cells of a table from index ``since`` on; ``places`` are the site and the type of each."""
    begin = beginning_of(period, since)
    terms = calendar(period, first, counts.shape[1], holidays)
    seen = ~np.isnan(counts)
    usual = np.nan_to_num(np.where(seen, counts, 0)[:, :begin].sum(1) / np.maximum(seen[:, :begin].sum(1), 1)) + 1e-3
    whole = [np.zeros(len(counts), np.intp), *(np.array(place) for place in places)]
    shapes = [_shape(counts, seen, usual, group, terms, period, first, since)[group] for group in whole]
    log_risk = shapes[1] + shapes[2] - shapes[0]
    log_risk -= log_risk[:, :begin].mean(1, keepdims=True)
    few = Calendar(terms.terms[:, :2], np.array([terms.precision[0], 1 / 0.1**2]))
    return judged_by(counts, few, period, first=first, since=since, log_risk=log_risk)


def _shape(
    counts: Floats,
    seen: NDArray[np.bool_],
    usual: Floats,
    group: NDArray[np.intp],
    terms: Calendar,
    period: Period,
    first: int,
    since: int,
) -> Floats:
    """Return the log mean of each total as if everything was seen, in every period from what was known before it."""
    many = int(group.max()) + 1
    total, risk, of_all = np.zeros((many, counts.shape[1])), np.zeros((many, counts.shape[1])), np.zeros(many)
    np.add.at(total, group, np.where(seen, counts, 0))
    np.add.at(risk, group, seen * usual[:, None])
    np.add.at(of_all, group, usual)
    share = risk / of_all[:, None]
    total[share < 0.02] = np.nan
    return log_means(total, terms, period, first=first, since=since, log_risk=np.log(np.maximum(share, 0.02)))
