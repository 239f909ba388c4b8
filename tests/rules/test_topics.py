"""Which topic is one that is known, and where a topic is."""

from amends.rules.topics import narrowest, same_topic


def test_half_of_the_smaller_ones_cases_make_it_the_same_topic():
    known = {7: [4, 5, 6, 7, 8, 9]}

    assert same_topic([1, 2, 3, 4, 5, 6], known) == 7
    assert same_topic([0, 1, 2, 3, 4, 5], known) is None
    assert same_topic([5, 6], known) == 7
    assert same_topic([1], {}) is None


def test_of_two_the_one_that_shares_more_is_the_same():
    assert same_topic([1, 2, 3, 4], {1: [1, 2], 2: [2, 3, 4], 3: [2, 3, 4]}) == 2


def test_a_topic_is_at_the_narrowest_place_that_all_its_cases_share():
    assert narrowest([(1, 2, 5), (1, 2, 6)]) == 2
    assert narrowest([(1, 2, 5), (1, 2, 5)]) == 5
    assert narrowest([(1, 2), (1, 3, 4)]) == 1
