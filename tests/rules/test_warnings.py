"""Which signs become a warning: one cause, one warning."""

import pytest

from amends.rules.warnings import Sign, is_within, overlap, settle, taught

ROOT, NORTH, A, B = 1, 2, 3, 4
LINES = {ROOT: (ROOT,), NORTH: (ROOT, NORTH), A: (ROOT, NORTH, A), B: (ROOT, B)}
ALL, LATE, RUDE = 0, 7, 8


def sign(place, kind, p, observed=9):
    return Sign((place, kind), 0, 3, observed, 2.0, 0, 5, p, p)


def settled(*signs, live=(), seen=(), asked=None):
    found = settle(signs, live=set(live), seen=set(seen), asked=asked or {}, lines=LINES)
    return [one.key for one in found.new], [one.key for one in found.goes_on], [(a, b.key) for a, b in found.moves]


def test_a_place_lies_within_what_is_above_it_and_a_kind_within_all():
    assert is_within((A, LATE), (NORTH, ALL), LINES)
    assert is_within((A, LATE), (ROOT, LATE), LINES)
    assert not is_within((A, ALL), (NORTH, LATE), LINES)
    assert not is_within((NORTH, LATE), (A, LATE), LINES)


@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        ((A, ALL), (ROOT, LATE), True),
        ((A, LATE), (A, ALL), True),
        ((A, LATE), (A, RUDE), False),
        ((A, LATE), (B, LATE), False),
    ],
)
def test_what_may_count_the_same_case_overlaps(one, other, do):
    assert overlap(one, other, LINES) is do
    assert overlap(other, one, LINES) is do


def test_one_cause_is_one_warning_where_it_shows_best():
    found = settled(sign(NORTH, ALL, 1e-4), sign(A, LATE, 1e-9), sign(ROOT, LATE, 1e-5), sign(A, ALL, 1e-6))

    assert found == ([(A, LATE)], [], [])


def test_of_levels_that_say_the_same_the_narrowest_is_told():
    found = settled(sign(NORTH, ALL, 1e-6), sign(A, ALL, 1e-6), sign(A, LATE, 1e-6), sign(NORTH, LATE, 1e-6))

    assert found == ([(A, LATE)], [], [])


def test_two_causes_are_two_warnings():
    found = settled(sign(A, LATE, 1e-9), sign(B, RUDE, 1e-5))

    assert found == ([(A, LATE), (B, RUDE)], [], [])


def test_a_surge_that_goes_on_is_no_second_warning():
    found = settled(sign(A, LATE, 1e-9), sign(A, ALL, 1e-10), live=[(A, LATE)])

    assert found == ([], [(A, LATE)], [])


def test_a_warning_moves_where_its_cause_shows_clearly_better():
    found = settled(sign(A, LATE, 1e-5), sign(A, ALL, 1e-8), live=[(A, LATE)])

    assert found == ([], [], [((A, LATE), (A, ALL))])


def test_beside_one_that_a_colleague_looks_into_a_clearly_worse_one_is_new():
    found = settled(sign(A, LATE, 1e-5), sign(A, ALL, 1e-8), live=[(A, LATE)], seen=[(A, LATE)])

    assert found == ([(A, ALL)], [(A, LATE)], [])


def test_after_a_false_alarm_the_same_has_to_be_twice_as_surprising():
    asked = taught([((A, LATE), 1e-3), ((A, LATE), 1e-4)])

    assert asked == {(A, LATE): pytest.approx(8)}
    assert settled(sign(A, LATE, 1e-7), asked=asked) == ([], [], [])
    assert settled(sign(A, LATE, 1e-9), asked=asked) == ([(A, LATE)], [], [])


def test_what_is_held_back_does_not_come_in_by_another_name():
    found = settled(sign(A, LATE, 1e-7), sign(A, ALL, 1e-6), asked={(A, LATE): 8})

    assert found == ([], [], [])
