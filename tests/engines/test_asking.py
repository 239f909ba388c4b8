"""How rare a p value has to be for so many false episodes a year."""

import numpy as np
import pytest

from amends.bench.tables_surging import NAMES, SINCE, Variant, own
from amends.engines.early_warning.asking import episodes, in_theory, p_for, past
from amends.engines.early_warning.calendar import Period
from amends.engines.early_warning.hierarchy import watch_named


def uniform(series=400, days=365):
    return np.random.default_rng(1).uniform(size=(series, days))


def test_days_less_than_a_fortnight_apart_are_one_episode():
    p = np.ones((2, 30))
    p[0, [2, 4, 17]] = 0.001, 0.004, 0.002
    p[1, 3] = 0.003

    assert episodes(p, 0.01, Period.DAY).tolist() == [0.001, 0.003]
    assert episodes(p[:, :20], 0.002, Period.DAY).tolist() == [0.001, 0.002]
    assert episodes(p, 0.0001, Period.DAY).tolist() == []


def test_what_theory_says_is_what_it_was_given_and_runs_on_below():
    assert in_theory(1e-3, Period.DAY) == pytest.approx(0.083)
    assert in_theory(1e-6, Period.DAY) == pytest.approx(0.00016)


def test_a_history_that_warns_oftener_asks_for_a_rarer_p():
    often, usual = uniform() / 3, uniform()

    assert p_for(often, Period.DAY, a_year=0.1) < p_for(usual, Period.DAY, a_year=0.1) / 1.5
    assert p_for(usual, Period.DAY, a_year=0.02) < p_for(usual, Period.DAY, a_year=0.1) / 3


def test_surges_of_the_past_hardly_count():
    quiet, surging = uniform(), uniform()
    surging[:40, 100:110] = 1e-9

    assert p_for(surging, Period.DAY, a_year=0.1) == pytest.approx(p_for(quiet, Period.DAY, a_year=0.1), rel=0.15)


def test_of_a_short_history_half_is_judged():
    assert [past(first, Period.WEEK) for first in (1, 20, 300)] == [1, 10, 274]


@pytest.mark.slow
def test_false_episodes_come_as_often_as_was_asked_though_practice_changed():
    made = own(seed=41, variant=Variant.PRACTICE)
    begun = past(SINCE, Period.DAY)
    p = watch_named(made.quiet, NAMES["cell"], Period.DAY, first=40_005, since=begun).p
    bound = p_for(p[:, : SINCE - begun], Period.DAY, a_year=0.1)

    assert 0.07 <= len(episodes(p[:, SINCE - begun :], bound, Period.DAY)) / len(p) <= 0.14
