"""How rare a sign has to be, for so many false warnings a year in the whole house."""

import numpy as np
import pytest

from amends.engines.early_warning.levels import Rows, levels_of
from amends.engines.early_warning.limits import FIXED, NEWS_DAYS, limit_for
from amends.engines.early_warning.replaying import replay

FIRST, DAYS, YEAR = 18_000, 731, 365
PLACES, KINDS = range(4, 12), range(101, 107)
LINES = {1: (1,), 2: (1, 2), 3: (1, 3)} | {place: (1, 2 + place % 2, place) for place in PLACES}


def quiet_house(seed, *, days=DAYS):
    """Six cases a day at eight places, of six kinds, with weekdays, a season and half as much variance again."""
    dice = np.random.default_rng(seed)
    shares = np.outer(dice.gamma(2, 0.5, len(PLACES)), dice.dirichlet(np.ones(len(KINDS))))
    day = np.arange(days)
    course = np.exp(dice.normal(0, 0.3, 7))[day % 7] * (1 + 0.25 * np.sin(2 * np.pi * day / 365.25))
    mean = 6 * shares[:, :, None] / shares.sum() * course / course.mean()
    counts = dice.negative_binomial(2 * mean + 1e-12, 1 / 1.5)
    place, kind, at = np.nonzero(counts)
    return Rows(at, PLACES.start + place, KINDS.start + kind, counts[place, kind, at])


def levels(seed, **more):
    days = more.get("days", DAYS)
    return levels_of(quiet_house(seed, **more), LINES, days=days, lately=days)


def test_with_less_than_half_a_year_of_history_the_fixed_limits_hold():
    assert limit_for(levels(1, days=188), first=FIRST, a_year=6) == FIXED
    assert limit_for(levels(1, days=189), first=FIRST, a_year=6) != FIXED


def test_the_fewer_are_asked_for_the_rarer_a_sign_has_to_be():
    house = levels(1)
    asked = [limit_for(house, first=FIRST, a_year=number).p for number in (1, 3, 6, 12)]

    assert asked == sorted(asked)
    assert asked[0] < asked[3] / 8


def test_what_came_lately_does_not_change_how_rare_it_has_to_be():
    quiet, surging = levels(1), levels(1)
    surging.counts[:, -NEWS_DAYS:] += 30

    assert limit_for(surging, first=FIRST, a_year=6) == limit_for(quiet, first=FIRST, a_year=6)


@pytest.mark.slow
def test_about_as_many_false_warnings_come_as_were_asked_for():
    came = {3: 0, 12: 0}
    houses = range(20)
    for seed in houses:
        house = levels(seed)
        for asked in came:
            limit = limit_for(house, first=FIRST, a_year=asked)
            came[asked] += len(replay(house, LINES, first=FIRST, span=YEAR, limit=limit))

    for asked, many in came.items():
        assert 0.6 <= many / (asked * len(houses)) <= 1.4, came
