"""
Cells of a table of sites and types borrow their season, growth and days of the week from the totals of both.

log mean = level of the cell + shape of its type + shape of its site - shape of all, the shapes from the totals, which
are fitted directly. So a cell of one case a month is judged by a season it could never show itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from amends.engines.early_warning.calendar import Calendar, Floats, Period, Places, calendar
from amends.engines.early_warning.watching import AT_ONCE, Watch, beginning_of, judged_by, log_means, watch

FEWEST = 4  # sites and types
SEEN = 0.02  # of a total: where a smaller share of it is seen, nothing is
RARELY = 1e-3  # cases a period of a cell that never had any
OWN_GROWTH = 0.04  # prior sd of what a cell grows beyond its site and type, log units a year


def watch_named(
    counts: Floats, names: Sequence[str], period: Period, *, first: int, since: int, exposure: Floats | None = None
) -> Watch:
    """Judge series from index ``since`` on; those named `site/type` that fill a table as its cells, others alone."""
    levels = [name.split("/") for name in names]
    cells = np.array([len(parts) == 2 and "*" not in name for name, parts in zip(names, levels, strict=True)])
    places = grid([parts for parts, is_cell in zip(levels, cells, strict=True) if is_cell])
    if places is None or exposure is not None:
        return watch(counts, period, first=first, since=since, exposure=exposure)
    if cells.all():
        return watch_table(counts, places, period, first=first, since=since)
    table = watch_table(counts[cells], places, period, first=first, since=since)
    others = watch(counts[~cells], period, first=first, since=since)
    order = np.argsort(np.r_[np.flatnonzero(cells), np.flatnonzero(~cells)])
    return Watch(*(np.concatenate(both)[order] for both in zip(table, others, strict=True)))


def grid(names: Sequence[Sequence[str]]) -> tuple[list[int], list[int]] | None:
    """Return the site and the type of each (site, type) as numbers; None where they fill no table."""
    if not names:
        return None
    sites, types = ({part: at for at, part in enumerate(dict.fromkeys(column))} for column in zip(*names, strict=True))
    if min(len(sites), len(types)) < FEWEST or len(names) < len(sites) * len(types) / 2:
        return None
    return [sites[site] for site, _ in names], [types[kind] for _, kind in names]


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
    known, begin = calendar(period, first, counts.shape[1], holidays), beginning_of(period, since)
    site, kind = np.array(places[0]), np.array(places[1])
    groups = np.stack([np.zeros_like(site), 1 + site, 2 + site.max() + kind])
    total, share = totals(counts, groups, begin)
    total[share < SEEN] = np.nan
    log_shape = log_means(total, known, period, since=since, exposure=np.maximum(share, SEEN))
    shape = np.exp(log_shape - log_shape[:, :begin].mean(1, keepdims=True))
    in_part = shape / shape[0]

    def borrowed(these: Places) -> Floats:
        exposure: Floats = shape[groups[1, these]] * in_part[groups[2, these]]
        return exposure

    precision = np.array([known.precision[0], 1 / OWN_GROWTH**2])
    own = Calendar(known.terms[:, :2], known.weekly[:, :2], precision, known.per_week, first)
    return judged_by(counts, own, period, since=since, exposure=borrowed, kin=kind)


def totals(counts: Floats, groups: NDArray[np.intp], begin: int) -> tuple[Floats, Floats]:
    """
    Return the sum of what was seen of each group, and the share of it that is usually in what was seen.

    groups  (memberships, series) the groups each series belongs to
    begin   what is usual is known from the periods before this index
    """
    many, periods = int(groups.max()) + 1, counts.shape[1]
    total, at_risk, of_all = np.zeros((many, periods)), np.zeros((many, periods)), np.zeros(many)
    for start in range(0, len(counts), AT_ONCE):
        some = counts[start : start + AT_ONCE]
        seen = ~np.isnan(some)
        came = np.where(seen, some, 0.0)
        usual = came[:, :begin].sum(1) / np.maximum(seen[:, :begin].sum(1), 1) + RARELY
        within = groups[:, start : start + AT_ONCE]
        # Each column has its memberships: the sparse matrix is written as it is stored.
        begins = np.arange(0, within.size + 1, len(groups))
        member = csc_array((np.ones(within.size), within.T.ravel(), begins), (many, len(some)))
        total += member @ came
        at_risk += (member * usual) @ seen.astype(np.float64)
        of_all += member @ usual
    return total, at_risk / of_all[:, None]
