"""Many expressions at once find what an alternation of them finds."""

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.engines.triage.expressions import Expressions, beginnings
from amends.engines.triage.flags import LEXICON

PARTS = tomllib.loads(LEXICON.read_text("utf-8"))
LISTS = [part[name] for part in PARTS.values() for name in ("says", "never")]
# What the lexicon itself is made of, cut up: random words of these come near its expressions again and again.
PIECES = sorted({piece for one in LISTS for each in one for piece in re.findall("[\u3400-\u9fff]+|[A-Za-z0-9]+", each)})
HAN = re.compile("[\u3400-\u9fff]")


def one_by_one(expressions):
    """Return the alternation that tries each everywhere."""
    return re.compile(
        "|".join(each if HAN.search(each) else rf"(?<![A-Za-z0-9])(?:{each})(?![A-Za-z0-9])" for each in expressions),
        re.IGNORECASE,
    )


SLOWLY = [(expressions, Expressions(expressions), one_by_one(expressions)) for expressions in LISTS]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("lawyer", "l"), ("(smo|re)k", "sr"), ("s?mells", "sm"), ("[0-2]岁", "012"), ("(a|b)?c", "abc"), ("a|b", "ab"),
        ("(?:x|yz)+", "xy"), ("(?<![0-9])[1-3]岁", "123"), (r"\$ ?[0-9]", "$"), ("Sue", "s"), ("((a|b)|c)d", "abc"),
    ],
)  # fmt: skip
def test_the_beginnings_of_an_expression(expression, found):
    assert beginnings(expression) == set(found)


@pytest.mark.parametrize("expression", [".ll", r"\w+ing", "[^a]b", "a?", "", "(|a)", "(a"])
def test_what_can_begin_with_anything_or_be_nothing_is_refused(expression):
    with pytest.raises(ValueError, match="an expression can be"):
        Expressions([expression])


@given(st.lists(st.sampled_from([*PIECES, " ", "，", "s", "我", "not "]), max_size=30), st.sampled_from(["", " "]))
def test_the_lexicon_finds_the_same_as_one_by_one(pieces, between):
    text = between.join(pieces)

    for expressions, quick, slow in SLOWLY:
        found = [text[begin:end] for begin, end in quick.spans(text)]
        assert found == [one[0] for one in slow.finditer(text)], expressions


def test_letters_stand_for_whole_words_and_case_does_not_matter():
    lexicon = Expressions(["sue", "起诉"])

    assert [*lexicon.spans("SUE, suede, 我要起诉")] == [(0, 3), (14, 16)]
