from amends.rules.flags import URGENT
from amends.rules.reading import DANGER, is_praise_alone, most_alike, raised_by


def test_only_what_puts_a_case_first_is_raised_and_only_what_it_does_not_bear():
    assert raised_by({"praise", "abusive", "minor", "food"}, {"minor"}) == ("food",)
    assert raised_by({"praise"}, ()) == ()


def test_what_is_raised_stands_in_the_order_of_the_flags():
    assert raised_by({"minor", "media", "safety"}, ()) == ("safety", "media", "minor")


def test_praise_alone_tells_of_no_failure():
    assert is_praise_alone({"praise"})
    assert is_praise_alone({"praise", "abusive"})
    assert not is_praise_alone({"praise", "food"})
    assert not is_praise_alone(())


def test_danger_is_urgent():
    assert DANGER <= URGENT


def test_almost_the_same_words_are_found_and_others_are_not():
    others = {1: "The tap in room 9 leaks.", 2: "No hot water in room 12 since Monday evening.", 3: "三楼的电梯停了。"}

    assert most_alike("No hot water in room 12 since Monday.", others) == 2
    assert most_alike("The lights in the corridor on floor three have been off all night.", others) is None
    assert most_alike("三楼的电梯停了，老人下不来。", {7: "三楼的电梯停了，老人下不来！"}) == 7


def test_too_few_words_are_like_nothing():
    assert most_alike("No hot water.", {1: "No hot water."}) is None
