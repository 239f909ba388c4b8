"""What early warning must hold on any counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.engines.early_warning.calendar import Period
from amends.engines.early_warning.watching import AT_ONCE, watch
from tests.engines.quiet import quiet

SINCE = 160


def judged(counts, period=Period.WEEK, since=SINCE, **more):
    return watch(counts, period, first=5_000, since=since, **more)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), at=st.integers(SINCE + 1, 199), later=st.integers(0, 500))
def test_scores_of_a_period_are_the_same_bit_for_bit_whatever_comes_later(seed, at, later):
    counts = quiet(5, 200, seed=seed)
    changed = counts.copy()
    changed[:, at:] = later

    assert np.array_equal(judged(counts).p[:, : at - SINCE], judged(changed).p[:, : at - SINCE])


@pytest.mark.parametrize("period", list(Period))
def test_scores_never_look_ahead_in_days_and_hours_either(period):
    counts = quiet(3, 500, seed=4)
    changed = counts.copy()
    changed[:, 450:] = np.nan

    before, after = judged(counts, period, since=400), judged(changed, period, since=400)
    assert np.array_equal(before.p[:, :50], after.p[:, :50])
    assert np.array_equal(before.mean[:, :50], after.mean[:, :50])


def test_the_order_of_the_series_changes_nothing():
    counts = quiet(140, 200, seed=1)
    order = np.random.default_rng(0).permutation(140)

    np.testing.assert_allclose(judged(counts[order]).p, judged(counts).p[order], rtol=1e-7)


def test_missing_periods_and_outages_never_alarm():
    counts = quiet(200, 200, seed=2)
    rng = np.random.default_rng(0)
    counts[rng.random(counts.shape) < 0.05] = np.nan
    counts[:, 175:185] = np.nan

    p = judged(counts).p
    assert (p[np.isnan(counts[:, SINCE:])] == 1).all()
    assert (p[:, 185 - SINCE :] < 0.001).mean() < 0.003


def test_a_quiet_period_is_below_one_percent_one_time_in_a_hundred():
    counts = np.concatenate([quiet(250, 360, seed=3, mean=mean) for mean in (0.3, 3, 30)])

    p = judged(counts, since=260).p
    assert 0.0085 <= (p <= 0.01).mean() <= 0.0115
    assert 0.04 <= (p <= 0.05).mean() <= 0.06


@pytest.mark.parametrize(("period", "length", "year"), [(Period.DAY, 800, 365.25), (Period.HOUR, 2_400, 24 * 365.25)])
def test_a_quiet_day_and_a_quiet_hour_alarm_no_oftener_than_stated(period, length, year):
    counts = np.concatenate([quiet(80, length, seed=11, mean=mean, year=year) for mean in (0.3, 3, 30)])

    p = judged(counts, period, since=length - 200).p
    assert 0.004 <= (p <= 0.01).mean() <= 0.0115


def test_p_is_uniform_where_counts_are_large():
    p = judged(quiet(400, 360, seed=5, mean=200), since=260).p

    # In the lower half; above it the surprise of one period and the sum of eight share one value.
    shares = [(p <= level).mean() / level for level in (0.02, 0.1, 0.2, 0.4)]
    np.testing.assert_allclose(shares, 1, atol=0.1)


def test_exposure_explains_counts_in_proportion_to_it():
    rng = np.random.default_rng(6)
    orders = rng.uniform(50, 500, (200, 260))
    counts = rng.poisson(0.02 * orders).astype(np.float64)

    p = judged(counts, since=200, exposure=orders).p
    assert 0.007 <= (p <= 0.01).mean() <= 0.013
    np.testing.assert_allclose(judged(counts, since=200, exposure=orders * 1000).p, p, rtol=1e-6)


def test_a_holiday_that_quadruples_counts_is_expected_when_it_is_told():
    counts = quiet(100, 400, seed=7, mean=6, year=365.25)
    holidays = np.zeros(400, np.bool_)
    holidays[20::40] = True
    counts[:, holidays] += quiet(100, 10, seed=70, mean=18, year=1e9)

    told = judged(counts, Period.DAY, since=350, holidays=holidays).p
    untold = judged(counts, Period.DAY, since=350).p
    day = 380 - 350
    assert (told[:, day] < 0.02).mean() < 0.05
    assert (untold[:, day] < 0.02).mean() > 0.2


def test_an_old_outbreak_does_not_hide_a_new_one():
    counts = quiet(100, 200, seed=8)
    outbroken = counts.copy()
    outbroken[:, 150:153] += 25

    outbroken[:, 190], counts[:, 190] = 16, 16
    there, never = judged(outbroken).p[:, 30], judged(counts).p[:, 30]
    assert np.median(np.log10(there) - np.log10(never)) < 0.3


def test_a_small_lasting_shift_is_seen_though_no_single_period_is_surprising():
    counts = quiet(100, 800, seed=9, mean=2, year=365.25)
    counts[:, 760:] += 3

    p = judged(counts, Period.DAY, since=700).p
    assert (p[:, 80:].min(1) < 1e-3).mean() > 0.8
    assert (p[:, :60].min(1) < 1e-3).mean() < 0.05


def test_a_series_of_zeros_and_one_never_seen_are_quiet():
    counts = np.zeros((2, 100))
    counts[1] = np.nan

    assert (judged(counts, since=50).p > 0.05).all()


def test_a_young_series_among_old_ones_is_judged_as_if_it_stood_alone():
    quiet = np.random.default_rng(2).poisson(30, (40, 196)).astype(float)
    old = np.random.default_rng(3).poisson(30, (1, 196 + 560)).astype(float)
    unseen = np.full((40, 560), np.nan)

    alone = watch(quiet, Period.DAY, first=20_000, since=140)
    among = watch(np.vstack([old, np.hstack([unseen, quiet])]), Period.DAY, first=20_000 - 560, since=140 + 560)

    assert among.p[1:] == pytest.approx(alone.p, rel=0.01)
    assert (among.p > 1e-3).mean() > 0.999


def test_a_surge_of_four_weeks_does_not_raise_what_is_expected_while_it_lasts():
    counts = quiet(60, 800, seed=13, mean=20, year=365.25)
    surging = counts.copy()
    surging[:, 760:788] *= 1.5

    expected, without = (judged(of, Period.DAY, since=740).mean[:, 20:48] for of in (surging, counts))
    assert (expected / without).mean() < 1.01


def test_series_of_a_later_batch_know_nothing_of_an_earlier_one():
    counts = quiet(AT_ONCE + 30, 200, seed=14, mean=40)
    counts[AT_ONCE:, :60] = np.nan

    np.testing.assert_allclose(judged(counts).p[AT_ONCE:], judged(counts[AT_ONCE:]).p, rtol=1e-9)


def test_short_sums_of_days_bring_fewer_of_the_false_episodes_than_long_ones():
    counts = np.concatenate([quiet(400, 900, seed=seed, mean=3, year=365.25) for seed in (21, 22, 23)])

    seen = watch(counts, Period.DAY, first=5_000, since=535)
    firsts = np.diff(seen.p <= 0.003, axis=1, prepend=False) & (seen.p <= 0.003)
    by_window = [int((firsts & np.isin(seen.window, widths)).sum()) for widths in ((0, 4), (10, 20, 42))]
    assert by_window[0] <= by_window[1]
