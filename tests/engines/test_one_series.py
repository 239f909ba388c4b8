"""One series judged for whoever asks about it alone."""

import numpy as np

from amends.engines.early_warning.ages import LEAST_DAYS
from amends.engines.early_warning.one_series import judge
from amends.gateways.own_process import answer_of
from amends.rules.watches import FALSE_ALARMS, Asked, Day, surges

FIRST = 45_000
YEARS = 3 * 365
ODD_DAYS = [1, 0, 2, 1, 0, 1, 0]


def quiet(mean, *, series, seed=7):
    return np.random.default_rng(seed).poisson(mean, (series, YEARS)).tolist()


def test_a_sudden_rise_is_rare_and_begins_where_it_began():
    counts = [*[1] * 200, 8, 9]

    judged = judge(counts, first=FIRST, begun=0, since=len(counts) - 56)

    newest = judged.days[-1]
    assert (newest.count, newest.start) == (9, 54)
    assert newest.p < 1e-6
    expected, low, high = judged.span(54, 55)
    assert low <= expected <= high < 17
    assert 0.5 < expected < 4


def test_days_before_there_is_enough_history_are_not_judged():
    counts = [*[0] * 40, *ODD_DAYS * 8]

    judged = judge(counts, first=FIRST, begun=40, since=50)

    first_judged = 40 + LEAST_DAYS - 50
    assert [day.p is None for day in judged.days] == [at < first_judged for at in range(len(counts) - 50)]
    assert judge(counts[:60], first=FIRST, begun=40, since=50).days == [Day(count) for count in counts[50:60]]


def test_what_comes_later_changes_nothing():
    counts = [*ODD_DAYS * 30, 8, 9]

    earlier = judge(counts[:-1], first=FIRST, begun=0, since=150).days

    assert judge(counts, first=FIRST, begun=0, since=150).days[:-1] == earlier


def test_a_quiet_year_brings_no_more_false_surges_than_asked_for():
    series = [counts for mean in (0.05, 0.5, 4) for counts in quiet(mean, series=40)]
    years = [judge(counts, first=FIRST, begun=0, since=YEARS - 365).days for counts in series]

    for asked in FALSE_ALARMS:
        told = sum(len(surges(year, Asked(false_alarms=asked))) for year in years) / len(years)
        assert 10 * told <= 1.2 * asked


def test_a_process_of_its_own_answers_the_same():
    counts = [*ODD_DAYS * 20, 6]

    answered = answer_of(
        "amends.engines.early_warning.one_series", counts=counts, first=FIRST, begun=0, since=len(counts) - 10
    )

    assert [Day(**day) for day in answered] == judge(counts, first=FIRST, begun=0, since=len(counts) - 10).days
