"""Words that were searched for, found again in their text."""

from hypothesis import given
from hypothesis import strategies as st

from amends.rules.passages import MOST, passage


def test_the_words_are_marked_whatever_their_case():
    assert passage("The tap leaks, a TAP!", "tap") == [
        ("The ", False), ("tap", True), (" leaks, a ", False), ("TAP", True), ("!", False),
    ]  # fmt: skip


def test_a_long_text_is_cut_around_the_first_word():
    parts = passage("x" * 500 + " leak " + "y" * 500, "leak")

    assert [words for words, is_found in parts if is_found] == ["leak"]
    assert parts[0][0].startswith("…")
    assert parts[-1][0].endswith("…")


def test_chinese_is_marked_as_a_whole_or_else_in_pairs():
    assert ("水龙头", True) in passage("浴室的水龙头漏水", "水龙头")
    assert [words for words, is_found in passage("房间没有热的水，热水坏了", "没热水") if is_found] == ["热水"]


def test_chinese_takes_twice_the_room_so_half_as_much_stands_before():
    assert passage("甲" * 40 + "漏水", "漏水")[0] == ("…" + "甲" * 8, False)
    assert passage("a" * 40 + "leak", "leak")[0] == ("…" + "a" * 16, False)


def test_nothing_found_gives_the_beginning():
    assert passage("The tap leaks", "lamp") == [("The tap leaks", False)]
    assert passage("", "lamp") == []
    assert passage("The tap leaks", "") == [("The tap leaks", False)]


@given(st.text(max_size=400), st.text(max_size=20))
def test_no_letter_is_changed_or_lost_within_the_line(text, asked):
    line = " ".join(text.split())

    said = "".join(words for words, _is_found in passage(text, asked))

    assert len(said) <= MOST + 2
    assert said.removeprefix("…").removesuffix("…") in line or said in line
