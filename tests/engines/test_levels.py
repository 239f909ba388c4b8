"""Series of every level of a tree of places, each judged over its own history."""

import numpy as np

from amends.engines.early_warning.ages import watch_levels
from amends.engines.early_warning.levels import Levels, Rows, levels_of

ROOT, NORTH, A = 1, 2, 3
LINES = {ROOT: (ROOT,), NORTH: (ROOT, NORTH), A: (ROOT, NORTH, A)}
LATE = 7


def rows(*found):
    return Rows(*np.array(found, np.int64).T)


def test_a_case_counts_at_its_place_and_at_all_above_with_its_kind_and_without():
    levels = levels_of(rows((9, A, LATE, 5), (9, NORTH, 0, 2)), LINES, days=10)

    newest = {key: int(row[-1]) for key, row in zip(levels.keys, levels.counts, strict=True)}
    assert newest == {
        (A, 0): 5, (A, LATE): 5, (NORTH, 0): 7, (NORTH, LATE): 5, (ROOT, 0): 7, (ROOT, LATE): 5,
    }  # fmt: skip
    assert levels.tried == 6


def test_a_series_begins_with_the_first_case_of_its_place_and_of_its_kind():
    levels = levels_of(rows((2, NORTH, 0, 1), (4, A, 0, 1), (6, NORTH, LATE, 1), (9, A, LATE, 9)), LINES, days=10)

    starts = {key: int(np.isnan(row).sum()) for key, row in zip(levels.keys, levels.counts, strict=True)}
    assert starts[A, 0] == 4
    assert starts[A, LATE] == starts[NORTH, LATE] == 6
    assert starts[ROOT, 0] == 2


def test_few_cases_are_not_looked_at_unless_a_warning_stands():
    few = rows((9, A, LATE, 4))

    assert levels_of(few, LINES, days=10).keys == []
    assert levels_of(few, LINES, days=10, keep=[(A, LATE)]).keys == [(A, LATE)]


def test_a_young_series_is_quiet_while_nothing_happens():
    counts = np.random.default_rng(1).poisson(3.0, (200, 400)).astype(float)
    counts[:, :340] = np.nan
    levels = Levels([(number, 0) for number in range(200)], [f"{n}/*" for n in range(200)], counts, 200, 200)

    p = watch_levels(levels, first=46_000, since=350).p

    assert np.isnan(p[:, : 340 + 60 - 350 - 32]).all()
    assert np.nanmean(p[:, -7:] < 0.01) < 0.012
