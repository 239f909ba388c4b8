"""The words that decided are shown as they stand in the text."""

from amends.engines.triage.quoting import quoted


def test_pieces_side_by_side_are_one_run_and_the_longest_stands_first():
    assert quoted("我家的咖啡机漏水", ("机", "啡", "咖", "的")) == ("的咖啡机",)
    assert quoted("手柄漏水，我家的咖啡机。", ("机", "啡", "咖", "柄", "手")) == ("咖啡机", "手柄")
    assert quoted("Our espresso machine leaks.", ("machine", "espresso", "leaks")) == ("espresso machine leaks",)


def test_a_word_within_another_is_not_meant_and_the_same_is_said_once():
    assert quoted("The App is unhappy with the app.", ("app",)) == ("App",)


def test_pieces_that_are_not_found_are_shown_as_they_are():
    assert quoted("nothing of it", ("teapot",)) == ("teapot",)
    assert quoted("", ()) == ()
