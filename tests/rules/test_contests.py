"""A language model wins where it is better beyond chance on the same texts, and no worse at the rare kinds."""

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.rules.contests import figures_of, macro_f1, may_switch_on, verdict

KINDS = st.integers(1, 3)


def judged(only_asked, only_local, both=5):
    """Return truth and both answers, with so many that one alone got right."""
    truth = [1] * (only_asked + only_local + both)
    return (
        truth,
        [1] * only_asked + [None] * only_local + [1] * both,
        [2] * only_asked + [1] * only_local + [1] * both,
    )


@pytest.mark.parametrize(
    ("only_asked", "only_local", "by_chance", "is_better"),
    [(15, 4, 0.0192, True), (9, 3, 0.1460, False), (4, 15, 0.0192, False), (0, 0, 1.0, False), (6, 0, 0.0312, True)],
)
def test_only_what_chance_would_hardly_do_is_better(only_asked, only_local, by_chance, is_better):
    found = verdict(*judged(only_asked, only_local))

    assert (found.only_asked, found.only_local) == (only_asked, only_local)
    assert (round(found.by_chance, 4), found.is_better) == (by_chance, is_better)


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 40))
def test_the_chance_is_that_of_a_coin_counted_out(one, other):
    n = one + other
    as_far = sum(comb(n, k) for k in range(n + 1) if abs(2 * k - n) >= abs(one - other)) / 2**n

    assert verdict(*judged(one, other)).by_chance == pytest.approx(as_far)


@settings(deadline=None)
@given(st.lists(st.tuples(KINDS, st.none() | KINDS, st.none() | KINDS), min_size=1))
def test_never_are_both_better_and_who_is_better_is_right_more_often(rows):
    truth, one, other = (list(column) for column in zip(*rows, strict=True))
    there, back = verdict(truth, one, other), verdict(truth, other, one)

    assert not (there.is_better and back.is_better)
    if there.is_better:
        assert figures_of(truth, one)["accuracy"] > figures_of(truth, other)["accuracy"]


def test_macro_f1_weighs_kinds_alike_and_no_answer_is_no_kind():
    assert macro_f1([1, 1, 2], [1, None, 2]) == pytest.approx(5 / 6)
    assert figures_of([1, 1, 2, 2], [1, None, 2, 1]) == {
        "accuracy": 0.5, "macro_f1": pytest.approx((2 / 4 + 2 / 3) / 2), "answered": 0.75,
        "right_of_answered": pytest.approx(2 / 3),
    }  # fmt: skip


def test_who_gives_up_the_rare_kinds_does_not_win():
    better = verdict(*judged(15, 4))

    assert may_switch_on(better, 0.7, 0.7)
    assert not may_switch_on(better, 0.69, 0.7)
