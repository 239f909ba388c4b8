"""What the bench says of flags and of customers failed twice."""

from amends.bench.flags import HARD, measure_flags, quality, verdict
from amends.bench.sentinel import histories, is_noted, measure_sentinel


def test_recall_and_precision_of_one_hit_one_miss_and_one_false_alarm():
    assert quality([True, True, False], [True, False, True]) == (0.5, 0.5)
    assert quality([True], [False]) == (0.0, 1.0)


def test_a_bar_that_is_reached_exactly_is_passed():
    assert (verdict(0.97, 0.97), verdict(0.969, 0.97)) == ("passed", "MISSED")


def test_each_hard_flag_is_held_beside_its_bar_and_finds_more_than_plain_words():
    said: list[str] = []
    figures = measure_flags(tell=said.append)

    for part in ("open", "kept"):
        for key in HARD:
            assert figures[f"flags_{part}_{key}_recall"] > figures[f"flags_{part}_{key}_plain_recall"]
            assert figures[f"flags_{part}_{key}_precision"] >= 0.80
    assert sum("(bar 0.97)" in line for line in said) == 8


def test_whom_the_record_shows_as_failed_twice_is_noted_and_hardly_anybody_else():
    figures = measure_sentinel(tell=print)

    assert figures["sentinel_recall"] >= 0.95
    assert figures["sentinel_precision"] >= 0.80


def test_at_least_sixty_histories_are_labelled_and_none_is_there_twice():
    told = histories()

    assert len(told) == len(set(told)) >= 60
    assert {history.is_twice for history in told} == {True, False} == {is_noted(history) for history in told}
