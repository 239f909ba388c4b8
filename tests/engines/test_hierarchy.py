"""Cells of a table of sites and types."""

import numpy as np
import pytest

from amends.engines.early_warning.calendar import Period
from amends.engines.early_warning.fitting import dispersions
from amends.engines.early_warning.hierarchy import grid, watch_named
from amends.engines.early_warning.watching import AT_ONCE, batches, watch
from amends.engines.early_warning.weighing import simulated, tabled
from tests.engines.quiet import quiet

NAMES = [f"{site}/{kind}" for site in range(8) for kind in range(10)]


def sparse(seed):
    """Return 80 daily cells of about one case in four days."""
    return quiet(80, 800, seed=seed, mean=0.25, dispersion=1.4, year=365.25)


def judged(counts, names=NAMES):
    return watch_named(counts, names, Period.DAY, first=40_000, since=700).p


def test_only_names_that_fill_a_table_make_one():
    assert grid([("a", "x"), ("a", "y"), ("b", "x")]) is None
    assert grid([]) is None
    sites, types = grid([name.split("/") for name in NAMES])
    assert (sites[:2], sites[-1], types[:2], types[-1]) == ([0, 0], 7, [0, 1], 9)


def test_cells_are_judged_by_the_past_only_bit_for_bit():
    counts = sparse(1)
    changed = counts.copy()
    changed[:, 760:] = 50

    assert np.array_equal(judged(counts)[:, :60], judged(changed)[:, :60])


def test_quiet_cells_do_not_alarm_more_often_than_stated():
    p = judged(sparse(2))

    assert 0.004 <= (p <= 0.01).mean() <= 0.013
    assert (p <= 0.0001).mean() < 0.001


def test_missing_days_and_a_site_that_falls_silent_do_not_alarm():
    counts = sparse(3)
    counts[:10, 720:740] = np.nan

    p = judged(counts)
    assert (p[:10, 20:40] == 1).all()
    assert (p < 0.0001).mean() < 0.001


def test_a_total_beside_the_cells_is_judged_alone():
    counts = sparse(4)
    total = counts.sum(0, keepdims=True)

    p = judged(np.vstack([counts[:40], total, counts[40:]]), [*NAMES[:40], "all", *NAMES[40:]])
    alone = watch(total, Period.DAY, first=40_000, since=700).p
    np.testing.assert_allclose(p[40], alone[0], rtol=1e-7)
    np.testing.assert_allclose(np.delete(p, 40, axis=0), judged(counts), rtol=1e-7)


@pytest.mark.parametrize("per_week", [1, 7, 168])
def test_the_table_of_weights_is_what_draws_give(per_week):
    again = simulated(per_week, draws=4_000, seed=5)

    told = tabled(per_week)
    # Small means are left out: few of their draws are not zero.
    np.testing.assert_allclose(again.square[:6, 6:], told.square[:6, 6:], atol=0.12)
    np.testing.assert_allclose(again.shift[:6, 6:], told.shift[:6, 6:], atol=0.03)


def test_the_spread_of_a_kind_weighs_with_that_of_the_series_itself():
    squares, usual = np.array([[20.0], [100.0], [0.0]]), np.array([[10.0], [90.0], [0.0]])

    assert dispersions(squares, usual, None)[0, 0] == (20 + 7.5) / 15
    of_kin = (120 + 7.5) / 105
    alone = 1.5
    expected = [(20 + 50 * of_kin) / 60, (100 + 50 * of_kin) / 140, alone]
    np.testing.assert_allclose(dispersions(squares, usual, np.array([0, 0, 1]))[:, 0], expected)


def test_a_kind_is_judged_in_one_batch_whatever_the_order():
    kin = np.arange(3 * AT_ONCE) % 3
    order = np.argsort(kin, kind="stable")

    found = batches(order, kin)
    assert [set(kin[these].tolist()) for these in found] == [{0}, {1}, {2}]
    assert np.concatenate(found).tolist() == order.tolist()
    assert [len(some) for some in batches(np.arange(AT_ONCE + 1), None)] == [AT_ONCE, 1]


def test_cells_alarm_alike_in_whatever_order_they_come():
    counts = sparse(6)
    order = np.random.default_rng(0).permutation(80)

    np.testing.assert_allclose(judged(counts[order], [NAMES[at] for at in order]), judged(counts)[order], rtol=1e-6)
