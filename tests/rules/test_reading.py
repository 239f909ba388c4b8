from amends.rules.flags import URGENT
from amends.rules.reading import DANGER, raised_by


def test_only_what_puts_a_case_first_is_raised_and_only_what_it_does_not_bear():
    assert raised_by({"praise", "abusive", "minor", "food"}, {"minor"}) == ("food",)
    assert raised_by({"praise"}, ()) == ()


def test_what_is_raised_stands_in_the_order_of_the_flags():
    assert raised_by({"minor", "media", "safety"}, ()) == ("safety", "media", "minor")


def test_danger_is_urgent():
    assert DANGER <= URGENT
