import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.refusals import Invalid
from amends.rules.writing import MOST_CHARACTERS, at_most, one_line, require_name, require_words, storable


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("café", "café"),
        ("a\x00b", "ab"),
        ("\ud83d\ude00", "😀"),
        ("half \ud83d", "half �"),
        ("\udc80 and \x00", "� and "),
        ("漏水\u202e了", "漏水\u202e了"),
    ],
)
def test_storable(text, kept):
    assert storable(text) == kept


@given(st.text(st.characters(codec=None)))
def test_whatever_comes_in_can_be_written_as_utf_8_without_nul(text):
    kept = storable(text)

    assert b"\x00" not in kept.encode()
    assert storable(kept) == kept


@pytest.mark.parametrize("text", ["", " \n\t", "\x00", "\u200b\ufeff", "\x07", "\u3000"])
def test_what_nobody_can_see_is_nothing_written(text):
    with pytest.raises(Invalid) as refused:
        require_words(text, field="words")

    assert (refused.value.field, str(refused.value)) == ("words", "There is nothing written here yet.")


def test_words_keep_their_lines_and_lose_the_space_around_them():
    assert require_words("  one\n\n two\x00 \n") == "one\n\n two"


def test_twenty_thousand_characters_are_taken_and_one_more_is_not():
    assert len(require_words("漏" * MOST_CHARACTERS)) == MOST_CHARACTERS
    with pytest.raises(Invalid) as refused:
        require_words("漏" * (MOST_CHARACTERS + 1))

    assert str(refused.value) == "This is longer than 20,000 characters. Send the rest as a file."


def test_a_name_is_one_line_of_bounded_length():
    assert require_name(" 林\n悦 ", longest=3, field="name") == "林 悦"
    with pytest.raises(Invalid, match=r"This is longer than 3 characters\."):
        require_name("林悦悦悦", longest=3, field="name")
    with pytest.raises(Invalid, match=r"This must not be empty\."):
        require_name("\u200b", longest=3, field="name")


def test_at_most_and_one_line():
    assert at_most("abc", 3, field="x") == "abc"
    assert one_line(" a \x00\r\n b\u2028c ") == "a b c"
