"""`amends bench warn`, tables of days: how many surges of cells, types and sites are seen at so many false episodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from amends.bench.figures import Figures
from amends.bench.tables_surging import (
    JUDGED,
    NAMES,
    SINCE,
    Surge,
    Tables,
    Variant,
    episodes,
    is_holiday,
    own,
    tables,
    threshold,
)
from amends.engines.early_warning.asking import p_for, past
from amends.engines.early_warning.calendar import Floats, Period
from amends.engines.early_warning.hierarchy import watch_named
from amends.engines.early_warning.tails import mid_p

SEEDS = (1, 2, 3)
VARIANT_SEED = 5
FIRST = 39_998  # a Monday
BUDGETS = {"cell": (0.1, 0.02), "type": (0.1,), "site": (0.1,)}  # false episodes a unit and year
ASKED = 0.1
Tell = Callable[[str], None]
Judge = Callable[[Mapping[str, Floats]], dict[str, Floats]]


def of_tables(*, generator: Path | None, tell: Tell) -> Figures:
    """Return the figures: what is seen, beside a plain rule; what was asked against what came; what must never be."""
    made = []
    for seed in SEEDS:
        tell(f"40 sites, 50 types, three years of days, seed {seed} ...")
        made.append(tables(seed=seed, generator=generator))
    found: Figures = _detection(made, _judged, "")
    found |= _detection(made, _plain, "plain_")
    for variant in Variant:
        tell(f"false episodes where the counts are made {variant.value} ...")
        ratio = _of_asked(variant)
        found |= {f"false_of_asked_{variant.value}": ratio, f"false_of_asked_{variant.value}_least": ratio}
    return found | _never(made[0])


def _judged(levels: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return p of the last year, totals beside the cells."""
    names = [name for level in levels for name in NAMES[level]]
    p = watch_named(np.vstack(list(levels.values())), names, Period.DAY, first=FIRST, since=SINCE).p
    ends = np.cumsum([len(counts) for counts in levels.values()])[:-1]
    return dict(zip(levels, np.split(p, ends), strict=True))


def _plain(levels: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return p as common practice has it: the same weekday of the last year, its mean and its spread."""
    return {level: _same_weekday(counts) for level, counts in levels.items()}


def _same_weekday(counts: Floats) -> Floats:
    weeks = np.lib.stride_tricks.sliding_window_view(counts, 52 * 7, axis=1)[:, SINCE - 52 * 7 : -1, ::7]
    mean = np.maximum(np.nanmean(weeks, -1), 0.01)
    ratio = np.maximum(np.nanvar(weeks, -1, ddof=1) / mean, 1.0)
    newest = counts[:, SINCE:]
    return np.where(np.isnan(newest), 1.0, mid_p(np.nan_to_num(newest), mean, ratio))


def _detection(made: list[Tables], judge: Judge, prefix: str) -> Figures:
    """Return the share of surges seen, the threshold of each level set by the same counts without surges."""
    seen: dict[str, list[bool]] = {}
    for table in made:
        surging, quiet = judge(table.levels(table.surging)), judge(table.levels(table.quiet))
        for level, budgets in BUDGETS.items():
            for budget in budgets:
                bound = threshold(quiet[level], a_year=budget)
                hits = [_is_seen(surging[level], one, bound) for one in table.surges if one.level == level]
                seen.setdefault(f"{prefix}{level}_detected_at_{budget:g}", []).extend(hits)
    return {name: round(float(np.mean(hits)), 3) for name, hits in seen.items()}


def _is_seen(p: Floats, surge: Surge, bound: float) -> bool:
    return bool((p[surge.unit, surge.start - SINCE : surge.end - SINCE + 1] <= bound).any())


def _of_asked(variant: Variant) -> float:
    """Return the false episodes that came in the last year over those asked for, by history before it alone."""
    counts = np.vstack(list((made := own(seed=VARIANT_SEED, variant=variant)).levels(made.quiet).values()))
    names, begun = [name for level in NAMES.values() for name in level], past(SINCE, Period.DAY)
    p = watch_named(counts, names, Period.DAY, first=FIRST, since=begun).p
    bound = p_for(p[:, : SINCE - begun], Period.DAY, a_year=ASKED)
    return round(episodes(p[:, SINCE - begun :] <= bound) / len(p) / (JUDGED / 365) / ASKED, 2)


def _never(table: Tables) -> Figures:
    """Return how many scores later days change, how many missing days alarm, and how often holidays do."""
    counts, names, half = table.quiet, NAMES["cell"], JUDGED // 2
    changed = counts.copy()
    changed[:, SINCE + half :] += 50
    before, after = (watch_named(of, names, Period.DAY, first=FIRST, since=SINCE).p for of in (counts, changed))
    unusual = is_holiday(np.arange(SINCE, SINCE + JUDGED))
    after_it = np.r_[False, unusual[:-1]]
    return {
        "changed_by_later_days": int((before[:, :half] != after[:, :half]).sum()),
        "alarms_on_missing_days": int((before[np.isnan(counts[:, SINCE:])] < 1).sum()),
        "holidays_alarming_percent": round(100 * float((before[:, unusual | after_it] <= 0.001).mean()), 3),
    }
