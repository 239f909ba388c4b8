from amends.rules.remedies.comparing import spread


def test_like_cases_show_their_least_their_middle_and_their_most():
    like = spread([300, 100, 500, 200, 400])

    assert like is not None
    assert (like.least, like.middle, like.most, like.above(350), like.is_enough) == (100, 300, 500, 2, True)


def test_the_middle_of_an_even_number_is_a_sum_somebody_was_paid():
    like = spread([100, 200, 300, 400])

    assert like is not None
    assert (like.middle, like.is_enough) == (200, False)


def test_nothing_paid_is_no_spread():
    assert spread([]) is None
